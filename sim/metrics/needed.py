"""What some metrics are computed from, found by computing them: a plan for no more than that."""

from collections.abc import Callable, Mapping

import numpy as np

from sim.metrics.declared import Integers
from sim.metrics.fold import Fold, in_time_of
from sim.metrics.folded import Folded
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
    sums = np.empty((1, len(plan.keys), plan.months + 1), dtype=np.int64)
    fold = Fold(plan, sums[0])
    noted = _Noted(plan, sums, in_time_of(plan, [fold]), [np.concatenate(fold.kept)])
    for name in metrics & plan.blocks.keys():
        noted.of(name)
    for scalar in plan.scalars:
        if scalar.name in metrics:
            scalar.compute(noted)
    return Needs(metrics | noted.asked, frozenset(noted.weighed))


class _Noted(Folded):
    """Folds that note every series and level in time that is asked for."""

    def __init__(self, plan: Plan, sums: Integers, weighed: Mapping[str, Integers], kept: list[Integers]) -> None:
        self.asked: set[str] = set()
        self.weighed: set[str] = set()
        super().__init__(plan, sums, Noting(weighed, self.weighed.add), kept)

    def of(self, name: str) -> Integers:
        self.asked.add(name)
        return super().of(name)


class Noting(dict[str, Integers]):
    """A mapping that notes what is looked up in it."""

    def __init__(self, values: Mapping[str, Integers], note: Callable[[str], None]) -> None:
        super().__init__(values)
        self._note = note

    def __getitem__(self, name: str) -> Integers:
        self._note(name)
        return super().__getitem__(name)
