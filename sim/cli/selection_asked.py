"""What `select` asks for, checked before anything runs."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from sim.cli.figures_asked import unit_of

if TYPE_CHECKING:
    from sim.metrics.declared import Unit
    from sim.statistics.kim_nelson import KimNelson
    from sim.statistics.ocba import Ocba

KIM_NELSON, OCBA = "kim-nelson", "ocba"
METHODS = (KIM_NELSON, OCBA)
MOST_SURE = Fraction(9_999, 10_000)


@dataclass(frozen=True)
class Asked:
    """By which figure, how far apart, how surely, and how."""

    metric: str
    unit: "Unit"
    indifference: float
    """In the figure's unit."""
    indifference_text: str
    probability: float
    is_least: bool
    """The least mean is the best."""
    method: str
    first_stage: int
    most: int
    """Replications of each scenario."""

    @property
    def sign(self) -> float:
        """That by which values are multiplied for the more to be the better."""
        return -1.0 if self.is_least else 1.0

    def rule(self, count: int) -> "KimNelson | Ocba":
        """What decides among so many scenarios; UsageError where chance alone is as sure."""
        from sim.statistics.kim_nelson import KimNelson
        from sim.statistics.ocba import Ocba
        from sim.statistics.selection import Question

        if self.probability * count <= 1:
            raise click.UsageError(f"--probability {100 * self.probability:g}%: lots drawn among {count} scenarios are "
                                   "as sure: ask for more")  # fmt: skip
        question = Question(count, self.indifference, self.probability, self.first_stage, self.most)
        return Ocba(question) if self.method == OCBA else KimNelson(question)


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
