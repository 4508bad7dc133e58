"""The store of runs: one folder a run, there as a whole or not at all.

A run is written into a temporary folder beside its place, sealed by its manifest, and moved there by one
rename. A finished run with the same hash is used again. What an interrupted run left is cleaned up.
"""

import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.metrics import Plan
from sim.metrics.declared import Integers
from sim.runs import manifest, series_file
from sim.runs.events_file import FILE as EVENTS
from sim.runs.identity import run_hash, sources_hash
from sim.runs.info import RunInfo
from sim.runs.kept_logs import BUDGET, KeptLogs
from sim.runs.names import Names
from sim.runs.replicate import Workers, replicate
from sim.runs.results import Results
from sim.runs.source import Simulate, Source

SUMMARY, CURVES, SCENARIO = "summary.csv", "curves.parquet", "scenario.yaml"
MAIN_METRIC = "call_capex_usd"
"""Beyond the budget the logs kept are those at P10, P50 and P90 of its sum over the horizon."""


class Tables(NamedTuple):
    """What is said of all replications together."""

    summary: pa.Table
    curves: pa.Table


@dataclass(frozen=True)
class Order:
    """What to run, and how."""

    model: Any
    """A built scenario: `sim.world.model.Model`."""
    resolved: str
    """The scenario with everything it extends filled in, as YAML."""
    replications: int
    workers: Workers = field(default_factory=Workers)
    events_budget: int = BUDGET
    """Bytes that stored logs may take."""
    simulate: Simulate | None = None
    """In place of the engine, where a test wants it."""

    @property
    def hash(self) -> str:
        """Of all that determines the numbers."""
        return run_hash(self.resolved, self.model.layout.scenario, self.replications)

    @property
    def folder_name(self) -> str:
        """`baseline-0123456789`."""
        return f"{self.model.layout.scenario.name}-{self.hash[:10]}"


def run(order: Order, root: Path, tables: Callable[[Results], Tables], again: bool = False) -> Results:
    """The results of an order, from its folder in `root` where it has been run, else run and stored there.

    `tables` makes summary.csv and curves.parquet (`sim.statistics.summary.tables`). With `again`, a finished
    run is replaced.
    """
    place = root / order.folder_name
    clean(root)
    if not again and finished(place, order.hash):
        return Results.load(place)
    begun = time.monotonic()
    work = _temporary(place)
    try:
        results, facts = _simulate(order, work)
        _write_tables(work, order, results, tables(results))
        facts |= {"seconds": round(time.monotonic() - begun, 3), **_made_by()}
        manifest.seal(work, facts | {"run": results.info.to_json()})
        del results  # as large as what is read below
        _move(work, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Results.load(place)


def finished(folder: Path, its_hash: str) -> bool:
    """Whether a folder holds a finished run of this hash."""
    try:
        return manifest.info_of(manifest.read(folder)).hash == its_hash
    except manifest.IncompleteError:
        return False


def simulated(order: Order) -> Results:
    """The results of an order in memory only; logs are simulated again when asked for."""
    measured = replicate(order.model, order.replications, order.workers, simulate=order.simulate)
    return _results(order, measured.cells, measured.values, measured.scalars)


def clean(root: Path) -> None:
    """Removes temporary folders whose process is gone."""
    for folder in root.glob(".*.tmp-*"):
        process = folder.name.rpartition("-")[2]
        if process.isdecimal() and not _runs(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


# --- the steps


def _simulate(order: Order, work: Path) -> tuple[Results, dict[str, Any]]:
    """Runs and measures all replications, and keeps their logs as far as the budget goes."""
    kept = KeptLogs(work / EVENTS, Names(order.model.layout), order.replications, order.events_budget)
    try:
        measured = replicate(order.model, order.replications, order.workers, kept, order.simulate)
        results = _results(order, measured.cells, measured.values, measured.scalars)
        if kept.over_budget:
            kept.keep_only(_typical(results), results.log)
    finally:
        kept.close()
    series_file.write_series(work, results.keys, results.values, _units(results))
    series_file.write_scalars(work, results.scalars)
    return results, {"engine": order.workers.engine, "events": kept.described(MAIN_METRIC)}


def _results(order: Order, cells: Integers, values: Integers, scalars: dict[str, np.ndarray]) -> Results:
    layout = order.model.layout
    keys = Plan.of(layout).keys
    info = RunInfo.of(layout, order.replications, order.hash)
    replay = Source(order.model, order.workers.engine, order.simulate).log
    return Results(info, tuple(keys[cell] for cell in cells), values, scalars, replay=replay)


def _typical(results: Results) -> list[int]:
    """The replications at P10, P50 and P90 of the main metric."""
    order = np.argsort(results.series(MAIN_METRIC).sum(axis=1), kind="stable")
    return sorted({int(order[round(share * (results.n - 1))]) for share in (0.1, 0.5, 0.9)})


def _units(results: Results) -> dict[str, str]:
    return {m.name: "kW" if m.unit == "MW" else m.unit for m in results.metrics()}


def _write_tables(work: Path, order: Order, results: Results, tables: Tables) -> None:
    (work / SCENARIO).write_text(order.resolved, encoding="utf-8")
    pa_csv.write_csv(tables.summary, work / SUMMARY, pa_csv.WriteOptions(quoting_style="needed"))
    pq.write_table(tables.curves, work / CURVES, compression="zstd")


def _made_by() -> dict[str, Any]:
    import numba
    import pyarrow

    return {
        "sources": sources_hash(),
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__,
                     "pyarrow": pyarrow.__version__},
    }  # fmt: skip


def _temporary(place: Path) -> Path:
    work = place.parent / f".{place.name}.tmp-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work


def _move(work: Path, place: Path) -> None:
    """Makes sure that all is on disk, then puts the folder in its place, instead of any that is there."""
    for path in (*work.iterdir(), work):
        _sync(path)
    old = place.parent / f".{place.name}-old.tmp-{os.getpid()}"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    work.rename(place)
    _sync(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
