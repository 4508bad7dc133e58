"""`selfcheck`: the model held against theory, by validation scenarios whose numbers formulas give exactly."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options
from sim.cli.failing import CheckFailed, PartlyFailed, Refused
from sim.cli.studies import SCENARIOS

if TYPE_CHECKING:
    from sim.selfcheck.case import Case
    from sim.selfcheck.measure import How, Outcome

VALIDATION = SCENARIOS / "validation"


@click.command("selfcheck")
@click.argument("families", metavar="[FAMILY]...", nargs=-1)
@click.option("--long", is_flag=True, help="Enough replications for a million events a case: minutes.")
@click.option("--seed", type=click.IntRange(0, 2**62), default=1, show_default=True,
              help="Each case's seed is made from this and the case's name.")
@options.jobs
@options.out
def command(families, long, seed, jobs, out) -> None:
    """Run validation scenarios, and compare their numbers with exact ones, each within its 99.9 % interval.

    Of the families named (loss, sizes, waiting, overflow, limits, transients, leases), of all if none are. Exit code 5
    where an exact value lies outside.
    """
    from sim.runs.folders import SELFCHECK
    from sim.selfcheck import told
    from sim.selfcheck.families import FAMILIES
    from sim.selfcheck.measure import How

    unknown = sorted({*families} - {family.name for family in FAMILIES})
    if unknown:
        known = ", ".join(family.name for family in FAMILIES)
        raise click.UsageError(f"there is no family {', '.join(unknown)} (families: {known})")
    if not VALIDATION.is_dir():
        raise click.UsageError(f"there is no folder {VALIDATION.absolute()}: start this where the scenarios are")
    cases = [case for family in FAMILIES if not families or family.name in families for case in family.cases]
    found = _outcomes(cases, How(VALIDATION, long, seed, jobs))
    click.echo(told.text(found, seed))
    _store(found, seed, out / SELFCHECK / ("selfcheck-long.csv" if long else "selfcheck.csv"))
    if outside := [f"{each.case.name}: {each.quantity.title}" for each in found if not each.holds()]:
        raise CheckFailed("an exact value lies outside its interval:\n  " + "\n  ".join(outside))


def _outcomes(cases: "Sequence[Case]", how: "How") -> "list[Outcome]":
    """Of each case in turn; Refused where a scenario is, PartlyFailed where one cannot be run."""
    from sim.cli.progress import Progress
    from sim.cli.simulating import compile_if_cold
    from sim.scenario.problems import ScenarioErrors
    from sim.selfcheck.measure import outcomes
    from sim.world.broken import InvariantBrokenError

    compile_if_cold()
    found = []
    with Progress("held against theory", len(cases), "cases") as tell:
        for done, case in enumerate(cases):
            tell(done, case.name)
            try:
                found += outcomes(case, how)
            except ScenarioErrors as errors:
                raise Refused(str(errors)) from errors
            except (InvariantBrokenError, ValueError, ArithmeticError) as error:
                raise PartlyFailed(f"{case.name}: {error}") from error
    return found


def _store(found: "Sequence[Outcome]", seed: int, path: Path) -> None:
    """The table as a CSV file, whole."""
    import pyarrow.csv as pa_csv

    from sim.cli.progress import say
    from sim.runs.whole import put_whole
    from sim.selfcheck import told

    path.parent.mkdir(parents=True, exist_ok=True)
    usual = pa_csv.WriteOptions(quoting_style="needed")
    put_whole(path, lambda draft: pa_csv.write_csv(told.table(found, seed), draft, usual))
    say(f"\n{path}")
