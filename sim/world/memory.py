"""The memory that replications of a model run in, one after the other: its tables, brought back to the start.

To ask the operating system for it anew costs more than a thousand events, so what one was done with serves the next.
"""

import threading
from itertools import accumulate

import numpy as np

from sim.world import calendar as cal
from sim.world.asking import stand_in
from sim.world.bringing_back import BYTES, LINE, OF_FIRST_REQUESTS, OF_REQUESTS, OF_TRANCHES, WHOLE
from sim.world.compiled_world import COMPILED_TABLES, HEAP, CompiledWorld
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
REACHED = ("tranches", "requests", "wakes")
"""Tables of which a replication reaches few rows, for they have room for many."""


class Memory:
    """A model's tables as records, the calendar's heap and the log's buffer."""

    def __init__(self, model: Model) -> None:
        brought_back = {name: rows for name, rows in model.tables.items() if name not in OWN}
        names = sorted(brought_back, key=lambda name: name in REACHED)
        ends = list(accumulate(-(-brought_back[name].nbytes // BYTES) * BYTES for name in names))
        self._begins = dict(zip(names, (0, *ends), strict=False))
        self._now, self._start = np.zeros(ends[-1], np.uint8), np.zeros(ends[-1], np.uint8)
        self.tables: dict[str, np.ndarray] = {name: self._part(self._now, name, rows)
                                              for name, rows in brought_back.items()}  # fmt: skip
        self.tables |= {"log": np.empty_like(model.tables["log"]), "heap": array(HEAP, model.heap),
                        "gammas": array(TABLES["gammas"], GAMMAS), "now": self._now.view(LINE.DTYPE),
                        "start": self._start.view(LINE.DTYPE), "pieces": self._pieces(model)}  # fmt: skip
        self.world = CompiledWorld(self.tables)
        self.take(model)

    def _pieces(self, model: Model) -> np.ndarray:
        """What is brought back, as `bring_back` goes through it."""
        firsts = zip(cal.KINDS, model.tables["kinds"]["first"].tolist(), strict=True)
        of_requests = [first for kind, first in firsts if kind.wakes == "requests"]
        requests = len(self.tables["requests"])
        others = zip([0, *(first + requests for first in of_requests)], [*of_requests, len(self.tables["wakes"])],
                     strict=True)  # fmt: skip
        pieces = [(OF_TRANCHES, "tranches", 0, 0), (OF_FIRST_REQUESTS, "requests", 0, 0),
                  *((OF_REQUESTS, "wakes", first, 0) for first in of_requests),
                  *((WHOLE, "wakes", begin, end - begin) for begin, end in others)]  # fmt: skip
        rows = [(reached, self._begins[name] + first * self.tables[name].itemsize, self.tables[name].itemsize, count)
                for reached, name, first, count in pieces]  # fmt: skip
        return np.array([*rows, (WHOLE, 0, BYTES, self._begins[REACHED[0]] // BYTES)], COMPILED_TABLES["pieces"].DTYPE)

    def fits(self, model: Model) -> bool:
        """Whether a model's tables are as large as this one's."""
        return model.heap == len(self.tables["heap"]) and all(
            len(rows) == len(self.tables[name]) for name, rows in model.tables.items() if name != "gammas"
        )

    def take(self, model: Model) -> None:
        """Be a model's from now on, one that fits."""
        self.model = model
        for name, begin in self._begins.items():
            rows = model.tables[name]
            if name == "requests":
                rows = rows[: model.tables["run"]["opening_requests"][0]]  # the others say nothing until they are made
            self._start[begin : begin + rows.nbytes] = rows.view(np.uint8)  # at once, not field by field
        rules = self._part(self._start, "rules", model.tables["rules"])
        self.asks_python = bool((rules["function"] >= 0).any())
        stand_in(rules)
        self._now[:] = self._start

    def begin(self, replication: int) -> None:
        """Have the engine, when it is called next, bring the tables back and begin a replication."""
        run = self.tables["run"][0]
        run["begun"], run["log_count"], run["replication"] = 0, 0, replication

    def _part(self, memory: np.ndarray, name: str, like: np.ndarray) -> np.ndarray:
        """A table in memory for all of them."""
        return memory[self._begins[name] : self._begins[name] + like.nbytes].view(like.dtype)


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
