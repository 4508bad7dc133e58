"""Folds logs of replications, whole or buffer by buffer, into their measures."""

from typing import TYPE_CHECKING

import numpy as np

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Derived, Integers
from sim.metrics.kept import NONE, Told
from sim.metrics.kernel import (
    BEFORE,
    NO_ROOM,
    OVER,
    REPLICATION,
    STOPPED,
    UNKNOWN,
    Posted,
    Weighed,
    follow,
    take,
)
from sim.metrics.measures import Measures
from sim.metrics.memory import Memory
from sim.metrics.plan import Plan
from sim.world.layout import Layout

if TYPE_CHECKING:
    from sim.world.engine_compiled import Course


class Fold:
    """The measures of one replication in the making."""

    def __init__(self, memory: Memory, place: int = 0) -> None:
        """In memory that has one of its places for it."""
        self.plan = plan = memory.plan
        memory.begin(place)
        self.replication = -1
        self._memory, self._place = memory, place
        self._asked = np.full(plan.requests, UNKNOWN, dtype=np.int64)
        self._asked[: plan.opening_requests] = BEFORE
        self._seen = np.zeros(plan.requests, dtype=np.int64)

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows of the log, an array of ROW."""
        if len(rows) == 0:
            return
        table, kept = plain_table(rows), self._memory.kept
        self.replication = int(table[0, REPLICATION])
        requests = -1
        while requests < 0 or requests > len(self._asked):
            self._make_room(requests)
            into = kept.looked_at, kept.room(len(table)), kept.count, self._place
            kept.count, requests = take(table, self._posted(), self._weighed(), into)

    def follow(self, course: "Course", told: Told | None = None) -> bool:
        """Takes the whole log of a replication in machine code, as the engine writes it, and has some of its rows told.
        False where the engine raised something.
        """
        kept, told = self._memory.kept, told or Told(NONE)
        self.replication = course.replication
        engine = course.engine, course.world, course.log, course.standing, course.stopped
        ended = NO_ROOM
        while ended == NO_ROOM:
            into = kept.looked_at, kept.room(len(course.log)), kept.count, self._place
            also = told.looked_at, told.room_for(course.log), told.count, course.replication
            ended, kept.count, told.count, requests = follow(engine, self._posted(), self._weighed(), into, also)
            self._make_room(requests)
        if ended == STOPPED:
            course.refuse()
        return bool(ended == OVER)

    def _posted(self) -> Posted:
        """The posting table, and what rows are posted to."""
        plan, memory, place = self.plan, self._memory, self._place
        known = plan.starts, self._asked, self._seen
        return plan.postings, plan.first, known, (memory.sums[place], memory.posted_to[place])

    def _weighed(self) -> Weighed:
        """The table of changes, and the levels that they change."""
        weighing, memory, place = self.plan.weighing, self._memory, self._place
        return weighing.changes, weighing.first, (memory.later[place], memory.within[place])

    def _make_room(self, requests: int) -> None:
        """Parts of requests are numbered as they are cut; how many there will be is not known before."""
        missing = requests - len(self._asked)
        if missing <= 0:
            return
        self._asked = np.append(self._asked, np.full(missing, UNKNOWN, dtype=np.int64))
        self._seen = np.append(self._seen, np.zeros(missing, dtype=np.int64))


class Together:
    """Replications whose measures are finished together, at most so many; their memory serves again and again."""

    def __init__(self, plan: Plan, most: int, only: frozenset[str] | None = None) -> None:
        """`only` some metrics are wanted; all of them where not given."""
        self.plan, self.most, self.only = plan, most, only
        self._memory = Memory(plan, most)
        self._folds: list[Fold] = []
        self._derived = [name for name, block in plan.blocks.items()
                         if isinstance(block.metric, Derived) and (only is None or name in only)]  # fmt: skip
        self._wanted = np.array([only is None or key.metric in only for key in plan.keys], dtype=np.bool_)

    def fold(self, place: int) -> Fold:
        """The fold of the next replication; one that begins anew takes its former place."""
        del self._folds[place:]
        self._folds.append(Fold(self._memory, place))
        return self._folds[place]

    def finish(self) -> list[Measures]:
        """The measures of all rows taken, a replication each."""
        folds, plan = self._folds, self.plan
        if not folds:
            return []
        folded = self._memory.folded(len(folds))
        for name in self._derived:
            folded.of(name)
        scalars = {scalar.name: np.asarray(scalar.compute(folded), dtype=np.float64) for scalar in plan.scalars
                   if self.only is None or scalar.name in self.only}  # fmt: skip
        counted = plan.counted(folded.sums)
        active, found = self._memory.not_zero(counted, self._wanted), []
        for place, fold in enumerate(folds):
            cells = np.flatnonzero(active[place])
            of_one = {name: float(values[place]) for name, values in scalars.items()}
            found.append(Measures(fold.replication, plan.keys, cells, counted[place].take(cells, axis=0), of_one))
        self._folds = []
        return found


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
