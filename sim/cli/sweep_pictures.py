"""Draws what a sweep found: a figure of each metric, of the kind that its design asks for."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from sim.plots.words import Counts
    from sim.quantities.shown import Shown
    from sim.runs.prepared import Prepared
    from sim.statistics.settle import Sign

TOLD_APART = ("saltelli", "morris")
"""Designs whose single points say little: what they are made for has figures of its own."""

Row = dict[str, Any]


def draw_sweep(made: "Prepared", folder: Path, signs: "Mapping[str, Sequence[Sign]] | None" = None) -> list[Path]:
    """The figures of a sweep: maps of a grid of two keys, bars where each moves alone, else scatters.

    Of a figure whose `signs` were looked at several times, by design point, those say which cells of a map are settled.
    None of a grid of one key or of three and more: their table says it. None of designs that `sensitivity` tells of.
    """
    from matplotlib import pyplot

    from sim.plots.drawn import Drawn
    from sim.plots.files import save_figure

    kind = made.sweep.design.kind
    if (kind == "grid" and len(made.sweep.axes) != 2) or kind in TOLD_APART:
        return []
    prefix, drawing = {"grid": ("map", map_of), "one_at_a_time": ("bars", bars_of)}.get(kind, ("scatter", scatter_of))
    drawn, written = Drawn(folder), []
    for metric, rows in _rows_of(made, folder).items():
        for row, sign in zip(rows, (signs or {}).get(metric, ()), strict=False):
            row["settled"] = not sign.is_open
        figure = drawing(made, metric, rows)
        name = re.sub(r"[^a-zA-Z0-9]+", "-", metric).strip("-")
        written += save_figure(figure, drawn.folder, f"{prefix}-{name}")
        pyplot.close(figure)
    drawn.seal(written)
    return written


def _rows_of(made: "Prepared", folder: Path) -> dict[str, list[Row]]:
    """The rows of the sweep's table by metric, in the order of its design points."""
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "sweep.parquet").to_pylist()
    return {metric: [row for row in table if row["metric"] == metric] for metric in made.sweep.metrics}


def map_of(made: "Prepared", metric: str, rows: list[Row]) -> "Figure":
    """A heat map of one metric over two keys."""
    from sim.plots.heatmap import Sweep, draw
    from sim.plots.swept import amounts

    scale, shown, digits = shown_of(rows)
    names, columns = [], []
    for axis, heading in zip(made.sweep.axes, made.sweep.headings, strict=True):
        texts = [point.value(axis.key) for point in made.points]
        numbers, unit = amounts(texts) or (texts, "")
        names.append(f"{heading}, {unit}" if unit else heading)
        columns.append(numbers)
    cells = [_cell(row, one, other, scale) for row, one, other in zip(rows, *columns, strict=True)]
    across, upwards = names
    about = Sweep(made.sweep.title, in_words(metric), shown, across, upwards, _counts(made),
                  made.hash, digits=digits)  # fmt: skip
    return draw(cells, about)


def bars_of(made: "Prepared", metric: str, rows: list[Row]) -> "Figure":
    """What each key moves one metric alone."""
    from sim.plots.tornado import draw

    return draw(*_points(made, metric, rows))


def scatter_of(made: "Prepared", metric: str, rows: list[Row]) -> "Figure":
    """One metric of every design point by each key."""
    from sim.plots.scatter import draw

    return draw(*_points(made, metric, rows))


def _points(made: "Prepared", metric: str, rows: list[Row]) -> tuple[list[Any], Any]:
    """The design points as figures take them, with one metric, and the words around them."""
    from sim.plots.swept import Moved, Outcome, Swept

    scale, shown, digits = shown_of(rows)
    keys = [axis.key for axis in made.sweep.axes]
    outcomes = [
        Outcome(tuple(map(point.value, keys)), tuple(keys.index(key) for key, _ in point.settings),
                *(row[name] * scale for name in ("mean", "half_width", "difference_mean", "difference_half_width")))
        for point, row in zip(made.points, rows, strict=True)
    ]  # fmt: skip
    moved = (*(Moved(axis.name, "lever") for axis in made.sweep.levers),
             *(Moved(axis.name, "uncertainty") for axis in made.sweep.uncertainties))  # fmt: skip
    swept = Swept(made.sweep.title, in_words(metric), shown, moved, _counts(made), made.hash,
                  digits=digits)  # fmt: skip
    return outcomes, swept


def _counts(made: "Prepared") -> "Counts":
    """How many replications the design points have."""
    from sim.plots.words import Counts

    return Counts.of(point.replications for point in made.points)


def shown_of(rows: "Sequence[Row]") -> "Shown":
    """How a figure's means are shown, and their differences from the first design point."""
    from sim.quantities.shown import Shown

    return Shown.of(rows[0]["unit"], [row["mean"] for row in rows], [row["half_width"] for row in rows])


def in_words(metric: str) -> str:
    """A metric's title with what it is chosen by: `Headroom, ai, FY2028` for headroom_mw[grade=ai]@FY2028."""
    from sim.metrics import catalogue
    from sim.scenario.figure import Figure

    figure = Figure.parse(metric)
    parts = [catalogue()[figure.metric].title, *figure.chosen.values(), figure.period or ""]
    return ", ".join(part for part in parts if part)


def _cell(row: Row, across: float | str, upwards: float | str, scale: float) -> Row:
    """A cell of a map; its sign is settled where the half-width is smaller than the mean."""
    mean, half_width = row["mean"] * scale, row["half_width"] * scale
    return {"lever1": across, "lever2": upwards, "mean": mean, "half_width": half_width,
            "significant": row.get("settled", abs(mean) > half_width or mean == half_width == 0.0)}  # fmt: skip
