"""The compiled loop that weighs MW with time: what rows change of a level, times the seconds left of their month.

Numba's cache sees changes of this file only, so every number that is compiled in stands here as it is.
"""

from numba import njit

from sim.metrics.declared import Integers
from sim.metrics.kernel import month_from

INSTANT, EVENT, HOLDER, KW, ITEM = 2, 3, 8, 11, 14
"""Columns of a log row."""
NOBODY_IN_PARTICULAR = -1
"""In place of a holder or item that a change is bound to."""


@njit(cache=True, nogil=True)
def weigh(rows: Integers, changes: Integers, first: Integers, splits: Integers, starts: Integers,
          sums: tuple[Integers, Integers]) -> None:  # fmt: skip
    """Adds each row's kW to the level that later months begin with, and kW times seconds left to its own month.

    A line of `changes`: event, sign, 1 for the operator's rows, 0 for others', -1 for all, and the item it is bound to;
    `first[event]` is where an event's begin.
    A line of `splits`: a column and how many places it has, the last for rows that name nobody. `sums` are the changes
    of the level by cell and month it first counts in whole, and what is within the month; both are filled in.
    """
    later, within = sums
    month = 0
    for r in range(len(rows)):
        event, instant = rows[r, EVENT], rows[r, INSTANT]
        if event < 0 or event >= len(first) - 1 or first[event] == first[event + 1]:
            continue
        month = month_from(month, instant, starts)
        if month >= within.shape[1]:
            continue
        for c in range(first[event], first[event + 1]):
            if changes[c, 2] != NOBODY_IN_PARTICULAR and (rows[r, HOLDER] == 0) != (changes[c, 2] == 1):
                continue
            if changes[c, 3] != NOBODY_IN_PARTICULAR and rows[r, ITEM] != changes[c, 3]:
                continue
            cell = 0
            for s in range(len(splits)):
                named, places = rows[r, splits[s, 0]], splits[s, 1]
                cell = cell * places + (named if 0 <= named < places else places - 1)
            kw = changes[c, 1] * rows[r, KW]
            later[cell, month + 1] += kw
            within[cell, month] += kw * (starts[month + 1] - instant)
