"""`sensitivity`: what the figures of a finished sweep depend on, and in which futures one is past a threshold."""

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import options
from sim.cli.failing import refusing

if TYPE_CHECKING:
    from sim.plots.swept import Swept
    from sim.quantities.shown import Shown
    from sim.runs.periods import Floats
    from sim.runs.stored_sweep import StoredSweep
    from sim.scenario.designs import Morris
    from sim.statistics.futures import Condition

SPREAD = ("latin_hypercube", "sobol", "saltelli", "grid")
"""Designs whose points fill the space of the keys."""


@click.command("sensitivity")
@click.argument("sweep", type=click.Path(path_type=Path, exists=True))
@click.option("--metric", "metrics", multiple=True, metavar="FIGURE", help="Only this figure of the sweep; all of them "
              "where none is named.")  # fmt: skip
@click.option("--where", metavar="CONDITION", help="Find the futures in which it holds, as in "
              "--where 'headroom_mw[grade=ai]@FY2027 < 0 MW'.")  # fmt: skip
@click.option("--boxes", type=click.IntRange(1, 9), default=1, show_default=True, help="At most so many, with --where.")
@options.replications_of("sweep")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="As it was given to `sweep`, of a file.")
@options.out
def command(sweep, metrics, where, boxes, replications, settings, out) -> None:
    """What the figures of a finished SWEEP (its file or its folder) depend on.

    A `saltelli` design gives Sobol indices, a `morris` one elementary effects; --where gives boxes of futures, of any
    design that fills the space of its keys. Tables and figures go into the sweep's folder.
    """
    from sim.cli.progress import say
    from sim.runs import manifest

    stored = _stored(sweep, replications, settings, Path(out))
    made = manifest.checked(stored.folder)
    written: list[Path] = []
    refused: list[click.UsageError] = []
    if where is not None:
        if metrics:
            raise click.UsageError("--where names its figure itself: leave --metric out")
        written = _futures(stored, where, boxes)
    else:
        for number, metric in enumerate(_chosen(stored, metrics)):
            click.echo("\n" * bool(number), nl=False)
            try:
                written += assess(stored, metric)
            except click.UsageError as error:
                refused.append(error)
    manifest.add(stored.folder, made, [path.name for path in written if path.parent == stored.folder])
    say("\n" + "\n".join(map(str, written)))
    if refused:
        raise refused[0]


def assess(stored: "StoredSweep", metric: str) -> list[Path]:
    """Tells what a figure depends on, by the method of the sweep's design; the files that are left."""
    from sim.scenario.designs import Morris

    return _effects(stored, stored.design, metric) if isinstance(stored.design, Morris) else _indices(stored, metric)


def _indices(stored: "StoredSweep", metric: str) -> list[Path]:
    from sim.plots.sobol import draw
    from sim.report.sensitivity import sobol_lines, sobol_table
    from sim.statistics.sobol import sobol_indices

    found = sobol_indices(_values(stored, metric), len(stored.keys))
    name = f"sobol-{_plain(metric)}"
    told = _tell(stored, name, sobol_lines(stored, metric, found))
    figure = draw(found, _about(stored, metric))
    return [told, _put(stored, name, sobol_table(stored, metric, found)), *_save(figure, stored, name)]


def _effects(stored: "StoredSweep", design: "Morris", metric: str) -> list[Path]:
    from sim.plots.morris import draw
    from sim.report.sensitivity import morris_lines, morris_table, shown_of
    from sim.runs.designs import morris
    from sim.statistics.morris import elementary_effects

    levels = morris(design, [key.key for key in stored.keys])
    found = elementary_effects(_values(stored, metric), levels, design.levels)
    name = f"morris-{_plain(metric)}"
    told = _tell(stored, name, morris_lines(stored, metric, found))
    show = shown_of(stored.units[metric], found)
    figure = draw(found.scaled(show.scale), _about(stored, metric, show))
    return [told, _put(stored, name, morris_table(stored, metric, found)), *_save(figure, stored, name)]


def _futures(stored: "StoredSweep", where: str, most: int) -> list[Path]:
    """Tells in which futures a condition holds; the files that are left."""
    import numpy as np

    from sim.plots.boxes import Found, draw
    from sim.report.sensitivity import boxes_lines, boxes_table, way_table
    from sim.statistics.futures import discover

    condition = _condition(stored, where)
    if stored.design.kind not in SPREAD:
        raise click.UsageError(f"the design points of {stored.design.kind} do not fill the space of the keys: --where "
                               f"takes a sweep whose design is one of {', '.join(SPREAD)}")  # fmt: skip
    places = np.arange(len(stored.points))
    if stored.design.kind == "saltelli":  # the points in between repeat the values of these
        places = places[np.isin(places % (len(stored.keys) + 2), (0, len(stored.keys) + 1))]
    texts = [[stored.points[place][key.key] for place in places] for key in stored.keys]
    values = _values(stored, condition.figure)[places]
    found = discover(condition, values, stored.units[condition.figure], texts, most)  # type: ignore[arg-type]
    name = f"boxes-{_plain(str(condition).replace('<', 'below').replace('>', 'above'))}"
    written = [_tell(stored, name, boxes_lines(stored, condition, found))]
    if found.boxes:
        written.append(_put(stored, name, boxes_table(stored, condition, found)))
        written.append(_put(stored, f"{name}-way", way_table(condition, found)))
    swept = _about(stored, condition.figure)
    for number, box in enumerate(found.boxes, start=1):
        written += _save(draw(Found(str(condition), found, box, number), swept), stored, f"{name}-{number}")
    return written


def _stored(sweep: Path, replications: int | None, settings: tuple[str, ...], out: Path) -> "StoredSweep":
    """The finished sweep that a file or a folder names; UsageError where there is none."""
    from sim.runs.folders import SWEEPS
    from sim.runs.manifest import IncompleteError
    from sim.runs.stored_sweep import StoredSweep

    if sweep.is_dir():
        if replications is not None or settings:
            raise click.UsageError("--replications and --set go with a sweep's file: a folder is one sweep as it ran")
        folder = sweep
    else:
        from sim.cli.sweep import read_sweep

        folder = out / SWEEPS / read_sweep(sweep, replications, settings).folder_name
        if not folder.is_dir():
            raise click.UsageError(f"{sweep} is not finished in {out}: run `sweep {sweep}` first")
    try:
        return StoredSweep.load(folder)
    except IncompleteError as error:
        raise click.UsageError(f"{folder}: {error}") from error


def _chosen(stored: "StoredSweep", metrics: tuple[str, ...]) -> list[str]:
    """The figures asked for, of a design that tells what they depend on."""
    if stored.design.kind not in ("saltelli", "morris"):
        more = "; or find futures with --where" if stored.design.kind in SPREAD else ""
        raise click.UsageError(f"a {stored.design.kind} design tells no indices: sweep with `saltelli` or `morris`"
                               f"{more}")  # fmt: skip
    for metric in metrics:
        _check(stored, metric, "--metric")
    return list(dict.fromkeys(metrics)) or list(stored.units)


def _check(stored: "StoredSweep", metric: str, option: str) -> None:
    from sim.quantities.nearest import nearest

    if metric not in stored.units:
        near = nearest(metric, list(stored.units))
        hint = f"; did you mean {near}?" if near else ""
        raise click.UsageError(f"{option} {metric}: the sweep reads off {', '.join(stored.units)}{hint}")


def _condition(stored: "StoredSweep", where: str) -> "Condition":
    """The condition asked for, of a figure that the sweep has, with an amount in its unit."""
    from pydantic_core import PydanticCustomError

    from sim.statistics.futures import Condition

    try:
        condition = Condition.read(where)
        _check(stored, condition.figure, "--where")
        condition.threshold(stored.units[condition.figure])  # type: ignore[arg-type]
    except PydanticCustomError as error:
        raise click.UsageError(f"--where: {error.message()}") from error
    return condition


def _values(stored: "StoredSweep", metric: str) -> "Floats":
    """Of each design point and replication, all of them numbers."""
    from sim.runs.checked_file import DamagedError
    from sim.statistics.valued import refuse_without_value

    try:
        values = stored.values(metric)
    except DamagedError as error:
        raise click.UsageError(f"{error}: `sweep --again` on its file makes them anew") from error
    with refusing():
        refuse_without_value(metric, values)
    return values


def _about(stored: "StoredSweep", metric: str, show: "Shown | None" = None) -> "Swept":
    """The words around a figure; where it shows no numbers in the unit of what it is about, `show` is none."""
    from sim.cli.sweep_pictures import in_words
    from sim.plots.swept import Moved, Swept
    from sim.plots.words import Counts
    from sim.quantities.shown import Shown

    _, unit, digits = show or Shown.of(stored.units[metric], [])
    moved = tuple(Moved(key.name, key.kind) for key in stored.keys)
    n = Counts(stored.replications)
    return Swept(stored.title, in_words(metric), unit, moved, n, stored.hash, digits=digits)


def _plain(text: str) -> str:
    return re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")


def _tell(stored: "StoredSweep", name: str, lines: list[str]) -> Path:
    """Lines on the screen, and as a file beside the sweep's own."""
    from sim.runs.whole import put_whole

    for line in lines:
        click.echo(line)
    path, text = stored.folder / f"{name}.txt", "".join(f"{line}\n" for line in lines)
    put_whole(path, lambda draft: draft.write_text(text, encoding="utf-8"))
    return path


def _put(stored: "StoredSweep", name: str, table: Any) -> Path:
    """A table as a CSV file beside the sweep's own, each row with its folder."""
    import pyarrow.csv as pa_csv

    from sim.runs.folders import of_folder
    from sim.runs.whole import put_whole

    path, rows = stored.folder / f"{name}.csv", of_folder(table, stored.folder.name)
    put_whole(path, partial(pa_csv.write_csv, rows, write_options=pa_csv.WriteOptions(quoting_style="needed")))
    return path


def _save(figure: Any, stored: "StoredSweep", name: str) -> list[Path]:
    from matplotlib import pyplot

    from sim.plots.drawn import Drawn
    from sim.plots.files import save_figure

    drawn = Drawn(stored.folder)
    written = save_figure(figure, drawn.folder, name)
    drawn.seal(written)
    pyplot.close(figure)
    return written
