"""What a sweep costs before it runs: how many replications, which are stored, and how long the rest will take."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.runs import points_file
from sim.runs.folders import POINTS
from sim.runs.prepared import Point, Prepared
from sim.runs.replicate import Workers
from sim.runs.sweep import Points, Simulation

MOST_FILES = 200
"""Stored design points, the newest first, that are looked at for how long they took."""

FEW, MORE = 1, 5
"""Replications of each worker that are timed: the difference gives the pace, the rest is what each point costs once."""


@dataclass(frozen=True)
class Pace:
    """How fast design points run, and how that is known."""

    replication: float
    """Seconds, all workers together."""
    point: float
    """Seconds that each design point takes beside its replications."""
    method: str
    """In words."""


@dataclass(frozen=True)
class Cost:
    """Of a sweep."""

    points: int
    stored: tuple[int, ...]
    """Of each design point, how many of its replications are there already."""
    replications: int
    """Of each design point."""
    pace: Pace | None
    """None where nothing is left to run, or there is nothing to go by."""

    @property
    def missing(self) -> int:
        """Design points to run, all or some of their replications."""
        return sum(there < self.replications for there in self.stored)

    @property
    def lacking(self) -> int:
        """Replications to run, of all design points."""
        return self.points * self.replications - sum(self.stored)

    @property
    def seconds(self) -> float | None:
        """That the rest will take; None where there is nothing to go by."""
        if self.pace is None:
            return None if self.missing else 0.0
        return self.missing * self.pace.point + self.lacking * self.pace.replication


def cost(made: Prepared, root: Path, workers: Workers, again: bool = False) -> Cost:
    """What a sweep would cost; timed, where no stored point of the scenario says it, by a few replications."""
    points = Points(made, root)
    stored = tuple(0 if again else points.stored(place) for place in range(len(made.points)))
    missing = [point for point, there in zip(made.points, stored, strict=True) if there < point.replications]
    pace = None
    if missing:
        pace = _pace_of_stored(missing[0], root, workers) or _timed(missing[0], made.metrics, workers)
    return Cost(len(made.points), stored, made.points[0].replications, pace)


def _pace_of_stored(point: Point, root: Path, workers: Workers) -> Pace | None:
    """The pace of design points stored before, of the same scenario, engine and number of workers."""
    how = Simulation(workers).how(point.scenario_name)
    found = [took for took in _took(root) if how.items() <= took.items()]
    replications = sum(int(took["replications"]) for took in found)
    if not replications:
        return None
    each = sum(float(took["seconds"]) for took in found) / replications
    points = "design point" if len(found) == 1 else "design points"
    method = f"the mean of {len(found)} {points} of {point.scenario.name} stored before, {each:.3f} s a replication"
    return Pace(each, 0.0, method)


def _took(root: Path) -> Iterator[dict[str, str]]:
    files = sorted((root / POINTS).glob(f"*{points_file.TOOK}"), key=lambda path: path.stat().st_mtime, reverse=True)
    return (points_file.read_took(path) for path in files[:MOST_FILES])


def _timed(point: Point, metrics: Sequence[str], workers: Workers) -> Pace | None:
    """The pace of a few replications of a design point now; None where the engine would have to be compiled first."""
    from sim.world.engine_compiled import is_compiled

    run = Simulation(workers)
    if run.how(point.scenario_name)["engine"] == "compiled" and not is_compiled():
        return None
    cores = workers.jobs or os.cpu_count() or 1
    _seconds(run, point, metrics, 1)  # machine code is loaded, caches are warm
    few, more = (_seconds(run, point, metrics, cores * each) for each in (FEW, MORE))
    each = max((more - few) / (cores * (MORE - FEW)), 0.0)
    once = max(few - cores * FEW * each, 0.0)
    method = f"{cores * (FEW + MORE)} replications timed now: {each:.3f} s each and {once:.2f} s a design point"
    return Pace(each, once, method)


def _seconds(run: Simulation, point: Point, metrics: Sequence[str], replications: int) -> float:
    begun = time.monotonic()
    for _ in run(point, range(replications), metrics):
        pass
    return time.monotonic() - begun
