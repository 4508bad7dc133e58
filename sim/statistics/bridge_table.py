"""The tables that a bridge leaves: each change's contribution to the difference of each figure, and by replication."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.metrics import catalogue
from sim.runs import manifest
from sim.runs.between import Bridge
from sim.runs.folders import of_folder
from sim.runs.made import inputs_of, made_by
from sim.runs.periods import Floats
from sim.runs.sweep import Run, run_points
from sim.runs.whole import put_whole
from sim.scenario.figure import Figure
from sim.statistics.bridge import Terms, in_turn, shapley
from sim.statistics.intervals import LEVEL, Interval, mean_interval
from sim.statistics.valued import refuse_without_value

TABLE, BY_REPLICATION = "bridge.csv", "terms.parquet"
METHODS = {True: "the mean over all orders of the changes (Shapley)", False: "the changes in turn, in this order"}


class Line(NamedTuple):
    """A line of a bridge: one of its ends, a change, or the difference."""

    what: str
    kind: str
    """`scenario`, `change` or `difference`."""
    keys: str
    interval: Interval


class Bridged(NamedTuple):
    """What a bridge says of one figure."""

    metric: str
    unit: str
    lines: list[Line]
    """The first scenario, the changes, the second scenario, the difference."""
    terms: Terms


def store(bridge: Bridge, root: Path, points: Path, run: Run,
          on_done: Callable[[int, int], None] | None = None) -> tuple[Path, list[Bridged]]:  # fmt: skip
    """The folder of a bridge and what it says: bridge.csv, terms.parquet, manifest.json.

    Only the scenarios that `points` does not hold yet are simulated.
    """
    begun = time.monotonic()
    values = np.stack(run_points(bridge, points, run, on_done=on_done))
    found = [_bridged(bridge, place, values[:, place]) for place in range(len(bridge.metrics))]
    folder = root / bridge.folder_name
    folder.mkdir(parents=True, exist_ok=True)
    usual = pa_csv.WriteOptions(quoting_style="needed")
    rows = of_folder(table(bridge, found), bridge.folder_name)
    put_whole(folder / TABLE, lambda draft: pa_csv.write_csv(rows, draft, usual))
    told = by_replication(bridge, found).replace_schema_metadata({"bridge": bridge.hash})
    put_whole(folder / BY_REPLICATION, partial(pq.write_table, told))
    inputs = {key: inputs_of(one.files, one.stages) for key, one in (("from", bridge.one), ("to", bridge.other))}
    facts = made_by(point.scenario for point in bridge.points) | {"inputs": inputs}
    facts["seconds"] = round(time.monotonic() - begun, 3)
    manifest.seal(folder, facts | {"bridge": _described(bridge)})
    return folder, found


def _bridged(bridge: Bridge, place: int, values: Floats) -> Bridged:
    """What a bridge says of its figure at a place; `values` by scenario and replication."""
    metric = bridge.metrics[place]
    unit = catalogue()[Figure.parse(metric).metric].unit
    by_taken = {point.taken: of_one for point, of_one in zip(bridge.points, values, strict=True)}
    refuse_without_value(metric, values)
    terms = (shapley if bridge.every else in_turn)(by_taken, len(bridge.changes), unit)
    first, last = values[0], values[-1]
    return Bridged(metric, unit, [*_lines(bridge, terms, first, last)], terms)


def _lines(bridge: Bridge, terms: Terms, first: Floats, last: Floats) -> Iterator[Line]:
    yield Line(bridge.one.scenario.name, "scenario", "", mean_interval(first))
    for place, change in enumerate(bridge.changes):
        yield Line(change.name, "change", " ".join(change.keys), terms.interval(place))
    yield Line(bridge.other.scenario.name, "scenario", "", mean_interval(last))
    yield Line("difference", "difference", "", mean_interval(terms.whole / terms.per_unit))


def table(bridge: Bridge, found: list[Bridged]) -> pa.Table:
    """One line a figure and change: its mean contribution with half-width, and the keys that it changes."""
    names = ("metric", "unit", "term", "kind", "mean", "half_width", "level", "n", "method", "keys")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    method = METHODS[bridge.every]
    for of_one in found:
        for what, kind, keys, interval in of_one.lines:
            cells = (of_one.metric, of_one.unit, what, kind, interval.mean, interval.half_width, LEVEL, interval.n,
                     method, keys)  # fmt: skip
            for column, cell in zip(columns.values(), cells, strict=True):
                column.append(cell)
    return pa.table(columns)


def by_replication(bridge: Bridge, found: list[Bridged]) -> pa.Table:
    """One line a figure, change and replication: its contribution, in the figure's unit."""
    tables = []
    for of_one in found:
        n = of_one.terms.parts.shape[1]
        for place, change in enumerate(bridge.changes):
            tables.append(pa.table({
                "metric": pa.repeat(of_one.metric, n), "unit": pa.repeat(of_one.unit, n),
                "term": pa.repeat(change.name, n), "replication": np.arange(n), "value": of_one.terms.of(place),
            }))  # fmt: skip
    return pa.concat_tables(tables)


def _described(bridge: Bridge) -> dict[str, Any]:
    return {
        "from": bridge.one.scenario.name, "to": bridge.other.scenario.name, "hash": bridge.hash,
        "metrics": list(bridge.metrics), "changes": {change.name: list(change.keys) for change in bridge.changes},
        "method": METHODS[bridge.every], "replications": bridge.points[0].replications,
        "kept": [bridge.kept_name(point) for point in bridge.points],
    }  # fmt: skip
