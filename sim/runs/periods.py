"""Months gathered into whole fiscal quarters and years: flows summed, levels at the end, ratios of sums."""

from datetime import date, timedelta
from functools import reduce
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.quantities.calendar import add_months
from sim.runs.info import RunInfo

Floats = npt.NDArray[np.float64]
Length = Literal["quarter", "year"]
MONTHS_IN: dict[Length, int] = {"quarter": 3, "year": 12}


class Period(NamedTuple):
    """A whole fiscal quarter or year of the horizon."""

    label: str
    """`FY25 Q2` or `FY25`."""
    ends: date
    """Its last day."""
    months: list[int]
    """Indexes of its months."""


def periods(info: RunInfo, length: Length) -> list[Period]:
    """The periods that lie wholly in the horizon, in order."""
    found: dict[tuple[int, int], list[int]] = {}
    for month in range(len(info.months)):
        year, quarter = info.quarter(month)
        found.setdefault((year, quarter if length == "quarter" else 0), []).append(month)
    return [
        Period(
            f"FY{year % 100:02d}" + (f" Q{quarter}" if quarter else ""),
            add_months(info.months[months[-1]], 1) - timedelta(days=1),
            months,
        )
        for (year, quarter), months in found.items()
        if len(months) == MONTHS_IN[length]
    ]


def gathered(values: Floats, among: list[Period], level: bool) -> Floats:
    """Values by month, shape (…, months), as values by period: those of flows added month after month."""
    if not among:
        return np.zeros((*values.shape[:-1], 0))
    if level:
        ends: Floats = values[..., [period.months[-1] for period in among]]
        return ends
    months = np.array([period.months for period in among]).T
    total: Floats = reduce(np.add, np.moveaxis(values[..., months], -2, 0))
    return total


def over(numerator: Floats, denominator: Floats) -> Floats:
    """Their quotient; NaN where the denominator is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient: Floats = np.where(denominator == 0, np.nan, numerator / denominator)
    return quotient
