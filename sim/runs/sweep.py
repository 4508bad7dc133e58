"""Every design point of a sweep on the same draws; what is done is kept, so it resumes where it stopped."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.runs import claims, points_file
from sim.runs.checked_file import DamagedError
from sim.runs.figures import value
from sim.runs.folders import POINTS
from sim.runs.periods import Floats
from sim.runs.points_apart import Making, make_apart, worth_it
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.run_sums import KEEP_EVERY
from sim.runs.shared import Shared
from sim.runs.store import Order, in_portions
from sim.runs.threads import in_threads
from sim.world.broken import InvariantBrokenError


class DesignPoints(Protocol):
    """Design points, and the figures that are read off each (`sim.runs.prepared.Prepared`)."""

    @property
    def points(self) -> Sequence[Any]: ...
    @property
    def metrics(self) -> Sequence[str]: ...
    def kept_name(self, point: Any, /) -> str:
        """The file that keeps what is read off a design point."""

    def moved(self, place: int, /) -> str:
        """How messages call a design point."""

    @property
    def folder_name(self) -> str: ...


Run = Callable[[Any, range, Sequence[str]], Iterable[Results]]
"""Simulates some replications of a design point, in portions, for figures to be read off."""


FEW = 64
"""Replications of a design point for each worker, up to which each worker makes a design point of its own."""


class Claimed(NamedTuple):
    """A design point that came up, and whether this process was the one to make it."""

    place: int
    mine: bool
    values: Floats | None = None
    """What is kept of it, where it was made."""
    error: Exception | None = None
    """Why it could not be."""


class PointsFailedError(Exception):
    """Design points that could not be run, by their place; those that could are kept."""

    def __init__(self, made: DesignPoints, errors: Mapping[int, Exception]) -> None:
        self.errors = errors
        lines = [f"{len(errors):,} of {len(made.points):,} design points failed; the others are kept, and no table is "
                 "made of a part of them:"]  # fmt: skip
        for place, error in sorted(errors.items()):
            lines.append(f"  design point {place + 1} ({made.moved(place)}): {error}")
        super().__init__("\n".join(lines))


class Points:
    """What is read off the design points of a sweep, in a folder shared by all sweeps beside it."""

    def __init__(self, made: DesignPoints, root: Path, shared: Shared | None = None) -> None:
        self._made, self._shared = made, shared
        self._files = [root / POINTS / made.kept_name(point) for point in made.points]

    def stored(self, place: int) -> int:
        """How many of the replications asked for are there, of a design point."""
        return min(points_file.stored(self._files[place]), self._made.points[place].replications)

    def lacks(self, place: int) -> bool:
        """Whether a design point lacks replications."""
        return self.stored(place) < self._made.points[place].replications

    def claim(self, place: int) -> Any:
        """A context that says whether this process is the one to make a design point."""
        return claims.claimed(self._files[place])

    def make(self, place: int, run: Run, again: bool = False, at_once: int = 1) -> Floats:
        """Simulate what a design point lacks, and keep it, now and then while it is being made; all of it `again`.

        `at_once` says how many design points are made at the same time. Gives what is kept, as `values` does.
        """
        point, path, begun = self._made.points[place], self._files[place], time.monotonic()
        parts, kept = [] if again else self.kept(place), begun
        there = sum(part.shape[1] for part in parts)
        for results in run(point, range(there, point.replications), self._made.metrics):
            parts.append(np.stack([value(results, metric) for metric in self._made.metrics]))
            if time.monotonic() - kept > KEEP_EVERY:
                self.keep(place, np.concatenate(parts, axis=1))
                kept = time.monotonic()
        whole: Floats = np.concatenate(parts, axis=1)
        self.keep(place, whole)
        if isinstance(run, Simulation):
            took = {"seconds": f"{(time.monotonic() - begun) / at_once:.3f}",
                    "replications": str(point.replications - there)}  # fmt: skip
            points_file.write_took(path, took | run.how(point.scenario_name))
        return whole

    def keep(self, place: int, values: Floats) -> None:
        """Keep values by metric and replication, from 0 on."""
        points_file.write(self._files[place], self._made.metrics, values)
        if self._shared is not None:
            self._shared.put([self._files[place]])

    def bring(self) -> None:
        """What others have made, from where it is shared."""
        if self._shared is not None:
            lacking = [path.name for place, path in enumerate(self._files) if self.lacks(place)]
            self._shared.bring(self._files[0].parent, lacking, points_file.stored)

    def values(self, place: int) -> Floats:
        """Of each metric and replication asked for; DamagedError where they are not those that were written."""
        return points_file.read(self._files[place])[1][:, : self._made.points[place].replications]

    def kept(self, place: int) -> list[Floats]:
        """What is there of a design point, in one piece; nothing where that is damaged."""
        try:
            return [self.values(place)]
        except DamagedError:
            return []


def run_points(made: DesignPoints, root: Path, run: Run, again: bool = False,
               on_done: Callable[[int, int], None] | None = None) -> list[Floats]:  # fmt: skip
    """What is read off every replication of every design point: of each, values of shape (metric, replication).

    Points that `root` already holds, of this sweep or another, are read from there but for `again`, and of those that
    hold fewer replications only the others are simulated. Several processes at it share the points, each made by one
    of them. `on_done` hears of points done and points in all. PointsFailedError where some could not be run.
    """
    (root / POINTS).mkdir(parents=True, exist_ok=True)
    points, count = Points(made, root, run.shared if isinstance(run, Simulation) else None), len(made.points)
    if not again:
        points.bring()
    waiting = [place for place in range(count) if again or points.lacks(place)]
    if isinstance(run, Simulation) and run.workers.cluster is not None:
        with claims.alone(root / POINTS / made.folder_name, run.workers.on_stuck):
            lacking = [place for place in waiting if again or points.lacks(place)]
            return _by_cluster(made, points, lacking, run, again, on_done)
    return _by_this_machine(made, points, root, run, again, waiting, on_done)


def make_claimed(points: Points, place: int, run: Run, again: bool, at_once: int) -> Claimed:
    """Make a design point, unless another process is making it."""
    with points.claim(place) as mine:
        try:
            if mine and (again or points.lacks(place)):
                return Claimed(place, mine, points.make(place, run, again, at_once))
        except (InvariantBrokenError, ValueError, ArithmeticError) as error:
            return Claimed(place, mine, error=error)
        return Claimed(place, mine)


def _by_this_machine(made: DesignPoints, points: Points, root: Path, run: Run, again: bool, waiting: list[int],
                     on_done: Callable[[int, int], None] | None) -> list[Floats]:  # fmt: skip
    """The same by the workers of this machine, several design points at a time where each has few replications."""
    errors: dict[int, Exception] = {}
    found: dict[int, Floats] = {}
    at_once, alone = run.alongside(made.points) if isinstance(run, Simulation) else (1, run)

    def make(places: Sequence[int]) -> Iterator[Claimed]:
        if isinstance(alone, Simulation) and at_once > 1 and worth_it(made, places):
            return make_apart(made, places, Making(tuple(made.metrics), root, alone, again, at_once))
        return in_threads(lambda place: make_claimed(points, place, alone, again, at_once), places, at_once)

    count, left = len(made.points), len(waiting)
    while waiting:
        others = []
        for claimed in make(waiting):
            if claimed.error is not None:
                errors[claimed.place] = claimed.error
            if claimed.values is not None:
                found[claimed.place] = claimed.values
            if not claimed.mine:
                others.append(claimed.place)
                continue
            left -= 1
            if on_done is not None:
                on_done(count - left, count)
        waiting = [place for place in others if again or points.lacks(place)]
        left = len(waiting)
        if len(waiting) == len(others) > 0:
            time.sleep(claims.PAUSE)
    return _whole(made, points, errors, run, found)


def _by_cluster(made: DesignPoints, points: Points, waiting: list[int], run: "Simulation", again: bool,
                on_done: Callable[[int, int], None] | None) -> list[Floats]:  # fmt: skip
    """The same by the workers of a cluster; no other process that has one is at the same sweep meanwhile."""
    from sim.runs.cluster_points import make_points

    left = len(waiting)

    def one_more() -> None:
        nonlocal left
        left -= 1
        if on_done is not None:
            on_done(len(made.points) - left, len(made.points))

    assert run.workers.cluster is not None
    errors = make_points(made, points, waiting, run.workers.cluster, run.workers.engine, one_more, again)
    return _whole(made, points, errors, run, {})


def _whole(made: DesignPoints, points: Points, errors: Mapping[int, Exception], run: Run,
           found: Mapping[int, Floats]) -> list[Floats]:  # fmt: skip
    """The values of each design point: those at hand, else what is stored."""
    if errors:
        raise PointsFailedError(made, errors)
    return [found[place] if place in found else _values(points, place, run) for place in range(len(made.points))]


def _values(points: Points, place: int, run: Run) -> Floats:
    """What is stored of a point; where that is damaged, or gone since, it is simulated anew."""
    try:
        return points.values(place)
    except DamagedError:
        return points.make(place, run, again=True)


class Simulation:
    """Simulates design points, in memory."""

    def __init__(self, workers: Workers, shared: Shared | None = None, spread: Workers | None = None) -> None:
        """What is made is `shared`, where there is such a place; `spread` are all that are at design points, where
        `workers` are those at one of them.
        """
        self.workers, self.shared, self._spread = workers, shared, spread or workers

    def __call__(self, point: Any, replications: range, figures: Sequence[str]) -> Iterator[Results]:
        from sim.world.model import build

        model: Any = build(point.scenario, until=point.until)
        order = Order(model, "", point.replications, self.workers, known_hash=point.chunk_hash)
        return in_portions(order, replications, figures)

    def alongside(self, points: Sequence[Any]) -> tuple[int, "Simulation"]:
        """How many design points are made at the same time, and what simulates each: where all have few replications,
        each worker makes one of its own, since what comes before a point's replications takes as long as they do.
        """
        few = max((point.replications for point in points), default=0) <= FEW * self.workers.count
        at_once = min(self.workers.count, len(points)) if few and self.workers.engine == "compiled" else 1
        return at_once, self if at_once == 1 else Simulation(replace(self.workers, jobs=1), self.shared, self.workers)

    def in_another_process(self) -> "Simulation":
        """The same, with what can be sent there."""
        one, all_of_them = (replace(each, on_done=None, on_stuck=None) for each in (self.workers, self._spread))
        return type(self)(one, self.shared, all_of_them)

    def how(self, name: str) -> dict[str, str]:
        """What the time of a replication of a scenario of that name depends on."""
        return {"scenario": name, "engine": self.workers.engine, "workers": str(self._spread.count)}
