"""Where the logs of replications come from, and how each is measured as it is written."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.metrics import Fold, Plan, Together
from sim.metrics.declared import Integers
from sim.metrics.folded import NotPlannedError
from sim.metrics.kept import NONE, Told
from sim.metrics.needed import plan_for
from sim.world.engines import Engine, WholeLog, feed, follow, simulate

_FINISHING = threading.Lock()
"""One thread finishes at a time: two would only take the interpreter from each other, step by step."""

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

    def follow(self, replications: range, take: Callable[[Any, range], int]) -> int:
        """Have the logs of replications taken in machine code, as far as that goes: how many were."""
        return follow(self.model, replications, take, self.engine) if self.simulate is None else 0


class Halt:
    """Ends measuring when it is set, by whatever thread: machine code looks at it whenever the log's buffer is full."""

    def __init__(self) -> None:
        self.number = np.zeros(1, dtype=np.int64)
        """An array of one, as machine code looks at it: not 0 once it is set."""

    def set(self) -> None:
        """Nothing more is to be measured."""
        self.number[0] = 1

    @property
    def is_set(self) -> bool:
        """Whether it has been."""
        return bool(self.number[0])


class Measuring:
    """A sink that measures a log as it is written, and keeps of it what is wanted."""

    def __init__(self, fold: Fold, told: Told, place: int, whole: bool) -> None:
        """In a place among those that are finished together."""
        self._fold, self._told = fold, told
        self._whole = WholeLog() if whole else None
        told.begin(place)

    def add(self, rows: np.ndarray) -> None:
        """Takes the next rows."""
        self._fold.add(rows)
        self._told.add(rows)
        if self._whole is not None:
            self._whole.add(rows)

    @property
    def log(self) -> np.ndarray | None:
        """The whole log, where it is kept."""
        return None if self._whole is None else self._whole.log


def planned(plan: Plan, keep: Keep) -> Plan:
    """A plan for what is kept."""
    return plan if keep.metrics is None else plan_for(plan, keep.metrics)


def measured(source: Source, plan: Plan, replications: range, keep: Keep, halt: Halt | None = None,
             spare: list[Together] | None = None) -> Iterator[Part]:  # fmt: skip
    """Replications, each measured as its log is written. Ends early when halted.

    What they are measured in comes from `spare`, of earlier ones of the same plan that are done with it, and goes there
    in the end: to ask for its memory anew takes as long as to derive many metrics.
    """
    spare, halt = [] if spare is None else spare, halt or Halt()
    own = planned(plan, keep)
    together = spare.pop() if spare else Together(own, own.together, keep.metrics)
    told = Told(np.isin(np.arange(len(plan.first)), keep.events) if keep.events else NONE, max(len(replications), 1))
    first = replications.start
    while first < replications.stop:
        some = range(first, min(first + together.most, replications.stop))
        logs = _taken(source, some, together, told, keep.whole, halt)
        if logs is None:
            return
        try:
            with _FINISHING:
                found = together.finish()
        except NotPlannedError:  # a log in which it needs more: these once more, with everything
            if together.plan is plan:
                raise
            together = Together(plan, plan.together, keep.metrics)
            continue
        first = some.stop
        for measures, rows, log in zip(found, told.taken(), logs, strict=True):
            yield Part(together.plan.numbers[measures.active], measures.values, measures.scalars, rows, log)
    spare.append(together)


def _taken(source: Source, replications: range, together: Together, told: Told, whole: int,
           halt: Halt) -> list[np.ndarray | None] | None:  # fmt: skip
    """Have some replications measured, in machine code where nobody wants the log itself: the logs of those below
    `whole`. None when halted.
    """
    logs: list[np.ndarray | None] = [None] * len(replications)
    place = 0
    while place < len(replications):
        if replications[place] >= whole:
            place += source.follow(replications[place:], partial(together.follow, place, told, halt.number))
        if halt.is_set:
            return None
        if place < len(replications):
            start = partial(_measuring, together, told, place, replications[place] < whole)
            logs[place] = source.feed(replications[place], start).log
            place += 1
    return logs


def _measuring(together: Together, told: Told, place: int, whole: bool) -> Measuring:
    return Measuring(together.fold(place), told, place, whole)
