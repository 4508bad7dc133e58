"""Days and fiscal years as files write them."""

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from sim.quantities.measured import FileInteger
from sim.quantities.refusal import quoted, refusal

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FISCAL_YEAR = re.compile(r"FY(\d{4})", re.ASCII)
EARLIEST_YEAR, LATEST_YEAR = 1970, 2199


@dataclass(frozen=True)
class WrittenDay:
    """Annotation of a date written `2025-01-21`, meaning 00:00 UTC of that day."""

    def read(self, value: Any) -> datetime.date:
        """The date; other forms and days that the calendar lacks are refused."""
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
            raise _refuse_day(f"{quoted(value)} is not a day written year-month-day")
        try:
            day = datetime.date.fromisoformat(value.strip())
        except ValueError as error:
            raise _refuse_day(f"{quoted(value)} is no day of the calendar") from error
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise _refuse_day(f"{quoted(value)} is outside {EARLIEST_YEAR} to {LATEST_YEAR}")
        return day

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "date", "examples": ["2025-01-21"]}


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
            raise refusal(f"{quoted(value)} is not a fiscal year", example="FY2025")
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


def _refuse_day(reason: str) -> Exception:
    return refusal(reason, example="2025-01-21")


Day = Annotated[datetime.date, WrittenDay()]
"""A calendar day, meaning its first instant, 00:00 UTC."""

FiscalYear = Annotated[int, WrittenFiscalYear()]
"""A fiscal year, by the calendar year it ends in."""
