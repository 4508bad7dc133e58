"""The desk that work is handed to: one thing at a time, few may wait, and a page's newer request ends its older."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from sim.explorer.points import SupersededError

MOST_WAITING = 4
"""Pieces of work that may wait; one more is refused."""


class BusyError(Exception):
    """Too much waits already."""


class Job:
    """A piece of work for a page, told of as it goes."""

    def __init__(self, page: str, work: Callable[["Job"], None], tell: Callable[[Any], None]) -> None:
        """`tell` is called with what the work says, and with None when there is no more."""
        self.page, self._work, self.tell = page, work, tell
        self._stop = threading.Event()

    def stop(self) -> None:
        """Nobody waits for it any longer."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether that is so."""
        return self._stop.is_set()

    def run(self) -> None:
        """Do it, and say that it is over, whatever happens."""
        try:
            if not self.stopped():
                self._work(self)
        except SupersededError:
            pass
        except Exception as error:  # noqa: BLE001, the page is told, and the desk goes on
            self.tell({"error": f"this went wrong: {error}"})
        finally:
            self.tell(None)


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
                older.stop()
                older.tell(None)
            if self._closed or len(self._waiting) >= MOST_WAITING:
                raise BusyError(f"{len(self._waiting)} other requests wait already: try again in some seconds")
            self._waiting.append(job)
            self._changed.notify()

    def close(self) -> None:
        """End all work; waits for the thread."""
        with self._changed:
            self._closed = True
            for job in (*self._waiting, *filter(None, [self._running])):
                job.stop()
            self._changed.notify()
        self._thread.join(timeout=10)

    def _work_off(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                self._running = self._waiting.popleft()
            self._running.run()
            with self._changed:
                self._running = None
