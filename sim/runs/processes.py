"""Worker processes that leave Ctrl-C to their parent and end with it; one that is lost ends the work in words."""

import atexit
import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, TypeVar

from sim.runs.garbage import look_less_often

A = TypeVar("A")
B = TypeVar("B")
AT_ONCE = 256
"""Pieces handed to a process at a time."""


class WorkerLostError(OSError):
    """A worker process that ended in the midst of its work, or cannot be used; what was done is kept."""


class _Deaf(ProcessPoolExecutor):
    """Processes that never hear Ctrl-C, not even while they start: the parent hears it and ends them."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self._begun: dict[int, BaseProcess] = {}

    def submit(self, *work: Any, **named: Any) -> Future[Any]:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(*work, **named)
        except OSError as error:
            if self._broken:  # what the process was to be begun with is closed
                raise BrokenProcessPool from error
            raise
        finally:
            self._begun |= self._processes or {}
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def end_all(self) -> None:
        """End every process: one that was still beginning when another was lost is waited for, and would never end."""
        for process in self._begun.values():
            process.terminate()


def shared_out(work: Callable[[A], B], pieces: Iterable[A], jobs: int) -> Iterator[B]:
    """What `work` gives for each piece, in order, by so many processes; by this one where there is to be one."""
    if jobs == 1:
        yield from map(work, pieces)
        return
    with processes(jobs) as pool:
        yield from pool.map(work, pieces, chunksize=AT_ONCE)


def _end_with_parent() -> None:
    """One that is killed ends nobody: its processes would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _begin(start: Callable[..., None] | None, given: Path) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    look_less_often()
    atexit.register(gc.freeze)  # else it looks through all there is before it ends, and who waits for that waits longer
    if start is not None:
        start(*pickle.loads(given.read_bytes()))


@contextmanager
def processes(
    count: int, start: Callable[..., None] | None = None, given: tuple[Any, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """So many fresh processes, each begun by `start(*given)`; what waits when the context ends is dropped.

    WorkerLostError where one of them is killed. What is given goes by a file: one that is killed before it has read
    what is more than a pipe holds would leave its parent writing for ever.
    """
    with TemporaryDirectory(prefix="sim-workers-") as folder:
        by = Path(folder) / "given.pickle"
        by.write_bytes(pickle.dumps(given))
        pool = _Deaf(count, get_context("spawn"), _begin, (start, by))
        try:
            yield pool
        except BrokenProcessPool as error:
            pool.end_all()
            raise WorkerLostError("a worker process was killed, perhaps for want of memory, of which fewer --jobs "
                                  "need less") from error  # fmt: skip
        finally:
            pool.shutdown(cancel_futures=True)
