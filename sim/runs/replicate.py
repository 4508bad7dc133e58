"""Replications of a scenario over the cores of this machine, measured as they finish.

The compiled engine runs in threads, since it lets go of the interpreter lock; the SimPy one in processes.
Replications come back in their order, so what is left does not depend on the number of workers.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.metrics import Plan
from sim.metrics.declared import Integers
from sim.policy.python import FOLDERS, search_in
from sim.runs.allocator import give_large_arrays_back
from sim.runs.processes import processes
from sim.runs.source import Engine, Part, Simulate, Source, measured


class Logs(Protocol):
    """Takes the logs of replications, in order, as long as it wants them."""

    @property
    def wanted(self) -> bool:
        """False once it takes no more."""

    def add(self, replication: int, log: np.ndarray, /) -> None:
        """The next log."""


CHUNK = 16
"""Most replications handed to a worker at a time; four make 64."""
AHEAD = 2
"""Chunks waiting for each worker: enough to keep it busy, few enough to keep their logs in memory."""


class Measured(NamedTuple):
    """All replications: active cells (positions in the plan's keys), values, scalars."""

    cells: Integers
    values: Integers
    """Shape (replication, cell, 1 + months)."""
    scalars: dict[str, np.ndarray]


@dataclass(frozen=True)
class Workers:
    """How replications are spread: which engine, how many workers, and who hears of each that is done."""

    engine: Engine = "compiled"
    jobs: int | None = None
    """One for each core where not given."""
    on_done: Callable[[int], None] | None = None
    """Called with the number of replications done so far."""

    @property
    def count(self) -> int:
        """Number of workers."""
        return self.jobs or os.cpu_count() or 1


def replicate(model: Any, replications: int, workers: Workers | None = None, logs: Logs | None = None,
              simulate: Simulate | None = None) -> Measured:  # fmt: skip
    """Replications 0 to n - 1 of a model, measured; `logs` sees every log that it wants, in order."""
    give_large_arrays_back()
    workers = workers or Workers()
    plan = Plan.of(model.layout)
    source = Source(model, workers.engine, simulate)
    parts: deque[tuple[Integers, Integers]] = deque()
    scalars: list[dict[str, float]] = []
    for replication, part in enumerate(_parts(source, plan, replications, workers, logs)):
        if logs is not None and logs.wanted and part.log is not None:
            logs.add(replication, part.log)
        parts.append((part.active, part.values))
        scalars.append(part.scalars)
        if workers.on_done is not None:
            workers.on_done(replication + 1)
    return _stacked(parts, scalars, plan.months - plan.warm_up + 1)


def _parts(source: Source, plan: Plan, replications: int, workers: Workers, logs: Logs | None) -> Iterator[Part]:
    """Measured replications in order, made ahead by the workers."""
    size = max(1, min(CHUNK, replications // (AHEAD * workers.count)))
    chunks = [range(first, min(first + size, replications)) for first in range(0, replications, size)]
    if workers.engine == "simpy" and replications > 1 and workers.count > 1:
        chunks = [range(r, r + 1) for r in range(replications)]
        with _processes(source.model, min(workers.count, replications)) as processes:
            yield from _in_order(processes, partial(_simpy_chunk, logs is not None), chunks, workers.count)
        return
    stop = threading.Event()

    def chunk(replications_of_chunk: range) -> list[Part]:
        keep = logs is not None and logs.wanted
        return list(measured(source, plan, replications_of_chunk, keep, stop.is_set))

    with ThreadPoolExecutor(workers.count, thread_name_prefix="replications") as pool:
        try:
            yield from _in_order(pool, chunk, chunks, workers.count)
        finally:
            stop.set()


def _in_order(pool: Executor, work: Callable[[range], list[Part]], chunks: list[range],
              workers: int) -> Iterator[Part]:  # fmt: skip
    waiting: deque[Future[list[Part]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
            if len(waiting) > AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _stacked(
    parts: deque[tuple[Integers, Integers]], scalars: list[dict[str, float]], columns: int
) -> Measured:
    """All replications in one array, over the cells that any of them uses."""
    cells = np.unique(np.concatenate([active for active, _ in parts])) if parts else np.zeros(0, np.int64)
    values = np.zeros((len(parts), len(cells), columns), dtype=np.int64)
    for replication in range(len(values)):
        active, rows = parts.popleft()  # each is let go once it has its place
        values[replication, np.searchsorted(cells, active)] = rows
    names = scalars[0] if scalars else {}
    return Measured(cells, values, {name: np.array([s[name] for s in scalars]) for name in names})


# --- processes: each builds the model for itself, since machine code and tables do not travel

_WORKER: dict[str, Any] = {}


@contextmanager
def _processes(model: Any, count: int) -> Iterator[ProcessPoolExecutor]:
    with processes(count, _start_worker, (model.layout.scenario.plain(), FOLDERS)) as pool:
        yield pool


def _start_worker(plain: dict[str, Any], folders: list[Path]) -> None:
    from sim.scenario.scenario import Scenario
    from sim.world.model import build

    search_in(*folders)
    model = build(Scenario.model_validate(plain))
    _WORKER["plan"] = Plan.of(model.layout)
    _WORKER["source"] = Source(model, "simpy")


def _simpy_chunk(keep: bool, replications: range) -> list[Part]:
    return list(measured(_WORKER["source"], _WORKER["plan"], replications, keep))
