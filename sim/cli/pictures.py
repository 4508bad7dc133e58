"""Draws figures of stored runs into their folders."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.progress import Progress

if TYPE_CHECKING:
    from sim.runs.results import Results

FIGURES = "figures"
USUAL = ("png", "svg")


def draw_run(results: "Results", folder: Path, formats: Sequence[str] = USUAL, names: Sequence[str] = ()) -> list[Path]:
    """The figures of one run, all of them or those named, that are not there yet."""
    from sim.plots.registry import plots_of

    return [path for plot in plots_of("run") if not names or plot.name in names
            for path in _draw(plot, results, folder / FIGURES, formats)]


def draw_each(folders: Sequence[Path], jobs: int | None = None) -> None:
    """Every figure of each stored run that is not there yet, by as many processes as there are cores; those of one run
    here, for a process would take longer to begin.
    """
    from sim.plots.registry import plots_of
    from sim.runs.processes import processes

    missing = [folder for folder in folders if not all(
        path.exists() for plot in plots_of("run") for path in _paths(plot, folder / FIGURES, USUAL))]
    if len(missing) <= 1:
        for folder in missing:
            _draw_stored(folder)
        return
    with (Progress("figures", len(missing), "runs") as tell,
          processes(min(jobs or os.cpu_count() or 1, len(missing))) as pool):
        for done, _ in enumerate(pool.map(_draw_stored, missing), start=1):
            tell(done)


def _draw_stored(folder: Path) -> None:
    from sim.runs.results import Results

    draw_run(Results.load(folder), folder)


def draw_runs(runs: "Sequence[Results]", folder: Path, formats: Sequence[str] = USUAL,
              names: Sequence[str] = ()) -> list[Path]:
    """The figures of several runs, the first being compared with."""
    from sim.plots.registry import plots_of

    return [path for plot in plots_of("runs") if not names or plot.name in names
            for path in _draw(plot, runs, folder / FIGURES, formats)]


def _draw(plot, source, folder: Path, formats: Sequence[str]) -> list[Path]:
    from matplotlib import pyplot

    from sim.plots.files import save_figure

    there = _paths(plot, folder, formats)
    if all(path.exists() for path in there):
        return there
    figure = plot.draw(source)
    written = save_figure(figure, folder, plot.name, formats)
    pyplot.close(figure)
    return written


def _paths(plot, folder: Path, formats: Sequence[str]) -> list[Path]:
    return [folder / f"{plot.name}.{suffix}" for suffix in formats]
