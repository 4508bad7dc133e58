"""Work spread over threads, its results in order: for what lets go of the interpreter lock most of the time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
AHEAD = 4
"""Pieces of work waiting for each thread."""


def in_threads(work: Callable[[A], B], over: Iterable[A], threads: int) -> Iterator[B]:
    """What `work` gives for each, in order; by the thread that asks, where there is to be one.

    Where the work fails, or is not waited for, what has not begun is dropped.
    """
    if threads == 1:
        yield from map(work, over)
        return
    waiting: deque[Future[B]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
    try:
        for each in over:
            waiting.append(pool.submit(work, each))
            if len(waiting) > AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
