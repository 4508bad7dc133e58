"""Which scenario is the best: what is asked of a rule that selects one, and how a rule is carried out.

A rule says of how many replications it wants the values of each scenario, until it has chosen one or there are to be no
more. What it says depends on the values alone, in the order of their replications. The more, the better: where the
least is wanted, values come with their signs changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from sim.runs.series_file import CHUNK
from sim.statistics.intervals import Floats

FIRST_STAGE = CHUNK
"""Replications that variances are estimated from: a chunk, since so many are simulated at once anyway."""


@dataclass(frozen=True)
class Question:
    """What is asked of the means of some scenarios."""

    count: int
    """Scenarios, two at least."""
    indifference: float
    """A difference of means that is worth telling apart, in the figure's unit, above zero."""
    probability: float
    """With which the best is to be selected: more than 1 / count, less than 1."""
    first_stage: int = FIRST_STAGE
    """Replications, two at least, before anything is decided."""
    most: int = 1_024
    """Replications of each scenario at most, those of the first stage at least."""

    def next_chunk(self, known: int) -> int:
        """To where a scenario's replications grow next: to the end of a chunk, the first stage at once."""
        n = max(known + 1, self.first_stage)
        return min(-(-n // CHUNK) * CHUNK, self.most)


class NoMeaningError(ValueError):
    """A figure that is not a number in a replication: there is no pair of values to compare."""

    def __init__(self, place: int, replication: int) -> None:
        self.place, self.replication = place, replication
        super().__init__(f"no meaning in replication {replication}")


class Eliminated(NamedTuple):
    """When a scenario was let go, and because of which."""

    n: int
    """Replications by then."""
    by: int
    """The place of the scenario that it fell farthest behind."""
    is_tie: bool = False
    """Its mean was that of the one chosen, exactly."""


class Rule(Protocol):
    """Selects a scenario by the mean of a figure."""

    question: Question
    chosen: int | None
    """The place of the scenario selected; None as long as none is."""
    in_play: list[int]
    """Places of those that may still be chosen."""
    eliminated: dict[int, Eliminated]
    estimate: float | None
    """Of the chance that the selection is right, where it is no guarantee."""

    @property
    def latest(self) -> int | None:
        """After how many replications of each it is decided at the latest, where that is known."""

    def decided_on(self, place: int, samples: Sequence[Floats], /) -> int:
        """How many replications of a scenario told for or against it."""

    def wanted(self, samples: Sequence[Floats], /) -> list[int]:
        """Of how many replications each scenario's values are wanted; no more than there are where it ends."""


def carry_out(rule: Rule, grow: Callable[[int, int], Floats]) -> list[Floats]:
    """The values of each scenario when a rule ends; `grow` gives those of a place, of so many replications."""
    samples: list[Floats] = [np.empty(0) for _ in range(rule.question.count)]
    while True:
        wanted = rule.wanted(samples)
        behind = [place for place, n in enumerate(wanted) if n > len(samples[place])]
        if not behind:
            return samples
        for place in behind:
            samples[place] = grow(place, wanted[place])


def refuse_unknown(samples: Sequence[Floats], places: Sequence[int], replications: range) -> None:
    """NoMeaningError where a value of some scenarios in some replications is not a number."""
    for place in places:
        unknown = np.isnan(samples[place][replications.start : replications.stop])
        if unknown.any():
            raise NoMeaningError(place, replications.start + int(np.argmax(unknown)))
