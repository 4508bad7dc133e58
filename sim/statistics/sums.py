"""What the figures and curves of many replications add up to: to go on with, to keep, to put together with others."""

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from sim.runs.results import Results
from sim.statistics.accumulate import ARRAYS, Accumulated
from sim.statistics.said import Row, rows, whole

ABOUT = b"about"
"""In a table's metadata: names of curves, number of figures, of months and of replications."""


class Sums:
    """Sums, spans and counts of each figure, and of each month of each curve, of some replications."""

    def __init__(self, figures: Accumulated, curves: dict[Row, Accumulated], months: int, n: int) -> None:
        self.figures, self._curves, self._months, self.n = figures, curves, months, n

    @classmethod
    def of(cls, first: Results) -> "Sums":
        """Of the first replications, which say where quantiles will be looked for."""
        curves = {row: Accumulated(values.T) for row, values in rows(first)}
        return cls(Accumulated(whole(first)), curves, len(first.months), first.n)

    @property
    def curves(self) -> dict[Row, Accumulated]:
        """By name, so that it does not matter which replications used one first."""
        return dict(sorted(self._curves.items()))

    def empty(self) -> "Sums":
        """The same figures and curves, of no replications yet."""
        curves = {row: kept.empty() for row, kept in self._curves.items()}
        return Sums(self.figures.empty(), curves, self._months, 0)

    def add(self, more: Results) -> None:
        """Replications that are none of those before, of which nothing but what they add up to is kept."""
        self.figures.add(whole(more))
        missing = dict.fromkeys(self._curves)
        for row, values in rows(more):
            self._curve(row).add(values.T)
            missing.pop(row, None)
        for row in missing:
            self._curves[row].add(np.zeros((self._months, more.n), dtype=np.int64))
        self.n += more.n

    def merge(self, other: "Sums") -> None:
        """What other replications came to, by the same first ones."""
        self.figures.merge(other.figures)
        missing = dict.fromkeys(self._curves)
        for row, kept in other._curves.items():
            self._curve(row).merge(kept)
            missing.pop(row, None)
        for row in missing:
            self._curves[row].add(np.zeros((self._months, other.n), dtype=np.int64))
        self.n += other.n

    def _curve(self, row: Row) -> Accumulated:
        """A curve; one that no replication before has used was zero in all of them."""
        if row not in self._curves:
            self._curves[row] = Accumulated.zeros(self._months, self.n)
        return self._curves[row]

    def table(self) -> pa.Table:
        """All of it: a row a figure, then a row a month of each curve."""
        curves = self.curves
        figures = len(self.figures.arrays()[0])
        about = {"curves": [*curves], "figures": figures, "months": self._months, "n": self.n}
        return table_of([self.figures, *curves.values()]).replace_schema_metadata({ABOUT: json.dumps(about)})

    @classmethod
    def of_table(cls, table: pa.Table) -> "Sums":
        """What `table` gave."""
        about, arrays = json.loads(table.schema.metadata[ABOUT]), arrays_of(table)
        figures, months = about["figures"], about["months"]
        curves = {}
        for place, row in enumerate(about["curves"]):
            part = slice(figures + place * months, figures + (place + 1) * months)
            curves[tuple(row)] = Accumulated.of_arrays([array[part] for array in arrays])
        return cls(Accumulated.of_arrays([array[:figures] for array in arrays]), curves, months, about["n"])


def table_of(each: Sequence[Accumulated]) -> pa.Table:
    """A row for each figure of the first, then of the next."""
    columns = {}
    for name, arrays in zip(ARRAYS, zip(*(kept.arrays() for kept in each), strict=True), strict=True):
        values = np.concatenate(arrays)
        flat = pa.array(np.ascontiguousarray(values).reshape(-1))
        columns[name] = pa.FixedSizeListArray.from_arrays(flat, values[0].size)
    return pa.table(columns)


def arrays_of(table: pa.Table) -> list[np.ndarray]:
    """All that `table_of` was made of, as `Accumulated` takes it, figures being rows."""
    arrays = []
    for name, (kind, shape) in ARRAYS.items():
        flat = table[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        arrays.append(flat.astype(kind).reshape(-1, *shape))
    return arrays
