"""First-order and total Sobol indices of a `saltelli` design, replication noise separated from the inputs' variance.

First order: Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics
Communications 181: 259-270, table 2, row b; total: Jansen (1999), there row f. They are what scipy.stats.sobol_indices
computes, but of the mean of infinitely many replications: each product in them is one of different replications.
"""

from collections.abc import Iterator
from math import isnan
from typing import NamedTuple

import numpy as np

from sim.statistics.intervals import LEVEL, Floats, Interval
from sim.statistics.noise import FEWEST, Product, jackknifed


class SobolIndices(NamedTuple):
    """Of one figure: the two indices of each key, and what part of the variance is the inputs' at all."""

    first: list[Interval]
    """Part of the inputs' variance that a key explains alone."""
    total: list[Interval]
    """Part that is left when all other keys are known: what the key does alone and together with others."""
    inputs: Interval
    """Part of the variance of one replication that the inputs explain; the rest is replication noise. NaN where there
    are too few replications to tell noise apart.
    """


class _Terms(NamedTuple):
    """What each base point adds to the parts of the indices; or sums of it."""

    first: Floats
    """Of each key; shape (base point, key), as is `total`."""
    total: Floats
    variance: Floats
    noise: Floats

    def estimates(self) -> Floats:
        """Indices of first order, total ones, and the inputs' part: shape (…, 2 keys + 1)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            known = np.where(self.variance > 0, self.variance, np.nan)[..., None]
            parts = self.first / known, self.total / known, known / (known + self.noise[..., None])
        found: Floats = np.concatenate(parts, axis=-1)
        return found

    def sums(self) -> "_Terms":
        """Over the base points."""
        return _Terms(*(part.sum(axis=0) for part in self))

    def without_each(self) -> "_Terms":
        """The sums without each base point in turn."""
        return _Terms(*(part.sum(axis=0) - part for part in self))


def sobol_indices(values: Floats, keys: int, level: float = LEVEL) -> SobolIndices:
    """From a figure by design point, in the order of the design, and replication.

    All are NaN where the points do not differ by more than their noise, and those are that do not with any one base
    point or replication left out: they would have no interval.
    """
    n, m = len(values) // (keys + 2), values.shape[1]
    parts = _Parts(np.moveaxis(values.reshape(n, keys + 2, m), 2, 0))
    terms = parts.of_all()
    found = jackknifed(terms.sums().estimates(), terms.without_each().estimates(), _without(parts, m), level)
    found = [each._replace(mean=each.half_width) if isnan(each.half_width) else each for each in found]
    return SobolIndices(found[:keys], found[keys : 2 * keys], found[-1])


def _without(parts: "_Parts", m: int) -> Iterator[tuple[Floats, Floats]]:
    for r in range(m if m >= FEWEST else 0):
        terms = parts.without(r)
        yield terms.sums().estimates(), terms.without_each().estimates()


class _Parts:
    """The parts of the indices from shape (replication, base point, key + 2): A, A with a key from B in turn, B.

    Each replication is taken less its mean over A and B: that moves no index, and keeps what its draws do to all points
    alike out of the error.
    """

    def __init__(self, blocks: Floats) -> None:
        self._ends = blocks[:, :, [0, -1]]
        centred = blocks - self._ends.mean(axis=(1, 2), keepdims=True)
        a, b = centred[:, :, 0], centred[:, :, -1]
        moved = centred[:, :, 1:-1] - a[:, :, None]
        self._first, self._total = Product(b[:, :, None], moved), Product(moved, moved)
        self._a, self._b = Product(a, a), Product(b, b)

    def of_all(self) -> _Terms:
        """Of all replications."""
        enough = len(self._ends) >= FEWEST
        noise = _noise(self._ends) if enough else np.full(self._ends.shape[1], np.nan)
        squares = self._a.of_all() + self._b.of_all()
        return _Terms(self._first.of_all(), self._total.of_all() / 2, squares / 2, noise)

    def without(self, r: int) -> _Terms:
        """Of all replications but one."""
        squares = self._a.without(r) + self._b.without(r)
        noise = _noise(np.delete(self._ends, r, axis=0))
        return _Terms(self._first.without(r), self._total.without(r) / 2, squares / 2, noise)


def _noise(ends: Floats) -> Floats:
    """The variance of replications, of each base point."""
    found: Floats = ends.var(axis=0, ddof=1).mean(axis=1)
    return found
