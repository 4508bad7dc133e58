"""What all pairs of replications of two runs add up to: exact means, variances and covariances across scenarios.

A pair's figures are whole numbers x and y. Added up are x, y and y - x, with their squares, in two limbs of 64 bits;
their covariance is exact too, for 2 cov(x, y) = var(x) + var(y) - var(y - x). Whole numbers add up to the same bits in
any order and portions. A pair of which one has no value counts in none of the three. The bounds of `accumulate` hold
for y - x too; x or y beyond 2^62 either way, whose difference might be beyond 64 bits, are refused at once.
"""

import json
from collections.abc import Sequence
from math import isqrt
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.metrics.declared import Integers, Unit
from sim.statistics.accumulate import FARTHEST, Accumulated, Moments
from sim.statistics.accumulate_kernel import UNKNOWN
from sim.statistics.intervals import LEVEL, half_width, students_t
from sim.statistics.paired import Difference, ratio_of_variances
from sim.statistics.said import SCALES
from sim.statistics.sums import ABOUT, arrays_of, table_of

PARTS = 5
"""Of the figures of the first run and of the other, each by itself; of the same in pairs; of their differences."""


class Pairs(NamedTuple):
    """Figures of the same replications of two runs in whole numbers, UNKNOWN for none: shape (figure, replication)."""

    first: Integers
    other: Integers

    @property
    def n(self) -> int:
        """How many pairs."""
        return int(self.first.shape[1])


class Jointly(NamedTuple):
    """A figure of two runs in pairs, by exact sums in units of which `scale` make one."""

    first: Moments
    other: Moments
    less: Moments
    """Of the other less the first."""
    scale: int

    @property
    def covariance(self) -> float:
        """Between the two runs; NaN below two pairs."""
        n = self.less.n
        return self._twice_shared / (2 * n * (n - 1) * self.scale**2) if n > 1 else float("nan")

    @property
    def correlation(self) -> float:
        """The same over both deviations, by their whole root of 64 bits more; NaN where one of them does not vary."""
        both = self.first.spread * self.other.spread
        return (self._twice_shared << 63) / isqrt(both << 128) if both > 0 else float("nan")

    @property
    def _twice_shared(self) -> int:
        """Twice the covariance times n (n - 1)."""
        return self.first.spread + self.other.spread - self.less.spread

    def difference(self, level: float = LEVEL) -> Difference:
        """The other less the first, as `paired_difference` tells it of values that are at hand."""
        n, total, _ = self.less
        mean = total / (n * self.scale) if n else float("nan")
        half = half_width(students_t(level, n), self.less.deviation / self.scale, n)
        ratio = ratio_of_variances(self.less.spread, self.first.spread, self.other.spread)
        return Difference(mean, half, level, n, self.less.spread > 0, self.covariance, self.correlation, ratio)


class PairSums:
    """Sums of some figures over pairs of replications, to be added to, kept and gone on from."""

    def __init__(self, figures: Sequence[tuple[str, Unit]], first: Pairs) -> None:
        """`first` are the pairs whose values are at hand: they say where quantiles are looked for."""
        self._figures = tuple(figures)
        self._kept = Accumulated(_parts(first))

    def add(self, more: Pairs) -> None:
        """Pairs that are none of those before."""
        self._kept.add(_parts(more))

    def kept(self) -> pa.Table:
        """All of it: a row a figure of each part."""
        about = {"figures": [name for name, _ in self._figures]}
        return table_of(self._kept).replace_schema_metadata({ABOUT: json.dumps(about)})

    def go_on(self, kept: pa.Table) -> None:
        """From what `kept` gave."""
        self._kept = Accumulated.of_arrays(arrays_of(kept))

    def alone(self, place: int) -> Accumulated:
        """What is known of the figures of one run by itself, the first (0) or the other (1), with pairs or without."""
        count = len(self._figures)
        return self._kept.part(slice(place * count, (place + 1) * count))

    def jointly(self) -> list[Jointly]:
        """Each figure in pairs."""
        count = len(self._figures)
        found = [self._kept.moments(row) for row in range(2 * count, PARTS * count)]
        return [Jointly(found[place], found[count + place], found[2 * count + place], int(SCALES[unit]))
                for place, (_, unit) in enumerate(self._figures)]  # fmt: skip


def _parts(pairs: Pairs) -> Integers:
    """The parts of some pairs, one below the other; OverflowError where a difference may be beyond 64 bits."""
    both = (pairs.first != UNKNOWN) & (pairs.other != UNKNOWN)
    first, other = (np.where(both, values, 0) for values in pairs)
    if any(values.max(initial=0) >= FARTHEST or values.min(initial=0) <= -FARTHEST for values in (first, other)):
        raise OverflowError("a value is not between -2^62 and 2^62: its differences are not told")
    return np.concatenate([*pairs, *(np.where(both, values, UNKNOWN) for values in (first, other, other - first))])
