"""The log of one replication with the names behind its integers: what is told of a thing, and what caused a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.events.row import as_dict
from sim.quantities.nearest import nearest
from sim.runs.names import BY_ENTITY, BY_OTHER, REQUEST, SITE, TRANCHE, Names
from sim.world.layout import Layout

NO_CAUSE = -1
PART = "/"
"""Between a site and the number of a tranche in it, or a request and the number of a part of it."""


class NotInLogError(LookupError):
    """A name that no row of the log is about."""


@dataclass(frozen=True)
class Entry:
    """One row, in numbers and in words."""

    position: int
    numbers: dict[str, int]
    """The columns of the log."""
    words: dict[str, str]
    """The names behind them, by column, without those that refer to nothing."""

    @property
    def event(self) -> int:
        """The kind of event."""
        return self.numbers["event"]

    @property
    def about(self) -> str:
        """What the row is about; nothing where it is about the run as a whole."""
        return self.words.get("entity", "")


class Logbook:
    """A replication's log, to be asked by names."""

    def __init__(self, log: np.ndarray, layout: Layout) -> None:
        self.log = log
        self.layout = layout

    @cached_property
    def _words(self) -> dict[str, list[str | None]]:
        return {name: array.to_pylist() for name, array in Names(self.layout).of(self.log).items()}

    def entry(self, position: int) -> Entry:
        """The row at a position."""
        words = {name: column[position] for name, column in self._words.items()}
        return Entry(position, as_dict(self.log[position]), {k: v for k, v in words.items() if v is not None})

    def causes(self, position: int, most: int) -> list[int]:
        """The positions of a row's cause, that one's cause, and so on, the nearest first."""
        return causes_of(self.log, position, most)

    # --- what it is about

    @cached_property
    def requests(self) -> dict[str, list[int]]:
        """Positions of the rows of each request that the log tells of, its parts apart."""
        return self._by_name("entity", BY_ENTITY[REQUEST])

    @cached_property
    def tranches(self) -> dict[str, list[int]]:
        """The same for each tranche."""
        return self._by_name("entity", BY_ENTITY[TRANCHE])

    @cached_property
    def sites(self) -> dict[str, list[int]]:
        """The same for each site: what is told of its tranches, its money and itself."""
        found = self._by_name("other", BY_OTHER[SITE])
        for name, rows in self._by_name("entity", BY_ENTITY[SITE]).items():
            found[name] = sorted({*found.get(name, []), *rows})
        return found

    def of_request(self, name: str) -> list[int]:
        """Rows about a request and its parts, in order; NotInLogError with the nearest name where there are none."""
        return self._of(name, self.requests, "request")

    def of_lease(self, name: str) -> list[int]:
        """Rows about a tranche (`leases-0003/0`), or all of a site's; NotInLogError as above."""
        return self._of(name, self.tranches, "lease")

    def of_site(self, name: str) -> list[int]:
        """Rows about a site, its tranches and its money; NotInLogError as above."""
        return self._of(name, self.sites, "site")

    def _of(self, name: str, known: dict[str, list[int]], what: str) -> list[int]:
        parts = [rows for other, rows in known.items() if other == name or other.startswith(name + PART)]
        if parts:
            return sorted(position for rows in parts for position in rows)
        near = nearest(name, [*known, *(other.partition(PART)[0] for other in known)])
        near = near or next((other for other in sorted(known) if name and other.startswith(name)), None)
        told = f"; did you mean `{near}`?" if near else ""
        raise NotInLogError(f"the log of this replication tells of no {what} `{name}`{told} (--list names them)")

    def _by_name(self, column: str, events: Iterable[int]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        names = self._words[column]
        for position in np.flatnonzero(np.isin(self.log["event"], list(events))).tolist():
            name = names[position]
            if name is not None:
                found.setdefault(name, []).append(position)
        return found


def causes_of(log: np.ndarray, position: int, most: int) -> list[int]:
    """The positions of a row's cause in a whole log, that one's cause, and so on, the nearest first."""
    chain = [position]
    while log["cause"][chain[-1]] != NO_CAUSE and len(chain) <= most:
        cause = int(np.searchsorted(log["sequence"], log["cause"][chain[-1]]))
        if cause >= len(log) or log["sequence"][cause] != log["cause"][chain[-1]] or cause == chain[-1]:
            break
        chain.append(cause)
    return chain[1:]
