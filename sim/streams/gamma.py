"""The gamma distribution with unit scale: its probabilities and its quantile.

The density is written with Stirling's remainder and a deviance (C. Loader, "Fast and accurate computation
of binomial probabilities", 2000), which keeps its digits where x**a * exp(-x) / gamma(a) loses them.
"""

import math

from sim.streams.compiled import compiled
from sim.streams.elementary import exponential, logarithm, logarithm_of_one_plus, power
from sim.streams.normal import normal_quantile

_EPSILON = 2.0**-54
_TWO_PI = 6.28318530717958647693
_STIRLING_FROM = 8.0
_MOST_TERMS = 100_000
_MOST_STEPS = 100


@compiled("float64(float64)")
def stirling_rest(a):
    """What log gamma(a + 1) has beyond Stirling's formula (a + 1/2) log a - a + log(2 pi) / 2, for a > 0."""
    rest = 0.0
    while a < _STIRLING_FROM:
        rest += (a + 0.5) * logarithm_of_one_plus(1.0 / a) - 1.0
        a += 1.0
    z = 1.0 / (a * a)
    series = 1.0 / 156.0 - z * (3617.0 / 122400.0)
    series = 1.0 / 1188.0 - z * (691.0 / 360360.0 - z * series)
    series = 1.0 / 1260.0 - z * (1.0 / 1680.0 - z * series)
    return rest + (1.0 / 12.0 - z * (1.0 / 360.0 - z * series)) / a


@compiled("float64(float64, float64)")
def deviance(a, x):
    """The deviance a log(a / x) + x - a, for positive a and x; by a series where the terms nearly cancel."""
    gap, both = a - x, a + x
    if abs(gap) > 0.1 * both:
        return a * logarithm(a / x) - gap
    v = gap / both
    total, term, odd = gap * v, 2.0 * a * v, 1.0
    for _ in range(50):
        term *= v * v
        odd += 2.0
        before = total
        total += term / odd
        if total == before:
            break
    return total


@compiled("float64(float64, float64, float64)")
def _series(shape, x, slope):
    """P(shape, x) by its power series, for x below shape + 1."""
    term = total = 1.0
    for k in range(1, _MOST_TERMS):
        term *= x / (shape + k)
        total += term
        if term < _EPSILON * total:
            break
    return slope * total / shape


@compiled("float64(float64, float64, float64)")
def _continued_fraction(shape, x, slope):
    """1 - P(shape, x) by Legendre's continued fraction (modified Lentz), for x above shape + 1."""
    b = x + 1.0 - shape
    c, d = math.inf, 1.0 / b
    value = d
    for k in range(1, _MOST_TERMS):
        a = k * (shape - k)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        factor = c * d
        value *= factor
        if abs(factor - 1.0) <= 4.0 * _EPSILON:
            break
    return slope * value


@compiled("UniTuple(float64, 3)(float64, float64, float64)")
def _tails(shape, rest, x):
    """The tails of a shape whose Stirling's remainder is at hand."""
    slope = math.sqrt(shape / _TWO_PI) * exponential(-deviance(shape, x) - rest)
    if x < shape + 1.0:
        lower = _series(shape, x, slope)
        return lower, 1.0 - lower, slope
    upper = _continued_fraction(shape, x, slope)
    return 1.0 - upper, upper, slope


@compiled("UniTuple(float64, 3)(float64, float64)")
def gamma_tails(shape, x):
    """(P, 1 - P, x times the density) at x > 0, the smaller of the two probabilities to full precision."""
    return _tails(shape, stirling_rest(shape), x)


@compiled("float64(float64, float64)")
def gamma_cdf(shape, x):
    """The probability that a gamma number of this shape and unit scale is at most x; shape > 0."""
    if x <= 0.0:
        return 0.0
    if x == math.inf:
        return 1.0
    return gamma_tails(shape, x)[0]


@compiled("float64(float64, float64, float64)")
def _first_guess(shape, rest, u):
    """The larger of a lower bound, (u gamma(shape + 1))**(1 / shape), and Wilson and Hilferty's cube."""
    log_gamma = rest + (shape + 0.5) * logarithm(shape) - shape + 0.5 * logarithm(_TWO_PI)
    bound = power(u, 1.0 / shape) * exponential(log_gamma / shape)
    root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(u) / (3.0 * math.sqrt(shape))
    return max(bound, shape * root * root * root)


@compiled("float64(float64, float64)")
def gamma_quantile(shape, u):
    """The x below which a gamma number of this shape and unit scale falls with probability u, 0 < u < 1.

    Newton's method on the logarithm of the nearer tail as a function of log x. Both tails are log-concave
    in log x, so the first step lands on the side from which the rest converge without overshooting.
    """
    rest = stirling_rest(shape)
    x = _first_guess(shape, rest, u)
    if x < 1e-18:
        return x
    below = u < 0.5
    target = u if below else 1.0 - u
    for _ in range(_MOST_STEPS):
        lower, upper, slope = _tails(shape, rest, x)
        tail = lower if below else upper
        step = logarithm(target / tail) * (tail / slope)
        step = max(-1.0, min(1.0, step if below else -step))
        x *= exponential(step)
        if not abs(step) > 1e-9:
            break
    return x
