"""The compiled loop that weighs MW with time: what rows change of a level, times the seconds left of their month.

Numba's cache sees changes of this file only, so every number that is compiled in stands here as it is.
"""

from numba import njit

from sim.metrics.declared import Integers
from sim.metrics.kernel import month_of

INSTANT, EVENT, HOLDER, KW, ITEM = 2, 3, 8, 11, 14
"""Columns of a log row."""
NOBODY_IN_PARTICULAR = -1
"""In place of a holder or item that a change is bound to."""


@njit(cache=True, nogil=True)
def weigh(rows: Integers, changes: Integers, splits: Integers, starts: Integers,
          sums: tuple[Integers, Integers]) -> None:  # fmt: skip
    """Adds each row's kW to the level that later months begin with, and kW times seconds left to its own month.

    A line of `changes`: event, sign, 1 for the operator's rows, 0 for others', -1 for all, and the item it is bound to.
    A line of `splits`: a column and how many places it has, the last for rows that name nobody. `sums` are the changes
    of the level by cell and month it first counts in whole, and what is within the month; both are filled in.
    """
    later, within = sums
    for row in rows:
        for change in changes:
            if row[EVENT] != change[0]:
                continue
            if change[2] != NOBODY_IN_PARTICULAR and (row[HOLDER] == 0) != (change[2] == 1):
                continue
            if change[3] != NOBODY_IN_PARTICULAR and row[ITEM] != change[3]:
                continue
            month = month_of(row[INSTANT], starts)
            if month >= within.shape[1]:
                continue
            cell = 0
            for split in splits:
                named = row[split[0]]
                cell = cell * split[1] + (named if 0 <= named < split[1] else split[1] - 1)
            kw = change[1] * row[KW]
            later[cell, month + 1] += kw
            within[cell, month] += kw * (starts[month + 1] - row[INSTANT])
