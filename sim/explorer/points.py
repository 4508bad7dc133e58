"""What a curve is drawn of: a design point that is simulated in growing portions, or a run that is stored."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from sim.explorer.figures import View, together, trimmed
from sim.runs.info import RunInfo
from sim.runs.replicate import Workers
from sim.runs.results import Periodic, Results
from sim.runs.store import Order, in_portions
from sim.scenario.read import Loaded
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario

FIRST = 8
"""Replications of the first picture; each later one has twice as many more."""
MOST = 1_000
"""Replications of a design point, whatever its scenario asks for: all of them are held."""
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
        step *= 2
        n += step
    yield most


class DesignPoint:
    """A scenario with some levers moved, simulated as far as anyone asked."""

    def __init__(self, loaded: Loaded[Scenario], label: str, most: int, jobs: int | None = None) -> None:
        self.label, self.most = label, min(most, MOST)
        self._loaded, self._jobs = loaded, jobs
        self._parts: list[Results] = []
        self._model: Any = None

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
        from sim.world.model import build

        def check(_: int = 0) -> None:
            if stopped():
                raise SupersededError

        while self.n < min(n, self.most):
            check()
            if self._model is None:
                self._model = build(self._loaded.scenario)
            order = Order(self._model, resolved_yaml(self._loaded.tree), self.most,
                          Workers(jobs=self._jobs, on_done=check))  # fmt: skip
            for results in in_portions(order, range(self.n, min(n, self.most))):
                self._parts.append(trimmed(results))
                check()

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
