"""Periods of the partner's commitments from a scenario: fiscal years, calendar years or quarters of them, by month."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.quantities.calendar import add_months
from sim.scenario.agreement import Commitment
from sim.scenario.horizon import first_day_of
from sim.world import tables_money as rows
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array


class Period(NamedTuple):
    """A span of months, counted from the scenario's first, for which dollars are committed."""

    first: int
    end: int
    committed_usd: float
    before_usd: int
    """Of them, billed before the scenario's start."""


def periods_of(commitment: Commitment, n: Naming) -> list[Period]:
    """Those that reach into the horizon."""
    made = []
    horizon = n.scenario.horizon
    years: list[tuple[date, int]] = [(first_day_of(horizon, y.fiscal_year), y.amount) for y in commitment.by_year]
    years += [(date(y.year, 1, 1), y.amount) for y in commitment.by_calendar_year]
    parts = 4 if commitment.billed == "quarter" else 1
    for opens, amount in years:
        for part in range(parts):
            day = add_months(opens, part * 12 // parts)
            first = (day.year - horizon.start.year) * 12 + day.month - horizon.start.month
            end = first + 12 // parts
            if end > 0 and first < len(n.fiscal_years):
                before = commitment.billed_before if first <= 0 else 0
                made.append(Period(max(first, 0), end, amount / parts, before))
    return made


def shortfalls(n: Naming) -> np.ndarray:
    """One row for each period that ends within the horizon, with the least that all its commitments bill."""
    due: dict[tuple[int, int], float] = {}
    for commitment in n.scenario.agreement.commitments:
        for p in periods_of(commitment, n):
            usd = commitment.take_or_pay * p.committed_usd - p.before_usd
            due[p.end, p.first] = due.get((p.end, p.first), 0.0) + usd
    ended = sorted(key for key in due if key[0] <= len(n.fiscal_years))
    made = array(rows.Shortfall, len(ended))
    for row, (end, first) in zip(made, ended, strict=True):
        row["first_month"], row["end_month"], row["least_usd"] = first, end, due[end, first]
    return made


def committed_by_month(commitment: Commitment, n: Naming, lists: Lists) -> int:
    """First entry of what is left to book: for each month the dollars, first month and end of its period."""
    listed = [(0, m, m + 1) for m in range(len(n.fiscal_years))]
    for p in periods_of(commitment, n):
        for m in _months(p, len(listed)):
            listed[m] = (max(round(p.committed_usd) - p.before_usd, 0), p.first, min(p.end, len(listed)))
    first, _ = lists.numbers(number for three in listed for number in three)
    return first


def _months(period: Period, months: int) -> Iterator[int]:
    yield from range(period.first, min(period.end, months))
