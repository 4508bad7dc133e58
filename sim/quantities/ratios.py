"""Numbers without dimension, and rates of growth and of arrivals."""

from fractions import Fraction
from typing import Annotated

from sim.quantities.durations import DAYS_PER_MONTH
from sim.quantities.measured import Measured
from sim.quantities.unit_table import UnitTable

_PERCENT = {"%": Fraction(1, 100)}

SHARE = UnitTable("a share from 0 to 1", _PERCENT, shown=("%", "a bare number"), example="6 %")
FACTOR = UnitTable("a factor", _PERCENT, shown=("%", "a bare number"), example="120 %")
YEARLY_RATE = UnitTable(
    "a rate of change per year", {"%/year": Fraction(1, 100)}, shown=("%/year",), example="17 %/year"
)
EVENTS_PER_MONTH = UnitTable(
    dimension="a number of events per time",
    units={
        "/month": Fraction(1),
        "/day": DAYS_PER_MONTH,
        "/week": DAYS_PER_MONTH / 7,
        "/quarter": Fraction(1, 3),
        "/year": Fraction(1, 12),
    },
    shown=("/day", "/week", "/month", "/quarter", "/year"),
    example="12/year",
)

Share = Annotated[float, Measured(SHARE, "real", bare=True, at_most=Fraction(1))]
"""A part of a whole, from 0 to 1."""

Factor = Annotated[float, Measured(FACTOR, "real", bare=True, most_bare=20, plausible=("0 %", "100,000 %"))]
"""A multiple of something, at least 0."""

YearlyRate = Annotated[float, Measured(YEARLY_RATE, "real", signed=True, plausible=("-99 %/year", "1,000 %/year"))]
"""Change per year relative to the year before: 0.17 for 17 %, negative when it shrinks."""

MoneyRate = Annotated[float, Measured(YEARLY_RATE, "real", signed=True, plausible=("-20 %/year", "100 %/year"))]
"""Change per year that money has: a discount rate, or the yearly step of a rent."""

PerMonth = Annotated[float, Measured(EVENTS_PER_MONTH, "real", plausible=("0/month", "1,000,000/month"))]
"""Expected events per month of 30.4375 days, at least 0."""
