"""The one compiled loop: posts each row of a log to every series that it counts towards.

Numba's cache sees changes of this file only, so every number that is compiled in stands here as it is;
tests/metrics/test_kernel.py holds them to the log's columns and events.
"""

from numba import njit

from sim.metrics.declared import Integers

INSTANT, EVENT, ENTITY, VALUE = 2, 3, 4, 16
"""Columns of a log row."""
CONDITIONS = (8, 9, 13, 14, 15)
"""Holder, client, basis, item, reason: bit 1 + value of a posting's mask is set where a row counts."""
SPLITS = (6, 7, 8, 9, 14)
"""Region, grade, holder, client, item: to which cell of a series a row belongs."""
REQUEST_MADE, REQUEST_PARTED = 19, 60
WIDEST = 62
"""Largest code that a condition can tell apart; larger ones share its bit."""

# Columns of the posting table: what is added and when, the bit of a series in which a request counts once
# (0 where it may count again), then masks, then a stride and a length for each split.
AMOUNT, SIGN, WHEN, LEVEL, ONCE, OFFSET = 0, 1, 2, 3, 4, 5
MASKS, STRIDES, LENGTHS, WIDTH = 6, 11, 16, 21

DUE, BOOKED, ASKED, AFTER_START = 1, 2, 3, 4
"""Months other than that of the row's instant: `declared.When`."""
UNKNOWN, BEFORE = -1, -2
"""In place of a request's month: not made yet, and in service since before the start."""


@njit(cache=True, nogil=True)
def post(rows: Integers, postings: Integers, first: Integers, memory: tuple[Integers, Integers, Integers],
         sums: Integers) -> None:  # fmt: skip
    """Adds every row to `sums`, shape (cells, 1 + months), where column 0 is the opening state.

    `first[event]` is where an event's postings begin. `memory` holds the months' starts and, by request, the
    month in which it was made (UNKNOWN until then) and the bits of what it counted towards: both filled in. A part
    has them of the request it was cut from. What counts once is taken back by a posting of negative sign.
    """
    starts, asked, seen = memory
    for r in range(len(rows)):
        event, entity = rows[r, EVENT], rows[r, ENTITY]
        if event < 0 or event >= len(first) - 1:
            continue
        if event == REQUEST_MADE and 0 <= entity < len(asked) and asked[entity] != BEFORE:
            asked[entity] = month_of(rows[r, INSTANT], starts)
        if event == REQUEST_PARTED and 0 <= entity < len(asked):
            asked[entity] = asked[rows[r, VALUE]]
            seen[entity] = seen[rows[r, VALUE]]
        if first[event] == first[event + 1]:
            continue
        month = month_of(rows[r, INSTANT], starts)
        for p in range(first[event], first[event + 1]):
            if not counts(rows, r, postings, p):
                continue
            once = postings[p, ONCE]
            if once != 0 and 0 <= entity < len(seen):
                if (seen[entity] & once != 0) == (postings[p, SIGN] > 0):
                    continue
                seen[entity] ^= once
            column = 1 + counts_in(rows, r, (postings, p, month), starts, asked)
            if 0 <= column < sums.shape[1]:
                sums[cell_of(rows, r, postings, p), column] += postings[p, SIGN] * rows[r, postings[p, AMOUNT]]


@njit(cache=True, nogil=True)
def counts(rows: Integers, r: int, postings: Integers, p: int) -> bool:
    """Whether a row meets every condition of a posting."""
    for k in range(len(CONDITIONS)):
        bit = min(rows[r, CONDITIONS[k]] + 1, WIDEST)
        if (postings[p, MASKS + k] >> bit) & 1 == 0:
            return False
    return True


@njit(cache=True, nogil=True)
def cell_of(rows: Integers, r: int, postings: Integers, p: int) -> int:
    """The cell a row belongs to; in each split the last place is for rows that name nobody."""
    cell: int = postings[p, OFFSET]
    for k in range(len(SPLITS)):
        named, places = rows[r, SPLITS[k]], postings[p, LENGTHS + k]
        cell += postings[p, STRIDES + k] * (named if 0 <= named < places else places - 1)
    return cell


@njit(cache=True, nogil=True)
def counts_in(rows: Integers, r: int, posting: tuple[Integers, int, int], starts: Integers, asked: Integers) -> int:
    """The month in which a row counts for a posting (of the table, its line, the row's own month); -1 for what makes
    up the opening state of a level, -2 for nothing.
    """
    postings, p, month = posting
    when, instant, value = postings[p, WHEN], rows[r, INSTANT], rows[r, VALUE]
    if when == BOOKED:
        month = value
    elif when == DUE and value > instant:
        month = month_of(value, starts)
    elif when == ASKED and 0 <= rows[r, ENTITY] < len(asked) and asked[rows[r, ENTITY]] != UNKNOWN:
        month = asked[rows[r, ENTITY]]
    elif when == AFTER_START and instant <= 0:
        month = -2
    elif postings[p, LEVEL] == 1 and instant <= 0:
        month = -1
    return month


@njit(cache=True, nogil=True)
def month_of(instant: int, starts: Integers) -> int:
    """Index of the month that holds an instant; the number of months from the horizon on."""
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= instant:
            low = middle + 1
        else:
            high = middle
    return max(low - 1, 0)
