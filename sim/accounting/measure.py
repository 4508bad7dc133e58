"""Measurement: present values, the liability after each payment, right-of-use assets, the cost of an operating lease.

A lease discounts per contract period, (1 + rate) ^ -(periods / periods a year); what stands on dates discounts by
(1 + rate) ^ -(days / 365.25). The two agree where a period is a month of 30.4375 days.
"""

from collections.abc import Sequence
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.accounting.rounding import Floats
from sim.accounting.running import share_run
from sim.quantities.durations import SECONDS_PER_YEAR


def present_value(
    payments: Sequence[float], rate: float, periods_a_year: int = 12, *, first: float = 0.0
) -> float:
    """Value now of payments one period apart, the first so many periods from now: 0 in advance, 1 in arrears."""
    values = (p * (1 + rate) ** (-(first + k) / periods_a_year) for k, p in enumerate(payments))
    return fsum(values)


def discount_factors(rate: float, seconds: npt.ArrayLike) -> Floats:
    """Value now of a dollar so many seconds from now (ago where negative)."""
    factors: Floats = (1.0 + rate) ** (-np.asarray(seconds, dtype=np.float64) / SECONDS_PER_YEAR)
    return factors


def liabilities(payments: Sequence[float], rate: float, periods_a_year: int = 1) -> list[float]:
    """What is still owed right after each payment, at its value then."""
    return [
        present_value(payments[k + 1 :], rate, periods_a_year, first=1.0) for k in range(len(payments))
    ]


def growth(rate: float, periods_a_year: int = 12) -> float:
    """What a dollar comes to in a period, at a rate a year."""
    factor: float = (1 + rate) ** (1 / periods_a_year)
    return factor


def liability_at(payments: Sequence[float], rate: float, age: Floats, periods_a_year: int = 12) -> Floats:
    """What is still owed at ages in periods, after the payments due by then (each at the start of its period).

    Between payments it grows by interest. 0 before the start and from the end of the term on.
    """
    factor = growth(rate, periods_a_year)
    values = np.asarray(payments, dtype=np.float64) * factor ** -np.arange(len(payments), dtype=np.float64)
    still_owed = np.concatenate([np.cumsum(values[::-1])[::-1], [0.0]])
    due = np.clip(np.floor(age).astype(np.int64) + 1, 0, len(payments))
    owed: Floats = np.where(age >= 0, still_owed[due] * factor ** np.maximum(age, 0.0), 0.0)
    return owed


def straight_line(amount: float, periods: float, age: Floats) -> Floats:
    """What is left of an asset that is written off evenly over its periods: a finance lease's right of use, say.

    Nothing before age 0.
    """
    left: Floats = np.where(age >= 0, amount * (1 - share_run(age, periods)), 0.0)
    return left


def operating_cost_by(payments: Sequence[float], age: Floats) -> Floats:
    """Total cost of an operating lease (ASC 842-20-25-6) by an age: one even amount a period, whatever is paid."""
    cost: Floats = fsum(payments) * np.maximum(share_run(age, len(payments)), 0.0)
    return cost


def operating_right_of_use(liability: Floats, paid: Floats, cost: Floats) -> Floats:
    """Right of use of an operating lease: the liability and what was paid ahead of its even cost (ASC 842-20-35-3)."""
    return liability + paid - cost
