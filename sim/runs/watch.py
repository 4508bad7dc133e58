"""A watch on work that others do: it names, once, each piece that takes far longer than those before."""

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

PATIENCE = 120.0
"""Seconds after which a piece of work may be told, so that compiling, which comes once, is not."""
TIMES = 20.0
"""It is told after so many times the mean of those before, if that is longer."""
LOOK = 5.0
"""Seconds between looks."""

Tell = Callable[[str], None]


class AtWork(NamedTuple):
    """A piece of work under way."""

    worker: str
    what: str
    since: float
    """By the monotonic clock."""


class Waited(Protocol):
    """A future, of threads, processes or a cluster."""

    def result(self, timeout: float | None = None) -> Any:
        """What came of it; TimeoutError where nothing did so far."""

    def done(self) -> bool:
        """Whether anything did."""


class Watch:
    """Waits for results and meanwhile looks at what is at work."""

    def __init__(self, tell: Tell | None, at_work: Callable[[], Iterable[AtWork]]) -> None:
        """`at_work` says what each worker is at."""
        self._tell, self._at_work = tell, at_work
        self._told: set[tuple[str, str]] = set()
        self._pieces, self._seconds = 0, 0.0

    def took(self, seconds: float) -> None:
        """Hear how long a piece took."""
        self._pieces += 1
        self._seconds += seconds

    @property
    def limit(self) -> float:
        """Seconds after which a piece is told."""
        return max(PATIENCE, TIMES * self._seconds / max(self._pieces, 1))

    def result(self, future: Waited) -> Any:
        """What comes of a future."""
        if self._tell is None:
            return future.result()
        while True:
            try:
                return future.result(LOOK)
            except TimeoutError:
                if future.done():  # meanwhile, or the error is the work's own
                    return future.result()
            self.look()

    def look(self) -> None:
        """Tell of what takes too long."""
        now = time.monotonic()
        for worker, what, since in self._at_work():
            if self._tell is not None and now - since > self.limit and (worker, what) not in self._told:
                self._told.add((worker, what))
                mean = f"; others took {self._seconds / self._pieces:.1f} s" if self._pieces else ""
                self._tell(f"{worker} has been at {what} for {now - since:.0f} s{mean}")


def named(replications: range) -> str:
    """How replications are called."""
    return f"replication {replications.start}" if len(replications) == 1 else (
        f"replications {replications.start} to {replications.stop - 1}")
