"""The design points of a large sweep checked by processes, each its share: to read a scenario is work for one core."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sim.runs.processes import WorkerLostError, processes
from sim.scenario.read import Setting

MANY = 500
"""Design points below which processes are not worth their start."""
SHARE = 100
"""Design points that a process checks at a time."""

Settings = tuple[Setting, ...]


def facts_apart(path: Path, overrides: Iterable[str], settings: Sequence[Settings], replications: int,
                jobs: int) -> list[Any] | None:  # fmt: skip
    """The facts of every design point of so many replications; None where they are few, for one job, and where
    anything is wrong with one.
    """
    if jobs == 1 or len(settings) < MANY:
        return None
    shares = [settings[first : first + SHARE] for first in range(0, len(settings), SHARE)]
    found: list[Any] = []
    try:
        with processes(min(jobs, len(shares)), _start, (path, tuple(map(str, overrides)), replications)) as pool:
            for share in pool.map(_facts_of, shares):
                if share is None:
                    return None
                found += share
    except WorkerLostError:
        return None
    return found


_SWEEP: dict[str, Any] = {}


def _start(path: Path, overrides: tuple[str, ...], replications: int) -> None:
    """What goes wrong here goes wrong where the sweep is read by its own process, which tells it."""
    _SWEEP.update(path=path, overrides=overrides, replications=replications)


def _facts_of(share: Sequence[Settings]) -> list[Any] | None:
    """The facts of some design points; None where one is refused."""
    from sim.runs.prepared import Point, checked
    from sim.scenario.load import load_sweep
    from sim.scenario.problems import ScenarioErrors
    from sim.scenario.swept import SweptScenario

    try:
        if "swept" not in _SWEEP:
            _SWEEP["loaded"] = load_sweep(_SWEEP["path"], _SWEEP["overrides"])
            _SWEEP["swept"] = SweptScenario(_SWEEP["path"], _SWEEP["loaded"], _SWEEP["overrides"])
        points = [Point(settings, _SWEEP["replications"], _SWEEP["swept"]) for settings in share]
        return None if any(checked(point, _SWEEP["loaded"], True) for point in points) else [p.facts for p in points]
    except ScenarioErrors:
        return None
