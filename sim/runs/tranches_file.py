"""tranches/: of every replication, the rows of its log that tell what became of tranches, and what rent was.

It is what the regret ledger reads. A file of it holds the replications of a part, as those of series/ do.
"""

from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.events import kinds
from sim.runs import self_checked
from sim.runs.names import BIRTHS, Names
from sim.runs.series_file import part_name

FOLDER = "tranches"
EVENTS = (kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED, kinds.TRANCHE_LIVE, kinds.LEASE_COMMITTED,
          kinds.RELEASE_TAKEN, kinds.RELEASE_RECONTRACTED, kinds.TRANCHE_SPLIT, kinds.RENT_STEPPED)  # fmt: skip
"""Kinds of event whose rows are kept."""
READ = (*EVENTS, *BIRTHS)
"""Kinds of event whose rows are needed to keep them: what a tranche is called is said where it begins."""
COLUMNS = ("replication", "event", "instant", "kw", "dollars", "value", "reason", "item", "basis")
WORDS = ("entity", "other", "region", "grade")
"""What is told by name, as `..._name`."""


def table_of(rows: np.ndarray, names: Names) -> pa.Table:
    """The rows of EVENTS of a replication, or of some one after the other, out of those of READ: each has its own
    names, for parts of a site and sites that are drawn are called otherwise in others.
    """
    kept = rows[np.isin(rows["event"], EVENTS)]
    words = {f"{name}_name": told.cast(pa.string()) for name, told in names.of(kept, rows, WORDS).items()}
    numbers = {name: pa.array(np.ascontiguousarray(kept[name])) for name in COLUMNS}
    return pa.table(numbers | words)


def by_replication(table: pa.Table, replications: range) -> list[pa.Table]:
    """The rows of each of some replications, out of a table of them in order; ValueError where it has others."""
    numbers = table["replication"].to_numpy()
    ends = np.searchsorted(numbers, np.arange(replications.start, replications.stop + 1))
    if len(numbers) and (np.any(np.diff(numbers) < 0) or ends[0] != 0 or ends[-1] != len(numbers)):
        raise ValueError(f"its rows are not those of the replications {replications.start} to {replications.stop - 1}")
    return [table.slice(start, stop - start) for start, stop in pairwise(ends.tolist())]


def write_part(path: Path, table: pa.Table) -> None:
    """The rows of a part."""
    words = [f"{name}_name" for name in WORDS]
    self_checked.write(path, table, compression="zstd", compression_level=1, use_dictionary=words,
                       write_statistics=False)  # fmt: skip


class TrancheRows:
    """The rows of a stored run, to be read replication by replication: numbers by column, and words by `..._name`."""

    def __init__(self, folder: Path, n: int) -> None:
        self.replications = range(n)
        self._folder = folder / FOLDER
        self._read: tuple[str, pa.Table] | None = None

    def rows(self, replication: int, events: Collection[int]) -> list[dict[str, Any]]:
        """The rows of some kinds of event, in order."""
        name = part_name(replication)
        if self._read is None or self._read[0] != name:
            self._read = name, pq.read_table(self._folder / name)
        table = self._read[1]
        of_it, of_them = pc.equal(table["replication"], replication), pc.is_in(table["event"], pa.array(sorted(events)))
        kept: list[dict[str, Any]] = table.filter(pc.and_(of_it, of_them)).to_pylist()
        return kept
