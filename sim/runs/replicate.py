"""Replications of a scenario over the cores of this machine, measured as they finish.

The compiled engine runs in threads, since it lets go of the interpreter lock; the SimPy one in processes.
Replications come back in their order, so what is left does not depend on the number of workers.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.metrics import Plan, Together
from sim.policy.python import FOLDERS, search_in
from sim.runs.allocator import give_compiler_back, give_large_arrays_back
from sim.runs.identity import OtherCodeError, Version
from sim.runs.processes import WorkerLostError, processes
from sim.runs.source import Engine, Halt, Keep, Part, Simulate, Source, measured, planned
from sim.runs.watch import AtWork, Tell, Watch, named

if TYPE_CHECKING:
    from sim.runs.cluster import Cluster

AHEAD = 2
"""Chunks waiting for each worker: enough to keep it busy while others are added up. What waits takes memory."""


@dataclass(frozen=True)
class Workers:
    """How replications are spread: which engine, how many workers, and who hears of each that is done."""

    engine: Engine = "compiled"
    jobs: int | None = None
    """One for each core where not given."""
    on_done: Callable[[int], None] | None = None
    """Called with the number of replications done so far."""
    on_stuck: Tell | None = None
    """Called with words on a worker that takes far longer than others did."""
    cluster: "Cluster | None" = None
    """That replications are handed to, where there is one."""

    @property
    def count(self) -> int:
        """Number of workers."""
        return self.jobs or os.cpu_count() or 1


def replicate(model: Any, replications: int | Sequence[range], workers: Workers | None = None, keep: Keep | None = None,
              simulate: Simulate | None = None) -> Generator[Part]:  # fmt: skip
    """Replications of a model, 0 to n - 1 or those listed, measured, in order, with what `keep` says of their logs.

    `workers` hear of those that are done; of those before the listed ones, as if they were.
    """
    give_large_arrays_back()
    workers, keep = workers or Workers(), keep or Keep()
    source = Source(model, workers.engine, simulate)
    spans = [range(replications)] if isinstance(replications, int) else [span for span in replications if span]
    with closing(_parts(source, spans, workers, keep)) as parts:
        for place, (replication, part) in enumerate(zip(chain.from_iterable(spans), parts, strict=True)):
            if place == 0:  # all machine code is loaded
                give_compiler_back()
            yield part
            if workers.on_done is not None:
                workers.on_done(replication + 1)


def _parts(source: Source, spans: Sequence[range], workers: Workers, keep: Keep) -> Generator[Part]:
    """Measured replications in order, made ahead by the workers."""
    replications, plan = sum(map(len, spans)), Plan.of(source.model.layout)
    size = max(1, min(planned(plan, keep).together, replications // (AHEAD * workers.count)))
    chunks = (span[first : first + size] for span in spans for first in range(0, len(span), size))
    if workers.engine == "simpy" and replications > 1 and workers.count > 1:
        chunks = (range(r, r + 1) for span in spans for r in span)
        with _processes(source.model, min(workers.count, replications)) as processes:
            yield from _in_order(processes, partial(_simpy_chunk, keep), chunks, workers)
        return
    halt, spare = Halt(), list[Together]()
    at_work: dict[str, AtWork] = {}
    watch = Watch(workers.on_stuck, lambda: list(at_work.values()))

    def chunk(replications_of_chunk: range) -> list[Part]:
        thread, begun = threading.current_thread().name, time.monotonic()
        at_work[thread] = AtWork(f"thread {thread}", named(replications_of_chunk), begun)
        try:
            return list(measured(source, plan, replications_of_chunk, keep, halt, spare))
        finally:
            del at_work[thread]
            watch.took(time.monotonic() - begun)

    with ThreadPoolExecutor(workers.count, thread_name_prefix="replications") as pool:
        try:
            yield from _in_order(pool, chunk, chunks, workers, watch)
        finally:
            halt.set()


def _in_order(pool: Executor, work: Callable[[range], list[Part]], chunks: Iterable[range], workers: Workers,
              watch: Watch | None = None) -> Generator[Part]:  # fmt: skip
    """Results in order, made ahead; where the pool does not say who is at what, what is waited for is watched."""
    waiting: deque[tuple[AtWork, Future[list[Part]]]] = deque()
    watch = watch or Watch(workers.on_stuck, lambda: [each for each, future in waiting if future.running()][:1])

    def first() -> list[Part]:
        result: list[Part] = watch.result(waiting[0][1])
        waiting.popleft()
        return result

    try:
        for chunk in chunks:
            about = AtWork("a process", named(chunk), time.monotonic())
            waiting.append((about, pool.submit(work, chunk)))
            if len(waiting) > AHEAD * workers.count:
                yield from first()
        while waiting:
            yield from first()
    finally:
        for _, future in waiting:
            future.cancel()


# --- processes: each builds the model for itself, since machine code and tables do not travel

_WORKER: dict[str, Any] = {}


@contextmanager
def _processes(model: Any, count: int) -> Iterator[ProcessPoolExecutor]:
    scenario = model.layout.scenario
    try:
        with processes(count, _start_worker, (scenario.plain(), FOLDERS, Version.of(scenario), model.until)) as pool:
            yield pool
    except OtherCodeError as error:
        raise WorkerLostError(f"a worker process cannot be used: {error}, for files changed since this program "
                              "began") from error  # fmt: skip


def _start_worker(plain: dict[str, Any], folders: list[Path], version: Version, until: date | None) -> None:
    """What goes wrong here is told with the first chunk: a process that breaks at its start cannot say why."""
    from sim.scenario.scenario import Scenario
    from sim.world.model import build

    search_in(*folders)
    scenario = Scenario.model_validate(plain)
    model = build(scenario, until=until)
    _WORKER["plan"] = Plan.of(model.layout)
    _WORKER["source"] = Source(model, "simpy")
    try:
        version.check(scenario)
    except OtherCodeError as error:
        _WORKER["unusable"] = error


def _simpy_chunk(keep: Keep, replications: range) -> list[Part]:
    if "unusable" in _WORKER:
        raise _WORKER["unusable"]
    return list(measured(_WORKER["source"], _WORKER["plan"], replications, keep))
