"""A fold that has seen all rows: the sums of each series as arrays, for what is derived from them."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import MONTH, Derived, Integers
from sim.metrics.plan import Plan
from sim.scenario.figure import DIMENSIONS
from sim.world.layout import Layout

T = TypeVar("T")
N = TypeVar("N", bound=np.generic)


class Folded:
    """Arrays by metric, with the axes of DIMENSIONS and time; time begins with the opening state."""

    def __init__(self, plan: Plan, sums: Integers, in_time: dict[str, Integers], kept: Integers) -> None:
        self.plan = plan
        self.sums = sums
        self.in_time = in_time
        """kW-seconds of each level in time."""
        self.kept = kept
        """Rows of the kinds of event that some computation looks at one by one, a column for each of COLUMNS."""
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
        """A series summed over all its cells, by month from the end of the warm-up on."""
        total: Integers = self.of(name).reshape(-1, self.plan.months + 1)[:, 1 + self.plan.warm_up :].sum(axis=0)
        return total

    def rows(self, *events: int) -> np.ndarray:
        """Kept rows of these kinds of event, in order, as ROW."""
        order, first = self.shared(_by_event)
        places = [order[first[event] : first[event + 1]] for event in sorted(set(events))]
        wanted = self.kept[np.sort(np.concatenate(places)) if len(places) > 1 else places[0]]
        return wanted.view(ROW).reshape(-1)


def _by_event(folded: Folded) -> tuple[Integers, Integers]:
    """The order of kept rows by kind of event, and where each kind begins in it."""
    events = folded.kept[:, COLUMNS.index("event")]
    order = np.argsort(events, kind="stable")
    return order, np.searchsorted(events[order], np.arange(len(folded.plan.first) + 1))


def along(values: npt.NDArray[N], *by: str) -> npt.NDArray[N]:
    """Values with an axis for each of some dimensions, in their order, and one for time: laid out as series are."""
    lengths = dict(zip(by, values.shape, strict=False))
    return values.reshape(*(lengths.get(dimension, 1) for dimension in DIMENSIONS), values.shape[-1])


def summed(array: Integers, *axes: int) -> Integers:
    """An array summed over some axes, which stay with length 1."""
    if MONTH in axes:
        raise ValueError("time is summed by the reader of a series, not by its fold")
    total: Integers = array.sum(axis=axes, keepdims=True)
    return total
