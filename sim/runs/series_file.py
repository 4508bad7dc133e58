"""Every replication's measures, whole kW and dollars, nothing rounded: series/ in parts, scalars.parquet in one.

A part holds 64 replications, and a row group of it one metric, so that neither writing a run nor reading a metric of it
ever holds all of it in memory. A row is a cell of a replication; the metadata say which names a cell has.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.metrics import SeriesKey
from sim.metrics.declared import Integers
from sim.runs import self_checked
from sim.runs.periods import Floats

SERIES, SCALARS = "series", "scalars.parquet"
CHUNK = 64
"""Replications of a part; the first of each is a multiple of it."""
REMEMBERED = 16_000_000
"""Bytes of series read that are kept for whoever asks next."""
CELLS, REPLICATIONS = b"cells", b"replications"
"""Metadata of a part: its cells, with their places among all there could be, and how many replications it holds."""


class Series(Protocol):
    """Values of all replications by month."""

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        """The cells that are not zero throughout, those of a metric together."""

    def of(self, metric: str) -> Integers:
        """Those of a metric: shape (replication, cell, 1 + months), the opening state first."""

    def kept_open(self) -> AbstractContextManager[object]:
        """Meanwhile whoever reads many metrics waits for each a third less: no file is opened more than once."""


class Values(NamedTuple):
    """Some replications: cells (places among the plan's keys), and values of shape (replication, cell, 1 + months)."""

    cells: Integers
    values: Integers


def together(measured: deque[tuple[Integers, Integers]]) -> Values:
    """Cells and values of some replications in one array, over the cells that are not zero throughout.

    The queue is emptied: each is let go once it has its place, for all of them are half of what a run holds.
    """
    cells = np.unique(np.concatenate([active for active, _ in measured]))
    values = np.zeros((len(measured), len(cells), measured[0][1].shape[1]), dtype=np.int64)
    for into in values:
        active, of_one = measured.popleft()
        into[np.searchsorted(cells, active)] = of_one
    used = values.any(axis=(0, 2))
    return Values(cells, values) if used.all() else Values(cells[used], values[:, used])


class InMemory:
    """All values at hand."""

    def __init__(self, keys: tuple[SeriesKey, ...], values: Integers) -> None:
        self.keys = keys
        self._values = values
        self._places: dict[str, slice] = {}
        for metric, group in groupby(range(len(keys)), lambda place: keys[place].metric):
            places = [*group]
            self._places[metric] = slice(places[0], places[-1] + 1)

    def of(self, metric: str) -> Integers:
        """Values of a metric."""
        return self._values[:, self._places.get(metric, slice(0))]

    def kept_open(self) -> AbstractContextManager[object]:
        """There are no files."""
        return nullcontext()


BYTE_BY_BYTE = {"opening": "BYTE_STREAM_SPLIT", "values.list.element": "BYTE_STREAM_SPLIT"}
"""How whole numbers lie in a file: all their first bytes, then all second ones, of which most are 0. That saves a third
of the time to write and to read a part, and a thirtieth of its bytes.
"""


def write_part(path: Path, first: int, keys: Sequence[SeriesKey], part: Values, told: Mapping[str, str]) -> None:
    """Replications from `first` on, CHUNK of them but for the last part; `keys` are those of its cells.

    `told` is kept with it, to be read by `metadata_of`.
    """
    n, _, columns = part.values.shape
    named = json.dumps([[int(cell), *key] for cell, key in zip(part.cells, keys, strict=True)])
    schema = pa.schema(
        {"cell": pa.int32(), "replication": pa.int32(), "opening": pa.int64(),
         "values": pa.list_(pa.int64(), columns - 1)},
        {CELLS: named, REPLICATIONS: str(n)} | {key.encode(): text for key, text in told.items()})  # fmt: skip
    replications = np.arange(first, first + n, dtype=np.int32)
    with self_checked.writer(path, schema, compression="zstd", compression_level=1, use_dictionary=False,
                             column_encoding=BYTE_BY_BYTE, write_statistics=False) as file:  # fmt: skip
        for _, group in groupby(range(len(keys)), lambda place: keys[place].metric):
            places = list(group)
            by_cell = part.values[:, places[0] : places[-1] + 1].swapaxes(0, 1)
            months = pa.array(by_cell[..., 1:].reshape(-1))
            cells = np.repeat(part.cells[places].astype(np.int32), n)
            file.write_table(pa.table(
                [cells, np.tile(replications, len(places)), by_cell[..., 0].reshape(-1),
                 pa.FixedSizeListArray.from_arrays(months, columns - 1)], schema=schema),
                row_group_size=max(len(cells), 1))  # fmt: skip


def read_part(path: Path) -> tuple[Values, list[SeriesKey]]:
    """All of a part, and the keys of its cells."""
    part = _Part(path)
    cells = sorted(part.cells)
    values = np.zeros((part.n, len(cells), 1 + part.months), dtype=np.int64)
    for metric in dict.fromkeys(key.metric for key in part.cells.values()):
        of_metric = [cell for cell in cells if part.cells[cell].metric == metric]
        read = np.zeros((part.n, len(of_metric), 1 + part.months), dtype=np.int64)
        part.read(metric, of_metric, read)
        values[:, np.searchsorted(cells, of_metric)] = read
    return Values(np.array(cells, dtype=np.int64), values), [part.cells[cell] for cell in cells]


def metadata_of(path: Path) -> dict[str, str]:
    """What is told with a part."""
    with pq.ParquetFile(path) as file:
        metadata = file.schema_arrow.metadata or {}
    return {key.decode(): text.decode() for key, text in metadata.items()}


def part_name(first: int) -> str:
    """The file of the part that begins with a replication."""
    return f"{first // CHUNK:08d}.parquet"


class _Part:
    """A part to be read: its names and places are looked at once.

    Its schema is asked of the file: that of the metadata points back to these, and then a megabyte a part stays until
    Python looks for garbage.
    """

    def __init__(self, path: Path) -> None:
        with pq.ParquetFile(path) as file:
            self._path, self._metadata, schema = path, file.metadata, file.schema_arrow
        self.cells = {cell: SeriesKey(*key) for cell, *key in json.loads(schema.metadata[CELLS])}
        self.n = int(schema.metadata[REPLICATIONS])
        self.months: int = schema.field("values").type.list_size
        self._by_metric = _by_metric(self.cells)
        self._groups = {metric: group for group, metric in enumerate(self._by_metric)}
        self._file: pq.ParquetFile | None = None

    @contextmanager
    def open(self) -> Iterator[pq.ParquetFile]:
        """Its file, which is closed at the end of the outermost block."""
        if self._file is not None:
            yield self._file
            return
        try:
            with pq.ParquetFile(self._path, metadata=self._metadata) as self._file:
                yield self._file
        finally:
            self._file = None

    def read(self, metric: str, cells: Sequence[int], values: Integers) -> None:
        """Fills in a metric's values in some cells, in ascending order, where the part has any."""
        group = self._groups.get(metric)
        if group is not None:
            here = self._by_metric[metric]
            places = slice(None) if here == cells else np.searchsorted(cells, here)
            with self.open() as file:
                table = file.read_row_group(group, ["opening", "values"], use_threads=False).combine_chunks()
            values[:, places, 0] = table["opening"].to_numpy().reshape(len(here), -1).T
            flat = table["values"].combine_chunks().flatten().to_numpy()
            values[:, places, 1:] = flat.reshape(len(here), -1, self.months).transpose(1, 0, 2)


def _by_metric(cells: Mapping[int, SeriesKey]) -> dict[str, list[int]]:
    """The cells of each metric, metrics and cells in the order in which they stand."""
    found: dict[str, list[int]] = {}
    for cell, key in cells.items():
        found.setdefault(key.metric, []).append(cell)
    return found


class StoredSeries:
    """The parts of a run; a metric is read when it is asked for."""

    def __init__(self, folder: Path, n: int) -> None:
        """Of so many replications; what else lies in the folder is not the run's."""
        self._paths = [folder / SERIES / part_name(first) for first in range(0, n, CHUNK)]
        self._kept: dict[str, Integers] = {}

    @cached_property
    def _parts(self) -> list[_Part]:
        return [_Part(path) for path in self._paths]

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """The files of all parts stay open meanwhile."""
        with ExitStack() as opened:
            for part in self._parts:
                opened.enter_context(part.open())
            yield

    @cached_property
    def _cells(self) -> dict[int, SeriesKey]:
        """The cells of all parts, by place."""
        every = {cell: key for part in self._parts for cell, key in part.cells.items()}
        return {cell: every[cell] for cell in sorted(every)}

    @cached_property
    def _by_metric(self) -> dict[str, list[int]]:
        return _by_metric(self._cells)

    @cached_property
    def keys(self) -> tuple[SeriesKey, ...]:
        """The cells of all parts."""
        return tuple(self._cells.values())

    def of(self, metric: str) -> Integers:
        """Values of a metric, from each part's row group of it."""
        if metric not in self._kept:
            cells = self._by_metric.get(metric, [])
            while self._kept and self._bytes(cells) + sum(kept.nbytes for kept in self._kept.values()) > REMEMBERED:
                self._kept.pop(next(iter(self._kept)))
            self._kept[metric] = self._read(metric, cells)
        return self._kept[metric]

    def let_go(self) -> None:
        """Forget what has been read; it is read again when it is asked for."""
        self._kept.clear()
        self.__dict__.pop("_parts", None)

    def _bytes(self, cells: list[int]) -> int:
        """What so many cells take."""
        return sum(part.n for part in self._parts) * len(cells) * (1 + self._parts[0].months) * 8

    def _read(self, metric: str, cells: list[int]) -> Integers:
        first, months = 0, self._parts[0].months
        values = np.zeros((sum(part.n for part in self._parts), len(cells), 1 + months), dtype=np.int64)
        for part in self._parts:
            part.read(metric, cells, values[first : first + part.n])
            first += part.n
        return values


def summed(values: Integers, cells: Sequence[int]) -> Integers:
    """Values by (replication, cell, month) summed over some cells, one by one: together they would be copied first."""
    total = np.zeros((values.shape[0], values.shape[2]), dtype=np.int64)
    for cell in cells:
        total += values[:, cell]
    return total


def write_scalars(folder: Path, scalars: Mapping[str, Floats], run: str) -> None:
    """One row for each replication, one column for each scalar; the metadata hold the run's hash."""
    count = len(next(iter(scalars.values()))) if scalars else 0
    table = {"replication": pa.array(np.arange(count))} | {k: pa.array(v) for k, v in scalars.items()}
    pq.write_table(pa.table(table, metadata={"run": run}), folder / SCALARS)


def read_scalars(folder: Path) -> dict[str, Floats]:
    """Values by replication of each scalar."""
    with pq.ParquetFile(folder / SCALARS) as file:
        table = file.read()
    return {name: table[name].to_numpy() for name in table.column_names if name != "replication"}
