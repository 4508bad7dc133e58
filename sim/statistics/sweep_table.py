"""The one table that a sweep leaves: each figure of each design point, against the first point by pairs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.runs import manifest
from sim.runs.identity import sources_hash
from sim.runs.periods import Floats
from sim.runs.sweep import Grid, Run, run_grid
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import paired_difference
from sim.statistics.summary import Line, line

TABLE = "sweep"
PAIRED = ("difference_mean", "difference_half_width", "correlation", "variance_ratio")


def sweep(grid: Grid, root: Path, run: Run, again: bool = False,
          on_done: Callable[[int, int], None] | None = None) -> Path:  # fmt: skip
    """The folder of a finished sweep: sweep.csv, sweep.parquet, manifest.json.

    Only design points that it does not hold yet are simulated; with `again`, all of them.
    """
    folder = root / grid.folder_name
    if again:
        shutil.rmtree(folder, ignore_errors=True)
    if not _finished(folder):
        values = run_grid(grid, folder, run, on_done)
        table = sweep_table(grid, values)
        pa_csv.write_csv(table, folder / f"{TABLE}.csv", pa_csv.WriteOptions(quoting_style="needed"))
        pq.write_table(table, folder / f"{TABLE}.parquet")
        manifest.seal(folder, {"sweep": _described(grid), "sources": sources_hash()})
    return folder


def sweep_table(grid: Grid, values: Floats, level: float = LEVEL) -> pa.Table:
    """One line a design point and metric: the levers' values, mean, half-width, band, paired difference."""
    levers = [lever.name for lever in grid.sweep.levers]
    columns: dict[str, list[Any]] = {name: [] for name in (*levers, *Line._fields, *PAIRED)}
    for place, point in enumerate(grid.points):
        for m, metric in enumerate(grid.sweep.metrics):
            row = line(metric, grid.units[m], values[place, m], level)
            difference = paired_difference(values[place, m], values[0, m], level)
            paired = (
                difference.mean,
                difference.half_width,
                difference.correlation,
                difference.variance_ratio,
            )
            cells = (*(text for _, text in point.settings), *row, *paired)
            for column, cell in zip(columns.values(), cells, strict=True):
                column.append(cell)
    return pa.table(columns)


def _finished(folder: Path) -> bool:
    try:
        manifest.read(folder)
    except manifest.IncompleteError:
        return False
    return True


def _described(grid: Grid) -> dict[str, Any]:
    said: dict[str, Any] = grid.sweep.model_dump(exclude_none=True)
    return said | {"hash": grid.hash, "points": len(grid.points), "units": grid.units}
