"""The story of one thing in one replication: what happened to it, each event with its causes down to the scenario."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sim.report.explain_fields import mw_text, phrase
from sim.runs.logbook import Entry, Logbook
from sim.runs.origins import Origins

MOST_CAUSES = 6
"""Causes of one row that are told; of more it is said that there are."""
BY = "by "
"""Before a place in the scenario; a story names each place once."""
Where = Callable[[str], str | None]
"""A key of the scenario with its value, file and line; None where the scenario does not give it."""


@dataclass(frozen=True)
class Teller:
    """Tells rows of a log in words, and where in the scenario they come from."""

    book: Logbook
    origins: Origins
    where: Where

    @classmethod
    def of(cls, book: Logbook, where: Where) -> "Teller":
        """A teller of a replication's log."""
        return cls(book, Origins(book), where)

    def story(self, positions: Sequence[int], subject: str) -> list[str]:
        """Rows in order, each with what caused it; causes that the story tells itself are only named."""
        told = set(positions)
        lines: list[str] = []
        for position in positions:
            entry = self.book.entry(position)
            lines.append(f"  {self.line(entry, subject)}")
            below = (f"      {line}" for line in self.causes(entry, told, subject))
            lines += [line for line in below if not line.lstrip().startswith(BY) or line not in lines]
        return lines

    def causes(self, entry: Entry, told: Collection[int] = (), subject: str = "") -> list[str]:
        """Where a row comes from, its cause, where that comes from, and so on; `told` are rows told elsewhere."""
        lines = self._from(entry)
        chain = self.book.causes(entry.position, MOST_CAUSES + 1)
        for position in chain[:MOST_CAUSES]:
            cause = self.book.entry(position)
            if position in told:
                return [*lines, f"follows #{cause.numbers['sequence']} above"]
            lines += [f"because of {self.line(cause, subject)}", *self._from(cause)]
        return [*lines, "and so on"] if len(chain) > MOST_CAUSES else lines

    def line(self, entry: Entry, subject: str = "") -> str:
        """A row in a line: number, day, subject unless it is the one given, and what happened."""
        about = "" if entry.about in ("", subject) else f"{entry.about}: "
        day = self.book.layout.date_of(entry.numbers["instant"]).isoformat()
        return f"#{entry.numbers['sequence']} {day} {about}{phrase(entry, self.book.layout)}"

    def _from(self, entry: Entry) -> list[str]:
        places = [place for key in self.origins.of(entry) if (place := self.where(key)) is not None]
        return [f"{BY}{place}" for place in places]


def listing(book: Logbook) -> list[str]:
    """What a log tells of: its requests and tranches, each with its MW at first and the number of its rows."""
    lines: list[str] = []
    for what, known in (("requests (--request)", book.requests), ("leases and other tranches (--lease)", book.tranches),
                        ("sites (--site)", book.sites)):  # fmt: skip
        lines.append(f"{what}: {len(known):,}")
        for name in sorted(known):
            rows = known[name]
            count = f"{len(rows)} row" + ("" if len(rows) == 1 else "s")
            lines.append(f"  {name}  {mw_text(int(book.log['kw'][rows].max()))}, {count}")
    return lines
