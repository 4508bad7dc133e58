"""Rows that computations look at one by one: of replications that are finished together, by kind of event."""

import numpy as np
import numpy.typing as npt

from sim.events.row import COLUMNS, ROW
from sim.metrics.declared import Integers
from sim.metrics.kernel import EVENT

NONE = np.zeros(0, dtype=np.bool_)
"""No kinds of event."""
NOT_BEGUN = -1
"""In place of the line from which on a replication's rows stand."""


class _Growing:
    """Memory for those of some replications, which serves again: it has grown to the most that was asked of it."""

    def __init__(self, looked_at: npt.NDArray[np.bool_], most: int) -> None:
        self.looked_at = looked_at
        """By kind of event, whether its rows are kept."""
        self._table = _blank(0)
        self.count = 0
        """Of rows that are kept."""
        self.begun = np.full(most, NOT_BEGUN, dtype=np.int64)
        """The line from which on those of each replication stand, by its place."""

    def begin(self, place: int) -> None:
        """A replication begins, in place of that which was there and of those after it."""
        if self.begun[place] != NOT_BEGUN:
            self.count = int(self.begun[place])
        self.begun[place:] = NOT_BEGUN
        self.begun[place] = self.count

    def room(self, more: int) -> Integers:
        """The rows so far, and room for some more behind them."""
        if self.count + more > len(self._table):
            larger = _blank(self.count + self.count // 2 + more)
            larger[: self.count] = self._table[: self.count]
            self._table = larger
        return self._table

    def for_log(self, log: Integers) -> tuple[npt.NDArray[np.bool_], Integers, int, Integers]:
        """It as machine code takes it, with room for as many rows as a log has, where any are kept."""
        return self.looked_at, self.room(len(log) if len(self.looked_at) else 0), self.count, self.begun

    def _over(self) -> tuple[Integers, Integers]:
        """All rows, and where those of each replication begin; the next ones begin anew."""
        rows, begun = self._table[: self.count], self.begun[self.begun != NOT_BEGUN]
        self.begun[:], self.count = NOT_BEGUN, 0
        return rows, begun


class Told(_Growing):
    """Rows that are handed on as they are."""

    def add(self, rows: np.ndarray) -> None:
        """The next rows of a log, an array of ROW, of which some are kept."""
        kinds = self.looked_at if len(self.looked_at) else np.zeros(1, dtype=np.bool_)
        kept = rows[kinds[np.clip(rows["event"], 0, len(kinds) - 1)]]
        self.room(len(kept)).view(ROW).reshape(-1)[self.count : self.count + len(kept)] = kept
        self.count += len(kept)

    def taken(self) -> list[np.ndarray]:
        """Those of each replication, as ROW."""
        rows, begun = self._over()
        return [of_one.copy().view(ROW).reshape(-1) for of_one in np.split(rows, begun[1:])]


class Kept(_Growing):
    """Rows of replications that are finished together."""

    def __init__(self, looked_at: npt.NDArray[np.bool_], most: int) -> None:
        super().__init__(looked_at, most)
        self._sorted = _blank(0)

    def taken(self) -> "Rows":
        """All of them, good until the next are kept."""
        rows, begun = self._over()
        if len(rows) > len(self._sorted):
            self._sorted = _blank(len(self._table))
        return Rows(rows, begun, self._sorted[: len(rows)], len(self.looked_at))


class Rows:
    """Rows of some replications: in their order, and by kind of event."""

    def __init__(self, table: Integers, begun: Integers, into: Integers, kinds: int) -> None:
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
