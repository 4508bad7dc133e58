"""Folds that have seen all rows: the sums of each series as arrays, for what is derived from them.

Some replications are finished together, for arrays of many cost hardly more time than those of one. No number may
depend on which those are: sums over rows go by `by_replication`, in the rows' order, and never by a matrix product.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.metrics.declared import MONTH, REPLICATION, Derived, Integers, Numbers
from sim.metrics.kept import Rows
from sim.metrics.plan import Plan
from sim.metrics.said import Floats
from sim.scenario.figure import DIMENSIONS
from sim.world.layout import Layout

T = TypeVar("T")
N = TypeVar("N", bound=np.generic)


class NotPlannedError(Exception):
    """A computation asks for a series or a level in time that its plan does not have: what it needs was not known from
    the start.
    """


class Levels(dict[str, Integers]):
    """kW-seconds of levels in time, by name, as far as they are planned."""

    def __missing__(self, name: str) -> Integers:
        raise NotPlannedError(name)


class Folded:
    """Arrays by metric, with an axis for replications, those of DIMENSIONS, and time from the opening state on."""

    def __init__(self, plan: Plan, sums: Integers, in_time: dict[str, Integers], kept: Rows) -> None:
        """`sums` by replication, cell and month; `in_time` by replication, split and month; `kept` by replication."""
        self.plan = plan
        self.sums = sums
        self.in_time = in_time
        """kW-seconds of each level in time."""
        self.kept = kept
        self._done: set[str] = set()
        self._wholes: dict[str, Integers] = {}
        self._shared: dict[Callable[[Folded], Any], Any] = {}

    @property
    def layout(self) -> Layout:
        """Names and dates of the scenario."""
        return self.plan.layout

    @property
    def count(self) -> int:
        """Number of replications."""
        return len(self.sums)

    def of(self, name: str) -> Integers:
        """A series, derived now if it has not been yet."""
        if name not in self.plan.blocks:
            raise NotPlannedError(name)
        block = self.plan.blocks[name]
        part = self.sums[:, block.offset : block.offset + block.cells].reshape(self.count, *block.shape, -1)
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

    def whole(self, name: str) -> Integers:
        """A series summed over all its cells, by replication, and by month from the opening state on."""
        if name not in self._wholes:
            self._wholes[name] = self.of(name).reshape(self.count, -1, self.plan.months + 1).sum(axis=1)
        return self._wholes[name]

    def total(self, name: str) -> Integers:
        """The same from the end of the warm-up on."""
        return self.whole(name)[:, 1 + self.plan.warm_up :]

    def rows(self, *events: int) -> np.ndarray:
        """Kept rows of these kinds of event, as ROW, replication by replication in order.

        Their column `replication` counts those of this fold from 0.
        """
        return self.kept.of(*events)

    def by_replication(self, replications: Integers, amounts: Numbers) -> Floats:
        """The sum of amounts of each replication, in their order."""
        sums: Floats = np.bincount(replications, np.asarray(amounts, dtype=np.float64), self.count).astype(np.float64)
        return sums


def along(values: npt.NDArray[N], *by: str) -> npt.NDArray[N]:
    """Values laid out as series are: they have an axis for each of some dimensions, in their order, one for time, and
    one for replications before them unless all have the same.
    """
    lengths = dict(zip(reversed(by), reversed(values.shape[:-1]), strict=False))
    return values.reshape(-1, *(lengths.get(dimension, 1) for dimension in DIMENSIONS), values.shape[-1])


def summed(array: Integers, *axes: int) -> Integers:
    """An array summed over some axes, which stay with length 1."""
    if MONTH in axes or REPLICATION in axes:
        raise ValueError("time and replications are summed by the reader of a series, not by its fold")
    total: Integers = array.sum(axis=axes, keepdims=True)
    return total
