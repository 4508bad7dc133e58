"""Among what `select` selects: scenario files, their variants, and the design points of a sweep, read and checked."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failing import Refused
from sim.cli.figures_asked import check_figure, check_scenario
from sim.cli.progress import say
from sim.cli.studies import Changes, Study, is_sweep, refuse_same_names, studies_of

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.runs.candidates import Candidate, Values
    from sim.runs.prepared import Prepared


def values_of(candidate: "Candidate", metric: str, most: int, how: "How") -> "AbstractContextManager[Values]":
    """The values of a figure, none measured yet; UsageError where the candidate does not have it."""
    from sim.runs.candidates import OfSweep
    from sim.runs.misnamed import UnknownNameError
    from sim.runs.replicate import Workers

    workers = Workers(how.engine, how.jobs, on_stuck=say)
    if isinstance(candidate, OfSweep):
        check_scenario(metric, candidate.name, candidate.scenario)
        try:
            return candidate.values(workers, metric, how.out)
        except UnknownNameError as error:
            raise click.UsageError(f"--metric {error}") from error
    order = candidate.order(most, workers)
    check_figure(metric, candidate.name, order)
    return candidate.values(order, metric, how.out)


def read_candidates(files: Sequence[Path], changes: Changes) -> "list[Candidate]":
    """All that the files hold, in their order; Refused with every problem of every file if any has one."""
    from sim.runs.candidates import OfScenario, OfSweep
    from sim.runs.prepared import prepare
    from sim.scenario.problems import Problem, ScenarioErrors
    from sim.statistics.selecting import MOST_CANDIDATES

    found: list[Candidate] = []
    studies: list[Study] = []
    problems: list[Problem] = []
    _refuse_sweeps([path for path in files if is_sweep(path)], changes)
    for path in files:
        try:
            if is_sweep(path):
                made = prepare(path, changes.replications, changes.of_each_point)
                found += [OfSweep(made, place) for place in range(len(made.points))]
                _warn_of_uncertainties(made)
            else:
                read = studies_of(path, changes, every_variant=False)
                found += [OfScenario(study.name, study.loaded) for study in read]
                studies += read
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    refuse_same_names(studies)
    if not 2 <= len(found) <= MOST_CANDIDATES:
        raise click.UsageError(f"{len(found):,} to select from: name 2 to {MOST_CANDIDATES:,} scenarios, or a sweep of "
                               "so many")  # fmt: skip
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
