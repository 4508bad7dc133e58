"""Folds logs of replications, whole or buffer by buffer, into their measures."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Integers
from sim.metrics.finish_kernel import not_zero
from sim.metrics.folded import Folded, Levels
from sim.metrics.kept import Kept
from sim.metrics.kernel import BEFORE, REPLICATION, UNKNOWN, take
from sim.metrics.measures import Measures
from sim.metrics.plan import Plan
from sim.world.layout import Layout


class Fold:
    """The measures of one replication in the making."""

    def __init__(self, plan: Plan, sums: Integers, kept: Kept | None = None, place: int = 0) -> None:
        """`sums` takes what is posted, by cell and month from the opening state on; it is cleared. The rows at which
        computations look are `kept` with those of other replications.
        """
        self.plan = plan
        sums[:] = 0
        self._sums = sums
        self._asked = np.full(plan.requests, UNKNOWN, dtype=np.int64)
        self._asked[: plan.opening_requests] = BEFORE
        self._seen = np.zeros(plan.requests, dtype=np.int64)
        self.weighed = plan.weighing.blank()
        self._kept, self._place = kept or Kept(plan.looked_at), place
        self._kept.begin(place)
        self.replication = -1

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows of the log, an array of ROW."""
        if len(rows) == 0:
            return
        table, plan, kept = plain_table(rows), self.plan, self._kept
        self.replication = int(table[0, REPLICATION])
        weighed = plan.weighing.changes, plan.weighing.first, self.weighed
        sink = kept.looked_at, kept.room(len(rows)), kept.count, self._place
        while True:
            posted = plan.postings, plan.first, self._sums, (plan.starts, self._asked, self._seen)
            count, requests = take(table, posted, weighed, sink)
            if requests <= len(self._asked):
                break
            self._make_room(requests)
        kept.count = count

    def _make_room(self, requests: int) -> None:
        """Parts of requests are numbered as they are cut; how many there will be is not known before."""
        missing = requests - len(self._asked)
        self._asked = np.append(self._asked, np.full(missing, UNKNOWN, dtype=np.int64))
        self._seen = np.append(self._seen, np.zeros(missing, dtype=np.int64))


@dataclass
class Together:
    """Replications whose measures are finished together, at most so many; their memory serves again and again."""

    plan: Plan
    most: int
    only: frozenset[str] | None = None
    """Metrics that are wanted; all of them where not given."""
    _folds: list[Fold] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sums = np.empty((self.most, len(self.plan.keys), self.plan.months + 1), dtype=np.int64)
        self._kept = Kept(self.plan.looked_at)
        wanted = [cell for cell, key in enumerate(self.plan.keys) if self.only is None or key.metric in self.only]
        self._cells = np.array(wanted, dtype=np.int64)

    def fold(self, place: int) -> Fold:
        """The fold of the next replication; one that begins anew takes its former place."""
        del self._folds[place:]
        self._folds.append(Fold(self.plan, self._sums[place], self._kept, place))
        return self._folds[place]

    def finish(self) -> list[Measures]:
        """The measures of all rows taken, a replication each."""
        folds, plan = self._folds, self.plan
        if not folds:
            return []
        sums = self._sums[: len(folds)]
        folded = Folded(plan, sums, in_time_of(plan, folds), self._kept.taken())
        for name in plan.blocks if self.only is None else self.only & plan.blocks.keys():
            folded.of(name)
        scalars = {scalar.name: np.asarray(scalar.compute(folded), dtype=np.float64) for scalar in plan.scalars
                   if self.only is None or scalar.name in self.only}  # fmt: skip
        counted = plan.counted(sums)
        active, found = not_zero(counted, self._cells), []
        for place, fold in enumerate(folds):
            cells = self._cells[active[place]]
            of_one = {name: float(values[place]) for name, values in scalars.items()}
            found.append(Measures(fold.replication, plan.keys, cells, counted[place].take(cells, axis=0), of_one))
        self._folds = []
        return found


def in_time_of(plan: Plan, folds: Sequence[Fold]) -> Levels:
    """The kW-seconds of each level in time, by replication."""
    later, within = (np.stack(parts) for parts in zip(*(fold.weighed for fold in folds), strict=True))
    return Levels(plan.weighing.totals(later, within))


def measure(log: np.ndarray, layout: Layout | Plan) -> Measures:
    """The measures of one replication's whole log; hand in a `Plan` to measure many."""
    together = Together(layout if isinstance(layout, Plan) else Plan.of(layout), 1)
    together.fold(0).add(log)
    return together.finish()[0]


def plain_table(rows: np.ndarray) -> Integers:
    """Rows as a plain table of integers, one column for each of COLUMNS, writable and in one piece."""
    if rows.dtype != ROW:
        raise ValueError(f"a log has the columns {', '.join(COLUMNS)} as 64-bit integers, not {rows.dtype}")
    table = np.ascontiguousarray(rows).view(np.int64).reshape(-1, len(COLUMNS))
    return table if table.flags.writeable else table.copy()
