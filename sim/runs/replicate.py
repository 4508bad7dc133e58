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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.metrics import Plan, measure
from sim.metrics.declared import Integers
from sim.policy.python import FOLDERS, search_in
from sim.runs.processes import processes

Engine = Literal["compiled", "simpy"]
Simulate = Callable[[int], np.ndarray]
"""Gives the log of a replication."""
Sink = Callable[[int, np.ndarray], None]
"""Takes a replication's number and log, in order."""
CHUNK = 16
"""Most replications handed to a worker at a time; four make 64."""
AHEAD = 2
"""Chunks waiting for each worker: enough to keep it busy, few enough to keep their logs in memory."""


class Part(NamedTuple):
    """One measured replication."""

    active: Integers
    values: Integers
    scalars: dict[str, float]
    log: np.ndarray


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


def simulator(model: Any, engine: Engine) -> Simulate:
    """The log of any replication of a model."""
    from sim.world.engines import simulate

    return lambda replication: simulate(model, replication, engine=engine)


def engine_for(model: Any, asked: Engine) -> Engine:
    """The engine that runs a model: SimPy where a policy is Python, whichever is asked for."""
    from sim.world import engines

    return engines.engine_for(model.scenario, asked) if hasattr(model, "scenario") else asked


def replicate(model: Any, replications: int, workers: Workers | None = None, sink: Sink | None = None,
              simulate: Simulate | None = None) -> Measured:  # fmt: skip
    """Replications 0 to n - 1 of a model, measured; `sink` sees every log, in order, before it is dropped."""
    workers = workers or Workers()
    workers = replace(workers, engine=engine_for(model, workers.engine))
    plan = Plan.of(model.layout)
    run = simulate or simulator(model, workers.engine)
    parts: list[tuple[Integers, Integers]] = []
    scalars: list[dict[str, float]] = []
    for replication, part in enumerate(_parts(model, plan, run, replications, workers)):
        if sink is not None:
            sink(replication, part.log)
        parts.append((part.active, part.values))
        scalars.append(part.scalars)
        if workers.on_done is not None:
            workers.on_done(replication + 1)
    return _stacked(parts, scalars, plan.months - plan.warm_up + 1)


def _parts(model: Any, plan: Plan, run: Simulate, replications: int, workers: Workers) -> Iterator[Part]:
    """Measured replications in order, made ahead by the workers."""
    size = max(1, min(CHUNK, replications // (AHEAD * workers.count)))
    chunks = [range(first, min(first + size, replications)) for first in range(0, replications, size)]
    if workers.engine == "simpy" and replications > 1 and workers.count > 1:
        chunks = [range(r, r + 1) for r in range(replications)]
        with _processes(model, min(workers.count, replications)) as processes:
            yield from _in_order(processes, _simpy_chunk, chunks, workers.count)
        return
    stop = threading.Event()

    def chunk(replications_of_chunk: range) -> list[Part]:
        return [_measured(run, plan, r) for r in replications_of_chunk if not stop.is_set()]

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


def _measured(run: Simulate, plan: Plan, replication: int) -> Part:
    log = run(replication)
    measures = measure(log, plan)
    return Part(measures.active, measures.values, measures.scalars, log)


def _stacked(
    parts: list[tuple[Integers, Integers]], scalars: list[dict[str, float]], columns: int
) -> Measured:
    """All replications in one array, over the cells that any of them uses."""
    cells = np.unique(np.concatenate([active for active, _ in parts])) if parts else np.zeros(0, np.int64)
    values = np.zeros((len(parts), len(cells), columns), dtype=np.int64)
    for replication, (active, rows) in enumerate(parts):
        values[replication, np.searchsorted(cells, active)] = rows
    names = scalars[0] if scalars else {}
    return Measured(cells, values, {name: np.array([s[name] for s in scalars]) for name in names})


# --- processes: each builds the model for itself, since machine code and tables do not travel

_WORKER: dict[str, Any] = {}


@contextmanager
def _processes(model: Any, count: int) -> Iterator[ProcessPoolExecutor]:
    plain = model.layout.scenario.model_dump(by_alias=True)  # generic classes do not pickle
    with processes(count, _start_worker, (plain, FOLDERS)) as pool:
        yield pool


def _start_worker(plain: dict[str, Any], folders: list[Path]) -> None:
    from sim.scenario.scenario import Scenario
    from sim.world.model import build

    search_in(*folders)
    model = build(Scenario.model_validate(plain))
    _WORKER["plan"] = Plan.of(model.layout)
    _WORKER["run"] = simulator(model, "simpy")


def _simpy_chunk(replications: range) -> list[Part]:
    return [_measured(_WORKER["run"], _WORKER["plan"], r) for r in replications]
