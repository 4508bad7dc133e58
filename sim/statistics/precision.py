"""How many replications: until the half-width of each figure's mean is within a stated precision, and stays there.

A sequential stopping rule with a look-ahead (Hoad, Robinson and Davies 2010, Journal of the Operational Research
Society 61: 1632-1644): a half-width that falls below the precision may have done so by luck, so it has to stay there
while more replications are added. Theirs looks 5 ahead up to 100 replications and 5 % ahead beyond; ours 64, a chunk of
the store, and 5 % beyond 1,280, in whole chunks.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from sim.metrics.declared import Unit
from sim.quantities.refusal import quoted, refusal
from sim.quantities.unit_table import UnitTable
from sim.runs.series_file import CHUNK
from sim.statistics.amounts import ABSOLUTE
from sim.statistics.intervals import LEVEL, Floats, Interval, estimate

LOOK_AHEAD = Fraction(1, 20)
"""Of the replications there are, beyond a chunk."""

_PERCENT = UnitTable("a precision relative to the mean", {"%": Fraction(1, 100)}, shown=("%",), example="2 %")


class Precision(NamedTuple):
    """The most that half an interval may be wide."""

    amount: float
    """A part of the mean's size, or an amount in the figure's unit."""
    is_relative: bool

    @classmethod
    def read(cls, text: str, unit: Unit) -> "Precision":
        """From `2 %`, relative to the mean, or an amount in the unit of a figure: `20 MW`, `$50M`, `1 pp`, `2 months`.

        PydanticCustomError for anything else, and for what is not above zero.
        """
        is_relative = text.strip().endswith("%")
        table, size = (_PERCENT, Fraction(1)) if is_relative else ABSOLUTE[unit]
        try:
            amount = table.read(text) / size
        except PydanticCustomError as error:
            if is_relative:
                raise
            asked = error.context or {}
            allowed, example = ("%, of the mean", *table.shown), f"2 % or {table.example}"
            raise refusal(str(asked["reason"]), allowed=allowed, example=example, meant=asked["meant"]) from None
        if amount <= 0:
            raise refusal(f"{quoted(text)}: a precision lies above zero", example=f"2 % or {ABSOLUTE[unit][0].example}")
        return cls(float(amount), is_relative)

    def most(self, mean: float) -> float:
        """The largest half-width within it, in the figure's unit."""
        return self.amount * abs(mean) if self.is_relative else self.amount


class Target(NamedTuple):
    """A figure that is wanted to a precision."""

    figure: str
    unit: Unit
    precision: Precision

    def interval(self, values: Floats, level: float = LEVEL) -> Interval:
        """Of the figure's mean, from its values by replication."""
        return estimate(values, self.unit, level)

    def is_met(self, values: Floats, level: float = LEVEL) -> bool:
        """Whether values tell the mean to the precision; where none varies it is told exactly."""
        interval = self.interval(values, level)
        return interval.half_width <= self.precision.most(interval.mean)


def look_ahead(n: int) -> int:
    """Through how many further replications a precision has to hold that is reached at n: whole chunks."""
    return CHUNK * max(1, ceil(LOOK_AHEAD * n / CHUNK))


class Stopping:
    """The rule: the first multiple of 64 at which every target is met, and is at each replication of its look-ahead.

    What it says depends on the values alone, not on how many of them are known when it is asked.
    """

    def __init__(self, targets: Sequence[Target], level: float = LEVEL) -> None:
        self.targets, self.level = targets, level
        self._candidate = self._next = CHUNK

    @property
    def ahead(self) -> int:
        """Replications that it looks ahead, from the candidate under way."""
        return look_ahead(self._candidate)

    @property
    def needed(self) -> int:
        """Replications without which it cannot stop."""
        return self._candidate + self.ahead

    def stop(self, samples: Sequence[Floats]) -> int | None:
        """How many replications are enough, their look-ahead with them; None if more than are known.

        `samples` are the values of each target by replication, all of equal length, each time those of before and more.
        """
        known = min(map(len, samples))
        while self._next <= known:
            if not self._holds(samples, self._next):
                self._candidate = self._next = CHUNK * (self._next // CHUNK + 1)
            elif self._next == self.needed:
                return self.needed
            else:
                self._next += 1
        return None

    def _holds(self, samples: Sequence[Floats], n: int) -> bool:
        return all(target.is_met(values[:n], self.level) for target, values in zip(self.targets, samples, strict=True))


def likely(target: Target, values: Floats, level: float = LEVEL) -> int | None:
    """How many replications the precision would take if mean and spread stay as they are, with the look-ahead, in whole
    chunks; None where they cannot tell, as with a precision relative to a mean of zero.
    """
    interval = target.interval(values, level)
    most = target.precision.most(interval.mean)
    if not most > 0.0 or not interval.half_width >= 0.0:
        return None
    n = CHUNK * max(1, ceil(len(values) * (interval.half_width / most) ** 2 / CHUNK))
    return n + look_ahead(n)


def further(rule: Stopping, samples: Sequence[Floats], kept: int) -> int:
    """How many replications to measure before the rule is asked again: as it needs, or half way to what is likely.

    Where it stops does not depend on it: with more at a time many workers have enough to do. Beyond those that are kept
    no more than it needs: of these only sums are left, which have to be of as many as it stops at.
    """
    known = min(map(len, samples))
    guesses = [likely(target, values, rule.level) or 0 for target, values in zip(rule.targets, samples, strict=True)]
    return max(rule.needed, min(kept, known + (max(guesses) - known) // 2 // CHUNK * CHUNK))
