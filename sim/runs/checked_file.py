"""Tables of numbers in files of their own, there as a whole or not at all; each knows its name, the version of the
program that made it, and the hash of these and of its values.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import digests, self_checked
from sim.runs.identity import sources_hash
from sim.runs.whole import put_whole

SOURCES, KEY, DIGEST = b"sources", b"key", b"digest"
"""What is told with a table: the hash of the program's sources, the name of its file, which says what its numbers
depend on, and the hash of its values and all its metadata.
"""


class DamagedError(Exception):
    """A file whose values are not those that were written."""


def write(path: Path, table: pa.Table, on_disk: bool = True) -> None:
    """Write a table in place of any that is there, and bring it onto the disk if asked."""
    own = table.schema.metadata or {}
    told = table.replace_schema_metadata(own | {SOURCES: sources_hash().encode(), KEY: path.stem.encode()})
    whole = told.replace_schema_metadata(told.schema.metadata | {DIGEST: digests.of_table(told).encode()})
    how = {"compression": "zstd", "use_dictionary": False, "write_statistics": False}
    put_whole(path, lambda draft: self_checked.write(draft, whole, **how), on_disk)


def read(path: Path) -> pa.Table:
    """A table as it was written; DamagedError where it is another, or none."""
    try:
        if not self_checked.is_intact(path):
            raise DamagedError(f"{path} is not what was written")
        table = pq.read_table(path)
        told = dict(table.schema.metadata or {})
        written = told.pop(DIGEST, b"").decode()
        found = digests.of_table(table.replace_schema_metadata(told))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedError(f"{path} cannot be read: {error}") from error
    if found != written:
        raise DamagedError(f"{path}: the values are not those that were written")
    key = told.get(KEY, b"").decode()
    if key != path.stem:
        raise DamagedError(f"{path} is {key[:10] or 'of no name'}, in the place of another")
    return table.replace_schema_metadata({key: text for key, text in told.items() if key not in (SOURCES, KEY)})
