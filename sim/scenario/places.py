"""`regions`: markets with their own power, rent and building cost."""

from math import fsum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.quantities import Day, DollarsPerMwh, Factor, Kilowatts, Share, YearlyRate
from sim.quantities.record import Id, Record
from sim.scenario.distributions import NO_TIME, DurationDraw

Grade = Literal["general", "ai"]
Area = Literal["us", "europe", "asia_pacific", "other"]


def _whole(shares: dict[str, float]) -> dict[str, float]:
    """The shares themselves; ValueError where they are not of a whole."""
    if abs(fsum(shares.values()) - 1.0) > 1e-9:
        raise ValueError(f"regions sum to {fsum(shares.values()):.6g}, not to 100 %")
    return shares


RegionShares = Annotated[dict[str, Share], Field(min_length=1), AfterValidator(_whole)]
"""Shares by region that sum to 1."""


class RentGrowth(Record):
    """Rent of the day that grows at a yearly rate, with volatility."""

    kind: Literal["growth"] = "growth"
    level: Factor = 1.0
    """At the scenario's start, over the terms' rent."""
    rate: YearlyRate
    """Growth of rents, compounded."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


class RentPoint(Record):
    """Rent of the day at a date."""

    at: Day
    """Date from which the factor holds."""
    level: Factor
    """Over the terms' rent."""


class RentTable(Record):
    """Rent of the day at dates, geometric between them; linear where one of the two is 0."""

    kind: Literal["table"] = "table"
    points: list[RentPoint] = Field(min_length=1)
    """Factors at dates, in any order."""
    rate_after: YearlyRate = 0.0
    """Growth after the last point."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


RentPath = Annotated[RentGrowth | RentTable, Field(discriminator="kind")]


class PowerStep(Record):
    """Critical IT MW that the grid energises at a date."""

    id: Id
    """Name of the step."""
    at: Day
    """Announced."""
    capacity: Kilowatts
    """Critical IT power that it brings."""


class Grid(Record):
    """A region's grid: who asked first is served first, whole, and nothing overtakes."""

    steps: list[PowerStep] = Field(min_length=1)
    """What it energises in the scenario, beyond what is ready or live at the start."""
    slip: DurationDraw = NO_TIME
    """How late a step is, each on its own."""


class Region(Record):
    """One market."""

    id: Id
    """Name that other keys refer to."""
    name: str | None = None
    """As charts show it; the id where none is given."""
    area: Area
    """The part of the world that reports speak of."""
    pue: float = Field(default=1.18, ge=1.0, le=3.0)
    """Facility MW per critical IT MW: for the cost of power and the grid's view; no event depends on it."""
    power_price: DollarsPerMwh
    """Price of electricity, in the running account; no event depends on it."""
    rent_index: Factor = 1.0
    """Rent here over the terms' rent."""
    build_index: Factor = 1.0
    """Price of an owned facility here over the cost block's."""
    rent_path: RentPath | None = None
    """Rent of the day over the terms' rent: of what is signed later, taken back or let to rivals; 1 where not given."""
    power: Grid | None = None
    """The grid's own clock; the pipelines' power_slip where not given."""
