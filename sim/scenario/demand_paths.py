"""Paths of a baseline: its level from month to month."""

from math import fsum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, Factor, Kilowatts, Share, YearlyRate
from sim.quantities.record import Id, Record


class Growth(Record):
    """A level that grows at a yearly rate, with volatility."""

    kind: Literal["growth"] = "growth"
    level: Kilowatts
    """At the scenario's start."""
    rate: YearlyRate
    """Growth of the level, compounded."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


class Point(Record):
    """A level at a date."""

    at: Day
    """Date from which the level holds."""
    level: Kilowatts
    """Critical IT demanded."""
    known_from: Day | None = None
    """When the operator learns of it, and the path turns towards it; known from the start where not given."""


class Table(Record):
    """Levels at dates, geometric between them, linear where one of the two is 0; the operator knows it ahead."""

    kind: Literal["table"] = "table"
    points: list[Point] = Field(min_length=1)
    """Levels at dates, in any order."""
    rate_after: YearlyRate = 0.0
    """Growth after the last point."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


class Logistic(Record):
    """A level that grows at a yearly rate while it is small, and ever more slowly towards a ceiling."""

    kind: Literal["logistic"] = "logistic"
    level: Kilowatts
    """At the scenario's start; above zero and at most the ceiling."""
    ceiling: Kilowatts
    """Level that its course never passes, however its growth is scaled; volatility moves the level about its course."""
    rate: YearlyRate
    """Growth while the level is far below the ceiling."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""

    @model_validator(mode="after")
    def _below_the_ceiling(self) -> Self:
        if not 0 < self.level <= self.ceiling:
            raise ValueError(f"level {self.level} kW must be above zero and at most the ceiling, {self.ceiling} kW")
        return self


MonthName = Literal["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                    "november", "december"]  # fmt: skip


class Seasonal(Record):
    """A level that grows at a yearly rate and goes up and down with the months of the year; the operator knows how."""

    kind: Literal["seasonal"] = "seasonal"
    level: Kilowatts
    """At the scenario's start, before its season."""
    rate: YearlyRate = 0.0
    """Growth of the level, compounded."""
    seasons: dict[MonthName, Factor] = Field(min_length=1)
    """What the level is multiplied by in a month of the year, by its name; 100 % where a month is not given."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


class State(Record):
    """A state that a switching path may be in."""

    id: Id
    """Name of the state."""
    rate: YearlyRate
    """Growth while in it."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change while in it."""
    leaves: dict[str, Share] = {}
    """Chance to go over to another state in a month, by its id; it stays with what is left of 100 %."""


class Switching(Record):
    """A level that grows by the state it is in and goes over to another by chance, month by month."""

    kind: Literal["switching"] = "switching"
    level: Kilowatts
    """At the scenario's start."""
    first: str
    """Id of the state at the start."""
    states: list[State] = Field(min_length=2, max_length=16)
    """States that the path may be in."""

    @model_validator(mode="after")
    def _closed(self) -> Self:
        known = [state.id for state in self.states]
        if len(set(known)) < len(known):
            raise ValueError(f"states have an id each: {', '.join(known)}")
        for state in self.states:
            if state.id in state.leaves or fsum(state.leaves.values()) > 1.0 + 1e-9:
                raise ValueError(f"state {state.id}: `leaves` names other states, with at most 100 % together")
        return self


Path = Annotated[Growth | Table | Seasonal | Logistic | Switching, Field(discriminator="kind")]
