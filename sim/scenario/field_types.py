"""What a key of a scenario file takes, in words: read off the models' annotations."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.quantities.dates import WrittenDay, WrittenFiscalYear
from sim.quantities.measured import Measured
from sim.scenario.distribution_choice import Draw, quantity_of

LIMITS = {"ge": "from {}", "gt": "over {}", "le": "to {}", "lt": "under {}",
          "min_length": "at least {}", "max_length": "at most {}"}  # fmt: skip
"""Of a number or a list, by their names in pydantic, in words."""

WORDS = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}


@dataclass(frozen=True)
class FieldType:
    """What a key takes: in words, and the blocks that it holds."""

    words: str
    blocks: tuple[type[BaseModel], ...] = ()
    several: str = ""
    """`[]` where the blocks are items of a list, `.*` where they are values of a map."""


def type_of(annotation: Any) -> FieldType:
    """What an annotation takes."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _annotated(annotation)
    if origin is Literal:
        return FieldType(", ".join(f"`{word}`" for word in get_args(annotation)))
    if origin in (Union, UnionType):
        return _choice([part for part in get_args(annotation) if part is not NoneType])
    if origin in (list, tuple):
        item = type_of(get_args(annotation)[0])
        return FieldType(f"list of {_plural(item)}", item.blocks, "[]" if item.blocks else "")
    if origin is dict:
        key, value = get_args(annotation)
        item = type_of(value)
        return FieldType(f"map from {'ids' if key is str else type_of(key).words} to {item.words}", item.blocks,
                         ".*" if item.blocks else "")  # fmt: skip
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return FieldType("block", (annotation,))
    return FieldType("the quantity" if isinstance(annotation, TypeVar) else WORDS[annotation])


def _plural(item: FieldType) -> str:
    if item.blocks:
        return "blocks"
    return {"text": "texts", "number": "numbers", "the quantity": "such quantities"}.get(item.words, item.words)


def _choice(parts: list[Any]) -> FieldType:
    found = [type_of(part) for part in parts]
    blocks = tuple(block for part in found for block in part.blocks)
    words = list(dict.fromkeys(part.words for part in found))
    return FieldType(" or ".join(words), blocks)


def _annotated(annotation: Any) -> FieldType:
    inner, *marks = get_args(annotation)
    for mark in marks:
        if isinstance(mark, Measured):
            return FieldType(mark.table.dimension)
        if isinstance(mark, Draw):
            words = [type_of(quantity_of(inner)).words, *(f"`{word}`" for word in mark.words)]
            return FieldType(f"{', '.join(words)}, or a distribution of it")
        if isinstance(mark, WrittenDay):
            return FieldType("a last day" if mark.last else "a date" if mark.periods else "one date")
        if isinstance(mark, WrittenFiscalYear):
            return FieldType("a fiscal year")
    found = type_of(inner)
    limits = [limit for mark in marks for limit in (bounds_of(mark) if isinstance(mark, FieldInfo) else ())]
    return FieldType(" ".join([found.words, *limits]), found.blocks, found.several)


def bounds_of(field: FieldInfo) -> list[str]:
    """The limits of a number or a list, in words."""
    return limits_in_words({name: getattr(mark, name) for mark in field.metadata
                            for name in LIMITS if hasattr(mark, name)})  # fmt: skip


def limits_in_words(limits: Mapping[str, Any]) -> list[str]:
    """Limits by their names in pydantic, in words."""
    return [LIMITS[name].format(f"{limit:,}") for name, limit in limits.items() if limit is not None]


def written(value: Any, annotation: Any) -> str:
    """A default as a file would write it."""
    measured = _measured(annotation)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if measured is not None and isinstance(value, int | float):
        return f"`{with_unit(value, measured)}`"
    if isinstance(value, BaseModel):
        kind = next((getattr(value, key) for key in ("kind", "distribution") if hasattr(value, key)), None)
        return _distribution(value, annotation) if kind == "fixed" else f"`{kind}`" if kind else "its defaults"
    if isinstance(value, list):
        return ", ".join(written(item, None) for item in value) or "none"
    if isinstance(value, dict):
        return "none" if not value else str(value)
    return "" if value in (None, "") else f"`{value}`"


def _distribution(value: Any, annotation: Any) -> str:
    drawn = any(isinstance(mark, Draw) for mark in get_args(annotation)[1:])
    return written(value.value, quantity_of(get_args(annotation)[0])) if drawn else f"`{value.value}`"


def _measured(annotation: Any) -> Measured | None:
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    for mark in marks:
        if isinstance(mark, Measured):
            return mark
    if get_origin(annotation) in (Union, UnionType):
        return next((found for part in get_args(annotation) if (found := _measured(part))), None)
    return None


def with_unit(value: float, measured: Measured) -> str:
    """A value as its table's example is written where that is short; else in the largest unit that makes it so."""
    table = measured.table
    exact = Fraction(value).limit_denominator(10**9)
    usual = next(unit for unit in sorted(table.units, key=len, reverse=True) if table.example.endswith(unit))
    larger = sorted(table.units, key=lambda unit: (-table.units[unit], -len(unit)))
    for unit in (usual, *larger):
        number = f"{float(exact / table.units[unit]):g}"
        if Fraction(number) * table.units[unit] == exact and (exact == 0 or abs(exact) >= table.units[unit]):
            break
    else:
        unit, number = usual, f"{float(exact / table.units[usual]):g}"
    return f"${number}{unit}" if table.money else f"{number} {unit}".rstrip()
