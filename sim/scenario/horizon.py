"""`horizon`: the span of calendar time a scenario covers."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from sim.quantities import Day, LastDay
from sim.quantities.calendar import fiscal_year_start
from sim.quantities.dates import FISCAL_YEAR_ENDS, USUAL_END
from sim.quantities.record import Record


class Horizon(Record):
    """From the first day to the last, whole calendar months."""

    start: Day
    """First day, 00:00 UTC; the first of a month."""
    last_day: LastDay
    """Last day, included; the last of a month."""
    fiscal_year_ends: Literal["march", "june", "september", "december"] = USUAL_END
    """Month whose end closes the fiscal year; FY2025 is the year that ends in 2025."""

    @model_validator(mode="after")
    def _whole_months(self) -> Self:
        if self.start.day != 1:
            raise ValueError(f"start {self.start} must be the first day of a month")
        after = self.last_day.toordinal() + 1
        if type(self.last_day).fromordinal(after).day != 1:
            raise ValueError(f"last_day {self.last_day} must be the last day of a month")
        if self.last_day <= self.start:
            raise ValueError("last_day must come after start")
        return self


def first_day_of(horizon: Horizon, fiscal_year: int) -> date:
    """First day of a fiscal year."""
    return fiscal_year_start(fiscal_year, FISCAL_YEAR_ENDS.index(horizon.fiscal_year_ends) * 3 + 3)
