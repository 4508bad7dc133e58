"""Many tests at once: p-values adjusted so that the chance of any false finding among them stays below a level."""

from collections.abc import Sequence
from math import isnan

METHOD = "Holm 1979"
FAMILY_WISE = 0.05
"""The chance of one false finding or more in a family."""


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of the p-values of one family, in their order.

    The i-th smallest of m, counted from 0, becomes the largest of (m - j) p_j for j up to i, and at most 1. To call
    different what is adjusted to 5 % or less is wrong anywhere in the family with a chance of at most 5 %, however
    the tests depend on each other (Holm 1979, Scandinavian Journal of Statistics 6: 65-70). What cannot be tested
    (NaN) stays so, but counts in m: which figures make up a family is settled before their values are seen.
    """
    adjusted, largest, m = [float("nan")] * len(p_values), 0.0, len(p_values)
    known = sorted((p, place) for place, p in enumerate(p_values) if not isnan(p))
    if known and not 0 <= known[0][0] <= known[-1][0] <= 1:
        raise ValueError(f"p-values lie between 0 and 1, not from {known[0][0]} to {known[-1][0]}")
    for rank, (p, place) in enumerate(known):
        largest = max(largest, min(1.0, (m - rank) * p))
        adjusted[place] = largest
    return adjusted
