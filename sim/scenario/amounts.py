"""Amounts as a file writes them, taken apart and put together again: `1.5 GW`, `$165/kW-month`, `2025-02-21`, `3`."""

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from sim.quantities.refusal import quoted, refusal
from sim.quantities.unit_table import LONGEST_TEXT, NUMBER

PARTS_OF_A_RANGE = 1_000
"""At least so many different values can be written between the ends of a range."""

_AMOUNT = re.compile(rf"(?P<sign>[+-]?)\s*(?P<currency>[$€]?)\s*(?P<number>{NUMBER})(?P<unit>[^\d$€].*)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Unit:
    """How an amount is written: what stands before and behind its number."""

    currency: str = ""
    behind: str = ""
    """With the space before it, if there is one, and a rate behind it: `/kW at 1.08 $/€`."""
    whole: bool = False
    """A bare number without decimals: the field may take no others."""
    day: bool = False

    def __str__(self) -> str:
        if self.day:
            return "a day"
        return f"{self.currency}{self.behind.strip()}" or ("a whole number" if self.whole else "a number")

    def same_as(self, other: "Unit") -> bool:
        """Whether amounts in both can stand in one range; `1 to 2.5` is one of numbers that need not be whole."""
        return (self.currency, self._singular, self.day) == (other.currency, other._singular, other.day)

    @property
    def _singular(self) -> str:
        """`month` of `1 month` and `18 months`."""
        return self.behind.strip().removesuffix("s")

    def written(self, number: float | Decimal, decimals: int | None = None) -> str:
        """A number in this unit as a file writes it, with at most so many decimals; with all it has where not given."""
        if self.day:
            return date.fromordinal(round(number)).isoformat()
        size = abs(exact(number)) if decimals is None else abs(number)
        text = f"{size:f}" if decimals is None else f"{size:.{0 if self.whole else max(decimals, 0)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        sign = "-" if number < 0 and float(text) else ""
        return f"{sign}{self.currency}{text}{self.behind}"


class Amount(float):
    """A number that remembers its unit."""

    unit: Unit

    @classmethod
    def read(cls, written: Any) -> "Amount":
        """The amount that a file writes; a refusal of what is none."""
        text = f"{exact(written):f}" if isinstance(written, float) else str(written).strip()
        found = _AMOUNT.fullmatch(text) if len(text) <= LONGEST_TEXT and not isinstance(written, bool) else None
        if found is not None and _DAY.fullmatch(text):
            return cls._of(_ordinal(text), Unit(day=True))
        if found is None or (found["sign"] and found["number"][0] in "+-"):
            raise refusal(f"{quoted(written)} is no amount: a number with its unit, or a day, is needed here",
                          example="1.5 GW")  # fmt: skip
        number = float(found["number"].replace(",", "")) * (-1 if found["sign"] == "-" else 1)
        behind = found["unit"] or ""
        whole = not (found["currency"] or behind or isinstance(written, float) or "." in text)
        return cls._of(number, Unit(found["currency"], behind.rstrip(), whole))

    @classmethod
    def _of(cls, number: float, unit: Unit) -> "Amount":
        made = cls(number)
        made.unit = unit
        return made


def _ordinal(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise refusal(f"{quoted(text)} is no day: {error}") from error


def exact(number: float | Decimal) -> Decimal:
    """A number as it is written in the decimal system, so that sums of such are exact."""
    return number if isinstance(number, Decimal) else Decimal(repr(float(number)))


def decimals_of(span: float) -> int:
    """Decimals with which a thousand values and more can be told apart within a span; negative from 10,000 on."""
    return -math.floor(math.log10(span / PARTS_OF_A_RANGE)) if span > 0 else 0


@dataclass(frozen=True)
class WrittenAmount:
    """Annotation of an `Amount`: pydantic reads it by `Amount.read`."""

    named = "an amount"
    """What no other type is called."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(Amount.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A number, or a text with its unit, for editors."""
        words = "an amount with its unit, or a day"
        return {"type": ["string", "number"], "description": words, "examples": ["1.5 GW"]}
