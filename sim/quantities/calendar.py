"""Calendar arithmetic on dates and instants; an instant is whole seconds since the scenario's start.

A date means 00:00 UTC, and a scenario starts at the first instant of its start date; UTC here has no leap
seconds, so every day has 86,400 seconds.
"""

import calendar
import datetime

from sim.quantities.durations import SECONDS_PER_DAY

MONTHS_PER_QUARTER = 3
MONTHS_PER_YEAR = 12


def instant_of(day: datetime.date, start: datetime.date) -> int:
    """Seconds from the start of the scenario to 00:00 UTC of the day; negative before the start."""
    return (day - start).days * SECONDS_PER_DAY


def day_of(instant: int, start: datetime.date) -> datetime.date:
    """The day in which the instant falls."""
    return start + datetime.timedelta(days=instant // SECONDS_PER_DAY)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month so many calendar months on, or the month's last day if it has no such day."""
    index = day.year * MONTHS_PER_YEAR + day.month - 1 + months
    year, month = index // MONTHS_PER_YEAR, index % MONTHS_PER_YEAR + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_start(day: datetime.date) -> datetime.date:
    """The first day of the day's month."""
    return day.replace(day=1)


def month_starts(start: datetime.date, end: datetime.date) -> list[datetime.date]:
    """First days of months from the start (itself, if it is one) up to but not including the end."""
    first = month_start(start)
    if first < start:
        first = add_months(first, 1)
    starts = []
    while first < end:
        starts.append(first)
        first = add_months(first, 1)
    return starts


def months_between(earlier: datetime.date, later: datetime.date) -> int:
    """Calendar months from one date's month to the other's, whatever the days; negative if it is earlier."""
    return (later.year - earlier.year) * MONTHS_PER_YEAR + later.month - earlier.month


def fiscal_year_of(day: datetime.date, last_month: int) -> int:
    """The fiscal year of a day, for years that end with month `last_month` (6: FY2025 ends in June 2025)."""
    _check_month(last_month)
    return day.year + (day.month > last_month)


def fiscal_quarter_of(day: datetime.date, last_month: int) -> int:
    """The fiscal quarter of a day, 1 to 4, for years that end with the month `last_month`."""
    _check_month(last_month)
    return (day.month - last_month - 1) % MONTHS_PER_YEAR // MONTHS_PER_QUARTER + 1


def fiscal_year_start(fiscal_year: int, last_month: int) -> datetime.date:
    """The first day of a fiscal year, for years that end with the month `last_month`."""
    _check_month(last_month)
    return add_months(datetime.date(fiscal_year - 1, last_month, 1), 1)


def fiscal_year_end(fiscal_year: int, last_month: int) -> datetime.date:
    """The day after a fiscal year's last: the first instant that no longer belongs to it."""
    return fiscal_year_start(fiscal_year + 1, last_month)


def quarter_label(day: datetime.date, last_month: int) -> str:
    """The fiscal quarter of a day as tables name it: `FY25 Q2`."""
    year = fiscal_year_of(day, last_month) % 100
    return f"FY{year:02d} Q{fiscal_quarter_of(day, last_month)}"


def iso_day(instant: int, start: datetime.date) -> str:
    """The day of an instant as `2025-01-21`, with the time of day (`T06:30:00Z`) when it is not midnight."""
    seconds = instant % SECONDS_PER_DAY
    day = day_of(instant, start).isoformat()
    if not seconds:
        return day
    return f"{day}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z"


def _check_month(month: int) -> None:
    if not 1 <= month <= MONTHS_PER_YEAR:
        raise ValueError(f"a month is 1 to 12, not {month}")
