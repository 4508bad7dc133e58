"""The beta distribution: its probabilities, which are also the shape of a spending curve, and its quantile."""

import math

from sim.streams.compiled import compiled
from sim.streams.elementary import exponential, logarithm
from sim.streams.gamma import deviance, stirling_rest

_EPSILON = 2.0**-54
_TWO_PI = 6.28318530717958647693
_MOST_TERMS = 100_000
_MOST_STEPS = 100
_LEAST = 1e-290


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


@compiled("UniTuple(float64, 2)(float64, float64, float64, float64)")
def _lower_tail(a, b, x, y):
    """(probability up to x, x y times the density), both to full precision where x is small; x + y = 1."""
    n = a + b
    rests = stirling_rest(n) - stirling_rest(a) - stirling_rest(b)
    slope = math.sqrt(a * b / (_TWO_PI * n)) * exponential(rests - deviance(a, n * x) - deviance(b, n * y))
    if x < (a + 1.0) / (n + 2.0):
        return slope * _fraction(a, b, x) / a, slope
    return 1.0 - slope * _fraction(b, a, y) / b, slope


@compiled("float64(float64, float64, float64)")
def beta_cdf(a, b, x):
    """The probability that a beta(a, b) number is at most x; a, b > 0. 0 below x = 0, 1 above x = 1."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    return _lower_tail(a, b, x, 1.0 - x)[0]


@compiled("float64(float64, float64, float64)")
def _log_odds(a, b, p):
    """log(x / (1 - x)) of the x up to which the probability is p, for p up to a half.

    Newton's method on the logarithm of the probability as a function of the log-odds. It is concave, the density
    x**a (1 - x)**b being log-concave in the log-odds, so the first step lands below the root and the rest rise to it.
    A step to where the probability underflows is halved until it does not.
    """
    above = t = logarithm(a / b)
    for _ in range(_MOST_STEPS):
        tail, slope = _lower_tail(a, b, 1.0 / (1.0 + exponential(-t)), 1.0 / (1.0 + exponential(t)))
        if slope < _LEAST:
            t = 0.5 * (t + above)
            continue
        step = logarithm(p / tail) * (tail / slope)
        if step < 0.0:
            above = t
        t += step
        if not abs(step) > 1e-9 * max(1.0, abs(t)):
            break
    return t


@compiled("float64(float64, float64, float64)")
def beta_quantile(a, b, u):
    """The x below which a beta(a, b) number falls with probability u, 0 < u < 1; a, b from 1/4 on.

    The nearer tail is solved for, with a and b changed places for the upper one.
    """
    if u < 0.5:
        return 1.0 / (1.0 + exponential(-_log_odds(a, b, u)))
    return 1.0 / (1.0 + exponential(_log_odds(b, a, 1.0 - u)))
