"""What a run says of all its replications: summary.csv and curves.parquet.

A line of the summary is a figure (`live_mw@FY2027`): scalars, each series at the end of every whole fiscal
year or summed over it, in total and by grade, and the envelope test. A probability's half-width is that of
Wilson's interval. The curves hold each series' band by month: every cell, and sums marked `all`.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.metrics import Metric
from sim.metrics.declared import Integers, Unit
from sim.runs.figures import value
from sim.runs.results import Results
from sim.runs.store import Tables
from sim.scenario.figure import DIMENSIONS
from sim.statistics.accumulate import Accumulated
from sim.statistics.accumulate_kernel import UNKNOWN
from sim.statistics.intervals import LEVEL, Floats, band, bands, known, mean_interval, students_t, wilson

ALL = "all"
UNSPLIT = ""


class Line(NamedTuple):
    """A line of summary.csv."""

    metric: str
    unit: str
    mean: float
    half_width: float
    level: float
    p10: float
    p50: float
    p90: float
    p_error: float
    """The most by which p10, p50 and p90 are off; 0 where every replication's value was at hand."""
    n: int


SCALES: dict[Unit, float] = {"MW": 1e6, "$": 1.0, "share": 1e12, "months": 1e9, "probability": 1.0, "MW-months": 1e6}
"""What figures are multiplied by to be whole: watts, dollars, and small parts of the rest."""
Row = tuple[str, ...]
"""What a curve is of: names by dimension, metric, unit."""


class Summary:
    """Both tables of a run: exact for the replications it begins with, and accumulated once more are added."""

    def __init__(self, first: Results, level: float = LEVEL) -> None:
        self._first, self._level = first, level
        self._n = first.n
        self._figures: Accumulated | None = None
        self._curves: dict[Row, Accumulated] = {}

    def add(self, more: Results) -> None:
        """The next replications, of which nothing but what they add up to is kept."""
        if self._figures is None:
            self._figures = Accumulated(_whole(self._first))
            self._curves = {row: Accumulated(values.T) for row, values in _rows(self._first)}
        self._figures.add(_whole(more))
        missing = dict.fromkeys(self._curves)
        for row, values in _rows(more):
            if row not in self._curves:  # a cell that no replication before has used
                self._curves[row] = Accumulated.zeros(len(self._first.months), self._n)
            self._curves[row].add(values.T)
            missing.pop(row, None)
        for row in missing:
            self._curves[row].add(np.zeros((len(self._first.months), more.n), dtype=np.int64))
        self._n += more.n

    def tables(self) -> Tables:
        """What is said of all of them."""
        if self._figures is None:
            return self._exact()
        lines = _accumulated_lines(self._first, self._figures, self._level)
        found = []
        for kept in self._curves.values():
            quantiles = kept.quantiles()
            found.append(np.vstack([kept.mean(), quantiles.values, quantiles.errors.max(axis=0)]))
        return Tables(_table_of(lines), _curve_table(self._first, list(self._curves), found))

    def _exact(self) -> Tables:
        """Each metric is read once."""
        lines, rows, found = [], [], []
        for figures, curves in _by_metric(self._first):
            lines += [line(name, unit, values, self._level) for name, unit, values in figures]
            for row, by_month in curves:
                mean_of, band_of = bands(by_month)
                rows.append(row)
                found.append(np.vstack([mean_of, band_of, np.zeros(len(mean_of))]))
        return Tables(_table_of(lines), _curve_table(self._first, rows, found))


def tables(results: Results) -> Tables:
    """Both tables of a run whose every value is at hand."""
    return Summary(results).tables()


def line(metric: str, unit: str, values: Floats, level: float = LEVEL) -> Line:
    """One figure of all replications."""
    sample = known(values)
    if unit == "probability":
        share = wilson(int(sample.sum()), len(sample), level)
        return Line(metric, unit, share.share, share.half_width, level, *band(sample), 0.0, share.n)
    mean = mean_interval(sample, level)
    return Line(metric, unit, mean.mean, mean.half_width, level, *band(sample), 0.0, mean.n)


def _accumulated_lines(first: Results, kept: Accumulated, level: float) -> list[Line]:
    """The same lines from what was accumulated."""
    names = [(name, unit) for figures, _ in _by_metric(first) for name, unit, _ in figures]
    lines, counts, means, quantiles = [], kept.n, kept.mean(), kept.quantiles()
    for place, (name, unit) in enumerate(names):
        n, scale = int(counts[place]), SCALES[unit]
        mean, half = means[place] / scale, students_t(level, n) * kept.deviation(place) / scale / max(n, 1) ** 0.5
        if unit == "probability":
            share = wilson(kept.total(place), n, level)
            mean, half = share.share, share.half_width
        p10, p50, p90 = (float(value) / scale for value in quantiles.values[:, place])
        error = float(quantiles.errors[:, place].max()) / scale
        lines.append(Line(name, unit, float(mean), float(half), level, p10, p50, p90, error, n))
    return lines


Figures = Iterator[tuple[str, Unit, Floats]]
"""Name, unit, and values by replication, computed as they are asked for."""


def _by_metric(results: Results) -> Iterator[tuple[Figures, Iterator[tuple[Row, Integers]]]]:
    """The figures and the curves of each metric, then the chances of envelopes."""
    for metric in results.metrics():
        curves = _margins(results, metric) if metric.kind in ("level", "flow") else iter(())
        yield _figures(results, metric), curves
    yield _chances(results), iter(())


def _whole(results: Results) -> Integers:
    """Every figure as whole numbers: shape (figure, replication)."""
    values = [(SCALES[unit], of) for figures, _ in _by_metric(results) for _, unit, of in figures]
    return np.stack([np.where(np.isnan(of), UNKNOWN, np.rint(np.nan_to_num(of) * scale).astype(np.int64))
                     for scale, of in values])  # fmt: skip


def _rows(results: Results) -> Iterator[tuple[Row, Integers]]:
    """Every curve: integers by (replication, month)."""
    for _, curves in _by_metric(results):
        yield from curves


def _figures(results: Results, metric: Metric) -> Iterator[tuple[str, Unit, Floats]]:
    """The figures of a metric: in total and by grade, of each whole fiscal year."""
    if metric.kind == "scalar":
        yield metric.name, metric.unit, results.scalar(metric.name)
        return
    years = results.whole_years
    grades = results.info.names["grade"] if "grade" in metric.by else ()
    for grade in (None, *grades):
        values = results.yearly(metric.name, **({} if grade is None else {"grade": grade}))[2]
        choice = f"[grade={grade}]" if grade else ""
        for place, year in enumerate(years):
            yield f"{metric.name}{choice}@FY{year}", metric.unit, values[:, place]


def _chances(results: Results) -> Iterator[tuple[str, Unit, Floats]]:
    """Of each envelope's year, whether the programme comes to its amount at least."""
    for envelope in results.envelopes:
        year = envelope["fiscal_year"]
        if year in results.whole_years:
            reached = value(results, f"programme_capex_usd@FY{year}") >= envelope["amount"]
            yield f"programme_reached@FY{year}", "probability", reached.astype(float)


def _table_of(lines: list[Line]) -> pa.Table:
    columns = zip(*lines, strict=True)
    return pa.table({name: list(column) for name, column in zip(Line._fields, columns, strict=True)})


def _curve_table(results: Results, rows: list[Row], found: list[Floats]) -> pa.Table:
    """curves.parquet: mean, band and error of each row by month."""
    months = len(results.months)
    scale = np.repeat([1e-3 if row[-1] == "MW" else 1.0 for row in rows], months)
    columns = {"month": pa.array(np.tile(np.array(results.months, dtype="M8[D]"), len(rows)))}
    for place, name in enumerate((*DIMENSIONS, "metric", "unit")):
        columns[name] = _repeated([row[place] for row in rows], months)
    for name, values in zip(("mean", "p10", "p50", "p90", "p_error"), np.concatenate(found, axis=1), strict=True):
        columns[name] = pa.array(values * scale)
    return pa.table(columns, metadata={"run": results.info.hash})


def _margins(results: Results, metric: Metric) -> Iterator[tuple[Row, Integers]]:
    """Rows and integers by (replication, month): each cell, then sums over some dimensions."""
    keys = [key for key in results.keys if key.metric == metric.name]
    values = results.measured.of(metric.name)
    choices = [(True, False) if dimension in metric.by else (False,) for dimension in DIMENSIONS]
    for kept in product(*choices):
        sums: dict[tuple[str, ...], list[int]] = {} if any(kept) else {_names(metric, kept, None): []}
        for cell, key in enumerate(keys):
            sums.setdefault(_names(metric, kept, key), []).append(cell)
        for names, of_sum in sums.items():
            total = np.zeros((len(values), values.shape[2] - 1), dtype=np.int64)
            for cell in of_sum:  # one by one: together they would be copied first
                total += values[:, cell, 1:]
            yield (*names, metric.name, metric.unit), total


def _names(metric: Metric, kept: tuple[bool, ...], key: tuple[str | None, ...] | None) -> tuple[str, ...]:
    """What stands in the columns of a sum's dimensions: a name, `all`, or nothing where it is not split."""
    return tuple(
        (key[place + 1] or UNSPLIT) if keep and key else (ALL if dimension in metric.by else UNSPLIT)
        for place, (dimension, keep) in enumerate(zip(DIMENSIONS, kept, strict=True))
    )


def _repeated(names: list[str], times: int) -> pa.Array:
    distinct = sorted(set(names))
    index = np.repeat([distinct.index(name) for name in names], times)
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(distinct))
