"""The compiled loop that carries leases from month to month, and adds them up by class and region.

Numba's cache sees changes of this file only, so every number that is compiled in stands here as it is. The amounts
come from tables by whole months of age; between them a liability grows by interest, the rest goes evenly or by steps.
"""

import numpy as np
from numba import njit

from sim.metrics.declared import Integers
from sim.metrics.said import Floats

# Columns of a contract.
CELL, TERMS, START, END, OPENING, SERVICE, FINANCE, PAYMENTS, VALUE = 0, 1, 2, 3, 4, 5, 6, 7, 8
# Rows of a table: of the value owed, the right of use kept, what is paid, even cost, rent as billed.
OWED, KEPT, PAID, COST, EARNED, AFTER_TERM = 0, 1, 2, 3, 4, 5
# What is added up.
COMMENCED, RECOGNISED, LIABILITY, RIGHT_OF_USE, ENDED, GIVEN_UP = 0, 1, 2, 3, 4, 5
INTEREST, AMORTISATION, PAYMENTS_MADE, COSTS, MONTH_BY_MONTH = 6, 7, 8, 9, 10
REMEASURED, REVALUED, GAINED = 11, 12, 13  # of revised leases alone, which this loop does not see
SUMS = 14
SECONDS_PER_MONTH = 2_629_800

Courses = tuple[Floats, Floats, Floats, Floats, Integers]


@njit(cache=True, nogil=True)
def carry(contracts: Integers, courses: Courses, opening: Floats, starts: Integers,
          sums: Integers) -> None:  # fmt: skip
    """Adds every contract to `sums`, shape (cells, SUMS, months + 1): totals by each month start, or what stands there.

    `courses` holds, by lease terms, a table by whole months of age for a year-1 rent of 1 a month (what is owed there
    is as of commencement), the growth of a liability in a month and by each month start, the table's scale for payments
    and value, and the term in months; `opening` holds, by terms, the same by month start for leases of every age on the
    first day.
    """
    growth, grown = courses[1], courses[2]
    for contract in contracts:
        into = sums[contract[CELL]]
        held = np.zeros(6, dtype=np.int64)
        came = np.zeros(2, dtype=np.int64)
        before = growth[contract[TERMS]] ** (contract[START] / SECONDS_PER_MONTH)
        for month in range(len(starts)):
            if starts[month] <= contract[START] and contract[OPENING] == 0:
                continue
            if contract[OPENING] == 1:
                of_opening(contract, opening[contract[TERMS]], starts, month, held)
                if month == 0:
                    came[:] = held[:2]
            else:
                seconds = min(starts[month], contract[END]) - contract[START]
                if starts[month] <= contract[END]:
                    factor = grown[contract[TERMS], month] / before
                else:
                    factor = growth[contract[TERMS]] ** (seconds / SECONDS_PER_MONTH)
                of_new(contract, courses, seconds, factor, held)
                came[:] = contract[VALUE]
            add(into[:, month], held, came, starts[month] <= contract[END])


@njit(cache=True, nogil=True)
def add(into: Integers, held: Integers, came: Integers, runs: bool) -> None:
    """Adds a contract's amounts by one month start; what it owed and kept when it ended early has left the books."""
    into[COMMENCED] += came[0]
    into[RECOGNISED] += came[1]
    into[LIABILITY if runs else ENDED] += held[OWED]
    into[RIGHT_OF_USE if runs else GIVEN_UP] += held[KEPT]
    into[INTEREST] += held[OWED] - came[0] + held[PAID]
    into[AMORTISATION] += came[1] - held[KEPT]
    into[PAYMENTS_MADE] += held[PAID]
    into[COSTS] += held[COST]
    into[MONTH_BY_MONTH] += held[AFTER_TERM]


@njit(cache=True, nogil=True)
def of_new(contract: Integers, courses: Courses, seconds: int, factor: float, held: Integers) -> None:
    """Amounts of a contract so many seconds after it commenced; payments due at this very instant are still to come.

    `factor` is what a liability grows by from the start.
    """
    tables, _, _, scales, terms_months = courses
    terms = contract[TERMS]
    table, last = tables[terms], terms_months[terms]
    payments = contract[PAYMENTS] / scales[terms, 0]
    value = contract[VALUE] / scales[terms, 1] if contract[FINANCE] == 1 else payments
    due = (seconds - 1) / SECONDS_PER_MONTH
    k = min(int(due), last)
    held[OWED] = np.rint(value * table[OWED, k] * factor) if k < last else 0
    held[PAID] = np.rint(payments * table[PAID, k])
    age = seconds / SECONDS_PER_MONTH
    k = min(int(age), last)
    part = min(age - k, 1.0)
    held[KEPT] = np.rint(value * between(table[KEPT], k, part))
    held[COST] = np.rint(payments * between(table[EARNED if contract[SERVICE] == 1 else COST], k, part))


@njit(cache=True, nogil=True)
def of_opening(contract: Integers, table: Floats, starts: Integers, month: int, held: Integers) -> None:
    """Amounts by a month start of a contract that ran on the first day; as at its end once it has ended."""
    k, part = month, 0.0
    if contract[END] < starts[month]:
        k = max(np.searchsorted(starts, contract[END], side="right") - 1, 0)
        part = (contract[END] - starts[k]) / (starts[k + 1] - starts[k])
    rent = contract[PAYMENTS]
    held[OWED] = np.rint(rent * between(table[OWED], k, part))
    held[KEPT] = np.rint(rent * between(table[KEPT], k, part))
    held[PAID] = np.rint(rent * between(table[PAID], k, part))
    held[COST] = np.rint(rent * between(table[EARNED if contract[SERVICE] == 1 else COST], k, part))
    held[AFTER_TERM] = np.rint(rent * between(table[AFTER_TERM], k, part))


@njit(cache=True, nogil=True)
def between(row: Floats, k: int, part: float) -> float:
    """A table's row between its k-th value and the next."""
    here: float = row[k]
    return here + (row[k + 1] - here) * part if part > 0.0 else here
