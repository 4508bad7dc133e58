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
from sim.runs.figures import value
from sim.runs.periods import periods
from sim.runs.results import Results
from sim.runs.store import Tables
from sim.scenario.figure import DIMENSIONS
from sim.statistics.intervals import LEVEL, Floats, band, bands, known, mean_interval, wilson

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
    n: int


def tables(results: Results, level: float = LEVEL) -> Tables:
    """Both tables of a run: the figures with mean, half-width and band, and the curves. Each metric is read once."""
    lines: list[Line] = []
    drawn = Curves(results)
    for metric in results.metrics():
        lines += _lines(results, metric, level)
        drawn.add(metric)
    lines += _chances(results, level)
    columns = zip(*lines, strict=True)
    return Tables(pa.table({name: list(column) for name, column in zip(Line._fields, columns, strict=True)}),
                  drawn.table())  # fmt: skip


def line(metric: str, unit: str, values: Floats, level: float = LEVEL) -> Line:
    """One figure of all replications."""
    sample = known(values)
    if unit == "probability":
        share = wilson(int(sample.sum()), len(sample), level)
        return Line(metric, unit, share.share, share.half_width, level, *band(sample), share.n)
    mean = mean_interval(sample, level)
    return Line(metric, unit, mean.mean, mean.half_width, level, *band(sample), mean.n)


def _lines(results: Results, metric: Metric, level: float) -> Iterator[Line]:
    """The figures of a metric: in total and by grade, of each whole fiscal year."""
    if metric.kind == "scalar":
        yield line(metric.name, metric.unit, results.scalar(metric.name), level)
        return
    years = _years(results)
    grades = results.info.names["grade"] if "grade" in metric.by else ()
    for grade in (None, *grades):
        values = results.yearly(metric.name, **({} if grade is None else {"grade": grade}))[2]
        choice = f"[grade={grade}]" if grade else ""
        for place, year in enumerate(years):
            yield line(f"{metric.name}{choice}@FY{year}", metric.unit, values[:, place], level)


def _years(results: Results) -> list[int]:
    return [results.fiscal_years[period.months[-1]] for period in periods(results.info, "year")]


def _chances(results: Results, level: float) -> Iterator[Line]:
    """Of each envelope's year, the chance that it is reached."""
    for envelope in results.envelopes:
        if envelope["fiscal_year"] in _years(results):
            yield _reached(results, envelope["fiscal_year"], envelope["amount"], level)


def _reached(results: Results, year: int, amount: float, level: float) -> Line:
    """The chance that the programme of a fiscal year comes to its envelope's amount at least."""
    reached = value(results, f"programme_capex_usd@FY{year}") >= amount
    return line(f"programme_reached@FY{year}", "probability", reached.astype(float), level)


class Curves:
    """curves.parquet in the making."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._rows: list[tuple[str, ...]] = []
        self._found: list[Floats] = []

    def add(self, metric: Metric) -> None:
        """The band of a series by month, for every cell and for sums over its dimensions; nothing of what is none."""
        if metric.kind in ("level", "flow"):
            for names, by_month in _margins(self._results, metric):
                self._rows.append((*names, metric.name, metric.unit))
                mean_of, band_of = bands(by_month)
                self._found.append(np.vstack([mean_of, band_of]))

    def table(self) -> pa.Table:
        """All that was added."""
        months = len(self._results.months)
        mean, p10, p50, p90 = np.concatenate(self._found, axis=1)
        scale = np.repeat([1e-3 if row[-1] == "MW" else 1.0 for row in self._rows], months)
        columns = {"month": pa.array(np.tile(np.array(self._results.months, dtype="M8[D]"), len(self._rows)))}
        for place, name in enumerate((*DIMENSIONS, "metric", "unit")):
            columns[name] = _repeated([row[place] for row in self._rows], months)
        for name, band_values in (("mean", mean), ("p10", p10), ("p50", p50), ("p90", p90)):
            columns[name] = pa.array(band_values * scale)
        return pa.table(columns)


def _margins(results: Results, metric: Metric) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Names by dimension and integers by (replication, month): each cell, then sums over some dimensions."""
    keys = [key for key in results.keys if key.metric == metric.name]
    values = results.measured.of(metric.name)
    choices = [(True, False) if dimension in metric.by else (False,) for dimension in DIMENSIONS]
    for kept in product(*choices):
        sums: dict[tuple[str, ...], list[int]] = {} if any(kept) else {_names(metric, kept, None): []}
        for cell, key in enumerate(keys):
            sums.setdefault(_names(metric, kept, key), []).append(cell)
        for names, of_sum in sums.items():
            yield names, values[:, of_sum, 1:].sum(axis=1)


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
