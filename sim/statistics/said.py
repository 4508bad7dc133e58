"""What is said of each replication: its figures, each with its unit, and its curves, integers by month."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, product
from typing import Any, NamedTuple

import numpy as np

from sim.metrics import Metric, SeriesKey
from sim.metrics.declared import Integers, Unit
from sim.runs.figures import value
from sim.runs.results import Results
from sim.runs.series_file import summed
from sim.scenario.figure import DIMENSIONS
from sim.statistics.accumulate import FARTHEST
from sim.statistics.accumulate_kernel import UNKNOWN
from sim.statistics.intervals import Floats

ALL = "all"
UNSPLIT = ""

SCALES: dict[Unit, float] = {"MW": 1e6, "$": 1.0, "share": 1e12, "months": 1e9, "probability": 1.0, "MW-months": 1e6}
"""What figures are multiplied by to be whole: watts, dollars, and small parts of the rest."""
Row = tuple[str, ...]
"""What a curve is of: names by dimension, metric, unit."""


class Figures(NamedTuple):
    """Figures that are read together: of a metric those of each whole fiscal year, in total, then grade by grade."""

    names: list[str]
    unit: Unit
    read: Callable[[], Floats]
    """Their values: shape (replication, figure)."""

    def each(self) -> Iterator[tuple[str, Unit, Floats]]:
        """Name, unit, and values by replication."""
        for name, values in zip(self.names, self.read().T, strict=True):
            yield name, self.unit, values

    def whole(self) -> Integers:
        """Their values as whole numbers: shape (figure, replication)."""
        return whole_of(self.read().T, self.unit)


class SumsOver(NamedTuple):
    """What the curves of a metric are of, and of which of its cells each is the sum."""

    rows: list[Row]
    ends: Integers
    """Where the cells of each row end in `cells`, in which they stand row by row."""
    cells: Integers

    @classmethod
    def of(cls, sums: Mapping[Row, Sequence[int]]) -> "SumsOver":
        """By the cells of each row."""
        ends = np.cumsum([len(cells) for cells in sums.values()], dtype=np.int64)
        return cls([*sums], ends, np.array([*chain.from_iterable(sums.values())], dtype=np.int64))

    def each(self) -> Iterator[tuple[Row, list[int]]]:
        """Each row and its cells."""
        cells, first = self.cells.tolist(), 0
        for row, end in zip(self.rows, self.ends.tolist(), strict=True):
            yield row, cells[first:end]
            first = end


@dataclass(frozen=True)
class Curves:
    """The curves of a metric; its values are read once they are asked for."""

    results: Results
    metric: str
    over: SumsOver

    @property
    def values(self) -> Integers:
        """Of each cell: shape (replication, cell, 1 + months), the opening state first."""
        return self.results.measured.of(self.metric)

    def those(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Integers]]:
        """Some of them: rows, and integers by (replication, month)."""
        if rows:
            values = self.values[..., 1:]
            for row, cells in self.over.each():
                if row in rows:
                    yield row, summed(values, cells)

    def __iter__(self) -> Iterator[tuple[Row, Integers]]:
        """All of them, each computed as it is asked for."""
        return self.those(self.over.rows)


NO_SUMS = SumsOver.of({})


def by_metric(results: Results) -> Iterator[tuple[list[Figures], Curves]]:
    """The figures and the curves of each metric, then the chances of envelopes: nothing is read before it is asked for,
    and who reads both of a metric before the next reads it once.
    """
    keys = _keys(results)
    for metric in results.metrics():
        yield [_figures(results, metric)], Curves(results, metric.name, _sums_of(metric, keys))
    yield _chances(results), Curves(results, "", NO_SUMS)


def named(results: Results) -> list[tuple[str, Unit]]:
    """Every figure's name and unit, in order; no value is read."""
    return [(name, of.unit) for figures, _ in by_metric(results) for of in figures for name in of.names]


def curves_named(results: Results) -> list[Row]:
    """What every curve is of, in order; no value is read."""
    keys = _keys(results)
    return [row for metric in results.metrics() for row in _sums_of(metric, keys).rows]


def whole_of(values: Floats, unit: Unit) -> Integers:
    """A figure's values as whole numbers, UNKNOWN where a replication has none; OverflowError from 2^62 on."""
    missing = np.isnan(values)
    scaled = np.rint(np.where(missing, 0.0, values) * SCALES[unit])
    if np.abs(scaled).max(initial=0.0) >= FARTHEST:
        farthest = values.flat[np.abs(scaled).argmax()]
        raise OverflowError(f"a figure comes to {farthest:.2g} {unit}, more than is added up")
    return np.where(missing, UNKNOWN, scaled.astype(np.int64))


def _figures(results: Results, metric: Metric) -> Figures:
    if metric.kind == "scalar":
        return Figures([metric.name], metric.unit, lambda: results.scalar(metric.name)[:, None])
    grades = results.info.names["grade"] if "grade" in metric.by else ()
    choices = [{}, *({"grade": grade} for grade in grades)]
    names = [f"{metric.name}{choice}@FY{year}" for choice in ("", *(f"[grade={grade}]" for grade in grades))
             for year in results.whole_years]  # fmt: skip
    return Figures(names, metric.unit, partial(_yearly, results, metric.name, choices))


def _yearly(results: Results, name: str, choices: Sequence[Mapping[str, str]]) -> Floats:
    return results.yearly_by(name, choices).reshape(results.n, -1)


def _chances(results: Results) -> list[Figures]:
    """Of each envelope's year, whether the programme comes to its amount at least."""
    return [Figures([f"programme_reached@FY{each['fiscal_year']}"], "probability", partial(_reached, results, each))
            for each in results.envelopes if each["fiscal_year"] in results.whole_years]  # fmt: skip


def _reached(results: Results, envelope: dict[str, Any]) -> Floats:
    spent = value(results, f"programme_capex_usd@FY{envelope['fiscal_year']}")
    reached: Floats = (spent >= envelope["amount"]).astype(np.float64)[:, None]
    return reached


def _keys(results: Results) -> dict[str, tuple[SeriesKey, ...]]:
    """The cells of each metric that has any."""
    return {name: (*cells,) for name, cells in results.cells.items()}


def _sums_of(metric: Metric, keys: dict[str, tuple[SeriesKey, ...]]) -> SumsOver:
    if metric.kind not in ("level", "flow"):
        return NO_SUMS
    return _sums_over(metric, keys.get(metric.name, ()))


@lru_cache(maxsize=256)
def _sums_over(metric: Metric, keys: tuple[SeriesKey, ...]) -> SumsOver:
    """Of cells, which hardly change from some replications to the next: each, then sums over some dimensions."""
    found: dict[Row, list[int]] = {}
    choices = [(True, False) if dimension in metric.by else (False,) for dimension in DIMENSIONS]
    for kept in product(*choices):
        sums: dict[tuple[str, ...], list[int]] = {} if any(kept) else {_names(metric, kept, None): []}
        for cell, key in enumerate(keys):
            sums.setdefault(_names(metric, kept, key), []).append(cell)
        found |= {(*names, metric.name, metric.unit): cells for names, cells in sums.items()}
    return SumsOver.of(found)


def _names(metric: Metric, kept: tuple[bool, ...], key: tuple[str | None, ...] | None) -> tuple[str, ...]:
    """What stands in the columns of a sum's dimensions: a name, `all`, or nothing where it is not split."""
    return tuple(
        (key[place + 1] or UNSPLIT) if keep and key else (ALL if dimension in metric.by else UNSPLIT)
        for place, (dimension, keep) in enumerate(zip(DIMENSIONS, kept, strict=True))
    )
