"""Progress: a bar with the time left on a terminal, a JSON line now and then off it."""

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Tells how far a piece of work is; use as a context and call with the number done."""

    def __init__(self, what: str, total: int, unit: str = "replications") -> None:
        self.what, self.total, self.unit = what, total, unit
        self._told = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._bar: Bar | None = None

    def __enter__(self) -> Callable[[int], None]:
        if sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task(self.what, total=self.total)
        return self._tell

    def __exit__(self, *_) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _tell(self, done: int) -> None:
        if self._bar is not None:
            self._bar.update(self._task, completed=done)
            return
        now = time.monotonic()
        self._first = self._first or (now, done)
        if now - self._told >= SECONDS_BETWEEN_LINES:
            self._told = now
            told = {"what": self.what, "done": done, "of": self.total, "unit": self.unit}
            print(json.dumps(told | self._left(now, done)), file=sys.stderr, flush=True)

    def _left(self, now: float, done: int) -> dict[str, int]:
        """Seconds left at the pace since the first was done: what came before it, such as compiling, comes once."""
        begun, first = self._first or (now, done)
        return {"seconds_left": round((now - begun) / (done - first) * (self.total - done))} if done > first else {}


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(TextColumn("{task.description:<36}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
               console=Console(stderr=True), transient=True)


def say(text: str) -> None:
    """A line about what is going on, to standard error."""
    print(text, file=sys.stderr, flush=True)
