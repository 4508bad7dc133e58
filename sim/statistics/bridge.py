"""What each of several changes contributes to the difference of a figure between two scenarios, by replication.

In turn: each change is what the figure moves by when it is switched on after those before it. By Shapley (1953, *A
Value for n-Person Games*): the mean of that over all orders, which depends on no order. Either way the contributions of
a replication add up to its difference: all is counted in whole numbers.
"""

from collections.abc import Mapping
from itertools import pairwise
from math import factorial
from typing import NamedTuple

import numpy as np

from sim.metrics.declared import Integers, Unit
from sim.statistics.intervals import LEVEL, Floats, Interval, mean_interval
from sim.statistics.said import SCALES
from sim.statistics.valued import refuse_without_value

Taken = frozenset[int]
"""Changes that are switched on, by their places."""


class Terms(NamedTuple):
    """The contributions of changes, as whole numbers of which `per_unit` make one of the figure's unit."""

    parts: Integers
    """Shape (change, replication)."""
    whole: Integers
    """The difference by replication: what the parts add up to."""
    per_unit: float

    def of(self, place: int) -> Floats:
        """Of a change, by replication, in the figure's unit."""
        return np.asarray(self.parts[place] / self.per_unit, dtype=np.float64)

    def interval(self, place: int, level: float = LEVEL) -> Interval:
        """The mean contribution of a change."""
        return mean_interval(self.of(place), level)


def in_turn(values: Mapping[Taken, Floats], count: int, unit: Unit) -> Terms:
    """Each of `count` changes switched on after those before it; `values` by replication of each scenario passed."""
    whole = _whole(values, unit)
    steps = [whole[frozenset(range(n))] for n in range(count + 1)]
    parts = np.stack([after - before for before, after in pairwise(steps)])
    return Terms(parts, steps[-1] - steps[0], SCALES[unit])


def shapley(values: Mapping[Taken, Floats], count: int, unit: Unit) -> Terms:
    """The mean over all orders of `count` changes; `values` by replication of every subset of them.

    Of n changes a subset of s others weighs s! (n - s - 1)! of n! orders.
    """
    whole = _whole(values, unit)
    parts = np.zeros((count, len(whole[frozenset()])), dtype=np.int64)
    for taken, with_them in whole.items():
        for place in taken:
            others = taken - {place}
            weight = factorial(len(others)) * factorial(count - len(others) - 1)
            parts[place] += weight * (with_them - whole[others])
    difference = whole[frozenset(range(count))] - whole[frozenset()]
    return Terms(parts, factorial(count) * difference, SCALES[unit] * factorial(count))


def _whole(values: Mapping[Taken, Floats], unit: Unit) -> dict[Taken, Integers]:
    """Values as whole numbers: watts, dollars, and small parts of other units. NoValueError where one is not known."""
    refuse_without_value("the figure", np.stack([*values.values()]))
    return {taken: np.rint(each * SCALES[unit]).astype(np.int64) for taken, each in values.items()}
