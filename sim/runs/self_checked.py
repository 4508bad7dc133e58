"""Parquet files that know their own bytes: a hash of the whole file stands in its footer, in a place kept for it.

Hashes of values would pass what no value depends on, such as a changed letter of the metadata. The place holds zeros
while the file is hashed; of this length it stands once, so that it is found again.
"""

import hashlib
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


@contextmanager
def writer(path: Path, schema: pa.Schema, **options: Any) -> Generator[pq.ParquetWriter]:
    """Writes a file; the hash has its place when the block ends."""
    with pq.ParquetWriter(path, schema, **options) as file:
        yield file
        file.add_key_value_metadata({KEY: BLANK.decode()})
    content = path.read_bytes()
    with path.open("r+b") as written:
        written.seek(_place_in(content))
        written.write(hashlib.sha256(content).hexdigest().encode())


def write(path: Path, table: pa.Table, **options: Any) -> None:
    """Write a table."""
    with writer(path, table.schema, **options) as file:
        file.write_table(table, row_group_size=max(len(table), 1))


def is_intact(path: Path) -> bool:
    """Whether every byte of a file is as it was written."""
    content = bytearray(path.read_bytes())
    place = _place_in(content)
    if place < len(_BEFORE):
        return False
    told = bytes(content[place : place + len(BLANK)])
    content[place : place + len(BLANK)] = BLANK
    return told == hashlib.sha256(content).hexdigest().encode()


def _place_in(content: bytes | bytearray) -> int:
    """Where the hash stands; less than any place there can be where it does not."""
    return content.rfind(_BEFORE) + len(_BEFORE)
