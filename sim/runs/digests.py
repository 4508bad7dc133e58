"""What is kept of a replication, as a hash of the values: whatever file, machine or number of workers they have."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.metrics import SeriesKey
from sim.metrics.declared import Integers


def of_replication(cells: Integers, values: Integers, scalars: Mapping[str, float], rows: pa.Table) -> str:
    """Hash of the cells that are not zero throughout, their values, the scalars by name, and what became of tranches:
    64 hexadecimal digits.

    `cells` are places among the plan's keys, ascending; `values` has shape (cell, 1 + months). Both and the scalars are
    hashed as little-endian numbers of 64 bits, in that order; `rows` as `of_rows` does.
    """
    used = values.any(axis=1)
    if not used.all():
        cells, values = cells[used], values[used]
    digest = hashlib.sha256(np.ascontiguousarray(cells, dtype="<i8").data)
    digest.update(np.ascontiguousarray(values, dtype="<i8").data)
    for name in sorted(scalars):
        digest.update(name.encode() + b"\0" + np.array(scalars[name], dtype="<f8").tobytes())
    digest.update(of_rows(rows).encode())
    return digest.hexdigest()


def of_names(cells: Integers, keys: Sequence[SeriesKey]) -> str:
    """Hash of what cells are called, with their places among the plan's keys."""
    told = [[int(cell), *key] for cell, key in zip(cells, keys, strict=True)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def of_table(table: pa.Table) -> str:
    """Hash of a table of numbers, or of lists of so many numbers each, by column, and of what its metadata say."""
    digest = hashlib.sha256()
    for key, text in sorted((table.schema.metadata or {}).items()):
        digest.update(key + b"\0" + text + b"\0")
    for name in table.column_names:
        digest.update(name.encode() + b"\0")
        for column in table[name].chunks:  # one by one: put together they would be copied
            numbers = column.flatten() if pa.types.is_fixed_size_list(column.type) else column
            values = numbers.to_numpy(zero_copy_only=False)
            digest.update(np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<")).data)
    return digest.hexdigest()


def of_rows(table: pa.Table) -> str:
    """Hash of a table of numbers and words, by column."""
    digest = hashlib.sha256()
    for name in table.column_names:
        column = table[name]
        digest.update(name.encode() + b"\0")
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            values = column.to_numpy()
            digest.update(np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<")).data)
        else:
            words = column.cast(pa.string()).combine_chunks().fill_null("\1")
            digest.update(pc.binary_join(pa.ListArray.from_arrays([0, len(words)], words), "\0")[0].as_buffer())
    return digest.hexdigest()


def of_all(replications: Iterable[str]) -> str:
    """Hash of the hashes of replications, in their order."""
    return hashlib.sha256("".join(replications).encode()).hexdigest()
