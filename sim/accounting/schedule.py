"""Schedules: what a contract pays, period by period, at the start of each period unless said otherwise.

A month of a contract is 30.4375 days from the day it began, so ages are real numbers of months; rents that fall
only partly into a span of time are prorated by days.
"""

from collections.abc import Sequence

import numpy as np

from sim.accounting.rounding import Floats

MONTHS_PER_YEAR = 12


def rents(term_months: int, escalator: float = 0.0, rent_free_months: int = 0) -> list[float]:
    """Monthly payments per dollar of year-1 monthly rent: stepped up once a year, none in the rent-free months."""
    return [
        0.0 if month < rent_free_months else (1 + escalator) ** (month // MONTHS_PER_YEAR)
        for month in range(term_months)
    ]


def extended(payments: Sequence[float], more: Sequence[float]) -> list[float]:
    """The payments of a term and, after them, of its extension."""
    return [*payments, *more]


def paid_by(payments: Sequence[float], age: Floats) -> Floats:
    """Total paid by an age in periods, each payment at the start of its period; nothing before age 0."""
    totals = np.concatenate([[0.0], np.cumsum(payments)])
    due = np.clip(np.floor(age).astype(np.int64) + 1, 0, len(payments))
    paid: Floats = totals[due]
    return paid


def earned_by(payments: Sequence[float], age: Floats) -> Floats:
    """Total of the rents that belong to the time up to an age in periods, a part of a period prorated."""
    totals = np.concatenate([[0.0], np.cumsum(payments)])
    earned: Floats = np.interp(age, np.arange(len(totals)), totals)
    return earned
