"""The memory that replications are measured in: it serves again and again, for to ask for it anew takes long."""

import numpy as np

from sim.metrics.declared import Integers
from sim.metrics.finish_kernel import Bools, not_zero, stand
from sim.metrics.folded import Folded, Levels
from sim.metrics.kept import Kept
from sim.metrics.kernel import UNKNOWN, Blank, Posted, Weighed, begin
from sim.metrics.plan import Plan


class Memory:
    """What some replications of a plan come to, by their places."""

    def __init__(self, plan: Plan, most: int) -> None:
        self.plan = plan
        cells, months = len(plan.keys), plan.months
        self.sums = np.zeros((most, cells, months + 1), dtype=np.int64)
        """By cell and month from the opening state on."""
        self.posted_to = np.zeros((most, cells), dtype=np.bool_)
        """Cells that rows were posted to; others of their kind are zero."""
        self.later, self.within = plan.weighing.blank(most)
        """Levels in time: what later months begin with, and what is within each month."""
        self.kept = Kept(plan.looked_at, most)
        self.numbers = np.full(most, -1, dtype=np.int64)
        """Of the replications."""
        self._asked, self._seen = (np.empty(plan.requests, dtype=np.int64) for _ in range(2))

    @property
    def blank(self) -> Blank:
        """It as machine code begins a replication in it."""
        known = self._asked, self._seen, self.plan.opening_requests
        return self.sums, self.posted_to, self.later, self.within, known

    def posted(self, place: int) -> Posted:
        """The posting table, and what rows of a replication are posted to."""
        plan, known = self.plan, (self.plan.month_rows, self._asked, self._seen)
        return plan.postings, plan.first, known, (self.sums[place], self.posted_to[place])

    def weighed(self, place: int) -> Weighed:
        """The table of changes, and the levels that they change."""
        weighing = self.plan.weighing
        return weighing.changes, weighing.first, (self.later[place], self.within[place])

    def make_room(self, requests: int) -> bool:
        """Room for so many requests, and whether there was: parts of requests are numbered as they are cut; how many
        there will be is not known before.
        """
        missing = requests - len(self._asked)
        if missing > 0:
            self._asked = np.append(self._asked, np.full(missing, UNKNOWN, dtype=np.int64))
            self._seen = np.append(self._seen, np.zeros(missing, dtype=np.int64))
        return missing <= 0

    def begin(self, place: int) -> None:
        """Nothing yet of the replication at a place, and no rows of those after it; IndexError where there is no such
        place.
        """
        self.kept.begin(place)
        self.numbers[place] = UNKNOWN
        begin(self.blank, place)

    def folded(self, count: int) -> Folded:
        """What the first ones come to, all rows taken: nothing can be taken after it."""
        plan, sums = self.plan, self.sums[:count]
        stand(sums, self.posted_to[:count], plan.stood)
        in_time = Levels(plan.weighing.totals(self.later[:count], self.within[:count]))
        return Folded(plan, sums, in_time, self.kept.taken())

    def not_zero(self, counted: Integers, wanted: Bools) -> Bools:
        """By replication, which of the cells that are wanted are not zero throughout."""
        found: Bools = (self.posted_to[: len(counted)] | self.plan.computed) & wanted
        not_zero(counted, found)
        return found
