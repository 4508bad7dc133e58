"""The normal distribution cut off at two bounds: its tails and its quantile."""

from sim.streams.compiled import compiled
from sim.streams.gamma import gamma_tails
from sim.streams.normal import normal_quantile

_SMALLEST, _LARGEST = 1e-150, 40.0
"""Of what is squared without underflow, and of what leaves a tail that is a double."""


@compiled("float64(float64)")
def normal_cdf(z):
    """The probability that a standard normal number is at most z: half of what z**2 / 2 leaves of a gamma of shape 1/2,
    to full precision where z is negative.
    """
    if abs(z) < _SMALLEST:
        return 0.5
    if abs(z) > _LARGEST:
        return 0.0 if z < 0.0 else 1.0
    lower, upper, _ = gamma_tails(0.5, 0.5 * z * z)
    return 0.5 * upper if z < 0.0 else 0.5 + 0.5 * lower


@compiled("float64(float64, float64, float64)")
def truncated_normal_quantile(low, high, u):
    """The z below which a standard normal number falls with probability u, given that it lies from low to high.

    Above and below are counted from the tail they lie in, so that bounds far out keep their digits.
    """
    below, above = normal_cdf(low), normal_cdf(-high)
    if low > 0.0:
        within = normal_cdf(-low) - above
    elif high < 0.0:
        within = normal_cdf(high) - below
    else:
        within = 1.0 - below - above
    p = below + u * within
    if p < 0.5:
        z = normal_quantile(p)
    else:
        z = -normal_quantile(above + (1.0 - u) * within)
    return max(low, min(z, high))
