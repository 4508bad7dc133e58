"""The memory that replications of a model run in, one after the other: its tables, brought back to the start.

To ask the operating system for it anew costs more than a thousand events, so what one was done with serves the next.
"""

import threading

import numpy as np

from sim.world.asking import stand_in
from sim.world.compiled_world import HEAP, CompiledWorld
from sim.world.model import Model
from sim.world.rows import array
from sim.world.tables import TABLES

_FREE: list["Memory"] = []
"""Memory that no replication runs in, that used last at the end."""
_ONE_AT_A_TIME = threading.Lock()
GAMMAS = 1 << 15
"""Gamma numbers that are remembered, those of some thirty replications: a power of two, so each share has a place."""
OWN = ("log", "gammas")
"""Tables that no replication has to find as they were at the start: what is written, and what is known by itself."""
FILLED = {"tranches": "tranche_count"}
"""Tables that a replication fills from the first row on, and what of the run counts the rows it has filled."""


class Memory:
    """A model's tables as records, the calendar's heap and the log's buffer."""

    def __init__(self, model: Model) -> None:
        self.tables: dict[str, np.ndarray] = {name: np.empty_like(rows) for name, rows in model.tables.items()}
        self.tables |= {"heap": array(HEAP, model.heap), "gammas": array(TABLES["gammas"], GAMMAS)}
        self.world = CompiledWorld(self.tables)
        self.take(model)

    def fits(self, model: Model) -> bool:
        """Whether a model's tables are as large as this one's."""
        return model.heap == len(self.tables["heap"]) and all(
            len(rows) == len(self.tables[name]) for name, rows in model.tables.items() if name != "gammas"
        )

    def take(self, model: Model) -> None:
        """Be a model's from now on, one that fits."""
        self.model = model
        rules = model.tables["rules"].copy()
        stand_in(rules)
        starts = {name: rows for name, rows in (model.tables | {"rules": rules}).items() if name not in OWN}
        both = {name: (_bytes(self.tables[name]), _bytes(rows)) for name, rows in starts.items()}
        for name in ("run", *FILLED):
            both[name][0][:] = both[name][1]
        self._filled = [(*both.pop(name), count, starts[name].itemsize) for name, count in FILLED.items()]
        self._starts = list(both.values())

    def begin(self, replication: int) -> None:
        """Bring the tables to the start of a replication."""
        run = self.tables["run"][0]
        for table, start, count, width in self._filled:
            table[: run[count] * width] = start[: run[count] * width]
        for table, start in self._starts:
            table[:] = start
        run["replication"] = replication


def _bytes(rows: np.ndarray) -> np.ndarray:
    """Rows as what they are in memory: copied at once, not field by field."""
    return rows.view(np.uint8)


def lend(model: Model) -> Memory:
    """Memory for a model, nobody else's until given back: what was used for it before, or for another that it fits."""
    with _ONE_AT_A_TIME:
        memory = next((kept for kept in _FREE if kept.model is model), None)
        if memory is None:
            memory = next((kept for kept in reversed(_FREE) if kept.fits(model)), None)
        if memory is not None:
            _FREE.remove(memory)
    if memory is None:
        return Memory(model)
    if memory.model is not model:
        memory.take(model)
    return memory


def give_back(memory: Memory) -> None:
    """Keep memory for the next replication that it fits; what is of another size is let go."""
    with _ONE_AT_A_TIME:
        _FREE[:] = [kept for kept in _FREE if kept.model is memory.model or kept.fits(memory.model)]
        _FREE.append(memory)
