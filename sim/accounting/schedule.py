"""Schedules: what a contract pays, period by period, at the start of each period unless said otherwise.

Rents run by month; payments are a list by the month at whose start they fall due: a month, a quarter or a year of rents
together, in advance or in arrears. A month of a contract is 30.4375 days from the day it began, so ages are real
numbers of months; rents that fall only partly into a span of time are prorated by days.
"""

from collections.abc import Sequence
from math import fsum

import numpy as np

from sim.accounting.rounding import Floats

MONTHS_PER_YEAR = 12


def rents(term_months: int, escalator: float = 0.0, rent_free_months: int = 0) -> list[float]:
    """Monthly payments per dollar of year-1 monthly rent: stepped up once a year, none in the rent-free months."""
    return [
        0.0 if month < rent_free_months else (1 + escalator) ** (month // MONTHS_PER_YEAR)
        for month in range(term_months)
    ]


def due(rents: Sequence[float], period_months: int = 1, *, in_arrears: bool = False) -> list[float]:
    """Payments of monthly rents: those of a period together, at its start, or at its end in arrears.

    In arrears the list is one longer than the rents, for the last payment falls on the day on which the term ends.
    """
    if period_months == 1 and not in_arrears:
        return list(rents)
    payments = [0.0] * (len(rents) + in_arrears)
    for first in range(0, len(rents), period_months):
        period = rents[first : first + period_months]
        payments[first + len(period) * in_arrears] = fsum(period)
    return payments


def extended(payments: Sequence[float], more: Sequence[float], *, in_arrears: bool = False) -> list[float]:
    """The payments of a term and, after them, of what follows: in arrears both have the day on which it begins."""
    if not in_arrears:
        return [*payments, *more]
    return [*payments[:-1], payments[-1] + more[0], *more[1:]]


def paid_by(payments: Sequence[float], age: Floats) -> Floats:
    """Total paid by an age in periods, each payment at the start of its period; nothing before age 0."""
    totals = np.concatenate([[0.0], np.cumsum(payments)])
    due = np.clip(np.floor(age).astype(np.int64) + 1, 0, len(payments))
    paid: Floats = totals[due]
    return paid


def settled_by(payments: Sequence[float], period_months: int, age: Floats) -> Floats:
    """Total paid by an age at which a lease in arrears ends: what has run of a period since its last payment too."""
    totals = np.cumsum(payments)
    ends = np.arange(0, len(totals), period_months)
    paid: Floats = np.interp(age, ends, totals[ends])
    return paid


def earned_by(payments: Sequence[float], age: Floats) -> Floats:
    """Total of the rents that belong to the time up to an age in periods, a part of a period prorated."""
    totals = np.concatenate([[0.0], np.cumsum(payments)])
    earned: Floats = np.interp(age, np.arange(len(totals)), totals)
    return earned
