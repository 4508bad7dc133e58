"""Progress: a bar with the time left, and how sure that is, on a terminal; a JSON line now and then off it."""

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

SECONDS_BETWEEN_LINES = 10.0
NINE_IN_TEN = 1.2816
"""Standard deviations over the mean of a normal variable that nine in ten stay below."""


class Progress:
    """Tells how far a piece of work is; use as a context and call with the number done."""

    def __init__(self, what: str, total: int, unit: str = "replications") -> None:
        self.what, self.total, self.unit = what, total, unit
        self._told = time.monotonic()
        self._pace = Pace()
        self._bar: Bar | None = None

    def __enter__(self) -> Callable[..., None]:
        if sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task(self.what, total=self.total, left="")
        return self._tell

    def __exit__(self, *_) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _tell(self, done: int, part: str = "") -> None:
        """So much is done; `part` says of what it is a part."""
        now = time.monotonic()
        self._pace.hear(now, done)
        if self._bar is not None:
            about = f"{self.what} {part}".rstrip()
            self._bar.update(self._task, completed=done, description=about, left=self._pace.words(self.total - done))
        elif now - self._told >= SECONDS_BETWEEN_LINES:
            self._told = now
            told: dict[str, object] = {"what": self.what, "done": done, "of": self.total, "unit": self.unit}
            left = self._pace.left(self.total - done)
            if part:
                told["part"] = part
            if left is not None:
                told |= {"seconds_left": round(left.likely), "seconds_left_p90": round(left.p90)}
            print(json.dumps(told), file=sys.stderr, flush=True)


class Left(NamedTuple):
    """Seconds that the rest of a piece of work takes."""

    likely: float
    p90: float
    """Not more than so many in nine cases of ten."""


class Pace:
    """How fast a piece of work goes, since the first of it was done: what came before, such as compiling, comes once.

    The time of one is a mean with a variance, each update a sample of as many as it brings: so for r more the seconds
    left are r times the mean, with r times the variance of one and r squared times that of the mean.
    """

    def __init__(self) -> None:
        self._first: tuple[float, int] | None = None
        self._last = (0.0, 0)
        self._updates, self._squares = 0, 0.0

    def hear(self, now: float, done: int) -> None:
        """So much was done by an instant."""
        if self._first is None:
            self._first = self._last = (now, done)
            return
        seconds, more = now - self._last[0], done - self._last[1]
        if more > 0:
            self._updates += 1
            self._squares += seconds * seconds / more
            self._last = (now, done)

    def left(self, rest: int) -> Left | None:
        """Seconds left for so much more; None before there is a pace."""
        if self._first is None or self._updates < 1:
            return None
        done = self._last[1] - self._first[1]
        spent = self._last[0] - self._first[0]
        mean = spent / done
        variance = max(self._squares - mean * spent, 0.0) / max(self._updates - 1, 1)
        spread = (variance * (rest + rest * rest / done)) ** 0.5
        return Left(mean * rest, mean * rest + NINE_IN_TEN * spread)

    def words(self, rest: int) -> str:
        """The same as a bar shows it."""
        left = self.left(rest)
        if left is None:
            return ""
        return f"{_clock(left.likely)} left, at most {_clock(left.p90)}" if rest else ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    return Bar(TextColumn("{task.description:<36}"), BarColumn(), MofNCompleteColumn(),
               TextColumn("{task.fields[left]}"), console=Console(stderr=True), transient=True)


def say(text: str) -> None:
    """A line about what is going on, to standard error."""
    print(text, file=sys.stderr, flush=True)
