"""Draws what a sweep found: a figure of each metric, of the kind that its design asks for."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.runs.prepared import Prepared

SHOWN = {"MW": (1e-3, "GW"), "$": (1e-9, "$bn")}
"""Units as figures show them."""

Row = dict[str, Any]


def draw_sweep(made: "Prepared", folder: Path) -> list[Path]:
    """The figures of a sweep: maps of a grid of two keys; none of other grids and of lists."""
    from matplotlib import pyplot

    from sim.plots.files import save_figure

    kind = made.sweep.design.kind
    drawing = map_of if kind == "grid" and len(made.sweep.axes) == 2 else None
    if drawing is None:
        return []
    prefix = {"grid": "map"}[kind]
    written = []
    for metric, rows in _rows_of(made, folder).items():
        figure = drawing(made, metric, rows)
        name = re.sub(r"[^a-zA-Z0-9]+", "-", metric).strip("-")
        written += save_figure(figure, folder / "figures", f"{prefix}-{name}")
        pyplot.close(figure)
    return written


def _rows_of(made: "Prepared", folder: Path) -> dict[str, list[Row]]:
    """The rows of the sweep's table by metric, in the order of its design points."""
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "sweep.parquet").to_pylist()
    return {metric: [row for row in table if row["metric"] == metric] for metric in made.sweep.metrics}


def map_of(made: "Prepared", metric: str, rows: list[Row]) -> "Figure":
    """A heat map of one metric over two keys."""
    from sim.plots.heatmap import Sweep, draw

    headings = made.sweep.headings
    written = [[point.value(axis.key) for point in made.points] for axis in made.sweep.axes]
    units = [_unit(values[0]) for values in written]
    across, upwards = (f"{name}, {unit}" if unit else name for name, unit in zip(headings, units, strict=True))
    scale, shown = SHOWN.get(rows[0]["unit"], (1.0, rows[0]["unit"]))
    cells = [_cell(row, headings, scale) for row in rows]
    about = Sweep(made.sweep.title, in_words(metric), shown, across, upwards, made.points[0].replications,
                  made.hash[:10], digits=2 if shown == "GW" else 1)  # fmt: skip
    return draw(cells, about)


def in_words(metric: str) -> str:
    """A metric's title with what it is chosen by: `Headroom, ai, FY2028` for headroom_mw[grade=ai]@FY2028."""
    from sim.metrics import catalogue
    from sim.scenario.figure import Figure

    figure = Figure.parse(metric)
    parts = [catalogue()[figure.metric].title, *figure.chosen.values(), figure.period or ""]
    return ", ".join(part for part in parts if part)


def _cell(row: Row, headings: list[str], scale: float) -> Row:
    """A cell of a map; its sign is settled where the half-width is smaller than the mean."""
    mean, half_width = row["mean"] * scale, row["half_width"] * scale
    return {"lever1": _number(row[headings[0]]), "lever2": _number(row[headings[1]]), "mean": mean,
            "half_width": half_width, "significant": abs(mean) > half_width or mean == half_width == 0.0}


def _number(text: str) -> float:
    found = re.match(r"[^\d.+-]*([+-]?[\d.,]+)", text)
    if found is None:
        raise click.ClickException(f"a map needs keys with numbers, and `{text}` is none")
    return float(found[1].replace(",", ""))


def _unit(text: str) -> str:
    return re.sub(r"[\d.,+-]+\s*", "", text).strip()
