"""Folds the log of a replication, whole or buffer by buffer, into its measures."""

import numpy as np

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded
from sim.metrics.kernel import BEFORE, REQUEST_PARTED, UNKNOWN, post
from sim.metrics.measures import Measures
from sim.metrics.plan import Plan
from sim.world.layout import Layout


class Fold:
    """The measures of one replication in the making."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._sums = np.zeros((len(plan.keys), plan.months + 1), dtype=np.int64)
        self._asked = np.full(plan.requests, UNKNOWN, dtype=np.int64)
        self._asked[: plan.opening_requests] = BEFORE
        self._seen = np.zeros(plan.requests, dtype=np.int64)
        self._weighed = [level.blank() for level in plan.weighed]
        self._kept: list[np.ndarray] = []
        self._looked_at = np.isin(np.arange(len(plan.first)), sorted(plan.looked_at))
        self._replication = -1

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows of the log, an array of ROW."""
        if len(rows) == 0:
            return
        table = _plain(rows)
        self._replication = int(rows["replication"][0])
        self._make_room_for_parts(rows)
        calendar = (self.plan.starts, self._asked, self._seen)
        post(table, self.plan.postings, self.plan.first, calendar, self._sums)
        for level, sums in zip(self.plan.weighed, self._weighed, strict=True):
            level.add(table, sums)
        last = len(self._looked_at) - 1  # no event that anything looks at: those not known here count as it
        events = np.clip(rows["event"], 0, last)
        self._kept.append(table[self._looked_at[events]])

    def _make_room_for_parts(self, rows: np.ndarray) -> None:
        """Parts of requests are numbered as they are cut; how many there will be is not known before."""
        cut = rows["entity"][rows["event"] == REQUEST_PARTED]
        missing = int(cut.max()) + 1 - len(self._asked) if len(cut) else 0
        if missing > 0:
            self._asked = np.append(self._asked, np.full(missing, UNKNOWN, dtype=np.int64))
            self._seen = np.append(self._seen, np.zeros(missing, dtype=np.int64))

    def finish(self) -> Measures:
        """The measures of all rows taken."""
        kept = np.concatenate(self._kept) if self._kept else np.zeros((0, len(COLUMNS)), dtype=np.int64)
        levels = zip(self.plan.weighed, self._weighed, strict=True)
        in_time = {level.name: level.total(sums) for level, sums in levels}
        folded = Folded(self.plan, self._sums, in_time, kept)
        for name in self.plan.blocks:
            folded.of(name)
        scalars = {scalar.name: float(scalar.compute(folded)) for scalar in self.plan.scalars}
        sums = self.plan.counted(self._sums)
        active = np.flatnonzero(sums.any(axis=1))
        return Measures(self._replication, self.plan.keys, active, sums[active], scalars)


def measure(log: np.ndarray, layout: Layout | Plan) -> Measures:
    """The measures of one replication's whole log; hand in a `Plan` to measure many."""
    fold = Fold(layout if isinstance(layout, Plan) else Plan.of(layout))
    fold.add(log)
    return fold.finish()


def _plain(rows: np.ndarray) -> Integers:
    """Rows as a plain table of integers, one column for each of COLUMNS, writable and in one piece."""
    if rows.dtype != ROW:
        raise ValueError(f"a log has the columns {', '.join(COLUMNS)} as 64-bit integers, not {rows.dtype}")
    table = np.ascontiguousarray(rows).view(np.int64).reshape(-1, len(COLUMNS))
    return table if table.flags.writeable else table.copy()
