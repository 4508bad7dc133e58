"""Durations, in whole seconds; a month is 30.4375 days and a year 365.25."""

from fractions import Fraction
from typing import Annotated

from sim.quantities.measured import Measured
from sim.quantities.unit_table import UnitTable

SECONDS_PER_DAY = 86_400
DAYS_PER_YEAR = Fraction(1461, 4)
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
SECONDS_PER_MONTH = int(SECONDS_PER_DAY * DAYS_PER_MONTH)
"""Of a duration's month of 30.4375 days, a whole number; dated arithmetic counts calendar months instead."""
SECONDS_PER_YEAR = int(SECONDS_PER_DAY * DAYS_PER_YEAR)
NEVER = 1 << 60
"""An instant that does not come: of what has no end. No instant and no duration that is stated reaches it."""

_SECONDS_PER = {
    "second": Fraction(1),
    "minute": Fraction(60),
    "hour": Fraction(3_600),
    "day": Fraction(SECONDS_PER_DAY),
    "week": Fraction(7 * SECONDS_PER_DAY),
    "month": SECONDS_PER_DAY * DAYS_PER_MONTH,
    "quarter": SECONDS_PER_DAY * DAYS_PER_MONTH * 3,
    "year": SECONDS_PER_DAY * DAYS_PER_YEAR,
}

DURATION = UnitTable(
    dimension="a duration",
    units={name: size for unit, size in _SECONDS_PER.items() for name in (f"{unit}s", unit)},
    shown=tuple(f"{unit}s" for unit in _SECONDS_PER),
    example="18 months",
)

YEARS_PLANNED = 15
"""Plans and agreements reach no farther: what is longer is taken for a slip of the pen."""

Seconds = Annotated[int, Measured(DURATION, "rounded", plausible=("0 days", "100 years"))]
"""A duration, whole seconds (rounded half to even), at least 0."""

PlannedSeconds = Annotated[int, Measured(DURATION, "rounded", plausible=("0 days", f"{YEARS_PLANNED} years"))]
"""A duration that is planned or agreed on: a lead time, a window, a delay; whole seconds."""

SignedSeconds = Annotated[
    int, Measured(DURATION, "rounded", signed=True, plausible=(f"-{YEARS_PLANNED} years", f"{YEARS_PLANNED} years"))
]
"""A time that a plan is moved by, which may go back: whole seconds, rounded half to even."""
