"""The store of runs: one folder a run, there as a whole or not at all.

A run is made of chunks of 64 replications, each kept in the cache beside the runs as soon as it is measured: the same
run, started again after whatever ended it, or one of more replications, computes only what is not there. Its folder is
written beside its place, sealed by its manifest, and moved there by one rename. A finished run with the same hash is
used again. What an interrupted run left is cleaned up.
"""

import shutil
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.metrics import Plan, SeriesKey
from sim.metrics.declared import Integers
from sim.policy import python
from sim.runs import claims, digests, manifest, series_file, tranches_file
from sim.runs.allocator import give_back
from sim.runs.events_file import FILE as EVENTS
from sim.runs.events_file import EventsWriter
from sim.runs.figures import read_off
from sim.runs.folders import CACHE, named, of_folder
from sim.runs.identity import chunk_hash, run_hash
from sim.runs.info import RunInfo
from sim.runs.made import made_by
from sim.runs.names import Names
from sim.runs.put_folder import put_folder
from sim.runs.replicate import Workers, replicate
from sim.runs.results import Results
from sim.runs.run_chunks import RunChunks
from sim.runs.run_sums import RunSums, Sums, by_cluster, here, table_of
from sim.runs.series_file import InMemory, Series, together
from sim.runs.shared import Shared
from sim.runs.source import Keep, Part, Simulate, Source
from sim.runs.whole import MARK, draft_of, is_left_behind

SUMMARY, CURVES = "summary.csv", "curves.parquet"
MAIN_METRIC = "call_capex_usd"
"""The logs kept are those of the replications at P10, P50 and P90 of its sum over the horizon, if no others are."""


EXACT = 1_024
"""Replications whose series are kept, the first; later ones are added up. A multiple of a part's."""

PORTION = 16
"""Replications that are added up at a time: few, for all their series are held, and enough to share the cost."""


class Tables(NamedTuple):
    """What is said of all replications together."""

    summary: pa.Table
    curves: pa.Table


class Summing(Sums, Protocol):
    """Makes the tables (`sim.statistics.summary.Summary`), out of the first replications and any that follow."""

    def tables(self) -> Tables:
        """What is said of all of them."""


@dataclass(frozen=True)
class Order:
    """What to run, and how."""

    model: Any
    """A built scenario: `sim.world.model.Model`."""
    resolved: str
    """The scenario with everything it extends filled in, as YAML."""
    replications: int
    workers: Workers = field(default_factory=Workers)
    logs: int = 0
    """The logs of so many replications are kept, the first; of three typical ones where none is asked for."""
    simulate: Simulate | None = None
    """In place of the engine, where a test wants it."""
    shared: Shared | None = None
    """Where chunks and sums are looked for that are not here, and put."""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    """What the manifest says of where the scenario comes from; no number depends on it."""
    on_measured: Callable[[Results, Path], None] | None = None
    """Called with the results, and the folder in which their numbers lie, before their tables are made."""
    known_hash: str | None = None
    """Its hash, where that has been taken."""

    @cached_property
    def hash(self) -> str:
        """Of all that determines the numbers, as it was when it was first asked for."""
        return self.known_hash or run_hash(self.resolved, self.model.layout.scenario, self.replications)

    @cached_property
    def keys(self) -> tuple[SeriesKey, ...]:
        """Every cell that could be measured."""
        return Plan.of(self.model.layout).keys

    @property
    def folder_name(self) -> str:
        """`baseline-0123456789`."""
        return named(self.model.layout.scenario.name, self.hash)


def run(order: Order, root: Path, summing: Callable[[Results], Summing], again: bool = False) -> Results:
    """The results of an order, from its folder in `root` where it has been run, else run and stored there.

    `summing` begins summary.csv and curves.parquet. With `again`, a finished run is replaced.
    """
    place = root / order.folder_name
    clean(root)
    if not again and finished(place, order):
        return Results.load(place)
    with claims.alone(_claim_of(order, root), order.workers.on_stuck):
        if again or not finished(place, order):
            _make(order, place, summing, again)
            give_back()
    return Results.load(place)


def _claim_of(order: Order, root: Path) -> Path:
    """What stands for the work on a scenario, whatever number of replications it is run for."""
    return root.parent / CACHE / chunk_hash(order.resolved, order.model.layout.scenario, 0)


def _make(order: Order, place: Path, summing: Callable[[Results], Summing], again: bool) -> None:
    """The folder of an order, made beside its place and moved there."""
    begun = time.monotonic()
    work = draft_folder(place)
    try:
        info, tables, facts = _simulate(order, work, summing, again)
        _write_tables(work, order, tables)
        facts |= {"seconds": round(time.monotonic() - begun, 3), **made_by([order.model.layout.scenario]),
                  "inputs": dict(order.inputs)}  # fmt: skip
        manifest.seal(work, facts | {"run": info.to_json()})
        put_folder(work, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def finished(folder: Path, order: Order) -> bool:
    """Whether a folder holds the finished run of an order, with the logs that it asks for."""
    try:
        found = manifest.checked(folder)
    except manifest.IncompleteError:
        return False
    asked = range(min(order.logs, order.replications, EXACT))
    return manifest.info_of(found).hash == order.hash and {*asked} <= {*found["events"]["replications"]}


def simulated(order: Order) -> Results:
    """The results of an order in memory only; logs are simulated again when asked for."""
    return in_memory(order, _replicate(order, order.replications, Keep()))


def in_portions(order: Order, replications: range, figures: Iterable[str] | None = None) -> Iterator[Results]:
    """The same of some replications, a chunk's number at a time, so that memory does not grow with them; where
    `figures` are named, with no other metrics than those that they are read off.
    """
    with closing(_replicate(order, [replications], Keep(metrics=read_off(figures)))) as parts:
        yield from portions(order, parts, series_file.CHUNK)


def hashes_of(order: Order, summing: Callable[[Results], Summing]) -> Iterator[str]:
    """The hash of each replication whose measures are kept, then that of what the others add up to, if there are any:
    what the digest of a run is made of. All is simulated, nothing stored.
    """
    names, n = Names(order.model.layout), min(order.replications, EXACT)
    first, beyond = [], range(n, order.replications)
    with closing(_replicate(order, [range(n), beyond], Keep(events=tranches_file.READ))) as parts:
        for part in islice(parts, n):
            rows = tranches_file.table_of(part.rows, names)
            yield digests.of_replication(part.active, part.values, part.scalars, rows)
            first += [part] if beyond else []
        if beyond:
            summed = summing(in_memory(order, first))
            for _, add in here(portions(order, parts, PORTION)):
                add(summed)
            yield digests.of_table(table_of(summed, len(beyond)))


def clean(root: Path) -> None:
    """Removes temporary folders whose process is gone."""
    for folder in root.glob(f".*{MARK}*"):
        if is_left_behind(folder):
            shutil.rmtree(folder, ignore_errors=True)


# --- the steps


def _simulate(order: Order, work: Path, summing: Callable[[Results], Summing],
              again: bool) -> tuple[RunInfo, Tables, dict[str, Any]]:  # fmt: skip
    """Runs and measures the replications that are not stored, chunk by chunk, and writes the logs that are wanted."""
    made = RunChunks(order, work, EXACT, again)
    sums = RunSums.of(order, made.cache, EXACT, again)
    simulated = sum(map(len, made.missing)) + len(sums.missing)
    if order.workers.cluster is not None:
        made.fill(order.workers.cluster)
    source = Source(order.model, order.workers.engine, order.simulate)
    scalars, hashes = list[dict[str, float]](), list[str]()
    keep = Keep(min(order.logs, EXACT), tranches_file.READ)
    with closing(EventsWriter(work / EVENTS, Names(order.model.layout), order.hash)) as logs:
        with closing(_replicate(order, made.missing, keep)) as parts:
            for place, span in enumerate(made.spans):
                chunk, told = made.chunk(place, parts, order.logs)
                scalars += chunk.scalars
                hashes += chunk.digests
                del chunk  # before the next one grows
                for replication in span[: max(0, order.logs - span.start)]:
                    logs.add(told.pop(replication) if replication in told else source.log(replication))
        stored = series_file.StoredSeries(work, len(scalars))
        results = results_of(order, stored, scalars)
        series_file.write_scalars(work, results.scalars, results.info.hash)
        if order.on_measured is not None:
            order.on_measured(results, work)
        typical = [] if order.logs else _typical(results)
        for replication in typical:
            logs.add(results.log(replication))
    summed, digest = summing(results), None
    if sums.beyond:
        sums.begin(summed)
        stored.let_go()
        digest = _add_up(order, sums, summed)
    kept = typical or list(range(min(order.logs, results.n)))
    said = f"those at P10, P50 and P90 of {MAIN_METRIC} over the horizon" if typical else "those asked for"
    events = {"kept": said, "replications": kept}
    facts = {"engine": order.workers.engine, "simulated": simulated, "events": events, "chunks": made.keys,
             "digest": digests.of_all(hashes if digest is None else [*hashes, digest])}  # fmt: skip
    if digest is not None:
        facts["sums"] = {"key": sums.key, "digest": digest}
    return results.info, summed.tables(), facts


def _add_up(order: Order, sums: RunSums, summed: Summing) -> str:
    """Measure and add the replications beyond the first; the hash of what all of them come to."""
    if order.workers.cluster is not None:
        return sums.add_up(summed, by_cluster(order, summed, sums.missing))
    with closing(_replicate(order, [sums.missing], Keep())) as parts:
        return sums.add_up(summed, here(portions(order, parts, PORTION)))


def portions(order: Order, parts: Iterator[Part], most: int) -> Iterator[Results]:
    """The results of measured replications, so many at a time at most; none of them is held here."""
    for first in parts:
        yield in_memory(order, chain((first,), islice(parts, most - 1)))


def _replicate(order: Order, replications: int | Sequence[range], keep: Keep) -> Generator[Part]:
    return replicate(order.model, replications, order.workers, keep, order.simulate)


def in_memory(order: Order, parts: Iterable[Part]) -> Results:
    """The results of measured replications, each let go once it has its place among them."""
    measured, scalars = deque[tuple[Integers, Integers]](), []
    for part in parts:
        measured.append((part.active, part.values))
        scalars.append(part.scalars)
        del part
    cells, values = together(measured)
    return results_of(order, InMemory(tuple(order.keys[cell] for cell in cells), values), scalars)


def results_of(order: Order, series: Series, scalars: Sequence[dict[str, float]]) -> Results:
    """The results of an order's first measures, by their series and the scalars of each."""
    info = RunInfo.of(order.model.layout, len(scalars), order.hash, order.replications)
    stacked = {name: np.array([of_one[name] for of_one in scalars]) for name in scalars[0]}
    return Results(info, series, stacked, replay=Source(order.model, order.workers.engine, order.simulate).log)


def _typical(results: Results) -> list[int]:
    """The replications at P10, P50 and P90 of the main metric."""
    order = np.argsort(results.series(MAIN_METRIC).sum(axis=1), kind="stable")
    return sorted({int(order[round(share * (results.n - 1))]) for share in (0.1, 0.5, 0.9)})


def _write_tables(work: Path, order: Order, tables: Tables) -> None:
    (work / manifest.SCENARIO).write_text(order.resolved, encoding="utf-8")
    for name, content in python.modules_of(order.model.layout.scenario).items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(content)
    summary = of_folder(tables.summary, order.folder_name)
    pa_csv.write_csv(summary, work / SUMMARY, pa_csv.WriteOptions(quoting_style="needed"))
    pq.write_table(tables.curves, work / CURVES, compression="zstd")


def draft_folder(place: Path) -> Path:
    """An empty folder beside a place, for what will be moved there, or dropped."""
    work = draft_of(place)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work
