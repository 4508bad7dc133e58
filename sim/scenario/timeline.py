"""`timeline`: dated actions on capacity, demand, envelopes, rules and providers' dates."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.policy.funding import Funding
from sim.policy.placement import Placement
from sim.policy.review import Review
from sim.quantities import Day, Dollars, FiscalYear, PlannedSeconds, SignedSeconds
from sim.quantities.record import Id, Record
from sim.scenario.distributions import FactorDraw, PowerDraw
from sim.scenario.places import Area, Grade


class Selection(Record):
    """Which tranches an action may take, and in what order."""

    areas: list[Area] | None = None
    """Every area where none is named."""
    regions: list[str] | None = None
    """Every region where none is named."""
    grades: list[Grade] | None = None
    """Every grade where none is named."""
    stages: list[Literal["loi", "soq", "planned", "signed", "building", "ready"]] = Field(
        default=["loi", "soq", "planned", "signed", "building", "ready"], min_length=1)
    """Taken in this order of stages, least consequence first where none is named; within one, latest announced ready
    first, then id."""
    tenures: list[Literal["owned", "leased"]] = ["leased"]
    """Tenures that may be taken."""
    ground: Literal["long_stop"] | None = None
    """`long_stop` takes only leases whose delivery is later than their terms allow: they end free."""


class Release(Record):
    """Lapse LOIs and SOQs, cancel signed leases and builds, up to so many MW."""

    action: Literal["release", "lapse", "cancel"]
    """`lapse` takes only LOIs and SOQs, `cancel` only what is signed or building, `release` both."""
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Most critical IT power that it takes."""
    split: bool = False
    """Cut the next tranche to fit exactly."""
    select: Selection
    """Which tranches, in what order."""


class Defer(Record):
    """Add time to announced and actual ready dates of up to so many MW."""

    action: Literal["defer"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Most critical IT power that it takes."""
    by: PlannedSeconds
    """Time added."""
    split: bool = False
    """Cut the next tranche to fit exactly."""
    select: Selection
    """Which tranches, in what order."""


class HoldFitOut(Record):
    """Leave up to so many ready MW without IT for a time; rent runs."""

    action: Literal["hold"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Most critical IT power that it takes."""
    by: PlannedSeconds
    """How long fit-out is held."""
    split: bool = False
    """Cut the next tranche to fit exactly."""
    select: Selection
    """Which tranches, in what order."""


class ScaleDemand(Record):
    """Multiply a baseline's level or a class's request sizes or rates from a date on."""

    action: Literal["scale_demand"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    target: str
    """Id of a baseline or workload class."""
    factor: FactorDraw
    """What the level, sizes or rates are multiplied by; drawn once per replication where it is a distribution."""
    of: Literal["sizes", "rates"] = "sizes"
    """Of a class: the sizes of its requests, or how many come."""
    known_from: Day | None = None
    """Of a baseline: when the operator learns of it and forecasts with it; at its own date where not given."""


class SetEnvelope(Record):
    """Change a fiscal year's envelope."""

    action: Literal["set_envelope"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    fiscal_year: FiscalYear
    """Whose envelope changes."""
    amount: Dollars
    """The new budget."""
    known_from: Day | None = None
    """When the operator learns of it and plans with it; at its own date where not given."""


class Build(Record):
    """Start owned sites from a portfolio of slots, up to so many MW, the last cut to fit."""

    action: Literal["build"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Critical IT power that it starts."""
    slots: str
    """Id of a portfolio of stage `slot`; its sites are planned from this date, ready after the pipeline's lead."""


class Places(Record):
    """Where an action looks."""

    areas: list[Area] | None = None
    """Every area where none is named."""
    regions: list[str] | None = None
    """Every region where none is named."""
    grades: list[Grade] | None = None
    """Every grade where none is named."""


class Recontract(Record):
    """Return to the market: take released MW back in the order of release, then sign for new ones."""

    action: Literal["recontract"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Critical IT power that it looks for."""
    split: bool = False
    """Cut the next released tranche to fit exactly."""
    select: Places = Places()
    """Which released tranches; those released as signed or later, which no rival has taken."""
    slots: str | None = None
    """Id of a leased portfolio of stage `slot` for what is still missing: its sites begin as new letters of intent,
    the last cut to fit."""


class Pause(Record):
    """Stop up to so many MW of owned builds where they stand, latest announced ready first; or let them go on, earliest
    first.
    """

    action: Literal["pause", "resume"]
    """What is resumed is ready as much later as it stood still."""
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Most critical IT power that it takes."""
    split: bool = False
    """Cut the next tranche to fit exactly."""
    select: Places = Places()
    """Which tranches."""


class IdlePlaces(Record):
    """Where a retrofit looks."""

    areas: list[Area] | None = None
    """Every area where none is named."""
    regions: list[str] | None = None
    """Every region where none is named."""
    tenures: list[Literal["owned", "leased"]] = ["owned", "leased"]
    """Whose walls they are; services are never rebuilt."""


class Retrofit(Record):
    """Rebuild up to so many idle MW of general capacity for ai, at the price and in the time of `costs.retrofit`: ready
    before live, latest announced ready first.
    """

    action: Literal["retrofit"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    capacity: PowerDraw
    """Critical IT power that it looks for."""
    split: bool = False
    """Cut the next tranche to fit exactly."""
    select: IdlePlaces = IdlePlaces()
    """Which idle general tranches."""


class MoveDates(Record):
    """Move the announced and actual ready dates of a provider's sites that are on their way."""

    action: Literal["move_dates"]
    id: Id
    """Name of the action."""
    at: Day
    """Day on which it is taken, at 00:00."""
    provider: str
    """Id of the provider."""
    sites: list[str] | None = Field(default=None, min_length=1)
    """Ids of its sites and portfolios; all of them where none is named."""
    by: SignedSeconds
    """Later, or sooner where negative: never to before the day of the action."""


class SetPolicy(Record):
    """Other rules from a date on; what is not given stays. Responses and regimes have dates of their own."""

    action: Literal["set_policy"]
    id: Id
    """Name of the action."""
    at: Day
    """Day from which the rules hold, at 00:00."""
    review: list[Review] | None = None
    """Rules of the portfolio review."""
    placement: Placement | None = None
    """Rule that chooses among regions."""
    funding: Funding | None = None
    """Rule of what is started first."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.review is None and self.placement is None and self.funding is None:
            raise ValueError(f"{self.id}: give one of review, placement, funding")
        return self


Action = Annotated[
    Release | Defer | HoldFitOut | ScaleDemand | SetEnvelope | Build | Pause | MoveDates | SetPolicy | Recontract
    | Retrofit,
    Field(discriminator="action"),
]
