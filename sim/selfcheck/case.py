"""What a case is: a scenario, the quantities read of its replications, and what each is exactly."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.scenario.scenario import Scenario
from sim.selfcheck.seen import Seen


class Source(NamedTuple):
    """Where a formula is from."""

    short: str
    """As a table names it."""
    full: str


@dataclass(frozen=True)
class Quantity:
    """A number of each replication, and what its mean over replications is exactly."""

    title: str
    exact: Callable[[Scenario], float]
    """By the scenario's own numbers."""
    source: Source
    read: Callable[[Seen], float] | None = None
    """Off the log; or the figure is read."""
    events: tuple[int, ...] = ()
    """Kinds of event of the rows that are read."""
    figure: str = ""
    """By its name, as tables and `--metric` ask for it."""
    about: Callable[[Scenario], float] | None = None
    """The square of the number's distance from this, its exact mean, is what counts: in the mean it is the variance."""
    certain: bool = False
    """It is exact in each replication, so that there is nothing to estimate."""
    off: float = 0.0
    """Of what is certain: so far it may lie from a number that was published as the difference of rounded ones."""


@dataclass(frozen=True)
class Case:
    """A validation scenario and what is held against theory in it."""

    scenario: str
    """Stem of its file in scenarios/validation/."""
    quantities: tuple[Quantity, ...]
    long: int
    """Replications that a million events make at least; the scenario's own number is for every day."""
    variant: str | None = None
    beside: str | None = None
    """A second scenario, whose replications on the same draws are read together with the first's."""

    @property
    def name(self) -> str:
        """As the table names it: the scenario, with its variant."""
        return f"{self.scenario}-{self.variant}" if self.variant else self.scenario


@dataclass(frozen=True)
class Family:
    """Cases that theory treats alike."""

    name: str
    title: str
    cases: tuple[Case, ...] = field(repr=False)
