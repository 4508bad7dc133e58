"""The tables that a sweep leaves: its design points, and each figure of each, against the first point by pairs."""

import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.runs import manifest
from sim.runs.folders import of_folder
from sim.runs.made import made_by
from sim.runs.periods import Floats
from sim.runs.points_apart import worth_it
from sim.runs.prepared import Prepared
from sim.runs.processes import shared_out
from sim.runs.sweep import Run, Simulation, run_points
from sim.runs.whole import put_whole
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import paired_difference
from sim.statistics.summary import Line, line

TABLE, DESIGN = "sweep", "points"
POINT = "design_point"
PAIRED = ("difference_mean", "difference_half_width", "correlation", "variance_ratio")


def sweep(made: Prepared, root: Path, run: Run, again: bool = False,
          on_done: Callable[[int, int], None] | None = None) -> Path:  # fmt: skip
    """The folder of a finished sweep: sweep.csv, sweep.parquet, points.csv, manifest.json.

    Only design points that `root` does not hold yet are simulated; with `again`, all of them.
    """
    begun = time.monotonic()
    folder = root / made.folder_name
    if again:
        shutil.rmtree(folder, ignore_errors=True)
    if not _finished(folder, made):
        values = run_points(made, root, run, again, on_done)
        folder.mkdir(parents=True, exist_ok=True)
        jobs = run.workers.count if isinstance(run, Simulation) and worth_it(made, made.points) else 1
        table = sweep_table(made, values, jobs=jobs)
        usual = pa_csv.WriteOptions(quoting_style="needed")
        for name, content in ((TABLE, table), (DESIGN, points_table(made, table))):
            rows = of_folder(content, made.folder_name)
            put_whole(folder / f"{name}.csv", partial(_write_csv, rows, usual))
        told = table.replace_schema_metadata({"sweep": made.hash})
        put_whole(folder / f"{TABLE}.parquet", partial(pq.write_table, told))
        took = round(time.monotonic() - begun, 3)
        facts = made_by([made.points[0].scenario]) | {"seconds": took, "inputs": dict(made.inputs)}
        own = (f"{TABLE}.csv", f"{DESIGN}.csv", f"{TABLE}.parquet")
        manifest.seal(folder, facts | {"sweep": _described(made)}, only=own)
    return folder


def sweep_table(made: Prepared, values: Sequence[Floats], level: float = LEVEL, jobs: int = 1) -> pa.Table:
    """One line a design point and metric: what moves, mean, half-width, band, paired difference; by so many processes.

    Where points have other numbers of replications, those are paired that both have.
    """
    columns: dict[str, list[Any]] = {name: [] for name in (POINT, *made.sweep.headings, *Line._fields, *PAIRED)}
    lines_of = partial(_lines_of, made.sweep.metrics, made.units, values[0], level)
    for place, lines in enumerate(shared_out(lines_of, values, jobs)):
        shown = [made.points[place].value(axis.key) for axis in made.sweep.axes]
        for cells in lines:
            for column, cell in zip(columns.values(), (place + 1, *shown, *cells), strict=True):
                column.append(cell)
    return pa.table(columns)


def _lines_of(metrics: Sequence[str], units: Sequence[str], first: Floats, level: float,
              values: Floats) -> list[tuple[Any, ...]]:  # fmt: skip
    """What is said of each metric of one design point, and of its difference from the first."""
    lines = []
    both = min(values.shape[1], first.shape[1])
    for m, metric in enumerate(metrics):
        difference = paired_difference(values[m, :both], first[m, :both], level)
        paired = difference.mean, difference.half_width, difference.correlation, difference.variance_ratio
        lines.append((*line(metric, units[m], values[m], level), *paired))
    return lines


def points_table(made: Prepared, table: pa.Table) -> pa.Table:
    """One line a design point: what moves, its replications, then the mean of each figure and its half-width, of the
    sweep's table.
    """
    columns: dict[str, Any] = {POINT: list(range(1, len(made.points) + 1))}
    metrics = made.sweep.metrics
    for heading in made.sweep.headings:
        columns[heading] = table[heading].take(pa.array(range(0, len(table), len(metrics))))
    columns["replications"] = [point.replications for point in made.points]
    for m, metric in enumerate(metrics):
        of_metric = table.take(pa.array(range(m, len(table), len(metrics))))
        columns[metric], columns[f"{metric} half_width"] = of_metric["mean"], of_metric["half_width"]
    return pa.table(columns)


def _write_csv(rows: pa.Table, options: pa_csv.WriteOptions, path: Path) -> None:
    pa_csv.write_csv(rows, path, options)


def _finished(folder: Path, made: Prepared) -> bool:
    try:
        found = manifest.checked(folder)
    except manifest.IncompleteError:
        return False
    told = found.get("sweep", {})
    return bool(told.get("hash") == made.hash and "kept" in told)


def _described(made: Prepared) -> dict[str, Any]:
    said: dict[str, Any] = made.sweep.model_dump(mode="json", exclude_none=True, by_alias=True)
    points = [dict(point.settings) for point in made.points]
    runs = [point.hash for point in made.points]
    kept = [made.kept_name(point) for point in made.points]
    return said | {"hash": made.hash, "design_points": points, "runs": runs, "kept": kept, "units": made.units,
                   "replications": min(point.replications for point in made.points),
                   "simulated": sum(point.replications for point in made.points)}  # fmt: skip
