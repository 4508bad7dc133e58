"""Every design point of a sweep on the same draws; what is done is kept, so it resumes where it stopped."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.metrics import catalogue
from sim.runs.figures import Figure, value
from sim.runs.identity import run_hash
from sim.runs.periods import Floats
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.store import Order, simulated
from sim.scenario.load import load_point, load_sweep
from sim.scenario.problems import Problem, ScenarioErrors, problem_at
from sim.scenario.read import Loaded, Setting
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import Sweep

POINTS = "points"
Run = Callable[["Point"], Results]


@dataclass(frozen=True)
class Point:
    """One design point: what is set, the scenario that results, and what its numbers depend on."""

    settings: tuple[Setting, ...]
    scenario: Scenario
    resolved: str
    replications: int

    @property
    def hash(self) -> str:
        """Of all that determines the numbers."""
        return run_hash(self.resolved, self.scenario, self.replications)


@dataclass(frozen=True)
class Grid:
    """A sweep made ready: every design point is a valid scenario, every metric one that there is."""

    sweep: Sweep
    units: tuple[str, ...]
    """Of each metric of the sweep."""
    points: tuple[Point, ...]

    @property
    def hash(self) -> str:
        """Of all that determines the numbers and which of them are read off."""
        parts = [self.sweep.name, *self.sweep.metrics, *(point.hash for point in self.points)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def folder_name(self) -> str:
        """`release-by-exercise-0123456789`."""
        return f"{self.sweep.name}-{self.hash[:10]}"


def grid(path: Path, replications: int | None = None, overrides: tuple[str, ...] = ()) -> Grid:
    """The design points of a sweep file; ScenarioErrors with all that is wrong with it or any of them."""
    loaded = load_sweep(path)
    sweep = loaded.scenario
    problems: list[Problem] = []
    units = [_unit(metric, place, loaded, problems) for place, metric in enumerate(sweep.metrics)]
    points = []
    for settings in sweep.points():
        try:
            base = load_point(path, loaded, settings, overrides)
        except ScenarioErrors as refused:
            problems += refused.problems
            continue
        text = resolved_yaml(base.tree)
        points.append(Point(settings, base.scenario, text, replications or sweep.replications))
    if problems:
        raise ScenarioErrors(problems)
    return Grid(sweep, tuple(units), tuple(points))


def _unit(metric: str, place: int, loaded: Loaded[Sweep], problems: list[Problem]) -> str:
    known = catalogue()
    try:
        name = Figure.parse(metric).metric
    except ValueError as refused:
        name, text = "", str(refused)
    else:
        text = f"there is no metric `{name}`"
    if name in known:
        return known[name].unit
    problems.append(problem_at(loaded.position(("metrics", place)), text, allowed=sorted(known)))
    return ""


def run_grid(grid: Grid, folder: Path, run: Run, on_done: Callable[[int, int], None] | None = None) -> Floats:
    """What is read off every replication of every design point: shape (design point, metric, replication).

    Points that `folder` already holds are read from there. `on_done` hears of points done and points in all.
    """
    values = []
    (folder / POINTS).mkdir(parents=True, exist_ok=True)
    for place, point in enumerate(grid.points):
        kept = folder / POINTS / f"{point.hash[:32]}.parquet"
        if not kept.exists():
            _keep(kept, run(point), grid.sweep.metrics)
        table = pq.read_table(kept)
        values.append(np.stack([table[metric].to_numpy() for metric in grid.sweep.metrics]))
        if on_done is not None:
            on_done(place + 1, len(grid.points))
    return np.stack(values)


def runner(workers: Workers) -> Run:
    """Simulates a design point, in memory."""
    from sim.world.model import build

    def run(point: Point) -> Results:
        model: Any = build(point.scenario)
        return simulated(Order(model, point.resolved, point.replications, workers))

    return run


def _keep(path: Path, results: Results, metrics: list[str]) -> None:
    """Writes what is read off a point, there as a whole or not at all."""
    draft = path.with_suffix(f".tmp-{os.getpid()}")
    pq.write_table(pa.table({metric: value(results, metric) for metric in metrics}), draft)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.rename(path)
