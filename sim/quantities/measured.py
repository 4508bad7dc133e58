"""The pydantic side of a quantity: from what a file or a Python caller gives to the value used inside."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from sim.quantities.refusal import quoted
from sim.quantities.unit_table import NUMBER, UNSIGNED, UnitTable

LARGEST = 2**53
"""Of any value in inside units: up to here integers and floats are both exact."""

MOST_KEPT = 10_000
"""Texts whose values are remembered."""


class FileInteger(int):
    """A bare integer that a file wrote: no quantity that needs a unit takes it."""


class FileNumber(float):
    """A bare decimal number that a file wrote: no quantity that needs a unit takes it."""


Inside = Literal["whole", "rounded", "real"]
"""An integer that must come out whole, an integer rounded half to even, or a float."""

_KINDS = {dict: "a map", list: "a list", bool: "true or false", type(None): "nothing"}


@dataclass(frozen=True)
class Measured:
    """Annotation of a type whose values are written with a unit of one table.

    Text is always read by the table. A number is taken as it is, in inside units, from Python code; one that
    a file wrote (`FileInteger`, `FileNumber`) only with `bare`.
    """

    table: UnitTable
    inside: Inside
    signed: bool = False
    bare: bool = False
    most_bare: int | None = None
    """The largest number that may be written without a unit: a larger one is meant in percent."""
    at_most: Fraction | None = None
    """Largest allowed value, in inside units."""
    plausible: tuple[str, str] | None = None
    """Least and most that can be meant, as files write them; what lies outside is a slip of the pen."""

    @property
    def most(self) -> float:
        """The largest value that can be meant, in inside units."""
        return float(LARGEST if self.plausible is None else _range(self.table, *self.plausible)[1])

    @property
    def named(self) -> str:
        """What is measured, in a few words that no other type has."""
        return self.table.dimension + (", signed" if self.signed and self.inside != "real" else "")

    def read(self, value: Any) -> int | float:
        """The value in inside units, or the refusal of it."""
        if isinstance(value, str):
            return _of_text(self, value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            kind = _KINDS.get(type(value), quoted(value))
            raise self.table.refuse(f"{self.table.dimension} is needed here, not {kind}")
        if isinstance(value, FileInteger | FileNumber) and not self.bare:
            raise self.table.refuse(f"{quoted(value)} has no unit: {self.table.dimension} needs one")
        if isinstance(value, FileInteger | FileNumber) and self.most_bare is not None and value > self.most_bare:
            raise self.table.refuse(f"{quoted(value)} without a unit is {100 * float(value):g} %: over "
                                    f"{self.most_bare} it is written in percent", f"{float(value):g} %")  # fmt: skip
        if not math.isfinite(value):
            raise self.table.refuse(f"{value} is not a number that can be computed with")
        if type(value) in (int, float) and 0 <= value <= (LARGEST if self.at_most is None else self.at_most):
            if self.inside == "real":  # most values are defaults: they need no fraction
                return float(value)
            if type(value) is int:
                return value
        return self._inside(Fraction(value), value)

    def _inside(self, exact: Fraction, written: object) -> int | float:
        if self.plausible is not None and isinstance(written, str | FileInteger | FileNumber):
            least, most = _range(self.table, *self.plausible)
            if not least <= exact <= most:
                span = " to ".join(self.plausible)
                raise self.table.refuse(f"{quoted(written)} is outside the plausible range, {span}")
        if self.at_most is not None and not 0 <= exact <= self.at_most:
            raise self.table.refuse(f"{quoted(written)} is outside 0 % to {float(self.at_most) * 100:g} %")
        if exact < 0 and not self.signed:
            raise self.table.refuse(f"{quoted(written)} is negative: {self.table.dimension} is at least 0")
        if abs(exact) > LARGEST:
            raise self.table.refuse(f"{quoted(written)} is too large to be counted exactly")
        if self.inside == "real":
            return float(exact)
        if self.inside == "whole" and exact.denominator != 1 and "€" not in str(written):
            raise self.table.refuse(f"{quoted(written)} is not a whole number of {self._smallest()}")
        return round(exact)

    def _smallest(self) -> str:
        """The inside unit as people write it."""
        if self.table.money:
            return "dollars"
        return next(unit for unit, size in self.table.units.items() if size == 1)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A string with one of the units, or also a number where that is allowed, for editors."""
        spaced = [re.sub(r"/|\\-", r"\\s*\g<0>\\s*", re.escape(unit)) for unit in self.table.units]
        units = "|".join(sorted(spaced, key=len, reverse=True))
        amount = rf"(?:[+-]?\s*[$€]\s*|[$€]\s*[+-]){UNSIGNED}" if self.table.money else NUMBER
        rate = r"(?:\s+at\s+\d+(?:\.\d+)? ?\$/€)?" if self.table.money else ""
        written: JsonSchemaValue = {
            "type": "string",
            "pattern": rf"^\s*{amount}\s*(?:{units}){rate}\s*$",
            "description": f"{self.table.dimension}, in {', '.join(self.table.shown)}",
            "examples": [self.table.example],
        }
        if not self.bare:
            return written
        number: JsonSchemaValue = {"type": "number"}
        if not self.signed:
            number["minimum"] = 0
        if self.at_most is not None or self.most_bare is not None:
            number["maximum"] = float(self.most_bare if self.at_most is None else self.at_most)  # type: ignore[arg-type]
        return {"anyOf": [number, written]}


@lru_cache(MOST_KEPT)
def _of_text(measured: Measured, text: str) -> int | float:
    """The value of a text in inside units: a file repeats most of its quantities, and is read more than once."""
    return measured._inside(measured.table.read(text), text)


@cache
def _range(table: UnitTable, least: str, most: str) -> tuple[Fraction, Fraction]:
    """A range in inside units."""
    return table.read(least), table.read(most)
