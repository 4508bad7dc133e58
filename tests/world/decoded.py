"""Logs as rows of names, so that two scenarios whose tables are numbered differently can be compared to the bit."""

import numpy as np

from sim.events import kinds
from sim.events.row import COLUMNS
from sim.runs.names import Names
from sim.world.layout import Layout

NUMBERED = ("entity", "other", "region", "holder", "workload")
"""Columns that hold places in tables: compared by name."""


def rows_of(layout: Layout, log: np.ndarray) -> list[tuple]:
    """Each row as a tuple in the order of COLUMNS, names where numbers depend on the scenario's tables."""
    words = {name: array.to_pylist() for name, array in Names(layout).of(log).items() if name in NUMBERED}
    columns = {name: log[name].tolist() for name in COLUMNS}
    for name in NUMBERED:
        columns[name] = [word if word is not None else number
                         for word, number in zip(words[name], columns[name], strict=True)]  # fmt: skip
    return list(zip(*(columns[name] for name in COLUMNS), strict=True))


def parted(left: list[tuple], right: list[tuple]) -> str:
    """The first row in which two lists differ, in words; empty where they are equal."""
    for i, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return f"row {i} differs\n  {_said(a)}\n  {_said(b)}"
    if len(left) == len(right):
        return ""
    longer, i = max(left, right, key=len), min(len(left), len(right))
    return f"one ends before row {i}\n  {_said(longer[i])}"


def _said(row: tuple) -> str:
    named = dict(zip(COLUMNS, row, strict=True))
    return f"{kinds.names()[named['event']]} {named}"
