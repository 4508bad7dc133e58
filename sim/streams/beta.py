"""The regularised incomplete beta function: the shape of a spending curve, from 0 at 0 to 1 at 1."""

import math

from sim.streams.compiled import compiled
from sim.streams.elementary import exponential
from sim.streams.gamma import deviance, stirling_rest

_EPSILON = 2.0**-54
_TWO_PI = 6.28318530717958647693
_MOST_TERMS = 100_000


@compiled("float64(float64, float64, float64)")
def _fraction(a, b, x):
    """The continued fraction of the incomplete beta function (DLMF 8.17.22, modified Lentz)."""
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    value = d
    for k in range(1, _MOST_TERMS):
        even = k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k))
        d, c = 1.0 / (1.0 + even * d), 1.0 + even / c
        value *= c * d
        odd = -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0))
        d, c = 1.0 / (1.0 + odd * d), 1.0 + odd / c
        value *= c * d
        if abs(c * d - 1.0) <= 4.0 * _EPSILON:
            break
    return value


@compiled("float64(float64, float64, float64)")
def beta_cdf(a, b, x):
    """The probability that a beta(a, b) number is at most x; a, b > 0. 0 below x = 0, 1 above x = 1."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    y, n = 1.0 - x, a + b
    rests = stirling_rest(n) - stirling_rest(a) - stirling_rest(b)
    weight = math.sqrt(a * b / (_TWO_PI * n)) * exponential(rests - deviance(a, n * x) - deviance(b, n * y))
    if x < (a + 1.0) / (n + 2.0):
        return weight * _fraction(a, b, x) / a
    return 1.0 - weight * _fraction(b, a, y) / b
