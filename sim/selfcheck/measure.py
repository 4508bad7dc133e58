"""Runs a case: its scenario's replications, by the ordinary path, and what is read of each beside what is exact."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from sim.events import kinds as ev
from sim.events.row import ROW
from sim.runs.figures import value
from sim.runs.replicate import Workers, replicate
from sim.runs.source import Keep, Part
from sim.runs.store import Order, in_memory
from sim.scenario.load import load
from sim.scenario.read import Override
from sim.selfcheck.case import Case, Quantity
from sim.selfcheck.seen import Seen
from sim.statistics.intervals import Floats, Interval, mean_interval
from sim.world.model import build

LEVEL = 0.999
"""Of each interval: of a thousand numbers that are exact, one lies outside by luck."""
ROUNDING = 1e-12
"""Relative; of what is exact in each replication."""


@dataclass(frozen=True)
class How:
    """How the cases are run."""

    folder: Path
    """That holds the validation scenarios."""
    long: bool = False
    seed: int = 1
    """Each case has its own, made from this and its name: of one seed's draws all would share their luck."""
    jobs: int | None = None
    """Workers; one for each core where not given."""

    def seed_of(self, case: Case) -> int:
        """The seed of a case's scenario."""
        digest = hashlib.sha256(f"{self.seed} {case.name}".encode()).digest()
        return int.from_bytes(digest[:4], "big")


@dataclass(frozen=True)
class Outcome:
    """A quantity as the replications have it, and as it is exactly."""

    case: Case
    quantity: Quantity
    seed: int
    rows: int
    """Of all its logs, warm-ups included."""
    exact: float
    values: Floats = field(repr=False)
    """By replication."""

    @property
    def interval(self) -> Interval:
        """The mean over replications, which are independent, with Student's interval."""
        return self.at(LEVEL)

    def at(self, level: float) -> Interval:
        """The same at another level."""
        return mean_interval(self.values, level)

    def holds_exactly(self, off: float = 0.0) -> bool:
        """Whether every replication has the exact value, or lies so far from it at most."""
        return bool(np.allclose(self.values, self.exact, rtol=ROUNDING, atol=off))

    def holds(self, level: float = LEVEL) -> bool:
        """Whether the exact value lies within the interval; what is certain has to be exact in each replication."""
        if self.quantity.certain:
            return self.holds_exactly(self.quantity.off)
        found = self.at(level)
        return found.varies and len(self.values) == found.n and abs(found.mean - self.exact) <= found.half_width


def outcomes(case: Case, how: How, on_done: Callable[[int], None] | None = None) -> list[Outcome]:
    """Each quantity of a case. ScenarioErrors where its file is refused."""
    order = _order(case.scenario, case, how, on_done)
    beside = None if case.beside is None else _order(case.beside, case, how, None)
    readings: list[list[float]] = [[] for _ in case.quantities]
    parts: list[Part] = []
    rows = 0
    for part, seen in _replications(order, beside, _kinds(case.quantities)):
        rows += int(part.rows["sequence"][-1]) + 1
        for quantity, values in zip(case.quantities, readings, strict=True):
            if quantity.read is not None:
                values.append(quantity.read(seen))
        parts.append(part._replace(rows=np.empty(0, ROW)))
    figures = [quantity.figure for quantity in case.quantities if quantity.read is None]
    results = in_memory(order, parts) if figures else None
    scenario = order.model.layout.scenario
    found = []
    for quantity, values in zip(case.quantities, readings, strict=True):
        of_each = np.array(values) if results is None or quantity.read else value(results, quantity.figure)
        if quantity.about is not None:
            of_each = (of_each - quantity.about(scenario)) ** 2
        found.append(Outcome(case, quantity, scenario.seed, rows, quantity.exact(scenario), of_each))
    return found


def _order(scenario: str, case: Case, how: How, on_done: Callable[[int], None] | None) -> Order:
    """Of as many replications as the scenario says, or the case for a long run."""
    overrides = [Override.of("seed", how.seed_of(case), "--seed")]
    path = how.folder / f"{scenario}.yaml"
    loaded = load(path, variant=case.variant, overrides=overrides).scenario
    n = case.long if how.long else replications_of(case, how.folder)
    return Order(build(loaded), "", n, Workers(jobs=how.jobs, on_done=on_done))


def replications_of(case: Case, folder: Path) -> int:
    """How many the scenario of a case says."""
    return load(folder / f"{case.scenario}.yaml", variant=case.variant).scenario.replications


def _kinds(quantities: Iterable[Quantity]) -> tuple[int, ...]:
    """Kinds of event that are read, and the last row of each log, whose number says how long the log is."""
    return (*sorted({*chain.from_iterable(q.events for q in quantities)}), ev.HORIZON_REACHED)


def _replications(order: Order, beside: Order | None, kinds: Sequence[int]) -> Iterator[tuple[Part, Seen]]:
    """Each replication with its rows of these kinds, and those of the scenario beside it."""
    keep = Keep(events=tuple(kinds))

    def seen_of(some: Order, part: Part, other: Seen | None = None) -> Seen:
        return Seen(part.rows, some.model.layout, other)

    with closing(replicate(order.model, order.replications, order.workers, keep)) as parts:
        if beside is None:
            for part in parts:
                yield part, seen_of(order, part)
            return
        with closing(replicate(beside.model, order.replications, beside.workers, keep)) as others:
            for part, other in zip(parts, others, strict=True):
                yield part, seen_of(order, part, seen_of(beside, other))
