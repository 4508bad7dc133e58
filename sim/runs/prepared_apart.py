"""The design points of a large sweep checked by processes, each its share: to read a scenario is work for one core."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.runs.processes import WorkerLostError, processes
from sim.scenario.read import Setting

if TYPE_CHECKING:
    from sim.scenario.read import Loaded
    from sim.scenario.sweep import Sweep
    from sim.scenario.swept import SweptScenario

MANY = 500
"""Design points below which processes are not worth their start."""
SHARE = 100
"""Design points that a process checks at a time."""

Settings = tuple[Setting, ...]


class FromFile(NamedTuple):
    """What a process needs to read a sweep for itself."""

    path: Path
    overrides: tuple[str, ...]


def facts_apart(source: FromFile, settings: Sequence[Settings], replications: int, jobs: int) -> list[Any] | None:
    """The facts of every design point of so many replications; None where they are few, for one job, and where
    anything is wrong with one.
    """
    if jobs == 1 or len(settings) < MANY:
        return None
    shares = [settings[first : first + SHARE] for first in range(0, len(settings), SHARE)]
    found: list[Any] = []
    try:
        with processes(min(jobs, len(shares)), start, (source,)) as pool:
            for share in pool.map(partial(_facts_of, replications), shares):
                if share is None:
                    return None
                found += share
    except WorkerLostError:
        return None
    return found


_HERE: dict[str, Any] = {}


def start(source: FromFile) -> None:
    """What goes wrong here goes wrong where the sweep is read by its own process, which tells it."""
    _HERE.update(source=source)


def read_here() -> "tuple[Loaded[Sweep], SweptScenario]":
    """The sweep, and the scenario that it moves, read once by a process; ScenarioErrors where they are refused."""
    from sim.scenario.load import load_sweep
    from sim.scenario.swept import SweptScenario

    source: FromFile = _HERE["source"]
    if "swept" not in _HERE:
        _HERE["loaded"] = load_sweep(source.path, source.overrides)
        _HERE["swept"] = SweptScenario(source.path, _HERE["loaded"], source.overrides)
    return _HERE["loaded"], _HERE["swept"]


def _facts_of(replications: int, share: Sequence[Settings]) -> list[Any] | None:
    """The facts of some design points; None where one is refused."""
    from sim.runs.prepared import Point, checked
    from sim.scenario.problems import ScenarioErrors

    try:
        loaded, swept = read_here()
        points = [Point(settings, replications, swept) for settings in share]
        return None if any(checked(point, loaded, True) for point in points) else [p.facts for p in points]
    except ScenarioErrors:
        return None
