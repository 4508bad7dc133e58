"""The chunks that runs are made of: 64 replications measured, stored under the hash of all that they depend on.

A chunk is written once and never changed; runs of the same scenario share it, so that a run killed goes on and one of
more replications computes only the others. The last chunk of a run may be shorter, and a longer one takes its place.
"""

import json
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.metrics import SeriesKey
from sim.metrics.declared import Integers
from sim.runs import digests, self_checked, series_file, tranches_file
from sim.runs.checked_file import DamagedError
from sim.runs.names import Names
from sim.runs.series_file import Values, together
from sim.runs.source import Part
from sim.runs.whole import put_whole

TRANCHES = "-tranches"
NAMED_TOGETHER = 8
"""Replications whose rows are named at once: it takes less time than for each by itself."""
KEY, SOURCES, FIRST, SCALARS, DIGESTS, CELLS = "key", "sources", "first", "scalars", "digests", "cells_hash"
"""What is told with a chunk's series: its name, the hash of the program's sources, its first replication, the scalars
and hash of each, and the hash of the names of its cells."""


class Chunk(NamedTuple):
    """Measured replications from one on."""

    first: int
    keys: Sequence[SeriesKey]
    """Of its cells."""
    series: Values
    scalars: list[dict[str, float]]
    tranches: pa.Table
    digests: list[str]

    @property
    def n(self) -> int:
        """Number of replications."""
        return len(self.digests)

    def cut(self, n: int) -> "Chunk":
        """Its first replications alone, with the cells that these use."""
        if n == self.n:
            return self
        values = self.series.values[:n]
        used = np.any(values, axis=(0, 2)).tolist()
        series = Values(self.series.cells[used], values[:, used])
        tranches = self.tranches.filter(pc.less(self.tranches["replication"], self.first + n))
        keys = [key for key, kept in zip(self.keys, used, strict=True) if kept]
        return Chunk(self.first, keys, series, self.scalars[:n], tranches, self.digests[:n])


class Growing:
    """A chunk under way: what there was of it before, and the parts that follow, each let go as it is added."""

    def __init__(self, first: int, before: Chunk | None, keys: Sequence[SeriesKey], names: Names) -> None:
        """`keys` are the plan's."""
        self._first, self._keys, self._names = first, keys, names
        self._measured: deque[tuple[Integers, Integers]] = deque()
        self._to_name: list[Part] = []
        self._scalars: list[dict[str, float]] = []
        self._tranches: list[pa.Table] = []
        self._digests: list[str] = []
        if before is not None:
            self.take(before)

    def take(self, chunk: Chunk) -> None:
        """The next replications, measured elsewhere."""
        self._name()
        self._measured.extend((chunk.series.cells, values) for values in chunk.series.values)
        self._scalars += chunk.scalars
        self._tranches.append(chunk.tranches)
        self._digests += chunk.digests

    def add(self, part: Part) -> None:
        """The next replication."""
        self._measured.append((part.active, part.values))
        self._scalars.append(part.scalars)
        self._to_name.append(part)
        if len(self._to_name) == NAMED_TOGETHER:
            self._name()

    def _name(self) -> None:
        """Find the words for the rows of those that have none yet: some at once take less time than each by itself."""
        parts, self._to_name = self._to_name, []
        if not parts:
            return
        first = self._first + len(self._digests)
        table = tranches_file.table_of(np.concatenate([part.rows for part in parts]), self._names)
        self._tranches.append(table)
        rows = tranches_file.by_replication(table, range(first, first + len(parts)))
        self._digests += [digests.of_replication(part.active, part.values, part.scalars, told)
                          for part, told in zip(parts, rows, strict=True)]  # fmt: skip

    def whole(self) -> Chunk:
        """The chunk of all that was added."""
        self._name()
        series = together(self._measured)
        keys = [self._keys[cell] for cell in series.cells]
        return Chunk(self._first, keys, series, self._scalars, pa.concat_tables(self._tranches), self._digests)


def write(series: Path, tranches: Path, chunk: Chunk, told: dict[str, str]) -> None:
    """Write a chunk into two files, that of its series last; each is there as a whole, on disk, or not at all."""
    told = told | {SCALARS: json.dumps([{name: float(value).hex() for name, value in each.items()}
                                        for each in chunk.scalars]),
                   FIRST: str(chunk.first), DIGESTS: json.dumps(chunk.digests),
                   CELLS: digests.of_names(chunk.series.cells, chunk.keys)}  # fmt: skip
    put_whole(tranches, lambda path: tranches_file.write_part(path, chunk.tranches))
    put_whole(series, lambda path: series_file.write_part(path, chunk.first, chunk.keys, chunk.series, told))


def read(series: Path, tranches: Path) -> tuple[Chunk, dict[str, str]]:
    """A chunk and what is told with it; DamagedError where it cannot be read, or its values have other hashes."""
    for path in (series, tranches):
        try:
            if not self_checked.is_intact(path):
                raise DamagedError(f"{path} is not what was written")
        except OSError as error:
            raise DamagedError(f"{path} cannot be read: {error}") from error
    try:
        told = series_file.metadata_of(series)
        values, keys = series_file.read_part(series)
        scalars = [{name: float.fromhex(text) for name, text in each.items()} for each in json.loads(told[SCALARS])]
        hashes, first = json.loads(told[DIGESTS]), int(told[FIRST])
        named = digests.of_names(values.cells, keys) == told[CELLS]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise DamagedError(f"{series} cannot be read: {error}") from error
    try:
        table = pq.read_table(tranches)
        rows = tranches_file.by_replication(table, range(first, first + len(hashes)))
        measured = zip(values.values, scalars, rows, strict=False)
        found = [digests.of_replication(values.cells, *each) for each in measured]
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise DamagedError(f"{tranches} cannot be read: {error}") from error
    if not named:
        raise DamagedError(f"{series}: the names of its cells are not those that were written")
    if found != hashes:
        wrong = next((i for i, (a, b) in enumerate(zip(found, hashes, strict=False)) if a != b), len(found))
        raise DamagedError(f"{series}: the values of its replication {wrong}, or its rows in {tranches}, are not those "
                           "that were written")  # fmt: skip
    return Chunk(first, keys, values, scalars, table, hashes), told


@dataclass(frozen=True)
class Cache:
    """The folder that chunks are kept in, by their keys."""

    folder: Path

    def paths(self, key: str, n: int) -> tuple[Path, Path]:
        """Where the series and the tranches of a chunk of n replications lie."""
        place = self.folder / key[:2]
        series = place / f"{key}-{n:02d}.parquet"
        return series, self.tranches_of(series)

    def most_of(self, key: str, n: int) -> Chunk | None:
        """A chunk that has the first n replications, else as many of them as there are, if any; what is damaged does
        not count.
        """
        there = sorted(int(path.stem[-2:]) for path in (self.folder / key[:2]).glob(f"{key}-[0-9][0-9].parquet"))
        for count in (*(c for c in there if c >= n), *(c for c in reversed(there) if c < n)):
            try:
                chunk, told = read(*self.paths(key, count))
            except DamagedError:
                continue
            if told[KEY] == f"{key}-{count:02d}":  # not another's, put in its place
                return chunk
        return None

    def chunks(self) -> list[Path]:
        """The files of series of all chunks."""
        return sorted(path for path in self.folder.glob("*/*.parquet") if not path.stem.endswith(TRANCHES))

    @staticmethod
    def tranches_of(series: Path) -> Path:
        """The other file of a chunk."""
        return series.with_name(f"{series.stem}{TRANCHES}.parquet")

    def keep(self, key: str, chunk: Chunk, told: dict[str, str]) -> None:
        """Write a chunk, in place of shorter ones."""
        series, tranches = self.paths(key, chunk.n)
        series.parent.mkdir(parents=True, exist_ok=True)
        self.write(key, chunk, told, series, tranches)
        for shorter in range(1, chunk.n):
            for path in self.paths(key, shorter):
                path.unlink(missing_ok=True)

    def write(self, key: str, chunk: Chunk, told: dict[str, str], series: Path, tranches: Path) -> None:
        """Write a chunk elsewhere, byte by byte as it is kept."""
        write(series, tranches, chunk, told | {KEY: f"{key}-{chunk.n:02d}"})

    def linked(self, key: str, n: int, series: Path, tranches: Path) -> bool:
        """Give the files of a chunk that is kept other names too; whether it was done: there may be no links here, or
        another process may have put a longer chunk in their place.
        """
        try:
            for path, to in zip(self.paths(key, n), (series, tranches), strict=True):
                os.link(path, to)
        except OSError:
            series.unlink(missing_ok=True)
            tranches.unlink(missing_ok=True)
            return False
        return True
