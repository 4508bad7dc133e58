"""The compiled loop that carries leases from month to month, and adds them up by class and region.

The amounts come from tables by whole months of age; between them a liability grows by interest, the rest goes evenly or
by steps.
"""

import numpy as np
from numba.extending import register_jitable

from sim.accounting.running import months_before, owed_once_settled, share_run
from sim.events.months import month_of
from sim.metrics.declared import Integers
from sim.metrics.kernel import Months
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams.machine_code import machine_code

# Columns of a contract.
CELL, TERMS, START, END, OPENING, SERVICE, FINANCE, PAYMENTS, VALUE, EXTRA = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
REVISED = 10  # place among the leases whose options were used, or -1
# Rows of a table: of the value owed, the right of use kept, what is paid, even cost, rent as it runs, paid if it ends.
OWED, KEPT, PAID, COST, EARNED, AFTER_TERM, SETTLED = 0, 1, 2, 3, 4, 5, 6
# What is added up.
COMMENCED, RECOGNISED, LIABILITY, RIGHT_OF_USE, ENDED, GIVEN_UP = 0, 1, 2, 3, 4, 5
INTEREST, AMORTISATION, PAYMENTS_MADE, COSTS, MONTH_BY_MONTH = 6, 7, 8, 9, 10
REMEASURED, REVALUED, GAINED = 11, 12, 13  # of revised leases alone
SUMS = 14
# Amounts of a contract by a month start: liability and right of use at first and now, cost so far; paid so far, and
# with what is settled at an end there; share of its term that has run.
OWED_FIRST, OWED_NOW, KEPT_FIRST, KEPT_NOW, COST_SO_FAR, PAID_SO_FAR, PAID_AT_END, TERM_RUN = range(8)
OWED_MOVED, KEPT_MOVED, GAIN = 8, 9, 10  # what revisions moved of both sides, and gained
AMOUNTS = 11

Courses = tuple[Floats, Floats, Floats, Floats, Integers]
Amounts = tuple[float, float, float, float, float, float, float, float]
Known = tuple[Courses, Floats, Floats]
"""What amounts are taken from: of leases that commence in the run, of those of the first day, of revised ones."""


@machine_code("quantities", "events", "accounting", "metrics")
def carry(contracts: Integers, known: Known, months: Months, sums: Integers) -> None:
    """Adds every contract to `sums`, shape (cells, SUMS, months + 1): totals by each month start, or what stands there.

    `courses` holds, by lease terms, a table by whole months of age for a year-1 rent of 1 a month (what is owed there
    is as of commencement), the growth of a liability in a month and by each month start, the table's scale for payments
    and value, and the term in months with 1 for arrears; `opening` holds, by terms, the same by month start for leases
    of every age on the first day; `revised`, of each lease whose options were used, its amounts by month start.
    """
    courses, opening, revised = known
    for c in range(len(contracts)):
        if contracts[c, REVISED] >= 0:
            of_revised(contracts[c], revised[contracts[c, REVISED]], months, sums[contracts[c, CELL]])
        elif contracts[c, OPENING] == 1:
            of_opening(contracts[c], opening[contracts[c, TERMS]], months, sums[contracts[c, CELL]])
        else:
            of_new(contracts[c], courses, months, sums[contracts[c, CELL]])


@register_jitable
def of_new(contract: Integers, courses: Courses, months: Months, into: Integers) -> None:
    """Adds a contract that commenced in the run; payments due at a month's very first instant are still to come."""
    tables, growth, grown, scales, spans = courses
    terms, start, end = contract[TERMS], contract[START], contract[END]
    last, in_arrears = spans[terms]
    payments = contract[PAYMENTS] / scales[terms, 0]
    value = contract[VALUE] / scales[terms, 1] if contract[FINANCE] == 1 else payments
    costs = EARNED if contract[SERVICE] == 1 else COST
    came, extra = float(contract[VALUE]), float(contract[EXTRA])
    before = growth[terms] ** (start / SECONDS_PER_MONTH)
    ended = growth[terms] ** ((end - start) / SECONDS_PER_MONTH) if end < months[-1].start else 0.0
    for month in range(month_of(months, start) + 1, len(months)):
        runs = months[month].start <= end
        seconds = months[month].start - start if runs else end - start
        factor = grown[terms, month] / before if runs else ended
        k = min(int(months_before(seconds)), last)
        owed = value * tables[terms, OWED, k] * factor if k < last else 0.0
        paid = payments * tables[terms, PAID, k]
        age = seconds / SECONDS_PER_MONTH
        k = min(int(age), last)
        part = min(age - k, 1.0)
        over = share_run(age, last)
        kept = value * between(tables[terms, KEPT, k], tables[terms, KEPT, k + 1], part) + extra * (1.0 - over)
        cost = payments * between(tables[terms, costs, k], tables[terms, costs, k + 1], part) + extra * over
        settled = paid
        if in_arrears == 1:
            settled = payments * between(tables[terms, SETTLED, k], tables[terms, SETTLED, k + 1], part)
        add(into, month, runs, (came, owed, came + extra, kept, cost, paid, settled, over))


@register_jitable
def of_opening(contract: Integers, table: Floats, months: Months, into: Integers) -> None:
    """Adds a contract that ran on the first day; once it has ended, what it came to by then."""
    rent, end = contract[PAYMENTS], contract[END]
    costs = EARNED if contract[SERVICE] == 1 else COST
    owed_first, kept_first = rent * table[OWED, 0], rent * table[KEPT, 0]
    for month in range(len(months)):
        runs, k, after, part = months[month].start <= end, month, month, 0.0
        if not runs:
            k = month_of(months, end)
            after, part = k + 1, (end - months[k].start) / (months[k + 1].start - months[k].start)
        owed = rent * between(table[OWED, k], table[OWED, after], part)
        kept = rent * between(table[KEPT, k], table[KEPT, after], part)
        paid = rent * between(table[PAID, k], table[PAID, after], part)
        cost = rent * between(table[costs, k], table[costs, after], part)
        add(into, month, runs, (owed_first, owed, kept_first, kept, cost, paid, paid, 0.0))
        into[MONTH_BY_MONTH, month] += whole(rent * between(table[AFTER_TERM, k], table[AFTER_TERM, after], part))


@register_jitable
def of_revised(contract: Integers, amounts: Floats, months: Months, into: Integers) -> None:
    """Adds a lease whose options were used: what they moved is neither interest nor amortisation."""
    for month in range(month_of(months, contract[START]) + 1, len(months)):
        add(into, month, months[month].start <= contract[END],
            (amounts[OWED_FIRST, month], amounts[OWED_NOW, month], amounts[KEPT_FIRST, month], amounts[KEPT_NOW, month],
             amounts[COST_SO_FAR, month], amounts[PAID_SO_FAR, month], amounts[PAID_AT_END, month],
             amounts[TERM_RUN, month]))  # fmt: skip
        owed, kept = whole(amounts[OWED_MOVED, month]), whole(amounts[KEPT_MOVED, month])
        into[INTEREST, month] -= owed
        into[AMORTISATION, month] += kept
        into[REMEASURED, month] += owed
        into[REVALUED, month] += kept
        into[GAINED, month] += whole(amounts[GAIN, month])


@register_jitable
def add(into: Integers, month: int, runs: bool, amounts: Amounts) -> None:
    """Adds a contract's amounts by one month start, in whole dollars: the first of those that are listed above.

    What it owed and kept when it ended early has left the books. Then a lease in arrears pays what has run of a period,
    and nothing is owed where the whole term has run.
    """
    owed_first, owed, paid = whole(amounts[OWED_FIRST]), whole(amounts[OWED_NOW]), whole(amounts[PAID_SO_FAR])
    kept_first, kept = whole(amounts[KEPT_FIRST]), whole(amounts[KEPT_NOW])
    if not runs:
        settled = whole(amounts[PAID_AT_END])
        owed = owed_once_settled(owed, paid, settled) if amounts[TERM_RUN] < 1.0 else 0
        paid = settled
    into[COMMENCED, month] += owed_first
    into[RECOGNISED, month] += kept_first
    into[LIABILITY if runs else ENDED, month] += owed
    into[RIGHT_OF_USE if runs else GIVEN_UP, month] += kept
    into[INTEREST, month] += owed - owed_first + paid
    into[AMORTISATION, month] += kept_first - kept
    into[PAYMENTS_MADE, month] += paid
    into[COSTS, month] += whole(amounts[COST_SO_FAR])


@register_jitable
def whole(amount: float) -> int:
    """Whole dollars, half to even."""
    return int(np.rint(amount))


@register_jitable
def between(here: float, there: float, part: float) -> float:
    """So much of the way from one value of a table to the next."""
    return here + (there - here) * part if part > 0.0 else here
