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
        inner: Iterable[tuple[Any, Any]]
        if isinstance(value, BaseModel):
            inner = value.__dict__.items()
        elif isinstance(value, dict):
            inner = value.items()
        elif isinstance(value, list | tuple):
            inner = enumerate(value)
        else:
            continue
        yield path, value
        deeper = [((*path, step), each) for step, each in inner if type(each) not in _SINGLE]
        waiting += reversed(deeper)
