"""How the numbers of a figure are shown to people: in one unit of their size, to as many digits as they are known to.

The one rule of tables, figures and the command line. MW from 1,000 on are GW, dollars are millions or billions, shares
and chances are percent. Digits are two of the narrowest half-width, those of less than a tenth of the widest left out;
where there are none, three of the largest number.
"""

from collections.abc import Iterable
from math import floor, isfinite, log10
from typing import NamedTuple

MOST_DIGITS = 6
"""After the point."""
LEFT_OUT = 0.1
"""Of the widest half-width: narrower ones do not count, or all would have the digits of a number that hardly varies."""
NO_VARIATION = "no variation"
LARGER = {"MW": (1_000.0, 1e-3, "GW"), "MW-months": (1_000.0, 1e-3, "GW-months"), "$": (1e9, 1e-9, "$bn")}
"""Of some units: from which size on numbers are shown in a larger one, what they are multiplied by then, its name."""
USUAL = {"$": (1e-6, "$M"), "share": (100.0, "%"), "probability": (100.0, "%")}
"""What other numbers are multiplied by, and the name of the unit they have then; those of units not named stay."""


class Shown(NamedTuple):
    """What some numbers of one unit are multiplied by to be shown, the unit that they then have, and their decimals."""

    scale: float
    unit: str
    digits: int

    @classmethod
    def of(cls, unit: str, numbers: Iterable[float], halves: Iterable[float] = ()) -> "Shown":
        """For all of some numbers, and the half-widths of those that have one; what is not known counts for nothing."""
        sizes = [abs(number) for number in numbers if isfinite(number)]
        widths = [half for half in halves if isfinite(half) and half > 0]
        largest = max([*sizes, *widths], default=0.0)
        scale, name = USUAL.get(unit, (1.0, unit))
        if unit in LARGER and largest >= LARGER[unit][0]:
            _, scale, name = LARGER[unit]
        if widths:
            digits = 1 - _magnitude(scale * min(half for half in widths if half >= LEFT_OUT * max(widths)))
        else:
            digits = 2 - _magnitude(scale * largest) if largest > 0 else 0
        return cls(scale, name, min(max(digits, 0), MOST_DIGITS))

    def words(self, value: float) -> str:
        """A number with its unit: `1,204 months`, `$2.50bn`, `−31 %`."""
        if not isfinite(value):
            return "unknown"
        rounded = round(value * self.scale, self.digits) + 0.0
        return ("−" if rounded < 0 else "") + self._with_unit(f"{abs(rounded):,.{self.digits}f}")

    def signed(self, value: float) -> str:
        """A difference with its sign and unit."""
        return ("+" if round(value * self.scale, self.digits) > 0 else "") + self.words(value)

    def spread(self, half_width: float) -> str:
        """Half an interval with its unit, never as nothing: `± 4.7 MW`, `± <0.1 MW`."""
        least = 10.0**-self.digits
        if 0 < half_width * self.scale < least / 2:
            return f"± <{self._with_unit(f'{least:.{self.digits}f}')}"
        return f"± {self.words(half_width)}"

    def interval(self, mean: float, half_width: float, level: float, n: int, varies: bool) -> str:
        """A mean with half-width, level and n, or that it does not vary."""
        if not varies and n > 1:
            return f"{self.words(mean)} {NO_VARIATION} (n = {n:,})"
        return f"{self.words(mean)} {self.spread(half_width)} ({100 * level:g} %, n = {n:,})"

    def _with_unit(self, number: str) -> str:
        if self.unit.startswith("$"):
            return f"${number}{self.unit[1:]}"
        return f"{number} {self.unit}"


def _magnitude(value: float) -> int:
    return floor(log10(value))
