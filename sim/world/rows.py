"""Typed rows: one declaration gives the compiled engine a record array and the SimPy engine slots objects.

`row.used_kw += kw` reads the same on both. Every field is a 64-bit integer or a 64-bit float.
"""

from typing import Any

import numpy as np

WIDTHS = {int: np.int64, float: np.float64}


def table(declared: type) -> type[Any]:
    """Turn a class of annotated fields into a slots class that also knows its numpy record type.

    Raises TypeError where a field is neither int nor float.
    """
    fields = declared.__annotations__
    for name, kind in fields.items():
        if kind not in WIDTHS:
            raise TypeError(f"{declared.__name__}.{name}: a field is int or float, not {kind}")
    dtype = np.dtype([(name, WIDTHS[kind]) for name, kind in fields.items()])
    body = {
        "__slots__": tuple(fields),
        "__doc__": declared.__doc__,
        "DTYPE": dtype,
        "__module__": declared.__module__,
    }
    return type(declared.__name__, (), body)


def array(row: type[Any], count: int, **values: Any) -> np.ndarray:
    """A record array of `count` rows, zero but for the given fields."""
    made = np.zeros(count, row.DTYPE)
    for name, value in values.items():
        made[name] = value
    return made


def objects(row: type[Any], records: np.ndarray) -> list:
    """The same rows as slots objects holding plain Python numbers."""
    columns = [records[name].tolist() for name in row.__slots__]
    made = []
    for values in zip(*columns, strict=True):
        item = row()
        for name, value in zip(row.__slots__, values, strict=True):
            setattr(item, name, value)
        made.append(item)
    return made
