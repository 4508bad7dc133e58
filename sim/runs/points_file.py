"""What is read off design points, each point in a file of its own: a column a metric, a row a replication from 0 on.

A file is there as a whole or not at all; one of more replications takes the place of a shorter one. How long a point
took stands beside it: it is no part of what a point is.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.chunks import DamagedError
from sim.runs.identity import sources_hash
from sim.runs.periods import Floats

SOURCES, DIGEST = "sources", "digest"
"""What is told with the values: the hash of the program's sources, and that of the values."""
TOOK = ".json"
"""Ending of what says how long a point took."""


def stored(path: Path) -> int:
    """How many replications a file holds; none where it is not there or no such file."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return 0


def write(path: Path, metrics: Sequence[str], values: Floats) -> None:
    """Write values, shape (metric, replication), and bring them onto the disk."""
    told = {SOURCES: sources_hash(), DIGEST: _digest(metrics, values)}
    draft = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        pq.write_table(pa.table(dict(zip(metrics, values, strict=True))).replace_schema_metadata(told), draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path) -> tuple[list[str], Floats, dict[str, str]]:
    """Metrics, values by metric and replication, and what is told with them; DamagedError where they are not those
    that were written.
    """
    try:
        table = pq.read_table(path)
        told = {key.decode(): text.decode() for key, text in (table.schema.metadata or {}).items()}
        values = np.stack([column.to_numpy() for column in table.columns])
        written = told[DIGEST]
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise DamagedError(f"{path} cannot be read: {error}") from error
    if _digest(table.column_names, values) != written:
        raise DamagedError(f"{path}: the values are not those that were written")
    return table.column_names, values, told


def write_took(path: Path, took: dict[str, str]) -> None:
    """Say beside a file how long its point took, and under which conditions."""
    draft = path.with_name(f".{path.stem}{TOOK}.tmp-{os.getpid()}")
    draft.write_text(json.dumps(took), encoding="utf-8")
    draft.rename(path.with_suffix(TOOK))


def read_took(path: Path) -> dict[str, str]:
    """How long a point took; nothing where that cannot be read."""
    try:
        took = json.loads(path.with_suffix(TOOK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return took if isinstance(took, dict) else {}


def _digest(metrics: Sequence[str], values: Floats) -> str:
    digest = hashlib.sha256("\0".join(metrics).encode())
    digest.update(np.ascontiguousarray(values, dtype="<f8").data)
    return digest.hexdigest()
