"""Among what a scenario is selected: scenario files, their variants, and the design points of a sweep."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failing import Refused
from sim.cli.figures_asked import check_figure, check_scenario
from sim.cli.growing import Values, order_of
from sim.cli.progress import say
from sim.cli.studies import Changes, Study, is_sweep, refuse_same_names, studies_of
from sim.runs.folders import RUNS, SWEEPS

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.runs.prepared import Prepared
    from sim.scenario.scenario import Scenario

MOST = 1_000
"""Candidates: every two of them are compared after each replication."""


@dataclass(frozen=True)
class OfFile:
    """A scenario of a file of its own."""

    study: Study

    @property
    def name(self) -> str:
        """As tables show it."""
        return self.study.name

    @property
    def scenario(self) -> "Scenario":
        """What it is about."""
        return self.study.loaded.scenario

    @property
    def key(self) -> str:
        """Hash of all that determines the numbers of any replication."""
        from sim.runs.identity import chunk_hash
        from sim.scenario.resolved import resolved_yaml

        return chunk_hash(resolved_yaml(self.study.loaded.tree), self.scenario, 0)

    def values(self, metric: str, most: int, how: "How") -> AbstractContextManager[Values]:
        """The values of a figure, none measured yet; UsageError where the scenario does not have it."""
        from sim.runs.figure_values import growing

        order = order_of(self.study, most, how)
        check_figure(metric, self.name, order)
        root = how.out / RUNS
        root.mkdir(parents=True, exist_ok=True)
        return growing(order, root, [metric])


@dataclass(frozen=True)
class OfSweep:
    """A design point of a sweep."""

    made: "Prepared"
    place: int

    @property
    def name(self) -> str:
        """As tables show it."""
        return f"design point {self.place + 1} ({self.made.moved(self.place)})"

    @property
    def scenario(self) -> "Scenario":
        """What it is about."""
        return self.made.points[self.place].scenario

    @property
    def key(self) -> str:
        """Hash of all that determines the numbers of any replication."""
        return self.made.points[self.place].chunk_hash

    def values(self, metric: str, most: int, how: "How") -> AbstractContextManager[Values]:
        """The values of a figure, none measured yet; UsageError where the scenario does not have it."""
        from sim.runs.point_values import PointValues
        from sim.runs.replicate import Workers
        from sim.runs.sweep import Simulation

        check_scenario(metric, self.name, self.scenario)
        run = Simulation(Workers(how.engine, how.jobs, on_stuck=say))
        return nullcontext(PointValues(self.made, self.place, how.out / SWEEPS, run, metric))


Candidate = OfFile | OfSweep


def read_candidates(files: Sequence[Path], changes: Changes) -> list[Candidate]:
    """All that the files hold, in their order; Refused with every problem of every file if any has one."""
    from sim.runs.prepared import prepare
    from sim.scenario.problems import Problem, ScenarioErrors

    found: list[Candidate] = []
    problems: list[Problem] = []
    _refuse_sweeps([path for path in files if is_sweep(path)], changes)
    for path in files:
        try:
            if is_sweep(path):
                made = prepare(path, changes.replications, changes.of_each_point)
                found += [OfSweep(made, place) for place in range(len(made.points))]
                _warn_of_uncertainties(made)
            else:
                found += [OfFile(study) for study in studies_of(path, changes, every_variant=False)]
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    refuse_same_names([one.study for one in found if isinstance(one, OfFile)])
    if not 2 <= len(found) <= MOST:
        raise click.UsageError(f"{len(found):,} to select from: name 2 to {MOST:,} scenarios, or a sweep of so many")
    return found


def _refuse_sweeps(sweeps: list[Path], changes: Changes) -> None:
    if len(sweeps) > 1:
        raise click.UsageError(f"{sweeps[0]} and {sweeps[1]} are both sweeps: their design points have the same names")
    if sweeps and changes.variants:
        raise click.UsageError(f"{sweeps[0]} is a sweep, and --with names variants of a scenario: leave one out")


def _warn_of_uncertainties(made: "Prepared") -> None:
    """What nature picks is no choice: the best of such design points is the best luck."""
    if made.sweep.uncertainties:
        names = ", ".join(axis.name for axis in made.sweep.uncertainties)
        say(f"{made.sweep.name} moves uncertainties too ({names}), which nature picks: the best of its design points "
            "is no choice of ours")  # fmt: skip
