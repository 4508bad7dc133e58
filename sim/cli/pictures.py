"""Draws figures of stored runs into their folders."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runs.results import Results

FIGURES = "figures"
USUAL = ("png", "svg")


def draw_run(results: "Results", folder: Path, formats: Sequence[str] = USUAL, names: Sequence[str] = ()) -> list[Path]:
    """The figures of one run, all of them or those named, that are not there yet."""
    from sim.plots.registry import plots_of

    return [path for plot in plots_of("run") if not names or plot.name in names
            for path in _draw(plot, results, folder / FIGURES, formats)]


def draw_runs(runs: "Sequence[Results]", folder: Path, formats: Sequence[str] = USUAL,
              names: Sequence[str] = ()) -> list[Path]:
    """The figures of several runs, the first being compared with."""
    from sim.plots.registry import plots_of

    return [path for plot in plots_of("runs") if not names or plot.name in names
            for path in _draw(plot, runs, folder / FIGURES, formats)]


def _draw(plot, source, folder: Path, formats: Sequence[str]) -> list[Path]:
    from matplotlib import pyplot

    from sim.plots.files import save_figure

    there = [folder / f"{plot.name}.{suffix}" for suffix in formats]
    if all(path.exists() for path in there):
        return there
    figure = plot.draw(source)
    written = save_figure(figure, folder, plot.name, formats)
    pyplot.close(figure)
    return written
