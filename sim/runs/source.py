"""Where the logs of replications come from, and how each is measured as it is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.metrics import Fold, Plan, Together
from sim.metrics.declared import Integers
from sim.world.engines import Engine, WholeLog, feed, simulate

Simulate = Callable[[int], np.ndarray]
"""Gives the log of a replication."""


class Part(NamedTuple):
    """One measured replication."""

    active: Integers
    values: Integers
    scalars: dict[str, float]
    log: np.ndarray | None
    """Where it is wanted."""


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
    """A sink that measures a log as it is written, and keeps it where it is wanted."""

    def __init__(self, fold: Fold, keep: bool) -> None:
        self._fold = fold
        self._whole = WholeLog() if keep else None

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows."""
        self._fold.add(rows)
        if self._whole is not None:
            self._whole.add(rows)

    @property
    def log(self) -> np.ndarray | None:
        """The whole log, where it is kept."""
        return None if self._whole is None else self._whole.log


def _sink(together: Together, place: int, keep: bool) -> Measuring:
    return Measuring(together.fold(place), keep)


TOGETHER = 8
"""Replications whose measures are finished at once: enough to share the cost, few enough to stay near the processor."""


def measured(source: Source, plan: Plan, replications: range, keep: bool,
             stopped: Callable[[], bool] = lambda: False) -> Iterator[Part]:  # fmt: skip
    """Replications, each measured as its log is written; with its log where `keep` says so. Ends early when stopped."""
    together = Together(plan, min(TOGETHER, len(replications)))
    for first in range(replications.start, replications.stop, TOGETHER):
        logs = []
        for place, replication in enumerate(range(first, min(first + TOGETHER, replications.stop))):
            if stopped():
                return
            sink = source.feed(replication, partial(_sink, together, place, keep))
            logs.append(sink.log)
        for measures, log in zip(together.finish(), logs, strict=True):
            yield Part(measures.active, measures.values, measures.scalars, log)
