"""The compiled engine: the handlers around a binary heap, one machine-code loop a replication."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit, typeof

from sim.streams.machine_code import keep_by_sources
from sim.world.broken import outside_a_table, refuse_broken
from sim.world.calendar import pop_from_heap
from sim.world.dispatch import handle
from sim.world.entry_only import entry_only
from sim.world.model import Model
from sim.world.prepare import prepare
from sim.world.rows import objects
from sim.world.tables import TABLES, CompiledWorld

CACHE = keep_by_sources("quantities", "events", "policy", "streams", "world")
"""Folder of the loop's machine code: every source that is compiled into it."""


@njit(cache=True, nogil=True)
def replicate(w):
    """Run a replication to its horizon, or to the first broken invariant or full table."""
    run = w.run[0]
    prepare(w)
    while run.heap_count > 0 and run.broken == 0 and run.overflow == 0:
        handle(w, pop_from_heap(w))


def is_compiled() -> bool:
    """True where machine code of this version is in memory or on disk."""
    return bool(replicate.signatures) or any(CACHE.rglob("engine_compiled.replicate-*.nbc"))


def log_of(model: Model, replication: int) -> np.ndarray:
    """The whole log of one replication, an array of events.row.ROW."""
    return finished(model, replication).log


def _compile_once(world: CompiledWorld) -> None:
    """Compile the loop, or load it from disk, where no thread of this process has yet."""
    if not replicate.signatures:
        with entry_only(replicate.py_func.__qualname__):
            replicate.compile((typeof(world),))


class Finished(NamedTuple):
    """A replication that reached its horizon."""

    log: np.ndarray
    run: Any
    """The one row of the run's table: events handled, rows written."""


def finished(model: Model, replication: int) -> Finished:
    """Run one replication on copies of the model's tables.

    Raises InvariantBrokenError where a handler reached outside a table (NUMBA_BOUNDSCHECK=1): what it had written is
    no log.
    """
    tables = {name: rows.copy() for name, rows in model.tables.items() if name != "log"}
    tables["log"] = np.empty_like(model.tables["log"])
    tables["run"][0]["replication"] = replication
    world = CompiledWorld(*(tables[name] for name in TABLES), np.zeros(model.heap, np.int64))
    _compile_once(world)
    try:
        replicate(world)
    except IndexError as error:
        raise outside_a_table(objects(TABLES["run"], tables["run"])[0]) from error
    run = objects(TABLES["run"], tables["run"])[0]
    refuse_broken(run)
    return Finished(tables["log"][:run.log_count], run)
