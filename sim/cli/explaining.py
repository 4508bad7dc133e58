"""What `explain` explains: one replication of a stored run or of a scenario file, and where its scenario is written."""

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import numpy as np

    from sim.cli.studies import Changes, Study
    from sim.report.explain_text import Teller
    from sim.runs.logbook import Logbook
    from sim.scenario.read import Loaded
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Case:
    """A replication that is explained."""

    loaded: "Loaded[Scenario]"
    model: Any
    log: "np.ndarray"
    replication: int
    inputs: tuple[str, ...] = ()
    """Of a stored run, the files that its scenario came from."""

    @property
    def head(self) -> str:
        """What it is of, in words."""
        made = f"; its scenario came from {', '.join(self.inputs)}" if self.inputs else ""
        return f"replication {self.replication} of {self.loaded.scenario.name}{made}"

    @cached_property
    def book(self) -> "Logbook":
        """The log with its names."""
        from sim.runs.logbook import Logbook

        return Logbook(self.log, self.model.layout)

    @cached_property
    def teller(self) -> "Teller":
        """Tells rows of the log."""
        from sim.report.explain_text import Teller

        return Teller.of(self.book, partial(_where, self.loaded))


def case_of(run: Path, replication: int, changes: "Changes") -> Case:
    """A replication of a stored run, from its log, or of a scenario file, simulated now; UsageError where none is."""
    if run.is_dir():
        return _stored(run, replication, changes)
    return simulated(_study(run, changes).loaded, replication)


def simulated(loaded: "Loaded[Scenario]", replication: int) -> Case:
    """A replication of a scenario, simulated now."""
    from sim.runs.source import Source
    from sim.world.model import build

    model = build(loaded.scenario)
    return Case(loaded, model, Source(model, "simpy").log(replication), replication)


def _study(run: Path, changes: "Changes") -> "Study":
    from sim.cli.studies import read_studies

    studies = read_studies((run,), changes)
    if len(studies) != 1:
        raise click.UsageError(f"one scenario is explained at a time, not {len(studies)}: name one by --with")
    return studies[0]


def _stored(folder: Path, replication: int, changes: "Changes") -> Case:
    from sim.cli.stored_runs import loaded
    from sim.runs import manifest
    from sim.runs.misnamed import UnknownNameError
    from sim.scenario.load import load
    from sim.world.model import build

    if changes.overrides or changes.variants:
        raise click.UsageError(f"{folder} is a stored run: --set, --with and --seed are laid over scenario files")
    try:
        log = loaded(folder).log(replication)
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from error
    scenario = load(folder / manifest.SCENARIO)
    files = tuple(manifest.read(folder).get("inputs", {}).get("files", ()))
    return Case(scenario, build(scenario.scenario), log, replication, files)


def _where(loaded: "Loaded[Scenario]", key: str) -> str | None:
    from sim.scenario.origin import written

    found = written(loaded, key)
    return None if found is None else str(found)
