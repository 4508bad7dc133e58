"""series.parquet and scalars.parquet: every replication's measures, whole kW and dollars, nothing rounded."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.metrics import SeriesKey
from sim.metrics.declared import Integers
from sim.runs.periods import Floats

SERIES, SCALARS = "series.parquet", "scalars.parquet"
CELLS = 32
"""Of a row group of the series."""


def write_series(
    folder: Path, keys: tuple[SeriesKey, ...], values: Integers, units: Mapping[str, str]
) -> None:
    """One row for each cell and replication: its opening state and its values by month.

    `units` are those of the whole numbers, by metric: kW or $. A row group holds some cells, so that never more than
    those are in memory twice.
    """
    parts = range(0, max(len(keys), 1), CELLS)
    schema = _of_cells(keys[:1], values[:, :1], units).schema
    with pq.ParquetWriter(folder / SERIES, schema, compression="zstd", compression_level=1,
                          use_dictionary=[*SeriesKey._fields, "unit"]) as file:  # fmt: skip
        for first in parts:
            table = _of_cells(keys[first : first + CELLS], values[:, first : first + CELLS], units)
            file.write_table(table, row_group_size=max(len(table), 1))


def _of_cells(keys: tuple[SeriesKey, ...], values: Integers, units: Mapping[str, str]) -> pa.Table:
    """The rows of some cells."""
    n, cells, columns = values.shape
    by_cell = np.ascontiguousarray(values.transpose(1, 0, 2)).reshape(cells * n, columns)
    table = {
        field: _repeated([getattr(key, field) for key in keys], n, pa.string()) for field in SeriesKey._fields
    }
    table["unit"] = _repeated([units[key.metric] for key in keys], n, pa.string())
    table["replication"] = pa.array(np.tile(np.arange(n), cells))
    table["opening"] = pa.array(by_cell[:, 0])
    months = pa.array(np.ascontiguousarray(by_cell[:, 1:]).reshape(-1))
    table["values"] = pa.FixedSizeListArray.from_arrays(months, columns - 1)
    return pa.table(table)


def read_series(folder: Path, n: int) -> tuple[tuple[SeriesKey, ...], Integers]:
    """The cells in the order they were written, and values of shape (replication, cell, 1 + months)."""
    keys: list[SeriesKey] = []
    with pq.ParquetFile(folder / SERIES) as file:
        months = file.schema_arrow.field("values").type.list_size
        values = np.empty((n, file.metadata.num_rows // n, 1 + months), np.int64)
        for group in range(file.num_row_groups):
            table = file.read_row_group(group).combine_chunks()
            firsts = table.select(list(SeriesKey._fields)).take(np.arange(0, len(table), n))
            names = [column.to_pylist() for column in firsts.columns]
            here = slice(len(keys), len(keys) + len(firsts))
            keys += [SeriesKey(*row) for row in zip(*names, strict=True)]
            values[:, here, 0] = table["opening"].to_numpy().reshape(-1, n).T
            flat = table["values"].combine_chunks().flatten().to_numpy()
            values[:, here, 1:] = flat.reshape(-1, n, months).transpose(1, 0, 2)
    return tuple(keys), values


def write_scalars(folder: Path, scalars: Mapping[str, Floats]) -> None:
    """One row for each replication, one column for each scalar."""
    count = len(next(iter(scalars.values()))) if scalars else 0
    table = {"replication": pa.array(np.arange(count))} | {k: pa.array(v) for k, v in scalars.items()}
    pq.write_table(pa.table(table), folder / SCALARS)


def read_scalars(folder: Path) -> dict[str, Floats]:
    """Values by replication of each scalar."""
    table = pq.read_table(folder / SCALARS)
    return {name: table[name].to_numpy() for name in table.column_names if name != "replication"}


def _repeated(names: list[str | None], times: int, kind: pa.DataType) -> pa.Array:
    """Each name so many times in a row, stored once."""
    distinct = list(dict.fromkeys(name for name in names if name is not None))
    place = {name: i for i, name in enumerate(distinct)}
    index = np.repeat([-1 if name is None else place[name] for name in names], times)
    codes = pa.array(index.astype(np.int32), mask=index < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(distinct, kind))
