"""What a record holds, however deep: records, maps and lists, each with its place."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

Path = tuple[str | int, ...]

_SINGLE = frozenset({str, int, float, bool, type(None), date})
"""Types of most values, in which nothing lies."""


def held_in(record: Any) -> Iterator[tuple[Path, Any]]:
    """The record itself and every record, map and list in it, outer ones first, in the order of the keys."""
    waiting: list[tuple[Path, Any]] = [((), record)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        deeper = [((*path, step), each) for step, each in _inner(value)
                  if type(each) not in _SINGLE and isinstance(each, BaseModel | dict | list | tuple)]
        waiting += reversed(deeper)


def _inner(value: Any) -> Iterable[tuple[Any, Any]]:
    """What lies in a value right below it."""
    if isinstance(value, BaseModel):
        return value.__dict__.items()
    return value.items() if isinstance(value, dict) else enumerate(value)
