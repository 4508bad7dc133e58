"""Design points made by processes of their own, each its share: of a point with few replications more is Python's work,
reading its scenario and laying out its tables, than threads can do at the same time.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.policy.python import FOLDERS, search_in
from sim.runs.identity import OtherCodeError
from sim.runs.prepared_apart import MANY, FromFile, Settings, read_here, start
from sim.runs.processes import WorkerLostError, processes
from sim.runs.watch import AtWork, Watch

if TYPE_CHECKING:
    from sim.runs.sweep import Claimed, DesignPoints, Simulation

SHARE = 16
"""Design points that a process makes at a time: so many are finished where the work is stopped."""
AHEAD = 2
"""Shares waiting for each process."""


class Given(NamedTuple):
    """A design point as it travels."""

    place: int
    settings: Settings
    replications: int
    facts: Any

    @classmethod
    def of(cls, place: int, point: Any) -> "Given":
        """That at a place of a sweep."""
        return cls(place, point.settings, point.replications, point.facts)


@dataclass(frozen=True)
class Making:
    """What all shares have in common."""

    metrics: tuple[str, ...]
    root: Path
    run: "Simulation"
    again: bool
    at_once: int


def worth_it(made: "DesignPoints", waiting: Sequence[Any]) -> bool:
    """Whether processes may make design points, and they are enough for them to start."""
    return getattr(made, "source", None) is not None and len(waiting) >= MANY


def make_apart(made: Any, waiting: Sequence[int], making: Making) -> Iterator["Claimed"]:
    """Have design points of a sweep made that no other process is making; which of them they were, in order.

    WorkerLostError where a process ends, or reads another sweep or program than this one.
    """
    source: FromFile = made.source
    count = making.at_once
    shares = [waiting[first : first + SHARE] for first in range(0, len(waiting), SHARE)]
    underway: deque[tuple[AtWork, Future[list[Claimed]]]] = deque()
    watch = Watch(making.run.workers.on_stuck, lambda: [at for at, future in underway if future.running()][:1])
    told = replace(making, run=making.run.in_another_process())

    def first() -> "list[Claimed]":
        at, future = underway[0]
        found: list[Claimed] = watch.result(future)
        watch.took(time.monotonic() - at.since)
        underway.popleft()
        return found

    try:
        with processes(min(count, len(shares)), _start, (source, list(FOLDERS), told)) as pool:
            for share in shares:
                given = [Given.of(place, made.points[place]) for place in share]
                about = AtWork("a process", f"design points {share[0] + 1} to {share[-1] + 1}", time.monotonic())
                underway.append((about, pool.submit(_make, given)))
                if len(underway) > AHEAD * count:
                    yield from first()
            while underway:
                yield from first()
    except OtherCodeError as error:
        raise WorkerLostError(f"a worker process cannot be used: {error}, for files changed since this program "
                              "began") from error  # fmt: skip


_MAKING: dict[str, Making] = {}


def _start(source: FromFile, folders: list[Path], making: Making) -> None:
    start(source)
    search_in(*folders)
    _MAKING["here"] = making


def _make(share: Sequence[Given]) -> "list[Claimed]":
    """Make what of a share no other process is making."""
    from sim.runs.prepared import Point, Prepared
    from sim.runs.sweep import Points, make_claimed

    loaded, swept = read_here()
    swept.sound = True
    making = _MAKING["here"]
    points: list[Point] = []
    for given in share:
        point = Point(given.settings, given.replications, swept)
        if not points and point.facts != given.facts:
            raise OtherCodeError("its sweep, or what that moves, is another")
        point.know(given.facts)
        points.append(point)
    sweep = loaded.scenario.model_copy(update={"metrics": list(making.metrics)})
    here = Points(Prepared(sweep, tuple(points)), making.root, making.run.shared)
    return [make_claimed(here, place, making.run, making.again, making.at_once)._replace(place=given.place)
            for place, given in enumerate(share)]  # fmt: skip
