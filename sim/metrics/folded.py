"""A fold that has seen all rows: the sums of each series as arrays, for what is derived from them."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from sim.metrics.declared import MONTH, Derived, Integers
from sim.metrics.plan import Plan
from sim.world.layout import Layout

T = TypeVar("T")


class Folded:
    """Arrays by metric, with the axes of DIMENSIONS and time; time begins with the opening state."""

    def __init__(self, plan: Plan, sums: Integers, kept: np.ndarray) -> None:
        self.plan = plan
        self.sums = sums
        self.kept = kept
        """Rows, as ROW, of the kinds of event that some computation looks at one by one."""
        self._done: set[str] = set()
        self._shared: dict[Callable[[Folded], Any], Any] = {}
        for block in plan.blocks.values():
            if block.metric.kind == "level" and not isinstance(block.metric, Derived):
                part = sums[block.offset : block.offset + block.cells]
                np.cumsum(part, axis=1, out=part)

    @property
    def layout(self) -> Layout:
        """Names and dates of the scenario."""
        return self.plan.layout

    def of(self, name: str) -> Integers:
        """A series, derived now if it has not been yet."""
        block = self.plan.blocks[name]
        part = self.sums[block.offset : block.offset + block.cells].reshape(*block.shape, -1)
        if isinstance(block.metric, Derived) and name not in self._done:
            self._done.add(name)
            part[:] = block.metric.compute(self)
        return part

    def shared(self, compute: Callable[["Folded"], T]) -> T:
        """What several metrics need, computed once."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        found: T = self._shared[compute]
        return found

    def total(self, name: str) -> Integers:
        """A series summed over all its cells, by month without the opening state."""
        total: Integers = self.of(name).reshape(-1, self.plan.months + 1)[:, 1:].sum(axis=0)
        return total

    def rows(self, *events: int) -> np.ndarray:
        """Kept rows of these kinds of event, in order."""
        return self.kept[np.isin(self.kept["event"], events)]


def summed(array: Integers, *axes: int) -> Integers:
    """An array summed over some axes, which stay with length 1."""
    if MONTH in axes:
        raise ValueError("time is summed by the reader of a series, not by its fold")
    total: Integers = array.sum(axis=axes, keepdims=True)
    return total
