"""What a replication's measures are, as a hash of the values: whatever file, machine or number of workers they have."""

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np

from sim.metrics.declared import Integers


def of_replication(cells: Integers, values: Integers, scalars: Mapping[str, float]) -> str:
    """Hash of the cells that are not zero throughout, their values, and the scalars by name: 64 hexadecimal digits.

    `cells` are places among the plan's keys, ascending; `values` has shape (cell, 1 + months). All is hashed as
    little-endian numbers of 64 bits, in that order.
    """
    used = values.any(axis=1)
    if not used.all():
        cells, values = cells[used], values[used]
    digest = hashlib.sha256(np.ascontiguousarray(cells, dtype="<i8").data)
    digest.update(np.ascontiguousarray(values, dtype="<i8").data)
    for name in sorted(scalars):
        digest.update(name.encode() + b"\0" + np.array(scalars[name], dtype="<f8").tobytes())
    return digest.hexdigest()


def of_all(replications: Iterable[str]) -> str:
    """Hash of the hashes of replications, in their order."""
    return hashlib.sha256("".join(replications).encode()).hexdigest()
