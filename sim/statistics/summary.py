"""What a run says of all its replications: summary.csv and curves.parquet.

A line of the summary is a figure (`live_mw@FY2027`): scalars, each series at the end of every whole fiscal
year or summed over it, in total and by grade, and the envelope test. A probability's half-width is that of
Wilson's interval. The curves hold each series' band by month: every cell, and sums marked `all`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.metrics.declared import Unit
from sim.runs.results import Results
from sim.runs.store import Tables
from sim.scenario.figure import DIMENSIONS
from sim.statistics.accumulate import Accumulated
from sim.statistics.intervals import (
    LEVEL,
    Floats,
    band,
    band_intervals,
    bands,
    described,
    estimate,
    half_width,
    known,
    students_t,
    wilson,
)
from sim.statistics.said import SCALES, Row, by_metric, named
from sim.statistics.sums import Sums


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
    """The most by which p10, p50 and p90 are off, of values that beyond 1,024 replications are rounded to whole watts
    or dollars; 0 where every replication's value was at hand.
    """
    n: int
    p10_low: float
    """Ends of the intervals of p10, p50 and p90 by order statistics; NaN where n is too small."""
    p10_high: float
    p50_low: float
    p50_high: float
    p90_low: float
    p90_high: float


class Summary:
    """Both tables of a run: exact for the replications it begins with, and added up once more follow."""

    def __init__(self, first: Results, level: float = LEVEL) -> None:
        self._first, self._level = first, level
        self._sums: Sums | None = None

    @property
    def sums(self) -> Sums:
        """What all replications add up to."""
        if self._sums is None:
            self._sums = Sums.of(self._first)
        return self._sums

    def begin(self) -> None:
        """Add up the first, of which no value is asked for afterwards."""
        _ = self.sums

    def add(self, more: Results) -> None:
        """The next replications, of which nothing but what they add up to is kept."""
        self.sums.add(more)

    def part(self) -> Sums:
        """Sums of no replications yet, to be made elsewhere."""
        return self.sums.empty()

    def merge(self, part: Sums) -> None:
        """The next replications, added up elsewhere."""
        self.sums.merge(part)

    def kept(self) -> pa.Table:
        """What all replications add up to, to be stored."""
        return self.sums.table()

    def go_on(self, kept: pa.Table) -> None:
        """From what was stored of the same replications and more."""
        self._sums = Sums.of_table(kept)

    def tables(self) -> Tables:
        """What is said of all of them."""
        if self._sums is None:
            return self._exact()
        lines = lines_of(named(self._first), self._sums.figures, self._level)
        found, curves = [], self._sums.curves
        for kept in curves.values():
            quantiles = kept.quantiles()
            found.append(np.vstack([kept.mean(), quantiles.values, quantiles.errors.max(axis=0)]))
        return Tables(_table_of(lines), _curve_table(self._first, list(curves), found))

    def _exact(self) -> Tables:
        """Each metric is read once."""
        lines, rows, found = [], [], []
        with self._first.measured.kept_open():
            for figures, curves in by_metric(self._first):
                lines += lines_at_once([each for of in figures for each in of.each()], self._level)
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
    mean = estimate(sample, unit, level)
    return Line(metric, unit, mean.mean, mean.half_width, level, *band(sample), 0.0, mean.n,
                *band_intervals(sample, level))  # fmt: skip


def lines_at_once(figures: Sequence[tuple[str, Unit, Floats]], level: float = LEVEL) -> list[Line]:
    """The same of some figures of as many replications each; those that always have a value are taken together."""
    if not figures:
        return []
    values = np.array([of for _, _, of in figures])
    plain = ~np.isnan(values).any(axis=1) & np.array([unit != "probability" for _, unit, _ in figures])
    found, n = iter(described(values[plain], level).tolist()), values.shape[1]
    lines = []
    for (name, unit, of), is_plain in zip(figures, plain.tolist(), strict=True):
        if is_plain:
            mean, half, p10, p50, p90, *ends = next(found)
            lines.append(Line(name, unit, mean, half, level, p10, p50, p90, 0.0, n, *ends))
        else:
            lines.append(line(name, unit, of, level))
    return lines


def lines_of(names: Sequence[tuple[str, Unit]], kept: Accumulated, level: float = LEVEL) -> list[Line]:
    """The same of figures of which this was accumulated."""
    lines, counts, means, quantiles = [], kept.n, kept.mean(), kept.quantiles()
    ends = kept.intervals(level)
    for place, (name, unit) in enumerate(names):
        n, scale = int(counts[place]), SCALES[unit]
        mean, half = means[place] / scale, half_width(students_t(level, n), kept.moments(place).deviation, n, scale)
        if unit == "probability":
            share = wilson(kept.total(place), n, level)
            mean, half = share.share, share.half_width
        p10, p50, p90 = (float(value) / scale for value in quantiles.values[:, place])
        error = float(quantiles.errors[:, place].max()) / scale
        lines.append(Line(name, unit, float(mean), float(half), level, p10, p50, p90, error, n,
                          *(float(end) / scale for end in ends[:, place])))  # fmt: skip
    return lines


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


def _repeated(names: list[str], times: int) -> pa.Array:
    distinct = sorted(set(names))
    index = np.repeat([distinct.index(name) for name in names], times)
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(distinct))
