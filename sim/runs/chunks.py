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
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.metrics import SeriesKey
from sim.runs import digests, series_file, tranches_file
from sim.runs.names import Names
from sim.runs.series_file import Values, together
from sim.runs.source import Part

FOLDER = "cache"
TRANCHES = "-tranches"
KEY, SOURCES, FIRST, SCALARS, DIGESTS = "key", "sources", "first", "scalars", "digests"
"""What is told with a chunk's series: its name, the hash of the program's sources, its first replication, and the
scalars and hash of each."""


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
        values = self.series.values[:n]
        used = np.any(values, axis=(0, 2)).tolist()
        series = Values(self.series.cells[used], values[:, used])
        tranches = self.tranches.filter(pc.less(self.tranches["replication"], self.first + n))
        keys = [key for key, kept in zip(self.keys, used, strict=True) if kept]
        return Chunk(self.first, keys, series, self.scalars[:n], tranches, self.digests[:n])


class DamagedError(Exception):
    """A chunk whose values are not those that were written."""


def chunk_of(first: int, before: Chunk | None, parts: Sequence[Part], keys: Sequence[SeriesKey], names: Names) -> Chunk:
    """The chunk that begins with a replication: what there was of it before, and the parts that follow it."""
    measured = deque((part.active, part.values) for part in parts)
    scalars = [part.scalars for part in parts]
    hashes = [digests.of_replication(part.active, part.values, part.scalars) for part in parts]
    tables = [tranches_file.table_of([part.rows for part in parts], names)] if parts else []
    if before is not None:
        measured.extendleft((before.series.cells, values) for values in before.series.values[::-1])
        scalars, hashes, tables = before.scalars + scalars, before.digests + hashes, [before.tranches, *tables]
    series = together(measured)
    return Chunk(first, [keys[cell] for cell in series.cells], series, scalars, pa.concat_tables(tables), hashes)


def write(series: Path, tranches: Path, chunk: Chunk, told: dict[str, str]) -> None:
    """Write a chunk into two files, that of its series last; each is there as a whole, on disk, or not at all."""
    told = told | {SCALARS: json.dumps([{name: float(value).hex() for name, value in each.items()}
                                        for each in chunk.scalars]),
                   FIRST: str(chunk.first), DIGESTS: json.dumps(chunk.digests)}  # fmt: skip
    _whole(tranches, lambda path: tranches_file.write_part(path, chunk.tranches))
    _whole(series, lambda path: series_file.write_part(path, chunk.first, chunk.keys, chunk.series, told))


def _whole(path: Path, write: Any) -> None:
    draft = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        write(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(series: Path, tranches: Path) -> tuple[Chunk, dict[str, str]]:
    """A chunk and what is told with it; DamagedError where it cannot be read, or its values have other hashes."""
    try:
        told = series_file.metadata_of(series)
        values, keys = series_file.read_part(series)
        scalars = [{name: float.fromhex(text) for name, text in each.items()} for each in json.loads(told[SCALARS])]
        hashes, first = json.loads(told[DIGESTS]), int(told[FIRST])
        table = pq.read_table(tranches)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise DamagedError(f"{series} cannot be read: {error}") from error
    found = [digests.of_replication(values.cells, each, of) for each, of in zip(values.values, scalars, strict=False)]
    if found != hashes:
        wrong = next((i for i, (a, b) in enumerate(zip(found, hashes, strict=False)) if a != b), len(found))
        raise DamagedError(f"{series}: the values of its replication {wrong} are not those that were written")
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
        """As many of the first n replications of a chunk as there are, if any; what is damaged does not count."""
        place = self.folder / key[:2]
        there = {int(path.stem[-2:]) for path in place.glob(f"{key}-[0-9][0-9].parquet")}
        enough, fewer = sorted(count for count in there if count >= n), sorted(count for count in there if count < n)
        for count in (*enough, *reversed(fewer)):
            try:
                found, _ = read(*self.paths(key, count))
            except DamagedError:
                continue
            return found if found.n <= n else found.cut(n)
        return None

    def chunks(self) -> list[Path]:
        """The files of series of all chunks."""
        return sorted(path for path in self.folder.glob("*/*.parquet") if not path.stem.endswith(TRANCHES))

    @staticmethod
    def tranches_of(series: Path) -> Path:
        """The other file of a chunk."""
        return series.with_name(f"{series.stem}{TRANCHES}.parquet")

    def count(self, key: str, n: int) -> int:
        """How many of the first n replications of a chunk there are."""
        found = self.most_of(key, n)
        return 0 if found is None else found.n

    def keep(self, key: str, chunk: Chunk, told: dict[str, str]) -> None:
        """Write a chunk, in place of shorter ones."""
        series, tranches = self.paths(key, chunk.n)
        series.parent.mkdir(parents=True, exist_ok=True)
        write(series, tranches, chunk, told | {KEY: f"{key}-{chunk.n:02d}"})
        for shorter in range(1, chunk.n):
            for path in self.paths(key, shorter):
                path.unlink(missing_ok=True)

    def hand_over(self, key: str, chunk: Chunk, told: dict[str, str], series: Path, tranches: Path) -> None:
        """Put a chunk's files under other names: the same ones where the file system has links, and they are there."""
        for path, to in zip(self.paths(key, chunk.n), (series, tranches), strict=True):
            try:
                os.link(path, to)
            except OSError:
                to.unlink(missing_ok=True)
                break
        else:
            return
        series.unlink(missing_ok=True)
        write(series, tranches, chunk, told | {KEY: f"{key}-{chunk.n:02d}"})
