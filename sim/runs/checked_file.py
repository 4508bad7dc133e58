"""Tables of numbers in files of their own, each with the hash of its values, there as a whole or not at all."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import digests
from sim.runs.identity import sources_hash
from sim.runs.whole import put_whole

SOURCES, DIGEST = b"sources", b"digest"
"""What is told with a table: the hash of the program's sources, and that of its values and its own metadata."""


class DamagedError(Exception):
    """A file whose values are not those that were written."""


def write(path: Path, table: pa.Table) -> None:
    """Write a table in place of any that is there, and bring it onto the disk."""
    own = table.schema.metadata or {}
    told = own | {SOURCES: sources_hash().encode(), DIGEST: digests.of_table(table).encode()}
    told_of = table.replace_schema_metadata(told)
    put_whole(path, lambda draft: pq.write_table(told_of, draft, compression="zstd", write_statistics=False))


def read(path: Path) -> pa.Table:
    """A table as it was written; DamagedError where it is another, or none."""
    try:
        table = pq.read_table(path)
        told = table.schema.metadata or {}
        table = table.replace_schema_metadata({k: v for k, v in told.items() if k not in (SOURCES, DIGEST)})
        found = digests.of_table(table)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedError(f"{path} cannot be read: {error}") from error
    if found.encode() != told.get(DIGEST):
        raise DamagedError(f"{path}: the values are not those that were written")
    return table
