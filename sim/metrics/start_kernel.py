"""The compiled loop that follows leases not yet commenced: what each stands for, and the year it is expected to start.

Every number that is compiled in stands here as it is;
tests/metrics/test_kernel.py holds them to the log's columns and events.
"""

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from sim.events.months import month_of
from sim.events.parts import usd_of_part
from sim.metrics.declared import Integers
from sim.metrics.kernel import Months
from sim.streams.machine_code import machine_code

INSTANT, EVENT, ENTITY, OTHER, KW, DOLLARS, BASIS, VALUE = 2, 3, 4, 5, 11, 12, 13, 16
"""Columns of a log row."""
DECLARED, DEFERRED, SPLIT, SLIPPED, COMMITTED, UNCOMMITTED, FINANCE, OPERATING = 1, 10, 12, 13, 38, 39, 40, 41
"""Kinds of event."""
SIGNED, COMMENCED, TAKEN_BACK, REDATED = 0, 1, 2, 3
"""Parts of the roll-forward."""
USD, LEASED_KW = 0, 1
KW_OF, USD_OF, DATE_OF, SITE_OF, PLACE_OF, LISTED = 0, 1, 2, 3, 4, 5
"""What is held of a tranche: its kW, payments of its lease to come, when it is expected, its site and place there, and
whether it is in the list of those to come (-1: not).
"""
WIDTH = 6


@machine_code("quantities", "events", "metrics")
def roll(rows: Integers, followed: npt.NDArray[np.bool_], tranches: Integers, calendar: tuple[Integers, Months],
         moves: Integers) -> None:  # fmt: skip
    """Adds what each row moves to `moves`, shape (part, unit, start year, 1 + months); column 0 is the opening state.

    `followed` says of each kind of event whether its rows count. `tranches` has a line for each entity, filled in;
    those whose leases are still to commence stand in a list, so that a month's begin looks at no others. `calendar`
    holds the instants at which fiscal years end, and the months.
    """
    years, months = calendar
    month, count = 0, 0
    to_come = np.zeros(len(tranches), dtype=np.int64)
    for r in range(len(rows)):
        event, instant, entity = rows[r, EVENT], rows[r, INSTANT], rows[r, ENTITY]
        if not followed[event]:
            continue
        while month < len(months) - 1 and months[month].start < instant:
            count = _put_off(tranches, to_come, count, calendar, moves, month)
            month += 1
        was_open = tranches[entity, USD_OF] > 0
        _take(tranches, rows[r], years, moves, month_of(months, instant) + 1 if instant > 0 else 0)
        if not was_open and tranches[entity, USD_OF] > 0 and tranches[entity, LISTED] < 0:
            tranches[entity, LISTED] = 1
            to_come[count] = entity
            count += 1
    while month < len(months) - 1:
        count = _put_off(tranches, to_come, count, calendar, moves, month)
        month += 1


@register_jitable
def _take(tranches: Integers, row: Integers, years: Integers, moves: Integers, month: int) -> None:
    """Takes one row, in a month that is counted from 1."""
    event, held = row[EVENT], tranches[row[ENTITY]]
    if event in (DECLARED, SPLIT):
        held[KW_OF], held[SITE_OF], held[PLACE_OF] = row[KW], row[OTHER], row[VALUE]
        if event == SPLIT:
            _cut(tranches, held, row)
    elif event == COMMITTED:
        held[KW_OF], held[USD_OF], held[DATE_OF] = row[KW], row[DOLLARS], row[VALUE]
        _move(moves, SIGNED, held, years, month)
    elif event in (UNCOMMITTED, FINANCE, OPERATING):
        if held[USD_OF] > 0:
            _move(moves, TAKEN_BACK if event == UNCOMMITTED else COMMENCED, held, years, month)
        held[USD_OF] = 0
    elif held[USD_OF] > 0:
        _redate(held, row[VALUE] if event == SLIPPED else held[DATE_OF] + row[VALUE], years, moves, month)


@register_jitable
def _put_off(tranches: Integers, to_come: Integers, count: int, calendar: tuple[Integers, Months], moves: Integers,
             month: int) -> int:  # fmt: skip
    """What is overdue when a month has begun is expected at the start of the next, again and again.

    Drops from the list, which has so many, what has commenced or was taken back; how many are left in it. Looks at
    numbers in place: to take out a line of each tranche and month would cost more than all the rest.
    """
    years, months = calendar
    left = 0
    for place in range(count):
        entity = to_come[place]
        if tranches[entity, USD_OF] <= 0:
            tranches[entity, LISTED] = -1
            continue
        to_come[left] = entity
        left += 1
        if tranches[entity, DATE_OF] <= months[month].start:
            _redate(tranches[entity], months[month + 1].start, years, moves, month + 1)
    return left


@register_jitable
def _redate(held: Integers, date: int, years: Integers, moves: Integers, month: int) -> None:
    old, new = _year(held[DATE_OF], years), _year(date, years)
    held[DATE_OF] = date
    if new != old:
        for unit, amount in ((USD, held[USD_OF]), (LEASED_KW, held[KW_OF])):
            moves[REDATED, unit, old, month] -= amount
            moves[REDATED, unit, new, month] += amount


@register_jitable
def _move(moves: Integers, part: int, held: Integers, years: Integers, month: int) -> None:
    year = _year(held[DATE_OF], years)
    moves[part, USD, year, month] += held[USD_OF]
    moves[part, LEASED_KW, year, month] += held[KW_OF]


@register_jitable
def _year(date: int, years: Integers) -> int:
    """Index of the fiscal year that holds a date; the number of years where it lies past them."""
    year = 0
    while year < len(years) and date >= years[year]:
        year += 1
    return year


@register_jitable
def _cut(tranches: Integers, rest: Integers, row: Integers) -> None:
    """Give the cut-off part its share of the payments of the tranche that it was cut from."""
    for whole in tranches:
        if whole[SITE_OF] == row[OTHER] and whole[PLACE_OF] == row[BASIS] and whole[KW_OF] > row[KW]:
            rest[USD_OF] = usd_of_part(whole[USD_OF], row[KW], whole[KW_OF])
            rest[DATE_OF] = whole[DATE_OF]
            whole[USD_OF] -= rest[USD_OF]
            whole[KW_OF] -= row[KW]
            return
