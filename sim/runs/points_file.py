"""What is read off design points, and off scenarios run to a precision, each in a file of its own: a column a metric, a
row a replication from 0 on.

A file is there as a whole or not at all; one of more replications takes the place of a shorter one. How long a point
took stands beside it: it is no part of what a point is.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import checked_file
from sim.runs.periods import Floats
from sim.runs.whole import put_whole

TOOK = ".json"
"""Ending of what says how long a point took."""


def name_of(chunk_hash: str, metrics: Sequence[str]) -> str:
    """The file of what is read off a scenario: one name for the same numbers, however many replications there are."""
    return hashlib.sha256("\0".join((chunk_hash, *metrics)).encode()).hexdigest()[:32] + ".parquet"


def stored(path: Path) -> int:
    """How many replications a file holds; none where it is not there or no such file."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return 0


def write(path: Path, metrics: Sequence[str], values: Floats) -> None:
    """Write values, shape (metric, replication). Nobody waits for the disk, which takes as long as a replication: a
    file that does not survive a power failure is seen to be damaged, and its point is made anew.
    """
    checked_file.write(path, pa.table(dict(zip(metrics, values, strict=True))), on_disk=False)


def read(path: Path) -> tuple[list[str], Floats]:
    """Metrics, and values by metric and replication; DamagedError where they are not those that were written."""
    table = checked_file.read(path)
    return table.column_names, np.stack([column.to_numpy() for column in table.columns])


def took_of(path: Path) -> Path:
    """What says of a file how long its point took."""
    return path.with_suffix(TOOK)


def write_took(path: Path, took: dict[str, str]) -> None:
    """Say beside a file how long its point took, and under which conditions."""
    put_whole(took_of(path), lambda draft: draft.write_text(json.dumps(took), encoding="utf-8"), on_disk=False)


def read_took(path: Path) -> dict[str, str]:
    """How long a point took; nothing where that cannot be read."""
    try:
        took = json.loads(took_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return took if isinstance(took, dict) else {}
