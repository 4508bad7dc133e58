"""The compiled loop that counts values without keeping them: exact sums in two limbs, and counts about quantiles.

Numba's cache sees changes of this file only, so every number that is compiled in stands here as it is.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Integers = npt.NDArray[np.int64]
Limbs = npt.NDArray[np.uint64]

UNKNOWN = -(2**63)
"""In place of a value that a replication does not have."""
BINS = 16
"""Between the edges of a bracket; one more below it, and one above."""


@njit(cache=True, nogil=True)
def count(values: Integers, sums: Limbs, squares: Limbs, spans: Integers, brackets: Integers,
          counts: npt.NDArray[np.int32]) -> None:  # fmt: skip
    """Adds values, shape (figure, replication), to what is known of each figure; UNKNOWN ones are passed over.

    `sums` and `squares` hold a high and a low limb of 64 bits, in two's complement; `spans` the least and the largest
    value; `brackets` a lowest and highest value about each quantile; `counts` how many values lie below it, in each bin
    of equal whole width, and above it.
    """
    for figure in range(values.shape[0]):
        for replication in range(values.shape[1]):
            value = values[figure, replication]
            if value == UNKNOWN:
                continue
            low = sums[figure, 1] + np.uint64(value)
            carry = np.uint64(1) if low < np.uint64(value) else np.uint64(0)
            sums[figure, 0] += (np.uint64(0xFFFFFFFFFFFFFFFF) if value < 0 else np.uint64(0)) + carry
            sums[figure, 1] = low
            size = np.uint64(abs(value))
            high_half, low_half = size >> np.uint64(32), size & np.uint64(0xFFFFFFFF)
            middle = high_half * low_half
            square = low_half * low_half + (middle << np.uint64(33))
            over = np.uint64(1) if square < (middle << np.uint64(33)) else np.uint64(0)
            low = squares[figure, 1] + square
            carry = np.uint64(1) if low < square else np.uint64(0)
            squares[figure, 0] += high_half * high_half + (middle >> np.uint64(31)) + over + carry
            squares[figure, 1] = low
            spans[figure, 0] = min(spans[figure, 0], value)
            spans[figure, 1] = max(spans[figure, 1], value)
            for quantile in range(brackets.shape[1]):
                least, most = brackets[figure, quantile, 0], brackets[figure, quantile, 1]
                if value < least:
                    counts[figure, quantile, 0] += 1
                elif value > most:
                    counts[figure, quantile, BINS + 1] += 1
                else:
                    counts[figure, quantile, 1 + (value - least) // ((most - least) // BINS + 1)] += 1
