"""A selection from the question to how each candidate stands: what the command `select` and `sim.select` share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pyarrow as pa

from sim.metrics.declared import Unit
from sim.scenario.scenario import Scenario
from sim.statistics.intervals import Floats
from sim.statistics.kim_nelson import KimNelson
from sim.statistics.ocba import Ocba
from sim.statistics.paired import Pairing, refuse_unlike
from sim.statistics.rinott import replications_of
from sim.statistics.selection import FIRST_STAGE, NoMeaningError, Question, carry_out
from sim.statistics.selection_table import Standing, standings, table
from sim.statistics.valued import NoValueError

Method = Literal["kim-nelson", "ocba"]
MOST = 1_024
"""Replications of each candidate at most, where not said otherwise: those of which every value is kept."""
MOST_CANDIDATES = 1_000
"""Every two of them are compared after each replication."""


@dataclass(frozen=True)
class How:
    """How surely the best is to be selected, by what rule, and with how many replications."""

    probability: float = 0.95
    is_least: bool = False
    """The least mean is the best."""
    method: Method = "kim-nelson"
    """`kim-nelson` guarantees the probability; `ocba` spends replications where they tell most, and estimates it."""
    first_stage: int = FIRST_STAGE
    """Replications before anything is decided: variances are estimated from them."""
    most: int = MOST
    """Replications of each candidate."""

    def check(self) -> None:
        """ValueError for what no rule can do."""
        if not 0 < self.probability < 1:
            raise ValueError(f"a probability of {self.probability:g}: it lies above 0 and below 1")
        if self.method not in ("kim-nelson", "ocba"):
            raise ValueError(f"no method {self.method!r}: kim-nelson or ocba")
        if self.first_stage < 2 or self.most < self.first_stage:
            raise ValueError(f"{self.most:,} replications at most and a first stage of {self.first_stage:,}: a first "
                             "stage has 2 at least, and no more than there may be")  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """By which figure the best is selected, how far apart means are worth telling, and how."""

    metric: str
    unit: Unit
    indifference: float
    """In the figure's unit."""
    how: How = How()

    @property
    def sign(self) -> float:
        """That by which values are multiplied for the more to be the better."""
        return -1.0 if self.how.is_least else 1.0

    def rule(self, count: int) -> KimNelson | Ocba:
        """What decides among so many candidates; ValueError where chance alone is as sure."""
        self.how.check()
        if not 2 <= count <= MOST_CANDIDATES:
            raise ValueError(f"{count:,} to select from: 2 to {MOST_CANDIDATES:,} can be")
        if self.how.probability * count <= 1:
            raise ValueError(f"a probability of {100 * self.how.probability:g} %: lots drawn among {count} scenarios "
                             "are as sure: ask for more")  # fmt: skip
        question = Question(count, self.indifference, self.how.probability, self.how.first_stage, self.how.most)
        return Ocba(question) if self.how.method == "ocba" else KimNelson(question)


class Candidate(Protocol):
    """What may be selected: a scenario, or a design point of a sweep."""

    @property
    def name(self) -> str:
        """As tables show it."""

    @property
    def key(self) -> str:
        """Hash of all that determines the numbers of any replication."""

    @property
    def scenario(self) -> Scenario:
        """What it is about."""


@dataclass(frozen=True)
class Selected:
    """What was asked, and how it came out."""

    asked: Asked
    names: tuple[str, ...]
    keys: tuple[str, ...]
    """Hash of each candidate."""
    rule: KimNelson | Ocba
    standing: tuple[Standing, ...]
    replications: int
    """Of all candidates, as far as they were decided on."""
    independent: int
    """That two stages of independent runs would take for the same guarantee."""

    @property
    def chosen(self) -> str | None:
        """The name of the best; None where nothing was decided."""
        return None if self.rule.chosen is None else self.names[self.rule.chosen]

    def table(self) -> pa.Table:
        """One line a candidate, the best first: what became of it, its mean, and its paired difference."""
        return table((self.asked.metric, self.asked.unit), self.names, self.standing)


def refuse_unpaired(candidates: Sequence[Candidate], most: int) -> None:
    """NotPairedError where candidates would not share their draws."""
    refuse_unlike([(one.name, Pairing.planned(one.scenario, most)) for one in candidates])


def selected(asked: Asked, candidates: Sequence[Candidate], grow: Callable[[int, int], Floats]) -> Selected:
    """Carries out a selection; `grow` gives the figure's values of the candidate at a place, of so many replications.

    NoValueError for a figure that is no number in a replication that is looked at.
    """
    rule, names = asked.rule(len(candidates)), tuple(one.name for one in candidates)
    known: dict[int, Floats] = {}

    def signed(place: int, n: int) -> Floats:
        known[place] = grow(place, n)
        return asked.sign * known[place]

    try:
        samples = carry_out(rule, signed)
    except NoMeaningError as error:
        values = known[error.place]
        raise NoValueError(asked.metric, int(np.isnan(values).sum()), len(values), names[error.place]) from error
    as_they_are = [asked.sign * values for values in samples]
    first = np.stack([values[: asked.how.first_stage] for values in samples])
    standing = standings(rule, as_they_are, asked.unit, asked.how.is_least)
    independent = replications_of(first, asked.indifference, asked.how.probability)
    return Selected(asked, names, tuple(one.key for one in candidates), rule, tuple(standing),
                    sum(one.n for one in standing), independent)  # fmt: skip
