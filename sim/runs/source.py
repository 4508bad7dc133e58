"""Where the logs of replications come from, and how each is measured as it is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.metrics import Fold, Plan, Together
from sim.metrics.declared import Integers
from sim.metrics.folded import NotPlannedError
from sim.metrics.needed import plan_for
from sim.world.engines import Engine, WholeLog, feed, simulate

Simulate = Callable[[int], np.ndarray]
"""Gives the log of a replication."""


class Part(NamedTuple):
    """One measured replication."""

    active: Integers
    values: Integers
    scalars: dict[str, float]
    rows: np.ndarray
    """Of the log, those of the kinds of event that are kept of every replication."""
    log: np.ndarray | None
    """The whole of it, where it is wanted."""


@dataclass(frozen=True)
class Keep:
    """What is kept of logs beside their measures."""

    whole: int = 0
    """The logs of so many replications, the first."""
    events: tuple[int, ...] = ()
    """Rows of these kinds of event, of every replication."""
    metrics: frozenset[str] | None = None
    """Only these are measured; all where not given."""

    def planned(self, plan: Plan) -> Plan:
        """What of a scenario's plan is needed for them."""
        return plan if self.metrics is None else plan_for(plan, self.metrics)


@dataclass(frozen=True)
class Source:
    """Where the logs of replications come from: a model run by an engine, or what a test puts in its place."""

    model: Any
    engine: Engine = "compiled"
    simulate: Simulate | None = None

    def log(self, replication: int) -> np.ndarray:
        """The whole log of a replication."""
        if self.simulate is not None:
            return self.simulate(replication)
        return simulate(self.model, replication, self.engine)

    def feed(self, replication: int, start: Callable[[], "Measuring"]) -> "Measuring":
        """Hand the log of a replication to a sink as it is written; the sink."""
        if self.simulate is None:
            return feed(self.model, replication, start, self.engine)
        sink = start()
        sink.add(self.simulate(replication))
        return sink


class Measuring:
    """A sink that measures a log as it is written, and keeps of it what is wanted."""

    def __init__(self, fold: Fold, events: npt.NDArray[np.bool_], whole: bool) -> None:
        """`events` says of each kind whether its rows are kept."""
        self._fold = fold
        self._events = events
        self._keeps = bool(events.any())
        self._rows = WholeLog()
        self._whole = WholeLog() if whole else None

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows."""
        self._fold.add(rows)
        if self._keeps:
            self._rows.add(rows[self._events[np.clip(rows["event"], 0, len(self._events) - 1)]])
        if self._whole is not None:
            self._whole.add(rows)

    def kept(self) -> tuple[np.ndarray, np.ndarray | None]:
        """Rows of the kinds that are kept, and the whole log where it is."""
        return self._rows.log, None if self._whole is None else self._whole.log


TOGETHER = 8
"""Most replications whose measures are finished at once: enough to share the cost."""
NEAR = 10_000_000
"""Bytes that their sums may take: few enough to stay near the processor, and what each worker holds."""


def at_once(plan: Plan) -> int:
    """How many replications of a plan are finished at once."""
    return max(1, min(TOGETHER, NEAR // (8 * len(plan.keys) * (plan.months + 1))))


def measured(source: Source, plan: Plan, replications: range, keep: Keep,
             stopped: Callable[[], bool] = lambda: False) -> Iterator[Part]:  # fmt: skip
    """Replications, each measured as its log is written. Ends early when stopped."""
    planned = keep.planned(plan)
    at_a_time = at_once(planned)
    most = min(at_a_time, len(replications))
    together = Together(planned, most, keep.metrics)
    events = np.isin(np.arange(len(plan.first)), keep.events)

    def sink(place: int, replication: int) -> Measuring:
        return Measuring(together.fold(place), events, replication < keep.whole)

    first = replications.start
    while first < replications.stop:
        kept = []
        for place, replication in enumerate(range(first, min(first + at_a_time, replications.stop))):
            if stopped():
                return
            kept.append(source.feed(replication, partial(sink, place, replication)).kept())
        try:
            found = together.finish()
        except NotPlannedError:  # a log in which it needs more: these once more, with everything
            if together.plan is plan:
                raise
            together = Together(plan, most, keep.metrics)
            continue
        first += at_a_time
        for measures, (rows, log) in zip(found, kept, strict=True):
            yield Part(together.plan.numbers[measures.active], measures.values, measures.scalars, rows, log)
