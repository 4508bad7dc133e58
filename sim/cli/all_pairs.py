"""`compare --all`: differences by every replication that was simulated, those too whose values no run keeps."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from sim.cli.failing import PartlyFailed, Refused
from sim.cli.progress import Progress, say

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.runs.results import Results
    from sim.statistics.compare import Comparison


def by_all(how: "How") -> "Callable[[list[Results]], Comparison]":
    """What compares stored runs by all of their replications; where every value is at hand, as ever."""
    return partial(_compared, how)


def _compared(how: "How", runs: "list[Results]") -> "Comparison":
    """NotPairedError unless the runs share their draws and their number; UsageError or Refused where one cannot be
    simulated again as it was, PartlyFailed where a replication cannot be run.
    """
    from sim.cli.simulating import compile_if_cold
    from sim.runs.folders import CACHE
    from sim.runs.rebuilt import NotRebuiltError, Rebuilt
    from sim.runs.replicate import Workers
    from sim.scenario.problems import ScenarioErrors
    from sim.statistics.all_pairs import AllPairs
    from sim.statistics.compare import compare
    from sim.statistics.paired import check_all
    from sim.world.broken import InvariantBrokenError

    check_all(*runs)
    if runs[0].info.simulated == runs[0].n:
        return compare(runs)
    try:
        rebuilt = [Rebuilt.of(run, Workers(how.engine, how.jobs, None, say)) for run in runs]
    except ScenarioErrors as errors:
        raise Refused(str(errors)) from errors
    except NotRebuiltError as error:
        raise click.UsageError(f"--all: {error}") from error
    try:
        pairs = AllPairs(runs, rebuilt, how.out / CACHE)
        if pairs.missing:
            if how.engine == "compiled":
                compile_if_cold()
            say(f"simulating {pairs.missing:,} replications once more, of which the runs keep no values, for their "
                "pairs")  # fmt: skip
            with Progress("all pairs", pairs.missing) as tell:
                pairs.add_up(tell)
    except (InvariantBrokenError, ValueError, ArithmeticError) as error:
        raise PartlyFailed(f"--all: {error}; pairs that were kept meanwhile are not simulated again") from error
    return pairs.comparison()
