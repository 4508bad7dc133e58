"""The compiled loops that count values without keeping them: exact sums in two limbs, and counts about quantiles.

Every number that is compiled in stands here as it is.
"""

import numpy as np
import numpy.typing as npt

from sim.streams.machine_code import machine_code

Integers = npt.NDArray[np.int64]
Limbs = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int32]
Known = tuple[Limbs, Limbs, Integers, Integers, Counts]
"""Of each figure its sum and the sum of its squares, each a high and a low limb of 64 bits in two's complement; the
least and the largest value; a lowest and a highest value about each quantile, its bracket; and for each quantile how
many values lie below its bracket, in each bin of equal whole width, and above.
"""

UNKNOWN = -(2**63)
"""In place of a value that a replication does not have."""
BINS = 16
"""Between the edges of a bracket; one more below it, and one above."""


@machine_code("statistics")
def count(values: Integers, known: Known) -> None:
    """Adds values, shape (figure, replication), to what is known of each figure; UNKNOWN ones are passed over."""
    sums, squares, spans, brackets, counts = known
    for figure in range(values.shape[0]):
        _add_up(values[figure], sums[figure], squares[figure], spans[figure])
        _place(values[figure], brackets[figure], counts[figure])


@machine_code("statistics")
def count_sums(values: Integers, ends: Integers, cells: Integers, places: Integers, known: Known) -> None:
    """The same of sums over some cells of values by (replication, cell, 1 + months), an opening one first.

    The cells of each sum stand in `cells`, up to its end in `ends`; its months are figures one after another, from its
    place on. One whose place is negative is passed over.
    """
    sums, squares, spans, brackets, counts = known
    months = values.shape[2] - 1
    by_month = np.zeros((months, values.shape[0]), dtype=np.int64)
    for each in range(len(places)):
        if places[each] < 0:
            continue
        by_month[:] = 0
        for cell in cells[ends[each - 1] if each > 0 else 0 : ends[each]]:
            for replication in range(values.shape[0]):
                for month in range(months):
                    by_month[month, replication] += values[replication, cell, month + 1]
        for month in range(months):
            figure = places[each] + month
            _add_up(by_month[month], sums[figure], squares[figure], spans[figure])
            _place(by_month[month], brackets[figure], counts[figure])


@machine_code("statistics", inline="always")
def _add_up(values: Integers, sums: Limbs, squares: Limbs, span: Integers) -> None:
    """Values of one figure, in its sums and its span."""
    high, low, square_high, square_low = sums[0], sums[1], squares[0], squares[1]
    least, most = span[0], span[1]
    for value in values:
        if value == UNKNOWN:
            continue
        low += np.uint64(value)
        if low < np.uint64(value):
            high += np.uint64(1)
        if value < 0:
            high -= np.uint64(1)
        size = np.uint64(abs(value))
        high_half, low_half = size >> np.uint64(32), size & np.uint64(0xFFFFFFFF)
        middle = high_half * low_half
        square = low_half * low_half + (middle << np.uint64(33))
        if square < (middle << np.uint64(33)):
            square_high += np.uint64(1)
        square_low += square
        if square_low < square:
            square_high += np.uint64(1)
        square_high += high_half * high_half + (middle >> np.uint64(31))
        least, most = min(least, value), max(most, value)
    sums[0], sums[1], squares[0], squares[1] = high, low, square_high, square_low
    span[0], span[1] = least, most


@machine_code("statistics", inline="always")
def _place(values: Integers, brackets: Integers, counts: Counts) -> None:
    """Values of one figure, counted below each of its brackets, in its bins, and above: without branches, for where a
    value lies cannot be foretold, and a wrong guess takes longer than a division.
    """
    for quantile in range(brackets.shape[0]):
        least, most = brackets[quantile, 0], brackets[quantile, 1]
        width, of = np.uint64((most - least) // BINS + 1), counts[quantile]
        for value in values:
            place = np.uint64(1) + np.uint64(value - least) // width
            place = np.uint64(0) if value < least else place
            place = np.uint64(BINS + 1) if value > most else place
            of[place] += np.int32(value != UNKNOWN)
