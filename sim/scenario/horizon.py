"""`horizon`: the span of calendar time a scenario covers."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from sim.quantities import Day, LastDay, Seconds
from sim.quantities.calendar import fiscal_year_start, months_between
from sim.quantities.dates import FISCAL_YEAR_ENDS, USUAL_END
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.quantities.record import Record

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Horizon(Record):
    """From the first day to the last, whole calendar months."""

    start: Day
    """First day, 00:00 UTC; the first of a month."""
    last_day: LastDay
    """Last day, included; the last of a month."""
    warm_up: Seconds = 0
    """Whole months at the start that no figure counts: the world fills up first. Logs are whole."""
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

    @property
    def warm_up_months(self) -> int:
        """How many calendar months the warm-up takes."""
        return self.warm_up // SECONDS_PER_MONTH


def warm_up_ends(s: "Scenario") -> Iterator[tuple[tuple[str, ...], str]]:
    """A warm-up is of whole months, since figures go by month, and ends before the horizon does."""
    h = s.horizon
    if h.warm_up % SECONDS_PER_MONTH != 0:
        yield ("horizon", "warm_up"), "a warm-up is of whole months, as figures are: write `3 months` or `1 year`"
    elif h.warm_up_months > (most := months_between(h.start, h.last_day)):
        yield ("horizon", "warm_up"), (f"nothing is left to count after a warm-up of {h.warm_up_months} months: "
                                       f"this horizon leaves room for {most}")  # fmt: skip


def first_day_of(horizon: Horizon, fiscal_year: int) -> date:
    """First day of a fiscal year."""
    return fiscal_year_start(fiscal_year, FISCAL_YEAR_ENDS.index(horizon.fiscal_year_ends) * 3 + 3)
