"""Parquet files that know their own bytes: a hash of the whole file stands in its footer, in a place kept for it.

Hashes of values would pass what no value depends on, such as a changed letter of the metadata. The place holds zeros
while the file is hashed; of this length it stands once, so that it is found again.
"""

import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

KEY = "sha256_of_all_other_bytes"
BLANK = b"0" * 64
_BEFORE = KEY.encode() + b"\x18\x40"
"""The key, and how Parquet's footer (Thrift's compact protocol) begins a text of 64 bytes behind it."""
LAST = 8
"""Bytes at the end of a Parquet file: the length of its footer, and four letters."""
PIECE = 1 << 20
ROWS = 1 << 14
"""Of a table that are written, and read, at a time: what they are made of on the way takes as much memory as they do.
"""


@contextmanager
def writer(path: Path, schema: pa.Schema, **options: Any) -> Generator[pq.ParquetWriter]:
    """Writes a file; the hash has its place when the block ends."""
    with pq.ParquetWriter(path, schema, **options) as file:
        yield file
        file.add_key_value_metadata({KEY: BLANK.decode()})
    place = _place_in(path)
    told = _hash_around(path, place)
    with path.open("r+b") as written:
        written.seek(place)
        written.write(told)


def write(path: Path, table: pa.Table, **options: Any) -> None:
    """Write a table."""
    with writer(path, table.schema, **options) as file:
        file.write_table(table, row_group_size=ROWS)


def is_intact(path: Path) -> bool:
    """Whether every byte of a file is as it was written."""
    place = _place_in(path)
    if place < 0:
        return False
    with path.open("rb") as file:
        file.seek(place)
        told = file.read(len(BLANK))
    return told == _hash_around(path, place)


def _place_in(path: Path) -> int:
    """Where the hash stands in the footer, whose length the file's last bytes say; -1 where it does not."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - LAST, 0))
        length = int.from_bytes(file.read(4), "little") + LAST
        if length > size:
            return -1
        begins = file.seek(size - length)
        found = file.read().rfind(_BEFORE)
    return -1 if found < 0 else begins + found + len(_BEFORE)


def _hash_around(path: Path, place: int) -> bytes:
    """The hash of a file that has zeros in its place, read piece by piece: a part of a run is large."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = place
        while left > 0 and (piece := file.read(min(left, PIECE))):
            digest.update(piece)
            left -= len(piece)
        digest.update(BLANK)
        file.seek(place + len(BLANK))
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest().encode()
