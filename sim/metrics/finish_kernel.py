"""The compiled loops over what replications have come to: levels add up, rows go by kind, what is zero is told.

Numba's cache sees changes of this file only, so every number that is compiled in stands here as it is.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.metrics.declared import Integers

Bools = npt.NDArray[np.bool_]
EVENT = 3
"""Column of a log row."""


@njit(cache=True, nogil=True)
def clear(sums: Integers, posted_to: Bools) -> None:
    """Brings the cells of a replication that were posted to back to zero."""
    for cell in range(len(posted_to)):
        if posted_to[cell]:
            sums[cell] = 0
            posted_to[cell] = False


@njit(cache=True, nogil=True)
def stand(sums: Integers, posted_to: Bools, cells: Integers) -> None:
    """Makes levels of what was posted to some cells: shape (replications, cells, 1 + months), added up along time."""
    for of in range(sums.shape[0]):
        for cell in cells:
            if posted_to[of, cell]:
                level = 0
                for month in range(sums.shape[2]):
                    level += sums[of, cell, month]
                    sums[of, cell, month] = level


@njit(cache=True, nogil=True)
def weigh_levels(later: Integers, within: Integers, seconds: Integers) -> None:
    """Makes kW-seconds of levels of what is within each month: adds what it begins with, times its seconds."""
    for of in range(within.shape[0]):
        for cell in range(within.shape[1]):
            level = 0
            for month in range(within.shape[2]):
                level += later[of, cell, month]
                within[of, cell, month] += level * seconds[month]


@njit(cache=True, nogil=True)
def by_kind(table: Integers, first: Integers, order: Integers, into: Integers) -> None:
    """Sorts rows by kind of event, in their order within each: into `into`, and where each came from into `order`.

    `first[event]`, of zeros, becomes where a kind begins.
    """
    for r in range(len(table)):
        first[table[r, EVENT] + 1] += 1
    for event in range(1, len(first)):
        first[event] += first[event - 1]
    following = first.copy()
    for r in range(len(table)):
        place = following[table[r, EVENT]]
        following[table[r, EVENT]] += 1
        order[place] = r
        for column in range(table.shape[1]):
            into[place, column] = table[r, column]


@njit(cache=True, nogil=True)
def not_zero(sums: Integers, perhaps: Bools, cells: Integers) -> Bools:
    """Whether some cells are anything but zero in any month, by replication: looks at those that are, perhaps."""
    found = np.zeros((sums.shape[0], len(cells)), dtype=np.bool_)
    for of in range(sums.shape[0]):
        for place in range(len(cells)):
            cell = cells[place]
            if perhaps[of, cell]:
                for month in range(sums.shape[2]):
                    if sums[of, cell, month] != 0:
                        found[of, place] = True
                        break
    return found
