"""What some metrics are computed from, found by computing them: a plan for no more than that."""

from collections.abc import Mapping

import numpy as np

from sim.metrics.declared import Integers
from sim.metrics.fold import Fold
from sim.metrics.folded import Folded
from sim.metrics.memory import Memory
from sim.metrics.plan import Needs, Plan

_KNOWN: dict[frozenset[str], Needs] = {}


def plan_for(plan: Plan, metrics: frozenset[str]) -> Plan:
    """A plan for some of another's metrics, and what they ask for where nothing has happened.

    Folds of it raise NotPlannedError where they ask for more of a log in which something has.
    """
    if metrics not in _KNOWN:
        _KNOWN[metrics] = _needs(plan, metrics)
    return Plan.of(plan.layout, _KNOWN[metrics])


def _needs(plan: Plan, metrics: frozenset[str]) -> Needs:
    folded = watched(plan)
    for name in metrics & plan.blocks.keys():
        folded.of(name)
    for scalar in plan.scalars:
        if scalar.name in metrics:
            scalar.compute(folded)
    return Needs(metrics | folded.reached, frozenset(folded.weighed))


class Watched(Folded):
    """Folds that note what computations ask for."""

    def __init__(self, folded: Folded) -> None:
        self.asked: list[str] = []
        """Series that a computation from outside asked for, not those that these asked for in turn."""
        self.reached: set[str] = set()
        """All series that were asked for."""
        self.weighed: list[str] = []
        """Levels in time."""
        self._deep = 0
        super().__init__(folded.plan, folded.sums, _Noting(folded.in_time, self.weighed), folded.kept)

    def of(self, name: str) -> Integers:
        self.reached.add(name)
        if not self._deep:
            self.asked.append(name)
        self._deep += 1
        try:
            return super().of(name)
        finally:
            self._deep -= 1


class _Noting(dict[str, Integers]):
    """A mapping that notes what is looked up in it."""

    def __init__(self, values: Mapping[str, Integers], noted: list[str]) -> None:
        super().__init__(values)
        self._noted = noted

    def __getitem__(self, name: str) -> Integers:
        self._noted.append(name)
        return super().__getitem__(name)


def watched(plan: Plan, log: np.ndarray | None = None) -> Watched:
    """The folds of a log, or of nothing."""
    memory = Memory(plan, 1)
    fold = Fold(memory)
    if log is not None:
        fold.add(log)
    return Watched(memory.folded(1))
