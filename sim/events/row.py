"""One row of the event log: its columns, integers only, and the names that go with the codes."""

from typing import NamedTuple

import numpy as np

COLUMNS = ("replication", "sequence", "instant", "event", "entity", "other", "region", "grade", "holder", "client",
           "workload", "kw", "dollars", "basis", "item", "reason", "value", "cause")

ROW = np.dtype([(name, np.int64) for name in COLUMNS])
"""Every column is a 64-bit integer: -1 where a reference does not apply, instants in seconds since the start."""


class Difference(NamedTuple):
    """The first place at which two logs part."""

    position: int
    left: dict[str, int] | None
    right: dict[str, int] | None


def as_dict(row: np.void) -> dict[str, int]:
    """A row's columns by name, as plain integers."""
    return {name: int(row[name]) for name in COLUMNS}


def first_difference(left: np.ndarray, right: np.ndarray) -> Difference | None:
    """The first row in which two logs (arrays of ROW) differ, or None where they are equal to the bit."""
    shared = min(len(left), len(right))
    unequal = np.flatnonzero(left[:shared] != right[:shared])
    if unequal.size == 0 and len(left) == len(right):
        return None
    position = int(unequal[0]) if unequal.size else shared
    return Difference(position, as_dict(left[position]) if position < len(left) else None,
                      as_dict(right[position]) if position < len(right) else None)
