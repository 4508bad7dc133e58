"""Replication noise told apart from what design points differ in.

What is asked of design points is mostly quadratic: a variance, the square of a difference. Of a point only the mean of
m replications is known, whose noise such a quantity takes for a difference. So products are taken of different
replications alone: each pair has the product of the true means as its expectation, whether the points of a replication
share their draws or not, as long as one replication is independent of another.
"""

from collections.abc import Iterable

import numpy as np

from sim.statistics.intervals import LEVEL, Floats, Interval, students_t

FEWEST = 3
"""Replications that tell noise apart, and still do when one is left out."""


class Product:
    """The product of two things by replication, axis 0: of one's replication r and the other's s, the mean over all r
    and s that differ. Of fewer than three replications, which tell no noise apart, the product of the means.
    """

    def __init__(self, one: Floats, other: Floats) -> None:
        self._one, self._other = one, other
        self._sums = one.sum(axis=0), other.sum(axis=0), (one * other).sum(axis=0)

    def of_all(self) -> Floats:
        """Of all replications."""
        m = len(self._one)
        whole: Floats = self._sums[0] * self._sums[1]
        return whole / m**2 if m < FEWEST else (whole - self._sums[2]) / (m * (m - 1))

    def without(self, r: int) -> Floats:
        """Of all but one, of three and more."""
        m, one, other = len(self._one), self._one[r], self._other[r]
        left: Floats = (self._sums[0] - one) * (self._sums[1] - other) - (self._sums[2] - one * other)
        return left / ((m - 1) * (m - 2))


def jackknifed(whole: Floats, by_row: Floats, by_replication: Iterable[tuple[Floats, Floats]],
               level: float = LEVEL) -> list[Interval]:  # fmt: skip
    """Estimates with their intervals, over what was drawn: rows (base points, trajectories) and replications.

    `by_row` holds the estimates without each row, shape (row, estimate); `by_replication` those without each
    replication, from all rows and without each of them. The variances over rows and over replications add up, less
    what both hold: that of a row in a replication. Source: Efron and Stein (1981), "The jackknife estimate of
    variance", Annals of Statistics 9: 586-596; degrees of freedom by Satterthwaite (1946).
    """
    n = len(by_row)
    rows = (n - 1) / n * ((by_row - by_row.mean(axis=0)) ** 2).sum(axis=0)
    left, cells = [], np.zeros(len(whole))
    for estimates, without_rows in by_replication:
        left.append(estimates)
        cells += ((without_rows - by_row - estimates + whole) ** 2).sum(axis=0)
    m = len(left)
    beside = np.zeros(len(whole))
    if m:
        without = np.stack(left)
        replications = (m - 1) / m * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
        beside = np.maximum(replications - cells * (n - 1) * (m - 1) / (n * m), 0.0)
    found = []
    for value, of_rows, of_others in zip(whole, rows, beside, strict=True):
        variance = of_rows + of_others
        spread = of_rows**2 / (n - 1) + (of_others**2 / (m - 1) if m > 1 else 0.0)
        half = students_t(level, 1 + variance**2 / spread) * variance**0.5 if spread > 0 else variance
        found.append(Interval(float(value), float(half), level, n, bool(half != 0)))
    return found
