"""How well an outsider guesses, from figures seen so far, which of two scenarios is the world's.

The guess goes by the likelihood ratio of two normal distributions with one covariance (Fisher's linear discriminant).
It is learnt from other replications than those it is tried on (cross-validation, in ten parts; the replications of both
scenarios that share their draws stay in one part), so that how often it is right is not flattered. The covariance of
many figures from few replications is shrunk towards none between them, by as much as its own uncertainty asks for
(Schäfer and Strimmer 2005, *Statistical Applications in Genetics and Molecular Biology* 4: 32), and holds the
uncertainty of the last digit in which a figure is published.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.statistics.intervals import LEVEL, Floats, Probability, wilson

PARTS = 10
"""In each of which what is learnt from the others is tried."""
CLEAR = 30.0
"""A log likelihood ratio beyond which a guess is certain for all purposes: 1 in 10¹³."""
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0)
"""Edges of the chances that a guess gives itself, by which it is asked how often it was right."""


class Guesses(NamedTuple):
    """What the guess says of each replication of both scenarios, by what was learnt from others."""

    one: Floats
    """Log likelihood ratios for the first scenario, of its own replications: right where above 0."""
    other: Floats
    """The same of the other's: right where below 0."""

    @property
    def right(self) -> Floats:
        """Of each pair of replications, the share of its two guesses that are right; a tie is one half."""
        return ((np.sign(self.one) + 1) / 2 + (1 - np.sign(self.other)) / 2) / 2

    def chance(self, level: float = LEVEL) -> Probability:
        """Of guessing right, with Wilson's interval: that of as many guesses as there are pairs, since the two of a
        pair share their draws.
        """
        right = self.right
        return wilson(float(right.sum()), len(right), level)


class Bin(NamedTuple):
    """Guesses that gave themselves a chance from `low` to `high` of being right."""

    low: float
    high: float
    n: int
    """Guesses, many of a replication: one of either scenario by what was seen up to each quarter."""
    said: float
    """Their mean chance."""
    right: Probability
    """The share that was right, with the interval of as many guesses as replications made any of them."""


def calibration(found: Sequence[Guesses], level: float = LEVEL) -> list[Bin]:
    """How often guesses were right, by the chance that they gave themselves, those of all quarters together.

    Guesses of one replication share its draws and are hardly more than one: they count as one in the interval, which is
    Wilson's, and wide enough however much they depend on one another.
    """
    ratios = np.stack([side for each in found for side in (each.one, -each.other)])  # (guess, replication)
    said = 1.0 / (1.0 + np.exp(-np.abs(np.clip(ratios, -CLEAR, CLEAR))))
    right = (np.sign(ratios) + 1) / 2
    bins = []
    for low, high in pairwise(BINS):
        inside = (said >= low) & ((said < high) | (high == BINS[-1]))
        if inside.any():
            share, replications = float(right[inside].mean()), int(inside.any(axis=0).sum())
            chance = wilson(share * replications, replications, level)
            bins.append(Bin(low, high, int(inside.sum()), float(said[inside].mean()), chance))
    return bins


def guesses(one: Floats, other: Floats, last_digit: Floats) -> Guesses:
    """The cross-validated guesses between two scenarios, seen by figures of shape (replication, figure).

    Figures are seen rounded to their last digit, of shape (figure,). Both scenarios have the same replications.
    """
    one, other = (np.round(values / last_digit) * last_digit for values in (one, other))
    n = len(one)
    parts = np.arange(n) % min(PARTS, n)
    found = np.zeros((2, n))
    for part in range(min(PARTS, n)):
        tried, learnt = parts == part, parts != part
        if learnt.sum() < 2:
            continue
        weights, middle = _discriminant(one[learnt], other[learnt], last_digit)
        for place, values in enumerate((one, other)):
            found[place, tried] = (values[tried] - middle) @ weights
    return Guesses(*found)


def _discriminant(one: Floats, other: Floats, last_digit: Floats) -> tuple[Floats, Floats]:
    """Weights of figures, and what they are counted from: their product is the log likelihood ratio for `one`."""
    means = one.mean(axis=0), other.mean(axis=0)
    within = np.concatenate([one - means[0], other - means[1]])
    count = len(within) - 2
    spread = np.sqrt((within**2).sum(axis=0) / count + last_digit**2 / 12)
    correlations = _shrunk(within / spread, count)
    difference = (means[0] - means[1]) / spread
    weights = np.linalg.solve(correlations, difference) / spread
    return weights, (means[0] + means[1]) / 2


def _shrunk(within: Floats, count: int) -> Floats:
    """Correlations of figures scaled to a spread near 1, shrunk towards none between them; 1 on the diagonal."""
    n = len(within)
    correlations = within.T @ within / count
    squares = (within**2).T @ within**2 / n
    variances = (squares - (within.T @ within / n) ** 2) * n / count**2
    np.fill_diagonal(variances, 0.0)
    off = correlations - np.diag(np.diag(correlations))
    total = float((off**2).sum())
    shrinkage = 1.0 if total == 0.0 else min(1.0, max(0.0, float(variances.sum()) / total))
    shrunk: Floats = off * (1.0 - shrinkage)
    np.fill_diagonal(shrunk, 1.0)
    return shrunk
