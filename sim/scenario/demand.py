"""`demand`: the operator's own baseline by region, and the classes of request with their arrivals."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, DollarsPerKwMonth, Kilowatts, PerMonth, Share, YearlyRate
from sim.quantities.record import Record
from sim.scenario.distributions import DurationDraw, PowerDraw
from sim.scenario.places import Grade


class Growth(Record):
    """A level that grows at a yearly rate, with volatility."""

    kind: Literal["growth"] = "growth"
    level: Kilowatts
    """At the scenario's start."""
    rate: YearlyRate
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


class Point(Record):
    """A level at a date."""

    at: Day
    level: Kilowatts


class Table(Record):
    """Levels at dates, geometric between them; the operator knows it ahead."""

    kind: Literal["table"] = "table"
    points: list[Point] = Field(min_length=1)
    rate_after: YearlyRate = 0.0
    """Growth after the last point."""
    volatility: Share = 0.0


Path = Annotated[Growth | Table, Field(discriminator="kind")]


class Baseline(Record):
    """Demand of the operator's own services."""

    id: str
    grade: Grade
    path: Path
    regions: dict[str, Share] = Field(min_length=1)
    """Share by region; sums to 1."""
    priority: int = Field(default=5, ge=0, le=9)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if abs(sum(self.regions.values()) - 1.0) > 1e-9:
            raise ValueError(f"baseline {self.id}: regions sum to {sum(self.regions.values()):.6g}, not to 100 %")
        return self


class RateStep(Record):
    """From a date on, so many requests a month."""

    first_day: Day
    rate: PerMonth


class WorkloadClass(Record):
    """A kind of request."""

    id: str
    client: Literal["partner", "other"]
    grade: Grade
    arrivals: list[RateStep] = Field(min_length=1)
    size: PowerDraw
    notice: DurationDraw
    """From the request to its wanted start."""
    patience: DurationDraw
    """From the wanted start to the latest start."""
    duration: DurationDraw
    """From the actual start to the end."""
    regions: dict[str, Share] = Field(min_length=1)
    """Chance of each to be the first choice; the others follow, the likelier first. Sums to 1."""
    price: DollarsPerKwMonth
    """What the operator earns per critical IT kW and month."""
    priority: int = Field(default=5, ge=0, le=9)
    """9 first."""
    preemptible: bool = False
    """Loses its place in service to whoever comes before it."""
    partly_servable: bool = False
    """Takes what is left where not all of it fits; the rest goes on waiting as a part of its own."""
    smallest_part: Kilowatts = Field(default=1, ge=1)
    """No part is smaller than this."""
    providers: list[str] = []
    """Where the partner turns, in its order; `operator` may stand in it for an open market, else it comes first."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if abs(sum(self.regions.values()) - 1.0) > 1e-9:
            raise ValueError(f"class {self.id}: regions sum to {sum(self.regions.values()):.6g}, not to 100 %")
        return self


class OpeningRequest(Record):
    """A request in service when the scenario starts."""

    id: str
    workload: str
    """Id of its workload class."""
    capacity: Kilowatts
    region: str
    holder: str = "operator"
    ends: Day | None = None
    """End of its service; after the horizon where not given."""


class Demand(Record):
    """All demand."""

    baseline: list[Baseline] = []
    classes: list[WorkloadClass] = []
    in_service: list[OpeningRequest] = []
