"""A Dask cluster that chunks of replications and design points are handed to; what comes back is kept as if made here.

A worker is given work only if its program is the same version: a resource named by the hash of the sources, which each
worker states of itself, is asked for by every task. Tasks of a worker that is lost go to others.
"""

import logging
import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sim.runs.cluster_tasks import (
    Asked,
    Failed,
    PointAsked,
    chunk_of,
    figures_of,
    kept,
    merged,
    packed,
    sums_of,
    unpacked,
)
from sim.runs.identity import OtherCodeError, sources_hash
from sim.runs.periods import Floats
from sim.runs.run_sums import Part
from sim.runs.watch import AtWork, Tell, Watch, named

if TYPE_CHECKING:
    from distributed import Client, Future

    from sim.runs.chunks import Chunk
    from sim.runs.store import Order

LOCAL = "local"
AHEAD = 3
"""Tasks waiting for each thread of a worker: enough to keep it busy while others are sent."""
TASK_REPLICATIONS = 64
"""Of a task, at least, where there are so many: most of a second, against a thousandth that handing it over takes."""
MOST_REPLICATIONS = 1_024
"""Of a task that adds up; what it gives back is as large for one replication as for a thousand."""
GROUP = 32
"""Such tasks whose sums are put together by the cluster before they come here."""
PATIENCE = 10.0
"""Seconds to wait for a scheduler."""
PATIENCE_FOR_WORKERS = 30.0
"""Seconds to wait for a first worker of the right version."""
SETTLED = 2.0
"""Seconds after which workers that have not stated a version count as of another one."""

T = TypeVar("T")


class ClusterError(Exception):
    """A cluster that cannot be used, or is lost; what was done is kept."""


class Spread(NamedTuple):
    """Sums of some replications, put together by the cluster."""

    n: int
    sums: Part


class Cluster:
    """Workers of the same version of the program, behind a scheduler."""

    def __init__(self, client: "Client", address: str) -> None:
        self._client, self.address, self._count = client, address, count()
        self._code = f"sim-{sources_hash()[:16]}"
        self.on_stuck: Tell | None = None
        """Called with words on a worker that takes far longer than others did."""
        self.refused: list[str] = []
        """Addresses of workers that have another version, or none."""
        self._ask_for_versions()
        self._wait_for_workers()

    def _ask_for_versions(self) -> None:
        """Of all workers, and of those that come later; again where one is lost while it is asked."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._client.register_plugin(_plugin(self._code, sources_hash()), name=self._code)
                return
            except OSError:
                if time.monotonic() > until or self._client.status != "running":
                    raise
            time.sleep(0.2)

    def _wait_for_workers(self) -> None:
        begun = time.monotonic()
        while True:
            workers = self._workers()
            self.refused = [name for name, worker in workers.items() if self._code not in worker.get("resources", {})]
            waited = time.monotonic() - begun
            if len(workers) > len(self.refused) and (not self.refused or waited > SETTLED):
                return
            if waited > (PATIENCE_FOR_WORKERS if not workers else PATIENCE):
                what = f"{len(workers)} workers, none of them" if workers else "no worker"
                raise ClusterError(f"{self.address} has {what} of this version of the program "
                                   f"({sources_hash()[:10]})")  # fmt: skip
            time.sleep(0.05)

    @property
    def threads(self) -> int:
        """Of all workers that get work."""
        workers = self._workers().values()
        return sum(worker["nthreads"] for worker in workers if self._code in worker.get("resources", {})) or 1

    def _workers(self) -> dict[str, Any]:
        """By address; none where the scheduler is lost."""
        found: dict[str, Any] = self._client.scheduler_info(n_workers=-1).get("workers", {})
        return found

    def chunks(self, order: "Order", spans: Iterable[range]) -> Iterator[tuple[range, "Chunk"]]:
        """Replications of chunks, each measured, in their order."""
        asked = _asked(order)
        for span, text in self._in_order(spans, lambda span: self._submit(named(span), chunk_of, asked, span)):
            yield span, unpacked(text)

    def figures(self, points: Iterable[PointAsked]) -> Iterator[tuple[int, Floats | Failed]]:
        """Of each, the place of the design point, and its figures or why it failed; in their order."""
        def submit(group: list[PointAsked]) -> "Future":
            places = f"design points {group[0].place + 1} to {group[-1].place + 1}"
            return self._submit(places, figures_of, group)

        for group, text in self._in_order(_grouped(points), submit, lost=_all_lost):
            yield from unpacked(text) if isinstance(text, bytes) else text(group)

    def sums(self, order: "Order", empty: Part, replications: range) -> Iterator[Spread]:
        """Replications added up, in portions, in their order."""
        asked, base = _asked(order), self._submit("what is common", kept, packed(empty))
        size = -(-len(replications) // (AHEAD * self.threads))
        size = min(max(size, TASK_REPLICATIONS), MOST_REPLICATIONS)
        spans = [replications[first : first + size] for first in range(0, len(replications), size)]
        groups = (spans[first : first + GROUP] for first in range(0, len(spans), GROUP))

        def submit(group: list[range]) -> "Future":
            parts = [self._submit(named(span), sums_of, asked, span, futures=(base,)) for span in group]
            return self._submit("sums", merged, futures=(base, parts))

        for group, found in self._in_order(groups, submit, max(AHEAD, -(-AHEAD * self.threads // GROUP))):
            yield Spread(sum(map(len, group)), unpacked(found))

    def _at_work(self, seen: dict[str, float]) -> Iterator[AtWork]:
        """What each worker is at, since it was first seen there."""
        now = time.monotonic()
        for worker, tasks in self._client.processing().items():
            for task in tasks[:1]:
                yield AtWork(f"worker {worker}", task.split("#")[0], seen.setdefault(task, now))

    def _submit(self, what: str, work: Callable[..., Any], *given: Any, futures: tuple[Any, ...] = ()) -> "Future":
        """Hand over some work, which is given the results of `futures` last; `what` is how a message calls it.

        All but futures travels as bytes: the scheduler, which need not have this program, does not look into it.
        """
        key = f"{what}#{next(self._count)}-{self._client.id}"
        told = pickle.dumps((work, given))
        try:
            return self._client.submit(_call(), told, futures, resources={self._code: 1}, pure=False, key=key)
        except (OSError, RuntimeError) as error:  # of a client that is closed
            raise self._lost(error) from error

    def _in_order(self, tasks: Iterable[T], submit: Callable[[T], "Future"], ahead: int | None = None,
                  lost: Callable[[str], Any] | None = None) -> Iterator[tuple[T, Any]]:  # fmt: skip
        """Results of tasks in their order, so many of them handed over at a time; `lost` is what stands in for one that
        took its workers down with it.
        """
        from distributed.scheduler import KilledWorker

        waiting: deque[tuple[T, Future]] = deque()
        limit = ahead or AHEAD * self.threads
        seen: dict[str, float] = {}
        watch, since = Watch(self.on_stuck, lambda: self._at_work(seen)), time.monotonic()

        def result(future: "Future") -> Any:
            nonlocal since
            try:
                found = watch.result(future)
                watch.took(time.monotonic() - since)
                since = time.monotonic()
                return found
            except OtherCodeError as error:
                raise ClusterError(f"a worker of {self.address} cannot be used: {error}") from error
            except (OSError, CancelledError, TimeoutError) as error:
                raise self._lost(error) from error
            except KilledWorker as error:
                if lost is None:
                    raise ClusterError(f"a task was lost with {error.allowed_failures + 1} workers: {error}") from error
                return lost(str(error))

        try:
            for task in tasks:
                waiting.append((task, submit(task)))
                if len(waiting) >= limit:
                    first, future = waiting.popleft()
                    yield first, result(future)
            while waiting:
                first, future = waiting.popleft()
                yield first, result(future)
        finally:
            for _, future in waiting:
                future.release()

    def _lost(self, error: BaseException) -> ClusterError:
        return ClusterError(f"the scheduler at {self.address} is lost ({type(error).__name__}); what was done is kept, "
                            "and the same command goes on")  # fmt: skip


def _grouped(points: Iterable[PointAsked]) -> Iterator[list[PointAsked]]:
    """As many to a task as make it worth handing over."""
    group: list[PointAsked] = []
    for point in points:
        group.append(point)
        if sum(len(each.replications) for each in group) >= TASK_REPLICATIONS:
            yield group
            group = []
    if group:
        yield group


def _asked(order: "Order") -> Asked:
    return Asked.of(order.model.layout.scenario, order.resolved, order.replications, order.workers.engine)


def _all_lost(why: str) -> Callable[[list[PointAsked]], list[tuple[int, Failed]]]:
    return lambda group: [(point.place, Failed("KilledWorker", why)) for point in group]


@contextmanager
def connected(address: str, jobs: int | None = None) -> Generator[Cluster]:
    """The cluster at an address such as `tcp://10.0.0.1:8786`, or one of this machine's cores for `local`."""
    distributed = _distributed()
    _be_quiet()
    with ExitStack() as stack:
        try:
            place = address
            if address == LOCAL:
                workers = jobs or os.cpu_count() or 1
                place = stack.enter_context(distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                    silence_logs=logging.CRITICAL))  # fmt: skip
            cluster = Cluster(stack.enter_context(distributed.Client(place, timeout=PATIENCE)), address)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(f"there is no scheduler at {address}: {error}") from error
        yield cluster


def _be_quiet() -> None:
    """What its loggers, each of which has a level of its own, tell of a lost connection is told here, in words."""
    for name in ("asyncio", *logging.root.manager.loggerDict):
        if name.split(".")[0] in ("asyncio", "distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("`--cluster` needs dask.distributed, here and on every worker: "
                           "`make .venv/cluster.installed` installs it") from error  # fmt: skip
    return distributed


def _call() -> Callable[..., Any]:
    """What a worker is asked to call. It travels by value, as `_plugin` does."""

    def call(told: bytes, results: tuple[Any, ...]) -> Any:
        from pickle import loads

        work, given = loads(told)
        return work(*given, *results)

    call.__module__ = "__main__"
    return call


def _plugin(code: str, sources: str) -> Any:
    """Has each worker state whether its program is of this version. It travels by value: another version, or none, need
    not know of it.
    """
    from distributed import WorkerPlugin

    class SameVersion(WorkerPlugin):
        async def setup(self, worker: Any) -> None:
            try:
                from sim.runs.identity import sources_hash as own
            except ImportError:  # no program at all
                return
            if own() == sources:
                await worker.set_resources(**{code: worker.state.nthreads})

    SameVersion.__module__ = "__main__"
    return SameVersion()
