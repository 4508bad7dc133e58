"""Draws figures of stored runs into their folders."""

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.progress import Progress

if TYPE_CHECKING:
    from sim.plots.drawn import Drawn
    from sim.runs.results import Results

USUAL = ("png", "svg")


def draw_run(results: "Results", folder: Path, formats: Sequence[str] = USUAL, names: Sequence[str] = ()) -> list[Path]:
    """The figures of one run, all of them or those named; those that are not there yet are drawn."""
    return _draw_all("run", results, folder, formats, names)


class Helper:
    """A process that draws beside this one, from when it is told to get ready: that takes as long as to draw."""

    def __init__(self, process: Executor | None) -> None:
        """None where nobody is to help."""
        self.process = process
        self.figures: Future[list[str]] | None = None
        """Names of the figures of a run, known once it is ready."""

    def get_ready(self) -> None:
        """Start the process and have it import what it draws with, unless it has been told before."""
        if self.process is not None and self.figures is None:
            self.figures = self.process.submit(_get_ready)


@contextmanager
def helper(runs: int, jobs: int | None = None) -> Iterator[Helper]:
    """Who draws one run together with this process, if there is a core for it."""
    from sim.runs.processes import processes

    if runs != 1 or (jobs or os.cpu_count() or 1) == 1:
        yield Helper(None)
        return
    with processes(1) as process:
        yield Helper(process)


def _get_ready() -> list[str]:
    import sim.plots.files
    import sim.runs.results  # noqa: F401  what a figure is drawn from and written by
    from sim.plots.registry import plots_of

    return [plot.name for plot in plots_of("run")]


def draw_each(folders: Sequence[Path], jobs: int | None = None, beside: Helper | None = None) -> None:
    """Every figure of each stored run that is not there yet, by as many processes as there are cores; those of one run
    here, and by a helper that is ready, for another process would take longer to begin.
    """
    if beside is not None and beside.figures is not None:
        for folder in folders:
            _draw_beside(beside, folder)
        return
    from sim.plots.drawn import Drawn
    from sim.plots.registry import plots_of
    from sim.runs.processes import processes

    missing = [folder for folder in folders if not (drawn := Drawn(folder)).has(
        path for plot in plots_of("run") for path in _paths(plot, drawn, USUAL))]  # fmt: skip
    if len(missing) <= 1:
        for folder in missing:
            _draw_stored(folder)
        return
    with (Progress("figures", len(missing), "runs") as tell,
          processes(min(jobs or os.cpu_count() or 1, len(missing))) as pool):
        for done, _ in enumerate(pool.map(_draw_stored, missing), start=1):
            tell(done)


def _draw_beside(beside: Helper, folder: Path) -> None:
    """The figures of a run, each by whoever is free first: the helper begins while this process gets ready."""
    from sim.plots.drawn import Drawn
    from sim.plots.registry import plots
    from sim.runs.results import Results

    process, figures = beside.process, beside.figures
    assert process is not None and figures is not None
    names = iter(figures.result())
    paths: list[Path] = []

    def by_helper() -> None:
        for name in names:
            paths.extend(process.submit(_draw_one, name, folder).result())

    with ThreadPoolExecutor(1, thread_name_prefix="helper") as asking:
        helped = asking.submit(by_helper)
        results, drawn = Results.load(folder), Drawn(folder)
        for name in names:
            paths.extend(_draw(plots()[name], results, drawn, USUAL))
        helped.result()
    drawn.seal(paths)


def _draw_one(name: str, folder: Path) -> list[Path]:
    """One figure, which whoever asked for it seals."""
    from sim.plots.drawn import Drawn
    from sim.plots.registry import plots
    from sim.runs.results import Results

    return _draw(plots()[name], Results.load(folder), Drawn(folder), USUAL)


def _draw_stored(folder: Path) -> None:
    from sim.runs.results import Results

    draw_run(Results.load(folder), folder)


def draw_runs(runs: "Sequence[Results]", folder: Path, formats: Sequence[str] = USUAL,
              names: Sequence[str] = ()) -> list[Path]:
    """The figures of several runs, the first being compared with."""
    return _draw_all("runs", runs, folder, formats, names)


def _draw_all(takes: str, source, folder: Path, formats: Sequence[str], names: Sequence[str]) -> list[Path]:
    from sim.plots.drawn import Drawn
    from sim.plots.registry import plots_of

    drawn = Drawn(folder)
    paths = [path for plot in plots_of(takes) if not names or plot.name in names
             for path in _draw(plot, source, drawn, formats)]  # fmt: skip
    drawn.seal(paths)
    return paths


def _draw(plot, source, drawn: "Drawn", formats: Sequence[str]) -> list[Path]:
    """The files of a figure, drawn now if they are not there."""
    from matplotlib import pyplot

    from sim.plots.files import save_figure

    there = _paths(plot, drawn, formats)
    if drawn.has(there):
        return there
    figure = plot.draw(source)
    written = save_figure(figure, drawn.folder, plot.name, formats)
    pyplot.close(figure)
    del figure
    gc.collect()  # its parts name each other, and else stay until Python looks for garbage: megabytes a figure
    return written


def _paths(plot, drawn: "Drawn", formats: Sequence[str]) -> list[Path]:
    return [drawn.folder / f"{plot.name}.{suffix}" for suffix in formats]
