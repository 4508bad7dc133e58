"""What figures of design points are drawn from: what moved, what came of it, and the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic_core import PydanticCustomError

from sim.plots.style import CAPACITY
from sim.plots.words import Counts
from sim.scenario.amounts import Amount

COLOURS = {"lever": CAPACITY["used"], "uncertainty": CAPACITY["ready"]}
MEANINGS = {"lever": "lever: what we pick", "uncertainty": "uncertainty: what nature picks"}


@dataclass(frozen=True)
class Moved:
    """One key that moves."""

    name: str
    kind: Literal["lever", "uncertainty"]


@dataclass(frozen=True)
class Outcome:
    """One design point: the value of each key, what is set at it, and the figure, alone and against the first point."""

    values: tuple[str, ...]
    """As a file writes them, one for each key."""
    places: tuple[int, ...]
    """Of the keys that the point sets."""
    mean: float
    half_width: float
    difference: float
    difference_half_width: float


@dataclass(frozen=True)
class Swept:
    """What a figure says of itself."""

    title: str
    outcome: str
    unit: str
    moved: tuple[Moved, ...]
    n: Counts
    """Replications of each design point."""
    hash: str
    """Of the sweep."""
    level: float = 0.95
    digits: int = 1


def shortened(name: str, most: int = 44) -> str:
    """A key's name, cut where it is too long for a line beside a figure."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def amounts(texts: Sequence[str]) -> tuple[list[float], str] | None:
    """Values as numbers, and their unit; None where they are words, days or of several units."""
    try:
        read = [Amount.read(text) for text in texts]
    except PydanticCustomError:
        return None
    units = [amount.unit for amount in read]
    if any(unit.day or not unit.same_as(units[0]) for unit in units):
        return None
    longest = max((unit.currency + unit.behind.strip() for unit in units), key=len)
    return [float(amount) for amount in read], longest
