"""tranches.parquet: of every replication, the rows of its log that tell what became of tranches, and what rent was.

It is what the regret ledger reads. A row group holds some replications, so that it is written and read in parts.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.events import kinds
from sim.runs.events_file import decoded
from sim.runs.names import Names

FILE = "tranches.parquet"
EVENTS = (kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED, kinds.TRANCHE_LIVE, kinds.LEASE_COMMITTED,
          kinds.RELEASE_TAKEN, kinds.RELEASE_RECONTRACTED, kinds.TRANCHE_SPLIT, kinds.RENT_STEPPED)  # fmt: skip
"""Kinds of event whose rows are kept."""
GROUP = 64
"""Replications of a row group."""
COLUMNS = ("replication", "event", "instant", "kw", "dollars", "value", "reason", "item", "basis", "entity_name",
           "other_name", "region_name", "grade_name")  # fmt: skip


class TranchesWriter:
    """Writes the rows of one replication after the other."""

    def __init__(self, folder: Path, names: Names) -> None:
        self._path, self._names = folder / FILE, names
        self._file: pq.ParquetWriter | None = None
        self._waiting: list[np.ndarray] = []

    def add(self, rows: np.ndarray) -> None:
        """The rows of EVENTS of the next replication."""
        self._waiting.append(rows)
        if len(self._waiting) == GROUP:
            self._write()

    def _write(self) -> None:
        table = decoded(np.concatenate(self._waiting), self._names).select(list(COLUMNS))
        self._waiting.clear()
        if self._file is None:
            words = [name for name in COLUMNS if name.endswith("_name")]
            self._file = pq.ParquetWriter(self._path, table.schema, compression="zstd", compression_level=1,
                                          use_dictionary=words, write_statistics=["replication"])  # fmt: skip
        self._file.write_table(table, row_group_size=max(len(table), 1))

    def close(self) -> None:
        """Ends the file."""
        if self._waiting:
            self._write()
        if self._file is not None:
            self._file.close()


class TrancheRows:
    """The rows of a stored run, to be read replication by replication: numbers by column, and words by `..._name`."""

    def __init__(self, folder: Path, n: int) -> None:
        self.replications = range(n)
        self._file = pq.ParquetFile(folder / FILE)
        groups = self._file.metadata
        place = groups.schema.names.index("replication")
        spans = (groups.row_group(g).column(place).statistics for g in range(groups.num_row_groups))
        self._last = [int(span.max) if span is not None and span.has_min_max else -1 for span in spans]
        self._read: tuple[int, pa.Table] | None = None

    def __enter__(self) -> "TrancheRows":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def rows(self, replication: int, events: Collection[int]) -> list[dict[str, Any]]:
        """The rows of some kinds of event, in order."""
        group = int(np.searchsorted(self._last, replication))
        if group == len(self._last):
            return []
        if self._read is None or self._read[0] != group:
            self._read = group, self._file.read_row_group(group)
        table = self._read[1]
        of_it, of_them = pc.equal(table["replication"], replication), pc.is_in(table["event"], pa.array(sorted(events)))
        kept: list[dict[str, Any]] = table.filter(pc.and_(of_it, of_them)).to_pylist()
        return kept
