"""What a run adds up of the replications beyond those whose measures are kept: kept now and then, and gone on from."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import checked_file, digests
from sim.runs.checked_file import DamagedError
from sim.runs.results import Results

N = b"replications"
"""In the metadata of kept sums: how many replications they are of, beyond the first."""
KEEP_EVERY = 30.0
"""Seconds after which sums are kept."""
SUFFIX = ".sums"


class Sums(Protocol):
    """Adds replications up (`sim.statistics.summary.Summary`)."""

    def add(self, more: Results, /) -> None:
        """The next replications."""

    def kept(self) -> pa.Table:
        """What all of them add up to."""

    def go_on(self, kept: pa.Table, /) -> None:
        """From what `kept` gave."""


class RunSums:
    """The sums of one run in the cache, by the hash of all that the replications beyond the first depend on."""

    def __init__(self, folder: Path, key: str, beyond: range, again: bool) -> None:
        """With `again` nothing that is there counts; nor does what is of more replications than `beyond`."""
        self._path, self.beyond = path_of(folder, key), beyond
        self._table = None if again or not beyond else self._there()

    def _there(self) -> pa.Table | None:
        try:
            table = checked_file.read(self._path)
        except DamagedError:
            return None
        return table if n_of(table) <= len(self.beyond) else None

    @property
    def missing(self) -> range:
        """The replications that are to be measured."""
        return self.beyond[0 if self._table is None else n_of(self._table) :]

    def add_up(self, sums: Sums, portions: Iterable[Results]) -> str:
        """Add what is missing to what there is; the hash of what all comes to."""
        if self._table is not None:
            sums.go_on(self._table)
        done, kept = len(self.beyond) - len(self.missing), time.monotonic()
        table = self._table
        for results in portions:
            sums.add(results)
            done, table = done + results.n, None
            if time.monotonic() - kept > KEEP_EVERY:
                self._keep(sums, done)
                kept = time.monotonic()
        return digests.of_table(self._keep(sums, done) if table is None else table)

    def _keep(self, sums: Sums, done: int) -> pa.Table:
        """Keep sums of so many replications, unless those of more are there; what is kept."""
        table = sums.kept()
        table = table.replace_schema_metadata((table.schema.metadata or {}) | {N: str(done).encode()})
        if stored(self._path) <= done:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            checked_file.write(self._path, table)
        return table


def path_of(folder: Path, key: str) -> Path:
    """Where sums are kept."""
    return folder / key[:2] / f"{key}{SUFFIX}"


def n_of(table: pa.Table) -> int:
    """How many replications sums are of."""
    return int(table.schema.metadata[N])


def stored(path: Path) -> int:
    """How many replications the sums in a file are of; none where there is no such file."""
    try:
        return int((pq.read_schema(path).metadata or {})[N])
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return 0
