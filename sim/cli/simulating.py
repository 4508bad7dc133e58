"""Runs studies one after the other and stores each; a study that fails does not take the others with it."""

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from sim.cli.progress import Progress, say
from sim.cli.studies import Study
from sim.runs.folders import RUNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.runs.cluster import Cluster
    from sim.runs.replicate import Engine
    from sim.runs.results import Results
    from sim.runs.shared import Shared


@dataclass(frozen=True)
class How:
    """Where results go and what computes them."""

    out: Path
    engine: "Engine" = "compiled"
    jobs: int | None = None
    again: bool = False
    logs: int = 0
    """Of how many replications the logs are stored, the first; of three typical ones for none."""
    cluster: "Cluster | None" = None
    """That replications are handed to."""
    shared: "Shared | None" = None
    """Where chunks are looked for that are not here, and put."""
    on_measured: "Callable[[Results, Path], None] | None" = None
    """Called as `Order.on_measured` is."""


@dataclass(frozen=True)
class Stored:
    """A run and the folder that holds it."""

    results: "Results"
    folder: Path


def run_study(study: Study, how: How) -> Stored:
    """The stored run of a study: found, or simulated now."""
    from sim.cli.compiling import tell_of_compiling
    from sim.cli.without_pandas import use_arrow_without_pandas
    from sim.runs import store
    from sim.runs.made import inputs_of
    from sim.runs.replicate import Workers
    from sim.scenario.resolved import resolved_yaml
    from sim.statistics.summary import Summary
    from sim.world.model import build

    use_arrow_without_pandas()
    scenario = study.loaded.scenario
    root = how.out / RUNS
    root.mkdir(parents=True, exist_ok=True)
    with Progress(study.name, scenario.replications) as tell:
        order = store.Order(build(scenario), resolved_yaml(study.loaded.tree), scenario.replications,
                            Workers(how.engine, how.jobs, tell, say, how.cluster), how.logs, shared=how.shared,
                            on_measured=how.on_measured)
        if not how.again and store.finished(root / order.folder_name, order):
            say(f"{study.name}: already there, {order.folder_name}")
        else:
            order = replace(order, inputs=inputs_of(study.loaded.files, study.loaded.stages))
            tell_of_compiling()
            if how.engine == "compiled" and how.cluster is None:
                _begin_to_get_ready()
        results = store.run(order, root, Summary, again=how.again)
    if results.info.simulated > results.n:
        say(f"{study.name}: summary.csv and curves.parquet tell of all {results.info.simulated:,} replications, "
            f"figures, comparisons without --all, and stored logs of the first {results.n:,}")
    return Stored(results, root / order.folder_name)


def compile_if_cold() -> bool:
    """Say that compiling the engine takes a while, where it does; what else is compiled is told when it is."""
    from sim.cli.compiling import tell_of_compiling
    from sim.world.engine_compiled import is_compiled

    tell_of_compiling()
    cold = not is_compiled()
    if cold:
        say("compiling the engine, once for this version (about a minute)")
    return cold


def _begin_to_get_ready() -> None:
    """Have the engine loaded, and what presents a run, while this thread has other things to do; what is cold is
    compiled by who needs it.
    """
    if not compile_if_cold():
        Thread(target=_get_ready, name="get ready").start()


def _get_ready() -> None:
    from sim.world.engine_compiled import make_ready

    make_ready()
    import_module("sim.report.index")
    import_module("sim.report.screen")


def run_studies(studies: list[Study], how: How) -> tuple[list[Stored], list[str]]:
    """Every study that could be run, and what was wrong with the others."""
    from sim.world.broken import InvariantBrokenError

    stored, failed = [], []
    for study in studies:
        try:
            stored.append(run_study(study, how))
        except (InvariantBrokenError, ValueError, ArithmeticError) as error:
            failed.append(f"{study.name} ({study.path}): {error}")
            say(f"{study.name} failed: {error}")
    return stored, failed
