"""One replication by either engine, repeated with larger tables where one was too small."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import numpy as np

from sim.events.row import ROW
from sim.world.broken import TableFullError
from sim.world.model import Model

if TYPE_CHECKING:
    from sim.world.engine_compiled import Course

MOST_ROOM = 4096.0
Engine = Literal["compiled", "simpy"]


class Sink(Protocol):
    """Takes the rows of one replication's log as they come, arrays of events.row.ROW."""

    def add(self, rows: np.ndarray, /) -> None:
        """Take the next rows; they are overwritten afterwards."""


S = TypeVar("S", bound=Sink)


class WholeLog:
    """A sink that keeps every row."""

    def __init__(self) -> None:
        self._kept: list[np.ndarray] = []

    def add(self, rows: np.ndarray) -> None:
        """Copy the rows."""
        self._kept.append(rows.copy())

    @property
    def log(self) -> np.ndarray:
        """All rows so far."""
        return self._kept[0] if len(self._kept) == 1 else np.concatenate([np.zeros(0, ROW), *self._kept])


def feed(model: Model, replication: int, start: Callable[[], S], engine: Engine = "compiled") -> S:
    """Hand the log of one replication to a sink as it is written; the sink. Either engine writes the same bits.

    `start` gives an empty sink: one more for each time that the replication is repeated with larger tables. Raises
    InvariantBrokenError where the model contradicts itself.
    """
    if engine == "compiled":
        from sim.world.engine_compiled import hand_over
    else:
        from sim.world.engine_simpy import hand_over
    model = model.grown
    while True:
        sink = start()
        try:
            hand_over(model, replication, sink)
        except TableFullError:
            if model.room >= MOST_ROOM:
                raise
            model = model.larger
        else:
            return sink


def follow(model: Model, replications: range, take: Callable[["Course", range], int],
           engine: Engine = "compiled") -> int:  # fmt: skip
    """Have the whole logs of replications taken in machine code, as far as that goes: how many were. The next one is to
    be fed, if any is left: that raises, or makes larger, what stopped it.
    """
    if engine != "compiled":
        return 0
    from sim.world import engine_compiled

    return engine_compiled.follow(model.grown, replications, take)


def simulate(model: Model, replication: int, engine: Engine = "compiled") -> np.ndarray:
    """The whole log of one replication (array of events.row.ROW)."""
    return feed(model, replication, WholeLog, engine).log
