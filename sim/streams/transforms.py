"""Inverse transforms: one uniform number in, one number of the wanted distribution out.

A distribution is a code and up to four parameters, checked when the scenario is read and not here:

    FIXED        value                 LOGNORMAL    mu, sigma of the logarithm
    UNIFORM      low, high             EXPONENTIAL  mean
    TRIANGULAR   low, mode, high       GAMMA        shape, scale
    BETA         low, high, a, b       WEIBULL      scale, shape
    NORMAL       low, high, mu, sigma before it is cut off at low and high
    EMPIRICAL    `empirical_quantile`  MIXTURE      `category`, then the part with `category_remainder`

Every quantile but that of a mixture rises with u, so a larger u is a longer duration under any of them.
"""

import math

from sim.streams.beta import beta_quantile
from sim.streams.compiled import compiled
from sim.streams.elementary import exponential, logarithm_of_one_plus, power
from sim.streams.gamma import gamma_quantile
from sim.streams.normal import normal_quantile
from sim.streams.truncated import truncated_normal_quantile

FIXED = 0
UNIFORM = 1
TRIANGULAR = 2
LOGNORMAL = 3
EXPONENTIAL = 4
GAMMA = 5
WEIBULL = 6
EMPIRICAL = 7
NORMAL = 8
BETA = 9
MIXTURE = 10

CODES = {"fixed": FIXED, "uniform": UNIFORM, "triangular": TRIANGULAR, "lognormal": LOGNORMAL,
         "exponential": EXPONENTIAL, "gamma": GAMMA, "weibull": WEIBULL, "empirical": EMPIRICAL,
         "normal": NORMAL, "beta_pert": BETA, "mixture": MIXTURE, "unlimited": FIXED}  # fmt: skip
"""By the word for a distribution in a scenario."""


@compiled("float64(float64, float64, float64, float64)")
def _triangular(low, mode, high, u):
    width = high - low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@compiled("float64(int64, float64, float64, float64, float64, float64)")
def _within_bounds(kind, p1, p2, p3, p4, u):
    """The quantile of a kind whose first parameters are its bounds."""
    if kind == UNIFORM:
        return p1 + (p2 - p1) * u
    if kind == TRIANGULAR:
        return _triangular(p1, p2, p3, u)
    if kind == BETA:
        return p1 + (p2 - p1) * beta_quantile(p3, p4, u)
    z = truncated_normal_quantile((p1 - p3) / p4, (p2 - p3) / p4, u)
    return max(p1, min(p3 + p4 * z, p2))


@compiled("float64(int64, float64, float64, float64, float64, float64)")
def quantile(kind, p1, p2, p3, p4, u):
    """The number below which a draw of this kind falls with probability u, 0 < u < 1; the last may be unused."""
    if kind == FIXED:
        return p1
    if kind == LOGNORMAL:
        return exponential(p1 + p2 * normal_quantile(u))
    if kind == EXPONENTIAL:
        return -p1 * logarithm_of_one_plus(-u)
    if kind == GAMMA:
        return p2 * gamma_quantile(p1, u)
    if kind == WEIBULL:
        return p1 * power(-logarithm_of_one_plus(-u), 1.0 / p2)
    if kind in (UNIFORM, TRIANGULAR, NORMAL, BETA):
        return _within_bounds(kind, p1, p2, p3, p4, u)
    raise ValueError("no such kind of distribution; EMPIRICAL and MIXTURE have functions of their own")
