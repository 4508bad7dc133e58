"""Every design point of a sweep on the same draws; what is done is kept, so it resumes where it stopped."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.figures import value
from sim.runs.periods import Floats
from sim.runs.prepared import Point, Prepared
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.store import Order, simulated
from sim.scenario.scenario import Scenario

POINTS = "points"
"""Folder of what is read off design points, shared by all sweeps beside it."""

Run = Callable[[Point], Results]


def run_points(made: Prepared, root: Path, run: Run, again: bool = False,
               on_done: Callable[[int, int], None] | None = None) -> Floats:  # fmt: skip
    """What is read off every replication of every design point: shape (design point, metric, replication).

    Points that `root` already holds, of this sweep or another, are read from there but for `again`. `on_done` hears of
    points done and points in all.
    """
    values = []
    (root / POINTS).mkdir(parents=True, exist_ok=True)
    for place, point in enumerate(made.points):
        kept = root / POINTS / made.kept_name(point)
        if again or not kept.exists():
            _keep(kept, point, run, made.sweep.metrics)
        table = pq.read_table(kept)
        values.append(np.stack([table[metric].to_numpy() for metric in made.sweep.metrics]))
        if on_done is not None:
            on_done(place + 1, len(made.points))
    return np.stack(values)


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
