"""Rinott's two-stage selection, which says how many replications independent runs would take for the same guarantee.

Source: Rinott (1978), "On two-stage selection procedures and related probability-inequalities", Communications in
Statistics - Theory and Methods 7: 799-811.
"""

from functools import lru_cache

import numpy as np

from sim.statistics.intervals import Floats

NODES = 200
"""Of the quadrature, in each direction."""


@lru_cache(100)
def rinott_h(count: int, first_stage: int, probability: float) -> float:
    """The constant h of so many scenarios, replications of the first stage and probability of correct selection.

    It solves E[E[Φ(h / √((n0 - 1) (1/X + 1/Y))) | Y] ** (k - 1)] = P, where X and Y are independent, chi-squared with
    n0 - 1 degrees of freedom. Both expectations by Gauss and Legendre's quadrature over the quantiles of X and Y,
    good for four digits.
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri, ndtr

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    weights = weights / 2
    freedom = first_stage - 1
    inverse = freedom / chdtri(freedom, (1 - nodes) / 2)
    spread = np.sqrt(inverse[:, None] + inverse[None, :])

    def reached(h: float) -> float:
        return float((ndtr(h / spread) @ weights) ** (count - 1) @ weights) - probability

    high = 1.0
    while reached(high) < 0:
        high *= 2
    return float(brentq(reached, 0.0, high, xtol=1e-10))


def replications_of(values: Floats, indifference: float, probability: float) -> int:
    """Replications in all, by the variances of the first stage, shape (scenario, replication)."""
    count, first_stage = values.shape
    h = rinott_h(count, first_stage, probability)
    of_each = (h * values.std(axis=1, ddof=1) / indifference) ** 2
    return int(np.maximum(first_stage, np.ceil(of_each)).sum())
