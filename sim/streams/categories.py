"""Draws from a list: a category by its cumulated share, an empirical value, a part of a mixture.

Arrays may be read-only or strided, never empty. Shares are cumulated, rising to 1; above the last, the
last is taken.
"""

from numba import types

from sim.streams.compiled import compiled

_NUMBERS = types.Array(types.float64, 1, "A", readonly=True, aligned=False)
_SMALLEST = 2.0**-53


@compiled(types.int64(_NUMBERS, types.float64))
def category(cumulated_shares, u):
    """The first index whose cumulated share reaches u."""
    low, high = 0, len(cumulated_shares) - 1
    while low < high:
        middle = (low + high) // 2
        if cumulated_shares[middle] < u:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(types.float64(types.float64, types.float64, types.float64))
def rescaled(u, start, end):
    """What is left of a u between two cumulated shares once it has picked that part: in the open interval (0, 1)."""
    return min(max((u - start) / (end - start), _SMALLEST), 1.0 - _SMALLEST)


@compiled(types.float64(_NUMBERS, types.float64))
def category_remainder(cumulated_shares, u):
    """What is left of u once it has picked its category."""
    part = category(cumulated_shares, u)
    return rescaled(u, cumulated_shares[part - 1] if part > 0 else 0.0, cumulated_shares[part])


@compiled(types.float64(_NUMBERS, _NUMBERS, types.float64))
def empirical_quantile(values, cumulated_shares, u):
    """The smallest value whose cumulated share reaches u; values ascending, as many as shares."""
    return values[category(cumulated_shares, u)]
