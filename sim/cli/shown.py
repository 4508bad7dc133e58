"""How numbers about one figure are written on the command line."""

from dataclasses import dataclass
from math import floor, isnan, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.metrics.declared import Unit
    from sim.statistics.intervals import Interval

SHOWN = {"MW": (1.0, " MW"), "share": (100.0, " %"), "probability": (100.0, " %"), "months": (1.0, " months"),
         "MW-months": (1.0, " MW-months")}  # fmt: skip
"""Of each unit but dollars, what a number is multiplied by to be shown, and what follows it."""
MOST_DIGITS = 6
"""After the point."""


@dataclass(frozen=True)
class Shown:
    """How numbers about one figure are written: in one scale, to two digits of its half-width."""

    scale: float
    before: str
    behind: str
    digits: int

    @classmethod
    def of(cls, unit: "Unit", mean: float, half: float) -> "Shown":
        """For a mean and its half-width."""
        if unit == "$":
            scale, behind = (1e-9, "bn") if abs(mean) >= 1e9 else (1e-6, "M")
        else:
            scale, behind = SHOWN[unit]
        digits = max(0, min(MOST_DIGITS, 1 - floor(log10(half * scale)))) if half > 0 else 2
        return cls(scale, "$" if unit == "$" else "", behind, digits)

    def signed(self, value: float) -> str:
        """A difference with its sign and unit."""
        return ("+" if value > 0 else "") + self.words(value)

    def words(self, value: float) -> str:
        """The number with its unit."""
        if isnan(value):
            return "unknown"
        number = f"{value * self.scale:,.{self.digits}f}"
        return f"{'−' if number[0] == '-' else ''}{self.before}{number.lstrip('-')}{self.behind}"

    def interval(self, interval: "Interval") -> str:
        """A mean with half-width, level and n, or that it does not vary."""
        mean, half, level, n, varies = interval
        spread = f"± {self.words(half)} ({100 * level:g} %, n = {n:,})" if varies else f"no variation (n = {n:,})"
        return f"{self.words(mean)} {spread}"
