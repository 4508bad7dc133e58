"""What becomes of each tranche and request in a log, and where that differs between two logs of the same draws."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from sim.events import kinds
from sim.metrics.capacity import MOVES
from sim.runs.logbook import Entry, Logbook

OF_TRANCHE = (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT, *MOVES)
"""Events that bring a tranche from one stage to another."""
OF_REQUEST = (
    kinds.REQUEST_MADE, kinds.REQUEST_PARTED, kinds.REQUEST_RESERVED, kinds.REQUEST_SERVED, kinds.REQUEST_ENDED,
    kinds.REQUEST_UNSERVED, kinds.REQUEST_LEFT, kinds.REQUEST_SHED, kinds.REQUEST_RETURNED, kinds.OFFER_WITHDRAWN,
)  # fmt: skip
"""Events that settle for a time whether a request is served, and by whom."""
State = tuple[int, str, str]
"""Where a thing stands after an event: its kind, and by whom and where."""


class Course(NamedTuple):
    """What becomes of one thing: its steps in order."""

    name: str
    steps: tuple[Entry, ...]


class Changed(NamedTuple):
    """A thing of which other things become in one log than in the other."""

    left: Course
    right: Course
    seconds: int
    """For so long it stands elsewhere."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.left.name

    @property
    def shared(self) -> int:
        """How many of its first steps are the same."""
        pairs = zip(self.left.steps, self.right.steps, strict=False)
        return next((place for place, (a, b) in enumerate(pairs) if _key(a) != _key(b)),
                    min(len(self.left.steps), len(self.right.steps)))  # fmt: skip

    @property
    def kw(self) -> int:
        """Its critical IT power, the most that it has from where the two part."""
        parting = (*self.left.steps[self.shared :], *self.right.steps[self.shared :])
        return max(step.numbers["kw"] for step in parting)

    @property
    def kw_seconds(self) -> int:
        """Its kW times the seconds for which it stands elsewhere."""
        return self.kw * self.seconds


def changed(left: Logbook, right: Logbook) -> tuple[list[Changed], list[Changed]]:
    """Tranches, then requests, of which something else becomes, those that stand elsewhere for most MW-months first."""
    horizon = int(left.layout.month_starts[-1])
    tranches = _changed((_courses(book, book.tranches, OF_TRANCHE) for book in (left, right)), horizon)
    return tranches, _changed((_courses(book, book.requests, OF_REQUEST) for book in (left, right)), horizon)


def own_rows(book: Logbook, other: Logbook, begin: int, most: int) -> list[int]:
    """The first rows of a log, from a position on, that tell what no row of the other log does, at any place in it."""
    told = Counter(_said(other, at) for at in range(begin, len(other.log)))
    found: list[int] = []
    for at in range(begin, len(book.log)):
        said = _said(book, at)
        if told[said] > 0:
            told[said] -= 1
            continue
        found.append(at)
        if len(found) == most:
            break
    return found


def _said(book: Logbook, at: int) -> tuple[int | str | None, ...]:
    """What a row tells, whatever its place in the log and its cause are: names in place of numbers."""
    entry = book.entry(at)
    amounts = (entry.numbers[column] for column in ("instant", "event", "kw", "dollars", "value"))
    names = (entry.words.get(column) for column in ("entity", "other", "region", "holder", "reason", "stage"))
    return (*amounts, *names)


def _changed(courses: Iterable[dict[str, Course]], horizon: int) -> list[Changed]:
    left, right = courses
    found = []
    for name in {**left, **right}:
        a, b = left.get(name, Course(name, ())), right.get(name, Course(name, ()))
        if [_key(step) for step in a.steps] != [_key(step) for step in b.steps]:
            found.append(Changed(a, b, _apart(a, b, horizon)))
    return sorted(found, key=lambda each: (-each.kw_seconds, each.name))


def _courses(book: Logbook, known: dict[str, list[int]], events: tuple[int, ...]) -> dict[str, Course]:
    kept = set(events)
    kind = book.log["event"]
    return {name: Course(name, tuple(book.entry(at) for at in rows if int(kind[at]) in kept))
            for name, rows in known.items()}  # fmt: skip


def _key(step: Entry) -> tuple[int, int, State]:
    return step.numbers["instant"], step.numbers["kw"], _state(step)


def _state(step: Entry) -> State:
    return step.event, step.words.get("holder", ""), step.words.get("region", "")


def _apart(a: Course, b: Course, horizon: int) -> int:
    """Seconds for which two courses stand at different steps."""
    times = sorted({step.numbers["instant"] for step in (*a.steps, *b.steps)} | {horizon})
    return sum(end - begin for begin, end in pairwise(times) if _at(a, begin) != _at(b, begin))


def _at(course: Course, instant: int) -> State | None:
    begun = [step for step in course.steps if step.numbers["instant"] <= instant]
    return _state(begun[-1]) if begun else None
