"""Among what a scenario is selected: scenarios, and the design points of a sweep, each measured in steps."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sim.runs.figure_values import growing
from sim.runs.folders import RUNS, SWEEPS
from sim.runs.identity import chunk_hash
from sim.runs.periods import Floats
from sim.runs.point_values import PointValues
from sim.runs.prepared import Prepared
from sim.runs.replicate import Workers
from sim.runs.store import Order
from sim.runs.sweep import Simulation
from sim.scenario.read import Loaded
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.world.model import build


class Values(Protocol):
    """What is read off replications, as many as there are so far."""

    values: Floats
    """Shape (figure, replication)."""

    def grow(self, n: int, /) -> None:
        """Measure replications until there are at least n, or all."""


@dataclass(frozen=True)
class OfScenario:
    """A scenario of its own."""

    name: str
    """As tables show it."""
    loaded: Loaded[Scenario]

    @property
    def scenario(self) -> Scenario:
        """What it is about."""
        return self.loaded.scenario

    @property
    def key(self) -> str:
        """Hash of all that determines the numbers of any replication."""
        return chunk_hash(resolved_yaml(self.loaded.tree), self.scenario, 0)

    def order(self, most: int, workers: Workers) -> Order:
        """So many replications of it at most."""
        return Order(build(self.scenario), resolved_yaml(self.loaded.tree), most, workers)

    def values(self, order: Order, metric: str, out: Path) -> AbstractContextManager[Values]:
        """The values of a figure by replication of its order, none measured yet."""
        root = out / RUNS
        root.mkdir(parents=True, exist_ok=True)
        return growing(order, root, [metric])


@dataclass(frozen=True)
class OfSweep:
    """A design point of a sweep."""

    made: Prepared
    place: int

    @property
    def name(self) -> str:
        """As tables show it."""
        return f"design point {self.place + 1} ({self.made.moved(self.place)})"

    @property
    def scenario(self) -> Scenario:
        """What it is about."""
        return self.made.points[self.place].scenario

    @property
    def key(self) -> str:
        """Hash of all that determines the numbers of any replication."""
        return self.made.points[self.place].chunk_hash

    def values(self, workers: Workers, metric: str, out: Path) -> AbstractContextManager[Values]:
        """The values of a figure by replication, none measured yet."""
        return nullcontext(PointValues(self.made, self.place, out / SWEEPS, Simulation(workers), metric))


Candidate = OfScenario | OfSweep
