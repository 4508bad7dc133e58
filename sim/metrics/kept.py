"""Rows that computations look at one by one: of replications that are finished together, by kind of event."""

import numpy as np
import numpy.typing as npt

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Integers
from sim.metrics.kernel import EVENT

NONE = np.zeros(0, dtype=np.bool_)
"""No kinds of event."""


class _Growing:
    """Memory for them that serves again and again: it has grown to the most that was asked of it."""

    def __init__(self, looked_at: npt.NDArray[np.bool_]) -> None:
        self.looked_at = looked_at
        """By kind of event, whether its rows are kept."""
        self._table = _blank(0)
        self.count = 0
        """Of rows that are kept."""

    def room(self, more: int) -> Integers:
        """The rows so far, and room for some more behind them."""
        if self.count + more > len(self._table):
            larger = _blank(self.count + self.count // 2 + more)
            larger[: self.count] = self._table[: self.count]
            self._table = larger
        return self._table


class Told(_Growing):
    """Rows of one replication that are handed on as they are."""

    def begin(self) -> None:
        """Nothing yet."""
        self.count = 0

    def room_for(self, log: Integers) -> Integers:
        """Room for as many rows as a log has, where any are kept."""
        return self.room(len(log) if len(self.looked_at) else 0)

    def add(self, rows: np.ndarray) -> None:
        """The next rows of a log, an array of ROW, of which some are kept."""
        kinds = self.looked_at if len(self.looked_at) else np.zeros(1, dtype=np.bool_)
        kept = rows[kinds[np.clip(rows["event"], 0, len(kinds) - 1)]]
        self.room(len(kept)).view(ROW).reshape(-1)[self.count : self.count + len(kept)] = kept
        self.count += len(kept)

    def taken(self) -> np.ndarray:
        """All of them, as ROW."""
        return self._table[: self.count].copy().view(ROW).reshape(-1)


class Kept(_Growing):
    """Rows of replications that are finished together."""

    def __init__(self, looked_at: npt.NDArray[np.bool_]) -> None:
        super().__init__(looked_at)
        self._sorted = _blank(0)
        self._begun: list[int] = []

    def begin(self, place: int) -> None:
        """A replication begins, in place of that which was there and of those after it."""
        self.count = self._begun[place] if place < len(self._begun) else self.count
        self._begun[place:] = [self.count]

    def taken(self) -> "Rows":
        """All of them, good until the next are kept."""
        if self.count > len(self._sorted):
            self._sorted = _blank(len(self._table))
        rows = Rows(self._table[: self.count], self._begun, self._sorted[: self.count], len(self.looked_at))
        self._begun, self.count = [], 0
        return rows


class Rows:
    """Rows of some replications: in their order, and by kind of event."""

    def __init__(self, table: Integers, begun: list[int], into: Integers, kinds: int) -> None:
        """`begun` says where each replication begins in the table; `into` is memory for as many rows."""
        self.by_replication = np.split(table, begun[1:])
        """All of each, as plain tables."""
        self._table, self._sorted = table, into
        events = table[:, EVENT].astype(np.uint16)
        self._order = np.argsort(events, kind="stable")
        self._first = np.append(0, np.cumsum(np.bincount(events, minlength=kinds)))
        np.take(table, self._order, axis=0, out=into, mode="clip")  # any other mode would copy it once more

    def of(self, *events: int) -> np.ndarray:
        """Those of some kinds of event, as ROW, in their order: not to be changed."""
        spans = [slice(self._first[event], self._first[event + 1]) for event in sorted(set(events))]
        spans = [span for span in spans if span.start < span.stop] or spans[:1]
        if len(spans) == 1:
            wanted = self._sorted[spans[0]]
        else:
            wanted = self._table.take(np.sort(np.concatenate([self._order[span] for span in spans])), axis=0)
        return wanted.view(ROW).reshape(-1)


def _blank(rows: int) -> Integers:
    return np.empty((rows, len(COLUMNS)), dtype=np.int64)
