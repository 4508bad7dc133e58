"""Folds logs of replications, whole or buffer by buffer, into their measures."""

from typing import TYPE_CHECKING

import numpy as np

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Derived, Integers
from sim.metrics.kept import Told
from sim.metrics.kernel import NO_ROOM, REPLICATION, follow, take
from sim.metrics.measures import Measures
from sim.metrics.memory import Memory
from sim.metrics.plan import Plan
from sim.world.layout import Layout

if TYPE_CHECKING:
    from sim.world.engine_compiled import Course


class Fold:
    """The measures of one replication in the making: none of the same memory may be made at once."""

    def __init__(self, memory: Memory, place: int = 0) -> None:
        """In memory that has one of its places for it."""
        memory.begin(place)
        self._memory, self._place = memory, place

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows of the log, an array of ROW."""
        if len(rows) == 0:
            return
        table, memory, place = plain_table(rows), self._memory, self._place
        kept = memory.kept
        memory.numbers[place] = table[0, REPLICATION]
        taken = False
        while not taken:
            into = kept.looked_at, kept.room(len(table)), kept.count, place
            count, requests = take(table, memory.posted(place), memory.weighed(place), into)
            taken = memory.make_room(requests)
        kept.count = count


class Together:
    """Replications whose measures are finished together, at most so many; their memory serves again and again."""

    def __init__(self, plan: Plan, most: int, only: frozenset[str] | None = None) -> None:
        """`only` some metrics are wanted; all of them where not given."""
        self.plan, self.most, self.only = plan, most, only
        self._memory = Memory(plan, most)
        self._begun = 0
        self._derived = [name for name, block in plan.blocks.items()
                         if isinstance(block.metric, Derived) and (only is None or name in only)]  # fmt: skip
        self._wanted = np.array([only is None or key.metric in only for key in plan.keys], dtype=np.bool_)

    def fold(self, place: int) -> Fold:
        """The fold of the next replication; one that begins anew takes its former place. IndexError for others."""
        self._refuse_gap(place)
        self._begun = place + 1
        return Fold(self._memory, place)

    def follow(self, place: int, told: Told, halt: Integers, course: "Course", replications: range) -> int:
        """Takes the whole logs of replications in machine code, from a place on, as the engine writes them, and has
        some of their rows told; how many it took before one was stopped, or the number in `halt` was set.
        """
        self._refuse_gap(place)
        memory, plan, kept = self._memory, self.plan, self._memory.kept
        table = plan.postings, plan.first, plan.month_rows, plan.weighing.changes, plan.weighing.first
        at, end, number = place, place + len(replications), replications.start - place
        if end > min(len(memory.numbers), len(told.begun)):
            raise IndexError(f"replications to place {end}: of {self.most} places, {len(told.begun)} for rows told")
        memory.numbers[place:end] = replications
        for rows in (kept, told):
            rows.begin(place)
        ended, under_way = NO_ROOM, False
        while ended == NO_ROOM:
            span = at, end, number, under_way
            ended, at, kept.count, told.count, requests = follow(
                (*course,), span, table, memory.blank, kept.for_log(course.log), told.for_log(course.log), halt)
            memory.make_room(requests)
            under_way = True
        self._begun = at
        return at - place

    def _refuse_gap(self, place: int) -> None:
        if not 0 <= place <= self._begun:
            raise IndexError(f"place {place}: the next is {self._begun}")

    def finish(self) -> list[Measures]:
        """The measures of all rows taken, a replication each."""
        count, plan = self._begun, self.plan
        if not count:
            return []
        folded = self._memory.folded(count)
        for name in self._derived:
            folded.of(name)
        scalars = {scalar.name: np.asarray(scalar.compute(folded), dtype=np.float64) for scalar in plan.scalars
                   if self.only is None or scalar.name in self.only}  # fmt: skip
        counted = plan.counted(folded.sums)
        active, found = self._memory.not_zero(counted, self._wanted), []
        for place, number in enumerate(self._memory.numbers[:count].tolist()):
            cells = np.flatnonzero(active[place])
            of_one = {name: float(values[place]) for name, values in scalars.items()}
            found.append(Measures(number, plan.keys, cells, counted[place].take(cells, axis=0), of_one))
        self._begun = 0
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
