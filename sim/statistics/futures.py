"""In which futures something comes true: design points whose figure is past a threshold, and boxes of them."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from pydantic_core import PydanticCustomError

from sim.metrics.declared import Unit
from sim.quantities.ratios import SHARE
from sim.quantities.refusal import quoted, refusal
from sim.quantities.unit_table import UnitTable
from sim.scenario.amounts import Amount
from sim.statistics.amounts import ABSOLUTE
from sim.statistics.intervals import LEVEL, Floats, estimate
from sim.statistics.prim import Bools, Box, boxes, by_interest

AMOUNTS: dict[Unit, tuple[UnitTable, Fraction]] = ABSOLUTE | {
    "share": (SHARE, Fraction(1)), "probability": (SHARE, Fraction(1)),
}  # fmt: skip
"""What a threshold is written in, by the unit of the figure, and how much of that the figure's unit is."""

SIGNS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
_CONDITION = re.compile(r"(?P<figure>[^<>]+?)\s*(?P<sign><=|>=|<|>)\s*(?P<amount>[^<>=]+)")
EXAMPLE = "headroom_mw[grade=ai]@FY2027 < 0 MW"


class Condition(NamedTuple):
    """A figure, a sign, and an amount as it is written."""

    figure: str
    sign: str
    amount: str

    @classmethod
    def read(cls, text: str) -> "Condition":
        """From `headroom_mw[grade=ai]@FY2027 < 0 MW`; PydanticCustomError for what is no condition."""
        found = _CONDITION.fullmatch(text.strip())
        if found is None:
            raise refusal(f"{quoted(text)} is no condition: a figure, one of < <= > >=, and an amount", example=EXAMPLE)
        return cls(*(part.strip() for part in found.groups()))

    def threshold(self, unit: Unit) -> float:
        """The amount in the figure's unit; 0 needs none. PydanticCustomError for what is no such amount."""
        if self.amount == "0":
            return 0.0
        table, size = AMOUNTS[unit]
        return float(table.read(self.amount) / size)

    def __str__(self) -> str:
        return f"{self.figure} {self.sign} {self.amount}"


class Column(NamedTuple):
    """The values of a key over design points, as numbers that they are ordered by."""

    numbers: Floats
    texts: list[str]
    """As a file writes them, by design point."""
    is_words: bool

    def span(self, low: float, high: float) -> str:
        """What lies between two values, as people write it."""
        least, most = (self.texts[int(np.abs(self.numbers - end).argmin())] if np.isfinite(end) else ""
                       for end in (low, high))  # fmt: skip
        if self.is_words:
            inside = (self.numbers >= low) & (self.numbers <= high)
            return " or ".join(dict.fromkeys(text for text, held in zip(self.texts, inside, strict=True) if held))
        if not least or not most:
            return f"≥ {least}" if least else f"≤ {most}"
        return f"{least} to {most}"


class Discovery(NamedTuple):
    """Where in the space of the keys a condition holds."""

    columns: list[Column]
    interest: Bools
    """Of each design point, whether its mean meets the condition."""
    unsettled: int
    """Design points whose interval holds the threshold."""
    boxes: list[Box]

    @property
    def share(self) -> float:
        """Part of all design points that meet the condition: the density without a box."""
        return float(self.interest.mean())


def discover(condition: Condition, values: Floats, unit: Unit, texts: Sequence[Sequence[str]],
             most: int = 1) -> Discovery:  # fmt: skip
    """Boxes of design points whose mean over replications meets a condition: values by design point and replication,
    and the texts of each key by design point.
    """
    threshold = condition.threshold(unit)
    means = values.mean(axis=1)
    interest: Bools = SIGNS[condition.sign](means, threshold)
    unsettled = sum(abs(each.mean - threshold) <= each.half_width
                    for each in (estimate(of_point, unit, LEVEL) for of_point in values) if each.varies)  # fmt: skip
    columns = [column_of(of_key, interest) for of_key in texts]
    found = boxes(np.column_stack([column.numbers for column in columns]), interest, most)
    return Discovery(columns, interest, unsettled, found)


def column_of(texts: Sequence[str], interest: Bools) -> Column:
    """Amounts of one unit and days by their size; other words by how often they are of interest."""
    try:
        amounts = [Amount.read(text) for text in texts]
    except PydanticCustomError:
        amounts = []
    if amounts and all(amount.unit.same_as(amounts[0].unit) for amount in amounts):
        return Column(np.array([float(amount) for amount in amounts]), list(texts), False)
    return Column(by_interest(texts, interest), list(texts), True)
