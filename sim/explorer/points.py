"""What a curve is drawn of: a design point that is simulated in growing portions, or a run that is stored."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from sim.explorer.figures import Cells, View, together
from sim.runs.info import RunInfo
from sim.runs.replicate import Workers, replicate
from sim.runs.results import Periodic, Results
from sim.runs.store import Order, in_memory
from sim.scenario.read import Loaded
from sim.scenario.scenario import Scenario
from sim.world.model import build

FIRST = 8
"""Replications of the first picture; each later one has twice as many more."""
MOST_MORE = 128
"""But no more than these, about a second of work: so long others wait."""
MOST = 1_000
"""Replications of a design point, whatever its scenario asks for: all of them are held."""
NOT_STORED = "explored"
"""In place of the scenario's text, which takes a tenth of the first picture to write: nothing goes by its hash here."""
PORTION = 64
"""Replications after which what is done is kept, whatever follows."""
Stopped = Callable[[], bool]


class SupersededError(Exception):
    """Work that nobody waits for any longer."""


class Side(Protocol):
    """One of the two things that are compared."""

    label: str
    most: int
    """Replications that it can have."""

    @property
    def info(self) -> RunInfo: ...
    def grow(self, n: int, stopped: Stopped) -> None:
        """Have n replications at least; SupersededError where it is stopped before."""

    def series(self, view: View, n: int) -> np.ndarray:
        """Of the first n replications, by month."""

    def quarterly(self, view: View, n: int) -> Periodic:
        """By fiscal quarter."""

    def yearly(self, view: View, n: int) -> Periodic:
        """By fiscal year."""


def sizes(most: int) -> Iterator[int]:
    """How many replications each picture has: 8, 24, 56, 120, and so on up to the most."""
    n = step = FIRST
    while n < most:
        yield n
        step = min(2 * step, MOST_MORE)
        n += step
    yield most


class DesignPoint:
    """A scenario with some levers moved, simulated as far as anyone asked."""

    def __init__(self, loaded: Loaded[Scenario], label: str, most: int, jobs: int | None = None) -> None:
        self.label, self.most = label, min(most, MOST)
        self._loaded, self._jobs = loaded, jobs
        self._parts: list[Results] = []
        self._order: Order | None = None

    @property
    def n(self) -> int:
        """Replications there are."""
        return sum(part.n for part in self._parts)

    @property
    def info(self) -> RunInfo:
        """What it is about; of a point that has grown."""
        return self._parts[0].info

    def grow(self, n: int, stopped: Stopped) -> None:
        """Simulate what lacks of n replications, a portion at a time; what is done of a stopped one is kept."""
        def check(_: int = 0) -> None:
            if stopped():
                raise SupersededError

        while self.n < min(n, self.most):
            check()
            if self._order is None:
                model: Any = build(self._loaded.scenario)
                self._order = Order(model, NOT_STORED, self.most)
            begin, cells = self.n, Cells(self._order.keys)
            span, workers = range(begin, min(n, self.most, begin + PORTION)), Workers(jobs=self._jobs, on_done=check)
            with closing(replicate(self._order.model, [span], workers)) as parts:
                self._parts.append(in_memory(self._order, map(cells.of, parts)))

    def series(self, view: View, n: int) -> np.ndarray:
        """By month."""
        return together([part.series(view.metric, **view.chosen) for part in self._parts], n)

    def quarterly(self, view: View, n: int) -> Periodic:
        """By fiscal quarter."""
        return self._periodic([part.quarterly(view.metric, **view.chosen) for part in self._parts], n)

    def yearly(self, view: View, n: int) -> Periodic:
        """By fiscal year."""
        return self._periodic([part.yearly(view.metric, **view.chosen) for part in self._parts], n)

    @staticmethod
    def _periodic(parts: list[Periodic], n: int) -> Periodic:
        labels, ends, _ = parts[0]
        return labels, ends, together([values for _, _, values in parts], n)


class StoredRun:
    """A run of the store."""

    def __init__(self, folder: Path) -> None:
        """IncompleteError where no whole one lies there."""
        self._results = Results.load(folder)
        self.label, self.most = self._results.name, self._results.n

    @property
    def info(self) -> RunInfo:
        """What it is about."""
        return self._results.info

    def grow(self, n: int, stopped: Stopped) -> None:
        """All are there."""
        if stopped():
            raise SupersededError

    def series(self, view: View, n: int) -> np.ndarray:
        """By month."""
        return self._results.series(view.metric, **view.chosen)[:n]

    def quarterly(self, view: View, n: int) -> Periodic:
        """By fiscal quarter."""
        labels, ends, values = self._results.quarterly(view.metric, **view.chosen)
        return labels, ends, values[:n]

    def yearly(self, view: View, n: int) -> Periodic:
        """By fiscal year."""
        labels, ends, values = self._results.yearly(view.metric, **view.chosen)
        return labels, ends, values[:n]
