"""Every design point of a sweep on the same draws; what is done is kept, so it resumes where it stopped."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.claims import claimed
from sim.runs.figures import value
from sim.runs.periods import Floats
from sim.runs.prepared import Point, Prepared
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.store import Order, simulated
from sim.scenario.scenario import Scenario
from sim.world.broken import InvariantBrokenError

POINTS = "points"
"""Folder of what is read off design points, shared by all sweeps beside it."""

PAUSE = 0.2
"""Seconds until it is looked again whether another process has made a design point."""

Run = Callable[[Point], Results]


class PointsFailedError(Exception):
    """Design points that could not be run, by their place; those that could are kept."""

    def __init__(self, made: Prepared, errors: Mapping[int, Exception]) -> None:
        self.errors = errors
        names = {axis.key: axis.name for axis in made.sweep.axes}
        lines = [f"{len(errors):,} of {len(made.points):,} design points failed; the others are kept, and no table is "
                 "made of a part of them:"]  # fmt: skip
        for place, error in sorted(errors.items()):
            moved = ", ".join(f"{names[key]} {value}" for key, value in made.points[place].settings) or "nothing set"
            lines.append(f"  design point {place + 1} ({moved}): {error}")
        super().__init__("\n".join(lines))


def run_points(made: Prepared, root: Path, run: Run, again: bool = False,
               on_done: Callable[[int, int], None] | None = None) -> Floats:  # fmt: skip
    """What is read off every replication of every design point: shape (design point, metric, replication).

    Points that `root` already holds, of this sweep or another, are read from there but for `again`. Several processes
    at it share the points, each made by one of them. `on_done` hears of points done and points in all.
    PointsFailedError where some could not be run.
    """
    (root / POINTS).mkdir(parents=True, exist_ok=True)
    files = [root / POINTS / made.kept_name(point) for point in made.points]
    waiting = [place for place, kept in enumerate(files) if again or not kept.exists()]
    errors: dict[int, Exception] = {}
    while waiting:
        left, others = set(waiting), []
        for place in waiting:
            with claimed(files[place]) as mine:
                if mine and (again or not files[place].exists()):
                    try:
                        _keep(files[place], made.points[place], run, made.sweep.metrics)
                    except (InvariantBrokenError, ValueError, ArithmeticError) as error:
                        errors[place] = error
            if not mine:
                others.append(place)
                continue
            left.discard(place)
            if on_done is not None:
                on_done(len(files) - len(left), len(files))
        waiting = [place for place in others if again or not files[place].exists()]
        if len(waiting) == len(others) > 0:
            time.sleep(PAUSE)
    if errors:
        raise PointsFailedError(made, errors)
    return np.stack([_values(kept, made.sweep.metrics) for kept in files])


def _values(kept: Path, metrics: Sequence[str]) -> Floats:
    table = pq.read_table(kept)
    return np.stack([table[metric].to_numpy() for metric in metrics])


@dataclass(frozen=True)
class Simulation:
    """Simulates a design point, in memory."""

    workers: Workers

    def __call__(self, point: Point) -> Results:
        from sim.world.model import build

        model: Any = build(point.scenario)
        return simulated(Order(model, point.resolved, point.replications, self.workers))

    def how(self, scenario: Scenario) -> dict[str, str]:
        """What the time of a replication depends on."""
        return {"scenario": scenario.name, "engine": self.workers.engine,
                "workers": str(self.workers.jobs or os.cpu_count() or 1)}  # fmt: skip


def took_of(schema: pa.Schema) -> dict[str, str]:
    """How a stored design point was run, and the seconds it took."""
    return {key.decode(): text.decode() for key, text in (schema.metadata or {}).items()}


def _keep(path: Path, point: Point, run: Run, metrics: list[str]) -> None:
    """Simulates a point and writes what is read off it, there as a whole or not at all, with the seconds it took."""
    begun = time.monotonic()
    results = run(point)
    table = pa.table({metric: value(results, metric) for metric in metrics})
    took = {"seconds": f"{time.monotonic() - begun:.3f}", "replications": str(point.replications)}
    if isinstance(run, Simulation):
        took |= run.how(point.scenario)
    draft = path.with_suffix(f".tmp-{os.getpid()}")
    pq.write_table(table.replace_schema_metadata(took), draft)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.rename(path)
