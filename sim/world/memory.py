"""The memory that replications of a model run in, one after the other: its tables, brought back to the start.

To ask the operating system for it anew costs more than a thousand events, so what one was done with serves the next.
"""

import threading
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from sim.world import calendar as cal
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
REACHED = ("tranches", "requests", "wakes")
"""Tables of which a replication reaches few rows, for they have room for many."""
LINE = 64
"""Bytes that a processor fetches together: every table begins with some."""


class Memory:
    """A model's tables as records, the calendar's heap and the log's buffer."""

    def __init__(self, model: Model) -> None:
        brought_back = {name: rows for name, rows in model.tables.items() if name not in OWN}
        plain = [name for name in brought_back if name not in REACHED]
        ends = list(accumulate(-(-brought_back[name].nbytes // LINE) * LINE for name in (*plain, *REACHED)))
        self._begins = dict(zip((*plain, *REACHED), (0, *ends), strict=False))
        self._plain = slice(0, self._begins[REACHED[0]])
        self._now, self._start = np.zeros(ends[-1], np.uint8), np.zeros(ends[-1], np.uint8)
        self.tables: dict[str, np.ndarray] = {name: self._part(self._now, name, rows)
                                              for name, rows in brought_back.items()}  # fmt: skip
        self.tables |= {"log": np.empty_like(model.tables["log"]), "heap": array(HEAP, model.heap),
                        "gammas": array(TABLES["gammas"], GAMMAS)}  # fmt: skip
        self.world = CompiledWorld(self.tables)
        kinds = list(zip(cal.KINDS, model.tables["kinds"]["first"].tolist(), strict=True))
        self._wakes_of_requests = [first for kind, first in kinds if kind.wakes == "requests"]
        requests = len(self.tables["requests"])
        others = zip([0, *(first + requests for first in self._wakes_of_requests)],
                     [*self._wakes_of_requests, len(self.tables["wakes"])], strict=True)  # fmt: skip
        self._other_wakes = [self._rows("wakes", begin, end - begin) for begin, end in others if begin < end]
        self.take(model)

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
            self._start[begin : begin + rows.nbytes] = rows.view(np.uint8)  # at once, not field by field
        rules = self._part(self._start, "rules", model.tables["rules"])
        self.asks_python = bool((rules["function"] >= 0).any())
        stand_in(rules)
        self._now[:] = self._start

    def begin(self, replication: int) -> None:
        """Bring the tables to the start of a replication."""
        for reached in (*self._reached(), *self._other_wakes, self._plain):
            self._now[reached] = self._start[reached]
        self.tables["run"][0]["replication"] = replication

    def _reached(self) -> Iterator[slice]:
        """Where the tranches and requests stand that there have been, and what wakes the requests."""
        run, workloads = self.tables["run"][0], self.tables["workloads"]
        yield self._rows("tranches", 0, int(run["tranche_count"]))
        made = zip(workloads["first_request"].tolist(), workloads["made"].tolist(), strict=True)
        for first, count in ((0, int(run["opening_requests"])), *made, (int(run["first_part"]), int(run["parts"]))):
            if count:
                yield self._rows("requests", first, count)
                for wakes in self._wakes_of_requests:
                    yield self._rows("wakes", wakes + first, count)

    def _rows(self, name: str, first: int, count: int) -> slice:
        """Where some rows of a table stand."""
        begin, width = self._begins[name], self.tables[name].itemsize
        return slice(begin + first * width, begin + (first + count) * width)

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
