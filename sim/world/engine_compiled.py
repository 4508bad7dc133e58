"""The compiled engine: the handlers around a heap of keys, one machine-code loop a replication.

The loop returns whenever the log's buffer is nearly full, hands the rows over, and goes on where it stood.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import types

from sim.streams.machine_code import is_ready, machine_code
from sim.world.asking import policies_called
from sim.world.bringing_back import bring_back
from sim.world.broken import outside_a_table, refuse_broken
from sim.world.calendar import is_over
from sim.world.compiled_world import world_at
from sim.world.dispatch import handle
from sim.world.entry_only import entry_only
from sim.world.heap import pop_from_heap
from sim.world.memory import Memory, give_back, lend
from sim.world.model import Model
from sim.world.prepare import prepare
from sim.world.rows import objects
from sim.world.tables import TABLES


@machine_code("quantities", "events", "policy", "streams", "world")
def replicate(address):
    """Run the replication of a world at an address on: to its end, to a buffer nearly full, or to the first broken
    invariant or full table.
    """
    w: Any = world_at(address)  # type: ignore[call-arg]
    run = w.run[0]
    if run.begun == 0:
        bring_back(w)
        run.begun = 1
        prepare(w)
    while run.keys > 0 and run.broken == 0 and run.overflow == 0 and run.log_count < run.log_pause:
        if is_over(w):
            run.keys = 0
        else:
            handle(w, pop_from_heap(w))


def is_compiled() -> bool:
    """True where machine code of this version is in memory or on disk."""
    return is_ready(replicate)


def hand_over(model: Model, replication: int, sink: Any) -> None:
    """Hand the log of one replication to a sink."""
    for rows in buffers_of(model, replication):
        sink.add(rows)


def follow(model: Model, replications: range, take: Callable[["Course", range], int]) -> int:
    """Have the logs of replications taken in machine code, up to one that is stopped; how many were: 0 where policies
    in Python are asked.
    """
    memory = lend(model)
    make_ready()
    done = 0 if memory.asks_python else take(Course.of(memory), replications)
    if memory.asks_python or done == len(replications):  # a full table has a row that nothing counts
        give_back(memory)
    return done


def buffers_of(model: Model, replication: int) -> Iterator[np.ndarray]:
    """The log of one replication, buffer by buffer: arrays of events.row.ROW, each good until the next is asked for."""
    memory = lend(model)
    yield from Replication(model, replication, memory)
    give_back(memory)


def make_ready() -> None:
    """Compile the loop, or load it from disk, where no thread of this process has yet."""
    if not replicate.signatures:
        with entry_only(replicate.py_func.__qualname__):
            if not replicate.signatures:
                replicate.compile((types.int64,))


class Course(NamedTuple):
    """Replications as other machine code sees them. It begins one by its number, with no row in the log, and not begun;
    calls the engine with the address of the world; finds some rows in the log; and calls again until no key is left.
    """

    engine: int
    """Address of the engine."""
    world: int
    log: np.ndarray
    """As a plain table: a row a line."""
    standing: tuple[np.ndarray, ...]
    """Of the run, each an array of one: how many rows stand in the log, how many keys in the calendar, whether it has
    begun, and the replication's number.
    """
    stopped: tuple[np.ndarray, ...]
    """The same: whether an invariant was broken, and whether a table is full."""

    @classmethod
    def of(cls, memory: Memory) -> "Course":
        """Those of a model that run in some memory."""
        run, log = memory.tables["run"], memory.tables["log"]
        return cls(_address_of(replicate), memory.world.address, log.view(np.int64).reshape(len(log), -1),
                   (run["log_count"], run["keys"], run["begun"], run["replication"]),
                   (run["broken"], run["overflow"]))  # fmt: skip


@cache
def _address_of(engine: Any) -> int:
    """Where an engine's machine code begins."""
    compiled: Any = engine.overloads[(types.int64,)]
    address: int = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
    return address


class Replication:
    """One replication in memory of its own, or in what is lent to it.

    To read its buffers raises InvariantBrokenError where a handler reached outside a table (NUMBA_BOUNDSCHECK=1): what
    it had written is no log; and whatever a policy in Python raised.
    """

    def __init__(self, model: Model, replication: int, memory: Memory | None = None) -> None:
        self._memory = memory or Memory(model)
        self._memory.begin(replication)
        self.tables = self._memory.tables
        make_ready()

    @property
    def address(self) -> int:
        """Of its world."""
        address: int = self._memory.world.address
        return address

    @property
    def run(self) -> Any:
        """The one row of the run's table as it stands: events handled, rows written."""
        return objects(TABLES["run"], self.tables["run"])[0]

    def __iter__(self) -> Iterator[np.ndarray]:
        standing, log = self.tables["run"][0], self.tables["log"]
        while standing["begun"] == 0 or standing["keys"] > 0:
            standing["log_count"] = 0
            self._go_on()
            if standing["broken"] or standing["overflow"]:
                refuse_broken(self.run)
            yield log[: standing["log_count"]]

    def _go_on(self) -> None:
        """Run on, with policies in Python at hand where rules name any."""
        try:
            if not self._memory.asks_python:
                replicate(self.address)
                return
            with policies_called(self.tables["run"]):
                replicate(self.address)
        except IndexError as error:
            raise outside_a_table(self.run) from error
