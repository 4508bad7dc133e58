"""More replications for the design points of a sweep at which the sign of a figure's mean is open, and for no others.

At each look an open point gets as many replications as its interval would take to leave out zero if mean and spread
stay as they are, at least twice and at most sixteen times as many. A sign that is looked at several times is found by
luck more often than once: each look has its share of the 5 % (Bonferroni's inequality). Assumes what Student's t does:
of values that differ from zero in few replications, a few replications show nothing of how far they may go.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, isnan, log2
from typing import NamedTuple

import numpy as np

from sim.metrics import catalogue
from sim.runs.periods import Floats
from sim.runs.prepared import Prepared
from sim.scenario.figure import Figure
from sim.statistics.intervals import LEVEL, Interval, estimate
from sim.statistics.valued import refuse_without_value

LEAST, MOST = 2, 16
"""Times as many replications as before that an open point gets at a look."""
SPARE = 1.1
"""Times the replications that would just do."""


class Sign(NamedTuple):
    """What is known of the sign of a figure at a design point."""

    n: int
    is_open: bool
    varies: bool
    """False where every replication gave the same number, which says little of others."""
    needed: float
    """Replications after which it would be settled, mean and spread as they are; endless where the mean is 0."""


@dataclass(frozen=True)
class Settling:
    """A figure whose sign is to be settled, and the most replications of a point that it may take."""

    figure: str
    most: int

    def looks(self, first: int) -> int:
        """How often a sign is looked at, at most, from so many replications on."""
        return 1 + max(0, ceil(log2(self.most / first)))

    def signs(self, made: Prepared, values: Sequence[Floats], first: int) -> list[Sign]:
        """Of each design point, whose values have shape (metric, replication); NoValueError where one is not known."""
        place = made.metrics.index(self.figure)
        unit = catalogue()[Figure.parse(self.figure).metric].unit
        refuse_without_value(self.figure, np.concatenate([of_point[place] for of_point in values]))
        level = 1 - (1 - LEVEL) / self.looks(first)
        return [_sign(estimate(of_point[place], unit, level)) for of_point in values]

    def next(self, signs: Sequence[Sign]) -> list[int]:
        """How many replications each design point is to have: more where its sign is open and there may be more."""
        return [min(self.most, ceil(sign.n * min(max(SPARE * sign.needed / sign.n, LEAST), MOST))) if sign.is_open
                else sign.n for sign in signs]  # fmt: skip

    def settle(self, made: Prepared, run: Callable[[Prepared], Sequence[Floats]]) -> tuple[Prepared, list[Sign]]:
        """The design points with as many replications as they take; `run` gives the values of design points."""
        first = made.points[0].replications
        while True:
            signs = self.signs(made, run(made), first)
            counts = self.next(signs)
            if counts == [point.replications for point in made.points]:
                return made, signs
            points = (point if point.replications == n else replace(point, replications=n)
                      for point, n in zip(made.points, counts, strict=True))  # fmt: skip
            made = replace(made, points=tuple(points))


def _sign(interval: Interval) -> Sign:
    mean, half, n = abs(interval.mean), interval.half_width, interval.n
    if not interval.varies and n > 1:
        return Sign(n, False, False, 0.0)
    if isnan(half):
        return Sign(n, True, True, float("inf"))
    return Sign(n, mean <= half, True, n * (half / mean) ** 2 if mean else float("inf"))
