"""Folds logs of replications, whole or buffer by buffer, into their measures."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded, Levels
from sim.metrics.kernel import BEFORE, REQUEST_PARTED, UNKNOWN, post
from sim.metrics.measures import Measures
from sim.metrics.plan import Plan
from sim.world.layout import Layout


class Fold:
    """The measures of one replication in the making."""

    def __init__(self, plan: Plan, sums: Integers) -> None:
        """`sums` takes what is posted, by cell and month from the opening state on; it is cleared."""
        self.plan = plan
        sums[:] = 0
        self._sums = sums
        self._asked = np.full(plan.requests, UNKNOWN, dtype=np.int64)
        self._asked[: plan.opening_requests] = BEFORE
        self._seen = np.zeros(plan.requests, dtype=np.int64)
        self.weighed = [level.blank() for level in plan.weighed]
        self.kept = [np.zeros((0, len(COLUMNS)), dtype=np.int64)]
        self.replication = -1

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows of the log, an array of ROW."""
        if len(rows) == 0:
            return
        table = plain_table(rows)
        self.replication = int(rows["replication"][0])
        self._make_room_for_parts(rows)
        calendar = (self.plan.starts, self._asked, self._seen)
        post(table, self.plan.postings, self.plan.first, calendar, self._sums)
        for level, sums in zip(self.plan.weighed, self.weighed, strict=True):
            level.add(table, sums)
        looked_at = self.plan.looked_at
        if not looked_at.any():
            return
        events = np.clip(rows["event"], 0, len(looked_at) - 1)  # those not known here count as the last, at which
        self.kept.append(table[looked_at[events]])  # nothing looks

    def _make_room_for_parts(self, rows: np.ndarray) -> None:
        """Parts of requests are numbered as they are cut; how many there will be is not known before."""
        cut = rows["entity"][rows["event"] == REQUEST_PARTED]
        missing = int(cut.max()) + 1 - len(self._asked) if len(cut) else 0
        if missing > 0:
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
        self._cells: slice | list[int] = slice(None)
        if self.only is not None:
            self._cells = [cell for cell, key in enumerate(self.plan.keys) if key.metric in self.only]
        self._numbers = np.arange(len(self.plan.keys))[self._cells]

    def fold(self, place: int) -> Fold:
        """The fold of the next replication; one that begins anew takes its former place."""
        del self._folds[place:]
        self._folds.append(Fold(self.plan, self._sums[place]))
        return self._folds[place]

    def finish(self) -> list[Measures]:
        """The measures of all rows taken, a replication each."""
        folds, plan = self._folds, self.plan
        if not folds:
            return []
        sums = self._sums[: len(folds)]
        folded = Folded(plan, sums, in_time_of(plan, folds), [np.concatenate(fold.kept) for fold in folds])
        for name in plan.blocks if self.only is None else self.only & plan.blocks.keys():
            folded.of(name)
        scalars = {scalar.name: np.asarray(scalar.compute(folded), dtype=np.float64) for scalar in plan.scalars
                   if self.only is None or scalar.name in self.only}  # fmt: skip
        counted = plan.counted(sums)
        found = []
        for place, fold in enumerate(folds):
            active = self._numbers[counted[place, self._cells].any(axis=1)]
            of_one = {name: float(values[place]) for name, values in scalars.items()}
            found.append(Measures(fold.replication, plan.keys, active, counted[place, active], of_one))
        self._folds = []
        return found


def in_time_of(plan: Plan, folds: Sequence[Fold]) -> dict[str, Integers]:
    """The kW-seconds of each level in time, by replication."""
    return Levels((level.name, np.stack([level.total(fold.weighed[i]) for fold in folds]))
                  for i, level in enumerate(plan.weighed))  # fmt: skip


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
