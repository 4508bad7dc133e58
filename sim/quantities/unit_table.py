"""A closed table of units for one dimension, and the reading of `48 MW` or `$13.0M/MW` by it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pydantic_core import PydanticCustomError

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted, refusal

LONGEST_TEXT = 80
"""Characters of a quantity; more is refused before it is read as a number."""

UNSIGNED = r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:\.\d+)?"
NUMBER = rf"[+-]?{UNSIGNED}"
"""A decimal number, with or without thousands commas; no exponent, and no 0 before other digits."""

LEAST_RATE, MOST_RATE = Fraction(1, 2), Fraction(2)
"""Dollars per euro: between them lies every rate since there are euros."""

_PADDED = re.compile(r"[+-]?\s*[$€]?\s*[+-]?0[\d,]", re.ASCII)
_TWO_SIGNS = re.compile(r"[+-]\s*[$€]?\s*[+-]", re.ASCII)

_PLAIN = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>.*)", re.ASCII)
_MONEY = re.compile(rf"(?P<sign>[+-]?)\s*\$\s*(?P<number>{NUMBER})\s*(?P<unit>.*)", re.ASCII)
_EUROS = re.compile(r"(?P<sign>[+-]?)\s*€(?P<rest>[^€]*?)(?:\s+at\s+(?P<rate>\d+(?:\.\d+)?) ?\$/€)?", re.ASCII)


@dataclass(frozen=True, eq=False)
class UnitTable:
    """The units one dimension may be written in, each with its size in the unit used inside."""

    dimension: str
    """What is measured, with its article, as a message names it: `a power`."""

    units: Mapping[str, Fraction]
    """Inside units per one of the written unit."""

    shown: tuple[str, ...]
    """The units as people are told of them; a shorter list than `units` where plurals repeat."""

    example: str
    """A value as it is written."""

    money: bool = False
    """Whether the number has a dollar sign in front."""

    hints: Mapping[str, str] = field(default_factory=dict)
    """What to say to units that people may try and that mean something else."""

    def read(self, text: str) -> Fraction:
        """The exact value in inside units; a number without its unit or with a foreign one is refused."""
        if len(text) > LONGEST_TEXT:
            raise self.refuse(f"{quoted(text)} is too long for {self.dimension}")
        if _TWO_SIGNS.match(text.strip()):
            raise self.refuse(f"{quoted(text)} has two signs: write one, before the number and its unit")
        if _PADDED.match(text.strip()):
            two = "could be read two ways: drop the 0, or write a point behind it"
            raise self.refuse(f"{quoted(text)} starts with 0 and {two}")
        if self.money and (euros := _EUROS.fullmatch(text.strip())):
            return self._read_euros(text, euros)
        found = (_MONEY if self.money else _PLAIN).fullmatch(text.strip())
        if found is None:
            raise self._refuse_shape(text)
        unit = _tidy(found["unit"])
        if unit not in self.units:
            raise self._refuse_unit(text, unit)
        number = Fraction(found["number"].replace(",", ""))
        negative = self.money and found["sign"] == "-"
        return (-number if negative else number) * self.units[unit]

    def _read_euros(self, text: str, euros: re.Match[str]) -> Fraction:
        """Dollars for an amount of euros, at the rate stated beside it."""
        if euros["rate"] is None:
            stated = f"{text.partition(' at ')[0].strip()} at 1.08 $/€"
            raise refusal(f"{quoted(text)} states no rate: give the dollars for a euro beside it", example=stated)
        rate = Fraction(euros["rate"])
        if not LEAST_RATE <= rate <= MOST_RATE:
            between = f"{float(LEAST_RATE):g} to {float(MOST_RATE):g} $/€ is plausible"
            raise refusal(f"{quoted(text)} states a rate of {euros['rate']} $/€: {between}")
        return self.read(f"{euros['sign']}${euros['rest']}") * rate

    def refuse(self, reason: str, meant: str | None = None) -> Exception:
        """The error that gives the reason, the allowed units and an example."""
        return refusal(reason, allowed=self.shown, example=self.example, meant=meant)

    def _refuse_shape(self, text: str) -> Exception:
        if self.money and "€" in text:
            return self.refuse(f"{quoted(text)}: euros are written in front, their rate behind: €80M at 1.08 $/€")
        if self.money and _PLAIN.fullmatch(text.strip()):
            return self.refuse(f"{quoted(text)} has no dollar sign", self._with_dollars(text.strip()))
        if not self.money and _MONEY.fullmatch(text.strip()):
            return self.refuse(f"{quoted(text)} is money, not {self.dimension}")
        return self.refuse(f"{quoted(text)} is not {self.dimension}: a number and its unit are needed")

    def _with_dollars(self, text: str) -> str | None:
        """The same amount in dollars, where that is one."""
        try:
            self.read(f"${text}")
        except PydanticCustomError:
            return None
        return f"${text}"

    def _refuse_unit(self, text: str, unit: str) -> Exception:
        if not unit:
            return self.refuse(f"{quoted(text)} has no unit: {self.dimension} needs one")
        for trap, hint in self.hints.items():
            if trap in unit.casefold():
                return self.refuse(f"{quoted(text)}: {hint}")
        meant = nearest(unit, self.units)
        return self.refuse(f"{quoted(unit)} is no unit of {self.dimension}", meant)


def _tidy(unit: str) -> str:
    """The unit with single spaces, and none beside `/` and `-`."""
    return re.sub(r"\s*([/-])\s*", r"\1", " ".join(unit.split()))
