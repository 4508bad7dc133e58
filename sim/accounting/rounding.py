"""Posting: a formula in floating point becomes whole dollars once, as differences of rounded cumulative totals."""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def rounded(totals: npt.ArrayLike) -> Integers:
    """Amounts as whole dollars, half to even."""
    whole: Integers = np.rint(np.asarray(totals, dtype=np.float64)).astype(np.int64)
    return whole


def posted(totals: npt.ArrayLike) -> Integers:
    """What each period posts, from the cumulative totals at the periods' ends along the last axis.

    The parts sum to the rounded whole, whatever they are.
    """
    whole: Integers = np.diff(rounded(totals), axis=-1, prepend=0)
    return whole
