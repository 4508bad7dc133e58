"""`demand`: the operator's own baseline by region, and the classes of request with their arrivals."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, DollarsPerKwMonth, Kilowatts, OneDay, PerMonth, Seconds, Share, YearlyRate
from sim.quantities.record import Record
from sim.scenario.distributions import DurationDraw, PatienceDraw, PowerDraw, YearlyRateDraw
from sim.scenario.places import Grade


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
    """Levels at dates, geometric between them; the operator knows it ahead."""

    kind: Literal["table"] = "table"
    points: list[Point] = Field(min_length=1)
    """Levels at dates, in the order of their dates."""
    rate_after: YearlyRate = 0.0
    """Growth after the last point."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""


def _falls_by_a_part(rate: float) -> None:
    if rate <= -1:
        raise ValueError(f"a rate of {rate:.0%} a year leaves nothing: above -100 % is allowed")


class Logistic(Record):
    """A level that grows at a yearly rate while it is small, and ever more slowly towards a ceiling."""

    kind: Literal["logistic"] = "logistic"
    level: Kilowatts
    """At the scenario's start; above zero and at most the ceiling."""
    ceiling: Kilowatts
    """Level that it never passes."""
    rate: YearlyRate
    """Growth while the level is far below the ceiling."""
    volatility: Share = 0.0
    """Standard deviation of a year's logarithmic change."""

    @model_validator(mode="after")
    def _below_the_ceiling(self) -> Self:
        if not 0 < self.level <= self.ceiling:
            raise ValueError(f"level {self.level} kW must be above zero and at most the ceiling, {self.ceiling} kW")
        _falls_by_a_part(self.rate)
        return self


class State(Record):
    """A state that a switching path may be in."""

    id: str
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
        for name in (self.first, *(to for state in self.states for to in state.leaves)):
            if name not in known:
                raise ValueError(f"there is no state `{name}` (known: {', '.join(known)})")
        for state in self.states:
            _falls_by_a_part(state.rate)
            if state.id in state.leaves or sum(state.leaves.values()) > 1.0 + 1e-9:
                raise ValueError(f"state {state.id}: `leaves` names other states, with at most 100 % together")
        return self


Path = Annotated[Growth | Table | Logistic | Switching, Field(discriminator="kind")]

NO_BIAS: Any = "0 %/year"


class ForecastError(Record):
    """How far the operator's forecast of a baseline goes wrong; actual demand knows nothing of it."""

    bias: YearlyRateDraw = NO_BIAS
    """Yearly logarithmic growth that the forecast has beyond the path's own drift, drawn once per replication."""
    volatility: Share = 0.0
    """Standard deviation of the logarithmic error of a forecast a year ahead; it grows with the root of the time."""


class Baseline(Record):
    """Demand of the operator's own services."""

    id: str
    """Name of the baseline."""
    grade: Grade
    """Of the capacity it wants; general load may use AI capacity last."""
    path: Path
    """Its level from month to month."""
    forecast_error: ForecastError | None = None
    """The operator forecasts the path's own drift where not given."""
    regions: dict[str, Share] = Field(min_length=1)
    """Share by region; sums to 1."""
    priority: int = Field(default=5, ge=0, le=9)
    """Its place in allocation, 9 first; at equal priority reservations come before it."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if abs(sum(self.regions.values()) - 1.0) > 1e-9:
            raise ValueError(f"baseline {self.id}: regions sum to {sum(self.regions.values()):.6g}, not to 100 %")
        return self


class RateStep(Record):
    """From a date on, so many requests a month."""

    first_day: Day
    """From 00:00 of this day."""
    rate: PerMonth
    """Requests expected; gaps are exponential."""


class WorkloadClass(Record):
    """A kind of request."""

    id: str
    """Name of the class."""
    client: Literal["partner", "other"]
    """Whose requests they are: the partner's, or other large customers'."""
    grade: Grade
    """Of the capacity they need."""
    arrivals: list[RateStep] = Field(min_length=1)
    """How many come, from one date to the next."""
    size: PowerDraw
    """Critical IT power asked for."""
    notice: DurationDraw
    """From the request to its wanted start."""
    patience: PatienceDraw
    """From the wanted start to the latest start; what is `unlimited` waits for as long as it takes."""
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
    """Name of the request."""
    workload: str
    """Id of its workload class."""
    capacity: Kilowatts
    """Critical IT power in service."""
    region: str
    """Where it is served."""
    holder: str = "operator"
    """Who serves it: `operator` or a provider's id."""
    ends: OneDay | None = None
    """End of its service; after the horizon where not given."""


class ReservedRequest(Record):
    """A request that was accepted before the scenario starts, and is not served yet."""

    id: str
    """Name of the request."""
    workload: str
    """Id of its workload class."""
    capacity: Kilowatts
    """Critical IT power that it asks for."""
    region: str
    """Where it is promised a place."""
    holder: str = "operator"
    """`operator` or the provider that promised it."""
    starts: Day
    """When it is due; before the scenario's start where it is late already."""
    latest: Day | None = None
    """Until when it waits for capacity that is late, where no cure period says so; without end where not given."""
    duration: Seconds | None = None
    """From its actual start to its end; drawn as its class draws it where not given."""


class WaitingRequest(Record):
    """A request that was made before the scenario starts, and that nobody has accepted yet: it looks for a place on the
    first day, under the regime of that day.
    """

    id: str
    """Name of the request."""
    workload: str
    """Id of its workload class."""
    capacity: Kilowatts
    """Critical IT power that it asks for."""
    region: str | None = None
    """Its first choice among its class's regions; drawn where not given."""
    asked: Day | None = None
    """When it was made: so much of its notice and of its waiting under exclusivity has passed; the start where not
    given."""
    starts: Day
    """Its wanted start."""
    latest: Day | None = None
    """Its latest start; it waits for as long as it takes where not given."""
    duration: Seconds | None = None
    """From its actual start to its end; drawn as its class draws it where not given."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.latest is not None and self.latest < self.starts:
            raise ValueError(f"{self.id}: latest {self.latest} lies before starts, {self.starts}")
        return self


class Demand(Record):
    """All demand."""

    baseline: list[Baseline] = []
    """Demand of the operator's own services."""
    classes: list[WorkloadClass] = []
    """Kinds of request that the partner and large customers make."""
    in_service: list[OpeningRequest] = []
    """Requests in service at the start."""
    reserved: list[ReservedRequest] = []
    """Requests accepted before the start and not served yet."""
    waiting: list[WaitingRequest] = []
    """Requests made before the start that nobody has accepted yet."""

    def opening(self) -> list[OpeningRequest | ReservedRequest | WaitingRequest]:
        """What was asked for before the start: in service, then reserved, then waiting, each by id."""
        return [*sorted(self.in_service, key=lambda r: r.id), *sorted(self.reserved, key=lambda r: r.id),
                *sorted(self.waiting, key=lambda r: r.id)]  # fmt: skip
