"""`horizon`: the span of calendar time a scenario covers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationInfo, field_validator

from sim.quantities import Day, LastDay, Seconds
from sim.quantities.calendar import fiscal_year_start, months_between
from sim.quantities.dates import FISCAL_YEAR_ENDS, USUAL_END
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.quantities.record import Record
from sim.quantities.refusal import refusal

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

    @field_validator("start")
    @classmethod
    def _begins_a_month(cls, start: date) -> date:
        if start.day != 1:
            raise refusal(f"start {start} must be the first day of a month")
        return start

    @field_validator("last_day")
    @classmethod
    def _ends_a_later_month(cls, last_day: date, info: ValidationInfo) -> date:
        """A last day that is refused is unknown to what other days are compared with: they may be right."""
        start = (info.data or {}).get("start")  # there is no data where a value is read for itself
        if start is not None and last_day <= start:
            raise refusal(f"last_day {last_day} must come after start, {start}")
        if (last_day + timedelta(days=1)).day != 1:
            raise refusal(f"last_day {last_day} must be the last day of a month")
        return last_day

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
