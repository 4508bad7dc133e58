"""`demand`: the operator's own baseline by region, and the classes of request with their arrivals."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, DollarsPerKwMonth, Kilowatts, OneDay, PerMonth, Seconds, Share
from sim.quantities.record import Id, Record
from sim.scenario.demand_paths import Path
from sim.scenario.distributions import DurationDraw, PatienceDraw, PowerDraw, YearlyRateDraw
from sim.scenario.places import Grade, RegionShares

NO_BIAS: Any = "0 %/year"


class ForecastError(Record):
    """How far the operator's forecast of a baseline goes wrong; actual demand knows nothing of it."""

    bias: YearlyRateDraw = NO_BIAS
    """Yearly logarithmic growth that the forecast has beyond the path's own drift, drawn once per replication."""
    volatility: Share = 0.0
    """Standard deviation of the logarithmic error of a forecast a year ahead; it grows with the root of the time."""


class Baseline(Record):
    """Demand of the operator's own services."""

    id: Id
    """Name of the baseline."""
    grade: Grade
    """Of the capacity it wants; general load may use AI capacity last."""
    path: Path
    """Its level from month to month."""
    growth_scaled_by: str | None = None
    """Id of an uncertainty that the path's logarithmic growth is multiplied by, beside its noise: at 0 % it stays where
    it is, at 200 % it grows twice as fast. The operator goes on forecasting the growth as stated."""
    growth_scaled_from: OneDay | None = None
    """Only what it grows from this day on is scaled; from the start where not given."""
    forecast_error: ForecastError | None = None
    """The operator forecasts the path's own drift where not given."""
    regions: RegionShares
    """Share by region; sums to 1."""
    priority: int = Field(default=5, ge=0, le=9)
    """Its place in allocation, 9 first; at equal priority reservations come before it."""

    @model_validator(mode="after")
    def _since_when_and_by_what(self) -> Self:
        if self.growth_scaled_from is not None and self.growth_scaled_by is None:
            raise ValueError(f"baseline {self.id}: growth_scaled_from says since when, growth_scaled_by says by what")
        return self


class RateStep(Record):
    """From a date on, so many requests a month."""

    first_day: Day
    """From 00:00 of this day."""
    rate: PerMonth
    """Requests expected; gaps are exponential."""


class WorkloadClass(Record):
    """A kind of request."""

    id: Id
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
    regions: RegionShares
    """Chance of each to be the first choice; the others follow, the likelier first. Sums to 1."""
    price: DollarsPerKwMonth
    """What the operator earns per critical IT kW and month."""
    priority: int = Field(default=5, ge=0, le=9)
    """9 first."""
    preemptible: bool = False
    """Loses its place in service to whoever comes before it."""
    partly_servable: bool = False
    """Takes what is left where not all of it fits; the rest goes on waiting as a part of its own."""
    smallest_part: Kilowatts = 1
    """No part is smaller than this."""
    providers: list[str] = []
    """Where the partner turns, in its order; `operator` may stand in it for an open market, else it comes first."""


class OpeningRequest(Record):
    """A request in service when the scenario starts."""

    id: Id
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
    """End of its service; where not given after the horizon, from which on no revenue of it counts as contracted."""


class ReservedRequest(Record):
    """A request that was accepted before the scenario starts, and is not served yet."""

    id: Id
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

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_latest(self)
        return self


class WaitingRequest(Record):
    """A request that was made before the scenario starts, and that nobody has accepted yet: it looks for a place on the
    first day, under the regime of that day.
    """

    id: Id
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
        _refuse_latest(self)
        return self


def _refuse_latest(asked: ReservedRequest | WaitingRequest) -> None:
    """ValueError where a request would be given up before it is due."""
    if asked.latest is not None and asked.latest < asked.starts:
        raise ValueError(f"{asked.id}: latest {asked.latest} lies before starts, {asked.starts}")


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
