"""Every curve of some runs: by metric, region, grade and holder, each with its band and its difference from the first.

Levels are told by month, flows by whole fiscal quarter, for a month's flow is mostly chance. All is in whole numbers:
kW, dollars, millionths of a share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from sim.metrics import Metric, SeriesKey
from sim.runs.periods import gathered, periods
from sim.runs.results import Results
from sim.statistics.intervals import LEVEL, Floats, bands
from sim.statistics.paired import paired_by_column

BY = ("region", "grade", "holder")
"""The dimensions that are chosen from; over the others curves are sums."""
MILLION = 1_000_000
"""What a share is multiplied by."""
Cell = tuple[str | None, ...]
"""A name of each dimension of BY, or None for all of it."""
FIRST = (None,) * len(BY)


@dataclass(frozen=True)
class CellCurve:
    """One curve of one run, in whole units, each row by period."""

    band: Floats
    """P10, P50 and P90."""
    difference: Floats | None
    """Mean and half-width of the run less the first; None for the first itself, and where they agree throughout."""


@dataclass(frozen=True)
class MetricCurves:
    """The curves of a metric: its cells, and for each run, each cell's curve, None where it is zero throughout."""

    metric: Metric
    by_month: bool
    cells: tuple[Cell, ...]
    of: tuple[tuple[CellCurve | None, ...], ...]
    """By run, then by cell."""


def curves_of(runs: Sequence[Results]) -> Iterator[MetricCurves]:
    """Every metric that is a curve and not zero throughout; the runs share their draws, the first is compared with."""
    shared = [metric for metric in runs[0].metrics() if all(metric.name in run.info.metrics for run in runs)]
    for metric in shared:
        if metric.kind == "ratio":
            yield _ratio(runs, metric)
        elif metric.kind != "scalar":
            keys = [[key for key in run.keys if key.metric == metric.name] for run in runs]
            if any(keys):
                yield _series(runs, metric, keys)


def _ratio(runs: Sequence[Results], metric: Metric) -> MetricCurves:
    values = [np.rint(run.quarterly(metric.name)[2] * MILLION)[:, None] for run in runs]
    found = tuple(_curves(of, values[0], place) for place, of in enumerate(values))
    return MetricCurves(metric, False, (FIRST,), found)


def _series(runs: Sequence[Results], metric: Metric, keys: Sequence[Sequence[SeriesKey]]) -> MetricCurves:
    cells, by_month = cells_of(runs[0], metric, [key for of_run in keys for key in of_run]), metric.kind == "level"
    first: Floats | None = None
    found = []
    for place, run in enumerate(runs):
        values = _summed(run, metric, keys[place], cells)
        if not by_month:
            values = gathered(values, periods(run.info, "quarter"), level=False)
        first = values if first is None else first
        found.append(_curves(values, first, place))
    return MetricCurves(metric, by_month, cells, tuple(found))


def cells_of(run: Results, metric: Metric, keys: Sequence[SeriesKey]) -> tuple[Cell, ...]:
    """All, and each name, of every dimension that a metric is split by, where it has more than one."""
    names: list[list[str | None]] = []
    for dimension in BY:
        there = {getattr(key, dimension) for key in keys} if dimension in metric.by else set()
        order = [name for name in (*run.info.names[dimension], "none") if name in there]
        names.append([None, *order] if len(order) > 1 else [None])
    return tuple(cell for cell in product(*names) if any(_holds(cell, key) for key in keys))


def _holds(cell: Cell, key: SeriesKey) -> bool:
    return all(name in (None, getattr(key, dimension)) for dimension, name in zip(BY, cell, strict=True))


def _summed(run: Results, metric: Metric, keys: Sequence[SeriesKey], cells: Sequence[Cell]) -> Floats:
    """Shape (replication, cell, month); sums of whole kW and dollars, which are exact below 2⁵³."""
    if not keys:
        return np.zeros((run.n, len(cells), len(run.months)))
    parts = np.array([[_holds(cell, key) for key in keys] for cell in cells], dtype=np.float64)
    summed: Floats = parts @ run.measured.of(metric.name)[:, :, 1:].astype(np.float64)
    return summed


def _curves(values: Floats, first: Floats, place: int) -> tuple[CellCurve | None, ...]:
    """Of each cell, from values of shape (replication, cell, period)."""
    n, count, length = values.shape
    quantiles = _quantiles(values).reshape(3, count, length)
    difference = None
    if place:
        of_all = paired_by_column(values.reshape(n, -1), first.reshape(n, -1), LEVEL)
        difference = np.stack(of_all).reshape(2, count, length)
    return tuple(_curve(quantiles[:, cell], None if difference is None else difference[:, cell])
                 for cell in range(count))  # fmt: skip


def _curve(band: Floats, difference: Floats | None) -> CellCurve | None:
    if difference is not None and not difference[0].any() and not np.nan_to_num(difference[1]).any():
        difference = None
    return CellCurve(band, difference) if band.any() or difference is not None else None


def _quantiles(values: Floats) -> npt.NDArray[np.float64]:
    """P10, P50 and P90 of each column of replications; NaN where a replication has no value."""
    found: Floats = bands(values)[1]
    unknown = np.isnan(values).any(axis=0).reshape(-1)
    return np.where(unknown, np.nan, found) if unknown.any() else found
