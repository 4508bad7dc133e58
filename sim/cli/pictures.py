"""Draws figures of stored runs into their folders."""

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.progress import Progress, say

if TYPE_CHECKING:
    from sim.plots.drawn import Drawn
    from sim.runs.info import RunInfo
    from sim.runs.periods import Floats
    from sim.runs.results import Results

USUAL = ("png", "svg")
FIRST = ("capacity",)
"""Figures of a run that are drawn where no others are asked for: what the page of results shows first of it."""
BESIDE = 128
"""Replications up to which a process of its own draws the first of them: it saves a second, and holds 100 MB and more,
the more the more replications there are."""


def draw_run(results: "Results", folder: Path, formats: Sequence[str] = USUAL, names: Sequence[str] = ()) -> list[Path]:
    """The figures of one run, all of them or those named; those that are not there yet are drawn."""
    return _draw_all("run", results, folder, formats, names)


def names_of(asked: str) -> tuple[str, ...]:
    """The figures of a run that `--figures` asks for."""
    from sim.plots.registry import plots_of

    others = (plot.name for plot in plots_of("run") if plot.name not in FIRST)
    return {"none": (), "first": FIRST, "all": (*FIRST, *others)}[asked]


class Helper:
    """A process that draws figures of a run beside this one."""

    def __init__(self, process: Executor | None, names: Sequence[str] = ()) -> None:
        """None where nobody is to help."""
        self.process, self.names = process, names
        self._begun: Future[dict[str, bytes]] | None = None

    def begin(self, results: "Results", folder: Path) -> None:
        """Have the first figure drawn of a run whose numbers lie in a folder, while its tables are made."""
        if self.process is not None:
            self._begun = self.process.submit(_draw_ahead, self.names[0], results.info, results.scalars, folder)

    def draw(self, folder: Path) -> bool:
        """Draw the figures of a stored run, each by whoever is free first; whether there is anybody who helps."""
        process, names = self.process, iter(self.names[1:])
        if process is None:
            return False
        paths: list[Path] = []

        def by_helper() -> None:
            drawn = {} if self._begun is None else self._begun.result()
            first = process.submit(_draw_stored, folder, self.names[:1]).result if not drawn else partial(
                _put, folder, self.names[0], drawn)  # fmt: skip
            paths.extend(first())
            for name in names:
                paths.extend(process.submit(_draw_stored, folder, [name]).result())

        with ThreadPoolExecutor(1, thread_name_prefix="helper") as asking:
            helped = asking.submit(by_helper)
            if len(self.names) > 1:
                paths += _draw_stored(folder, names)
            helped.result()
        _seal(folder, paths)
        return True


@contextmanager
def helper(replications: Sequence[int], names: Sequence[str], jobs: int | None = None) -> Iterator[Helper]:
    """Who draws figures of one run together with this process, if there is a core for it. To import what draws takes
    longer than to draw, so that begins at once, while this process imports what simulates.

    `replications` are those of each run. Nobody helps with many, which takes memory for seconds that are soon made up.
    """
    from sim.runs.processes import processes

    if len(replications) != 1 or replications[0] > BESIDE or not names or (jobs or os.cpu_count() or 1) == 1:
        yield Helper(None)
        return
    with processes(1) as process:
        process.submit(_get_ready, names)
        yield Helper(process, names)


def _get_ready(names: Sequence[str]) -> None:
    """Import what these figures are drawn from, by and written with."""
    import scipy.special  # noqa: F401  what half-widths are taken from

    import sim.plots.files
    import sim.runs.results  # noqa: F401
    from sim.cli.without_pandas import use_arrow_without_pandas

    use_arrow_without_pandas()
    for name in names:
        import_module(f"sim.plots.{name}")


def _draw_ahead(name: str, info: "RunInfo", scalars: "dict[str, Floats]", folder: Path) -> dict[str, bytes]:
    """A figure of a run that is being made, by format; none where its folder went to its place meanwhile."""
    from matplotlib import pyplot

    from sim.plots.files import bytes_of
    from sim.plots.registry import plots
    from sim.runs.results import Results
    from sim.runs.series_file import StoredSeries

    try:
        figure = plots()[name].draw(Results(info, StoredSeries(folder, info.n), scalars))
    except FileNotFoundError:
        return {}
    drawn = {suffix: bytes_of(figure, suffix) for suffix in USUAL}
    pyplot.close(figure)
    return drawn


def _put(folder: Path, name: str, drawn: dict[str, bytes]) -> list[Path]:
    """What was drawn ahead, in its place."""
    from sim.plots.drawn import Drawn
    from sim.runs.whole import put_bytes

    there = _paths(name, Drawn(folder), USUAL)
    there[0].parent.mkdir(exist_ok=True)
    for path in there:
        put_bytes(path, drawn[path.suffix[1:]])
    return there


def draw_each(folders: Sequence[Path], names: Sequence[str], jobs: int | None = None,
              beside: Helper | None = None) -> None:  # fmt: skip
    """Some figures of each stored run, those that are not there yet, by as many processes as there are cores; those of
    one run here and by a helper, where there is one.
    """
    if beside is not None and len(folders) == 1 and beside.draw(folders[0]):
        return
    from sim.runs.processes import processes

    missing = [folder for folder in folders if not _are_there(folder, names)]
    if len(missing) <= 1:
        for folder in missing:
            _draw_and_seal(folder, names)
        return
    with (Progress("figures", len(missing), "runs") as tell,
          processes(min(jobs or os.cpu_count() or 1, len(missing))) as pool):
        for done, _ in enumerate(pool.map(partial(_draw_and_seal, names=names), missing), start=1):
            tell(done)


def _draw_and_seal(folder: Path, names: Sequence[str]) -> None:
    _seal(folder, _draw_stored(folder, names))


def _draw_stored(folder: Path, names: Iterable[str]) -> list[Path]:
    """Some figures of a run, which whoever asked for them seals."""
    from sim.plots.drawn import Drawn
    from sim.plots.registry import plots
    from sim.runs.results import Results

    results, drawn = Results.load(folder), Drawn(folder)
    return [path for name in names for path in _draw(plots()[name], results, drawn, USUAL)]


def _are_there(folder: Path, names: Sequence[str]) -> bool:
    from sim.plots.drawn import Drawn

    drawn = Drawn(folder)
    return drawn.has(path for name in names for path in _paths(name, drawn, USUAL))


def _seal(folder: Path, paths: Sequence[Path]) -> None:
    from sim.plots.drawn import Drawn

    Drawn(folder).seal(paths)


def tell_of_others(folders: Sequence[Path]) -> None:
    """Say how the figures of some runs are drawn that are not there."""
    more = max(sum(not _are_there(folder, [name]) for name in names_of("all")) for folder in folders)
    if more:
        one = "" if len(folders) > 1 else f", or `run_scenarios.py plot {folders[0]}`"
        say(f"{more} more figures of {'each' if len(folders) > 1 else 'the'} run: the same with --figures all{one}")


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

    there = _paths(plot.name, drawn, formats)
    if drawn.has(there):
        return there
    figure = plot.draw(source)
    written = save_figure(figure, drawn.folder, plot.name, formats)
    pyplot.close(figure)
    del figure
    gc.collect()  # its parts name each other, and else stay until Python looks for garbage: megabytes a figure
    return written


def _paths(name: str, drawn: "Drawn", formats: Sequence[str]) -> list[Path]:
    return [drawn.folder / f"{name}.{suffix}" for suffix in formats]
