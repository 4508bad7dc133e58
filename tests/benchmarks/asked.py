"""What is asked of a figure, and whether it is met."""

from typing import NamedTuple

from tests.benchmarks.rounds import Ratio


class Asked(NamedTuple):
    """A limit: `Asked("≤", 1.5)`."""

    sign: str
    limit: float

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:g}"

    def met(self, found: Ratio) -> str:
        """Yes or no by the median; neither where some rounds are on the one side of the limit and some on the other."""
        if found.least < self.limit < found.most:
            return "within noise"
        value, limit = found.median, self.limit
        return "yes" if {"≥": value >= limit, "≤": value <= limit, "<": value < limit}[self.sign] else "no"

