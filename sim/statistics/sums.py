"""What the figures and curves of many replications add up to: to go on with, to keep, to put together with others."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from sim.metrics.declared import Integers
from sim.runs.results import Results
from sim.statistics.accumulate import ARRAYS, Accumulated
from sim.statistics.said import Curves, Row, SumsOver, by_metric, curves_named, named

ABOUT = b"about"
"""In a table's metadata: names of curves, number of figures, of months and of replications."""


class Sums:
    """Sums, spans and counts of each figure, and of each month of each curve, of some replications.

    All lie in one table, in the order in which they are stored: there are a hundred thousand, and pieces of their
    memory would stand between what comes and goes.
    """

    def __init__(self, every: Accumulated, rows: Sequence[Row], months: int, n: int) -> None:
        """`every` holds the figures, then each month of each of the rows, which are sorted."""
        self._every, self._months, self.n = every, months, n
        self._figures = len(every.arrays()[0]) - len(rows) * months
        self._places = {row: place for place, row in enumerate(rows)}
        self._later: dict[Row, Accumulated] = {}
        """Curves that no replication before used; they take their places when the table is asked for."""

    @classmethod
    def of(cls, first: Results) -> "Sums":
        """Of the first replications, which say where quantiles will be looked for."""
        rows, months = sorted(curves_named(first)), len(first.months)
        sums = cls(Accumulated.blank(len(named(first)) + len(rows) * months), rows, months, first.n)
        for curves in sums._figures_of(first, Accumulated.begin):
            for row, values in curves:
                sums._curve(row).begin(values.T)
        return sums

    @property
    def figures(self) -> Accumulated:
        """Those of the figures."""
        return self._every.part(slice(self._figures))

    @property
    def curves(self) -> dict[Row, Accumulated]:
        """By name, so that it does not matter which replications used one first."""
        self._settle()
        return {row: self._curve(row) for row in self._places}

    def empty(self) -> "Sums":
        """The same figures and curves, of no replications yet."""
        self._settle()
        return Sums(self._every.empty(), [*self._places], self._months, 0)

    def add(self, more: Results) -> None:
        """Replications that are none of those before, of which nothing but what they add up to is kept."""
        missing = dict.fromkeys([*self._places, *self._later])
        values = np.zeros((more.n, 0, 1 + self._months), dtype=np.int64)
        for curves in self._figures_of(more, Accumulated.add):
            if not len(curves.over.cells):
                continue
            values = curves.values
            self._add_sums(values, curves.over)
            for row, of_row in curves.those(self._without_place(curves.over.rows)):
                self._curve(row).add(of_row.T)
            for row in curves.over.rows:
                missing.pop(row, None)
        self._add_sums(values, SumsOver.of(dict.fromkeys(missing, ())))  # sums of no cells, whatever values those are
        for row in self._without_place(missing):
            self._curve(row).add(np.zeros((self._months, more.n), dtype=np.int64))
        self.n += more.n

    def _figures_of(self, results: Results, take: Callable[[Accumulated, Integers], None]) -> Iterator[Curves]:
        """Have the figures of each metric taken; its curves."""
        place = 0
        for of_metric, curves in by_metric(results):
            for figures in of_metric:
                end = place + len(figures.names)
                take(self._every.part(slice(place, end)), figures.whole())
                place = end
            yield curves

    def _without_place(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row not in self._places]

    def _add_sums(self, values: Integers, over: SumsOver) -> None:
        """Add to those curves that have a place what some cells of `values` come to."""
        places = [self._figures + self._months * self._places[row] if row in self._places else -1 for row in over.rows]
        self._every.add_sums(values, over.ends, over.cells, np.array(places, dtype=np.int64))

    def merge(self, other: "Sums") -> None:
        """What other replications came to, by the same first ones."""
        self.figures.merge(other.figures)
        missing = dict.fromkeys([*self._places, *self._later])
        for row, kept in other.curves.items():
            self._curve(row).merge(kept)
            missing.pop(row, None)
        for row in missing:
            self._curve(row).add(np.zeros((self._months, other.n), dtype=np.int64))
        self.n += other.n

    def _curve(self, row: Row) -> Accumulated:
        """A curve; one that no replication before has used was zero in all of them."""
        place = self._places.get(row)
        if place is not None:
            first = self._figures + place * self._months
            return self._every.part(slice(first, first + self._months))
        if row not in self._later:
            self._later[row] = Accumulated.zeros(self._months, self.n)
        return self._later[row]

    def _settle(self) -> None:
        """Give later curves their places in the table."""
        if not self._later:
            return
        rows = sorted([*self._places, *self._later])
        parts = [self.figures, *map(self._curve, rows)]
        self._every = Accumulated.of_arrays([np.concatenate(arrays) for arrays in
                                             zip(*(part.arrays() for part in parts), strict=True)])  # fmt: skip
        self._places, self._later = {row: place for place, row in enumerate(rows)}, {}

    def table(self) -> pa.Table:
        """All of it as it stands, with what is added afterwards: a row a figure, then a row a month of each curve."""
        self._settle()
        about = {"curves": [*self._places], "figures": self._figures, "months": self._months, "n": self.n}
        return table_of(self._every).replace_schema_metadata({ABOUT: json.dumps(about)})

    @classmethod
    def of_table(cls, table: pa.Table) -> "Sums":
        """What `table` gave."""
        about = json.loads(table.schema.metadata[ABOUT])
        rows = [tuple(row) for row in about["curves"]]
        return cls(Accumulated.of_arrays(arrays_of(table)), rows, about["months"], about["n"])


def table_of(kept: Accumulated) -> pa.Table:
    """A row for each figure; its numbers are those of what it was made of, and no others."""
    columns, arrays = {}, list[np.ndarray](kept.arrays())
    for name, values in zip(ARRAYS, arrays, strict=True):
        columns[name] = pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), values[0].size)
    return pa.table(columns)


def arrays_of(table: pa.Table) -> list[np.ndarray]:
    """All that `table_of` was made of, as `Accumulated` takes it, figures being rows; it can be added to."""
    arrays = []
    for name, (kind, shape) in ARRAYS.items():
        values, first = np.empty((len(table), *shape), dtype=kind), 0
        for chunk in table[name].chunks:
            values[first : first + len(chunk)].reshape(-1)[:] = chunk.flatten().to_numpy(zero_copy_only=False)
            first += len(chunk)
        arrays.append(values)
    return arrays
