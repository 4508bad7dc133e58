"""What `select` asks for, checked before anything runs."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from sim.cli.figures_asked import unit_of

if TYPE_CHECKING:
    from sim.statistics.selecting import Asked

KIM_NELSON, OCBA = "kim-nelson", "ocba"
METHODS = (KIM_NELSON, OCBA)
MOST_SURE = Fraction(9_999, 10_000)


@dataclass(frozen=True)
class Question:
    """What is asked, and the indifference zone as it was written."""

    asked: "Asked"
    indifference: str

    def check(self, count: int) -> None:
        """UsageError where chance alone is as sure among so many."""
        try:
            self.asked.rule(count)
        except ValueError as error:
            raise click.UsageError(str(error)) from error


def indifference_of(text: str, metric: str) -> float:
    """An amount in the unit of a figure; UsageError for anything else."""
    from pydantic_core import PydanticCustomError

    from sim.statistics.amounts import amount_above_zero

    try:
        return amount_above_zero(text, unit_of(metric), "an indifference zone")
    except PydanticCustomError as error:
        raise click.UsageError(f"--indifference {text}, of {metric}: {error.message()}") from error


def probability_of(text: str) -> float:
    """From `95%`; UsageError for anything else, or for more than can be promised."""
    from pydantic_core import PydanticCustomError

    from sim.quantities.unit_table import UnitTable

    table = UnitTable("a probability", {"%": Fraction(1, 100)}, shown=("%",), example="95 %")
    try:
        share = table.read(text)
    except PydanticCustomError as error:
        raise click.UsageError(f"--probability {text}: {error.message()}") from error
    if not 0 < share <= MOST_SURE:
        raise click.UsageError(f"--probability {text}: it lies above 0 % and is at most {float(100 * MOST_SURE):g} %")
    return float(share)


def most_of(replications: int | None, first_stage: int) -> int:
    """Replications of each scenario at most; UsageError where they do not make a first stage."""
    from sim.cli.precision_asked import MOST

    most = MOST if replications is None else replications
    if most < first_stage:
        raise click.UsageError(f"--replications {most:,} is less than the first stage, {first_stage:,}: nothing is "
                               "decided before (--first-stage says how many)")  # fmt: skip
    return most
