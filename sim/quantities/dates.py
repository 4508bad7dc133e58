"""Days and fiscal years as files write them; months, quarters and fiscal years where a day is meant."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from sim.quantities.calendar import MONTHS_PER_QUARTER, MONTHS_PER_YEAR, add_months, fiscal_year_start
from sim.quantities.measured import FileInteger
from sim.quantities.refusal import quoted, refusal

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PERIOD = re.compile(
    r"(?P<fiscal>FY)?(?P<year>\d{4})(?:-(?P<month>\d{2})|-?Q(?P<quarter>[1-4]))?", re.ASCII | re.IGNORECASE
)
_FISCAL_YEAR = re.compile(r"FY(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"FY ?'?(?:20)?(\d\d)", re.ASCII | re.IGNORECASE)
EARLIEST_YEAR, LATEST_YEAR = 1970, 2199

FISCAL_YEAR_ENDS: Final = ("march", "june", "september", "december")
"""Months with which a fiscal year may end."""
USUAL_END: Final = "june"
"""The one that counts where none is given."""

ABOUT_FISCAL_YEARS = "fiscal_year_ends"
"""Key of a validation's context: the month with which the fiscal years of the whole file end."""


@dataclass(frozen=True)
class WrittenDay:
    """Annotation of a date written `2025-01-21`, meaning 00:00 UTC of that day."""

    periods: bool = True
    """Whether a month, a quarter or a fiscal year may stand for one of its days."""
    last: bool = False
    """It then means its last day, not its first."""

    def read(self, value: Any, about: Mapping[str, Any] | None = None) -> datetime.date:
        """The date; other forms and days that the calendar lacks are refused."""
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        text = value.strip() if isinstance(value, str) else ""
        if _DAY.fullmatch(text):
            try:
                day = datetime.date.fromisoformat(text)
            except ValueError as error:
                raise _refuse_day(f"{quoted(value)} is no day of the calendar") from error
        elif text and (period := _PERIOD.fullmatch(text)):
            day = self._of_period(text, period, about)
        else:
            raise _refuse_day(f"{quoted(value)} is not a day written year-month-day")
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise _refuse_day(f"{quoted(value)} is outside {EARLIEST_YEAR} to {LATEST_YEAR}")
        return day

    def _of_period(self, text: str, period: re.Match[str], about: Mapping[str, Any] | None) -> datetime.date:
        """The first or last day of a month, a quarter or a fiscal year."""
        right = _tidy(period)
        if right is None:
            raise _refuse_day(f"{quoted(text)} is no year, quarter or month that can be meant")
        if right != text:
            raise _refuse_day(f"{quoted(text)} is not a day written year-month-day", right)
        if not self.periods:
            raise _refuse_day(f"{quoted(text)} is a span of days, and one day is needed here")
        if not EARLIEST_YEAR < int(period["year"]) < LATEST_YEAR:
            raise _refuse_day(f"{quoted(text)} is outside {EARLIEST_YEAR} to {LATEST_YEAR}")
        months = _length(period)
        first = _first(period, _last_month(text, about) if period["fiscal"] else MONTHS_PER_YEAR)
        return add_months(first, months) - datetime.timedelta(days=1) if self.last else first

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def read(value: Any, info: ValidationInfo) -> datetime.date:
            return self.read(value, info.context)

        return core_schema.with_info_plain_validator_function(
            read, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        if not self.periods:
            return {"type": "string", "pattern": r"^\s*\d{4}-\d{2}-\d{2}\s*$", "examples": ["2025-01-21"]}
        span = r"^\s*(\d{4}-(\d{2}(-\d{2})?|Q[1-4])|FY\d{4}(-Q[1-4])?)\s*$"
        return {"type": "string", "pattern": span, "examples": ["2025-01-21", "2025-03", "2025-Q3", "FY2025-Q3"]}


@dataclass(frozen=True)
class WrittenFiscalYear:
    """Annotation of a fiscal year written `FY2025`; the year is the one it ends in."""

    def read(self, value: Any) -> int:
        """The calendar year in which the fiscal year ends."""
        year = None
        if isinstance(value, str) and (found := _FISCAL_YEAR.fullmatch(value.strip())):
            year = int(found[1])
        elif isinstance(value, int) and not isinstance(value, bool | FileInteger):
            year = value
        if year is None:
            short = _SHORT_YEAR.fullmatch(value.strip()) if isinstance(value, str) else None
            meant = f"FY20{short[1]}" if short else None
            raise refusal(f"{quoted(value)} is not a fiscal year", example="FY2025", meant=meant)
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise refusal(f"{quoted(value)} is outside FY{EARLIEST_YEAR} to FY{LATEST_YEAR}")
        return year

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^FY\d{4}$", "examples": ["FY2025"]}


def _tidy(period: re.Match[str]) -> str | None:
    """A span as it has to be written: `FY2025-Q3`; None for a bare year and for the month of a fiscal year."""
    year = ("FY" if period["fiscal"] else "") + period["year"]
    if period["quarter"]:
        return f"{year}-Q{period['quarter']}"
    if period["month"]:
        in_year = 1 <= int(period["month"]) <= MONTHS_PER_YEAR and not period["fiscal"]
        return f"{year}-{period['month']}" if in_year else None
    return year if period["fiscal"] else None


def _length(period: re.Match[str]) -> int:
    """Months of a span."""
    if period["month"]:
        return 1
    return MONTHS_PER_QUARTER if period["quarter"] else MONTHS_PER_YEAR


def _first(period: re.Match[str], last_month: int) -> datetime.date:
    """The first day of a span, in years that end with the month `last_month`."""
    year = fiscal_year_start(int(period["year"]), last_month)
    quarter, month = int(period["quarter"] or 1), int(period["month"] or 1)
    return add_months(year, (quarter - 1) * MONTHS_PER_QUARTER + month - 1)


def _last_month(text: str, about: Mapping[str, Any] | None) -> int:
    """The number of the month with which the fiscal years of a file end."""
    if about is None or about.get(ABOUT_FISCAL_YEARS) not in FISCAL_YEAR_ENDS:
        raise _refuse_day(f"{quoted(text)} has no days as long as nothing says when a fiscal year ends")
    return (FISCAL_YEAR_ENDS.index(about[ABOUT_FISCAL_YEARS]) + 1) * MONTHS_PER_QUARTER


def _refuse_day(reason: str, meant: str | None = None) -> PydanticCustomError:
    return refusal(reason, example="2025-01-21", meant=meant)


Day = Annotated[datetime.date, WrittenDay()]
"""A calendar day, meaning its first instant, 00:00 UTC; of a month, quarter or fiscal year, the first day."""

LastDay = Annotated[datetime.date, WrittenDay(last=True)]
"""The last day of something, itself included; of a month, quarter or fiscal year, the last day."""

OneDay = Annotated[datetime.date, WrittenDay(periods=False)]
"""A calendar day that no span of days can stand for, since both its ends could be meant."""

FiscalYear = Annotated[int, WrittenFiscalYear()]
"""A fiscal year, by the calendar year it ends in."""
