"""The desk that work is handed to: a step at a time, few may wait, and a page's newer request ends its older.

What waits has its turns one after the other, so that a long simulation holds another page up by no more than one of its
pictures.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator
from typing import Any

from sim.explorer.points import SupersededError

MOST_WAITING = 4
"""Pieces of work that may wait; one more is refused."""
Steps = Generator[Any, None, None]


class BusyError(Exception):
    """Too much waits already."""


class Job:
    """A piece of work for a page, told of as it goes."""

    def __init__(self, page: str, work: Callable[["Job"], Steps], tell: Callable[[Any], None]) -> None:
        """`tell` is called with what each step of the work comes to, and with None when there is no more."""
        self.page, self._tell = page, tell
        self._stop = threading.Event()
        self._steps = work(self)

    def stop(self) -> None:
        """Nobody waits for it any longer."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether that is so."""
        return self._stop.is_set()

    def step(self) -> bool:
        """Do the next step and tell of it; whether more follow."""
        try:
            if not self.stopped():
                self._tell(next(self._steps))
                return True
        except (StopIteration, SupersededError):
            pass
        except Exception as error:  # noqa: BLE001, the page is told, and the desk goes on
            self._tell({"error": f"this went wrong: {error}"})
        self.end()
        return False

    def end(self) -> None:
        """Drop what is left of it, and say that it is over."""
        self.stop()
        self._steps.close()
        self._tell(None)


class Desk:
    """Works off what is asked, in one thread."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work_off, name="explorer", daemon=True)
        self._thread.start()

    def ask(self, job: Job) -> None:
        """Take a piece of work, in place of older ones of its page; BusyError where too much waits."""
        with self._changed:
            if self._running is not None and self._running.page == job.page:
                self._running.stop()
            for older in [one for one in self._waiting if one.page == job.page]:
                self._waiting.remove(older)
                older.end()
            if self._closed or len(self._waiting) >= MOST_WAITING:
                raise BusyError(f"{len(self._waiting)} other requests wait already: try again in some seconds")
            self._waiting.append(job)
            self._changed.notify()

    def stop(self) -> None:
        """Take no more work, and end what there is at its next replication."""
        with self._changed:
            self._closed = True
            for job in (*self._waiting, *filter(None, [self._running])):
                job.stop()
            self._changed.notify()

    def close(self) -> None:
        """The same; waits for the thread."""
        self.stop()
        self._thread.join(timeout=10)

    def _work_off(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                job = self._running = self._waiting.popleft()
            more = job.step()
            with self._changed:
                self._running = None
                if more:
                    self._waiting.append(job)
