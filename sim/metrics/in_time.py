"""MW in time: what a level comes to over each month, to the second, for whatever is billed by use."""

import math

import numpy as np

from sim.events import codes
from sim.events.row import COLUMNS
from sim.metrics.declared import Integers, InTime
from sim.metrics.time_kernel import NOBODY_IN_PARTICULAR, weigh
from sim.world.layout import Layout


class Weighed:
    """A level in time as it is laid out for a scenario: what the compiled loop reads, shared by all replications."""

    def __init__(self, declared: InTime, layout: Layout) -> None:
        named = {"region": layout.regions, "client": codes.CLIENTS, "workload": layout.classes}
        self.name = declared.name
        self.places = tuple(len(named[column]) + 1 for column in declared.by)
        columns = [COLUMNS.index(column) for column in declared.by]
        self._by = np.array(list(zip(columns, self.places, strict=True)), dtype=np.int64)
        self._starts = np.ascontiguousarray(layout.month_starts, dtype=np.int64)
        lines = []
        for posting in declared.postings:
            holder = NOBODY_IN_PARTICULAR if posting.operator is None else int(posting.operator)
            items = posting.item or (NOBODY_IN_PARTICULAR,)
            lines += [(posting.event, posting.sign, holder, item) for item in items]
        self._changes = np.array(sorted(lines), dtype=np.int64)
        self._first = np.searchsorted(self._changes[:, 0], np.arange(self._changes[-1, 0] + 2))

    def blank(self) -> tuple[Integers, Integers]:
        """Nothing yet of a replication: what later months begin with, and what is within each month."""
        cells, months = math.prod(self.places), len(self._starts) - 1
        return np.zeros((cells, months + 1), dtype=np.int64), np.zeros((cells, months), dtype=np.int64)

    def add(self, table: Integers, sums: tuple[Integers, Integers]) -> None:
        """Adds the next rows of a log, as a plain table."""
        weigh(table, self._changes, self._first, self._by, self._starts, sums)

    def total(self, sums: tuple[Integers, Integers]) -> Integers:
        """kW-seconds: shape (places of each split, the last for rows that name nobody, then months)."""
        later, within = sums
        total: Integers = within + np.cumsum(later, axis=1)[:, :-1] * np.diff(self._starts)
        return total.reshape(*self.places, -1)
