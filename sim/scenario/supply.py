"""`pipelines`, `sites`, `portfolios`: how capacity is declared, and the steps it goes through."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, Dollars, Kilowatts, LastDay, OneDay, PerMonth, PlannedSeconds, Seconds, Share
from sim.quantities.power import MOST_TRANCHES
from sim.quantities.record import Id, Record
from sim.scenario.distributions import NO_TIME, DurationDraw, PowerDraw
from sim.scenario.places import Grade, RegionShares

Tenure = Literal["owned", "leased", "service"]
Delivery = Literal["turnkey", "powered_shell"]
Stage = Literal["slot", "planned", "loi", "soq", "signed", "building", "ready", "live"]


class Pipeline(Record):
    """The steps of a kind of site and how long each takes."""

    id: Id
    """Name that sites and portfolios refer to."""
    loi: DurationDraw = NO_TIME
    """Time in LOI before it converts or lapses."""
    loi_converts: Share = 1.0
    """Chance that an LOI becomes an SOQ."""
    soq: DurationDraw = NO_TIME
    """Time in SOQ before it converts or lapses."""
    soq_converts: Share = 1.0
    """Chance that an SOQ becomes a lease."""
    lead: DurationDraw = NO_TIME
    """From signing, or an owned site's decision, to the planned ready-for-service of the first tranche where no date
    is given."""
    build: PlannedSeconds
    """Length of building: it starts this long before the planned ready-for-service."""
    plan_ahead: PlannedSeconds = 0
    """How far plans lie ahead of the dates given in portfolios and sites: announced = given - plan_ahead."""
    slip: DurationDraw = NO_TIME
    """How late construction is, for each tranche."""
    power_slip: DurationDraw = NO_TIME
    """How late power is against its planned date, for each tranche; a tranche is ready at the later of the two."""
    power_ahead: PlannedSeconds = 0
    """How long before the planned ready-for-service power is planned to come."""
    fit_out: DurationDraw = NO_TIME
    """From ready to live, before any wait for chips or crews."""
    deferral_limit: PlannedSeconds | None = None
    """Most that the operator's deferrals of a tranche may add up to; no limit where not given."""


class Tranche(Record):
    """A block of critical IT MW delivered together."""

    capacity: Kilowatts
    """Critical IT power."""
    ready: Day | None = None
    """Ready-for-service date given for it; announced earlier by the pipeline's plan_ahead."""
    power: Day | None = None
    """Date at which its power is planned; ready less power_ahead where none is given."""
    servers_age: Seconds | None = None
    """Of a live tranche: age of its servers at the start; those of the rest of the fleet are spread evenly over their
    life."""
    ends: OneDay | None = None
    """End of the lease or of the site's life; the term of the lease, or none, where not given."""
    ends_known_from: Day | None = None
    """When its holder learns of that end; known from the start where not given."""


def refuse_stage(name: str, tenure: Tenure, stage: Stage) -> None:
    """ValueError where a site of a tenure is never in a stage: owned ones have no lease, others no plan."""
    if tenure == "owned" and stage in ("loi", "soq", "signed"):
        raise ValueError(f"{name}: an owned site has no {stage}; it is planned, then building")
    if tenure != "owned" and stage == "planned":
        raise ValueError(f"{name}: a {tenure} site is never planned; it is loi, soq or signed, then building")


class OpeningMoney(Record):
    """Where the construction money of a build stands that is under way at the start."""

    committed: Dollars
    """Price of the contracts that are let."""
    accrued: Dollars
    """Of it; the rest accrues over what is left of the building."""
    unpaid: Dollars = 0
    """Of what has accrued; paid evenly over the payment term."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= self.unpaid <= self.accrued <= self.committed:
            raise ValueError(f"committed {self.committed} >= accrued {self.accrued} >= unpaid {self.unpaid} must hold")
        return self


class Site(Record):
    """A campus or leased building, declared one by one."""

    id: Id
    """Name of the site."""
    holder: str = "operator"
    """`operator` or a provider's id."""
    region: str
    """Id of the region it stands in."""
    grade: Grade
    """Of all its capacity."""
    tenure: Tenure
    """Self-built, from a landlord, or bought with its servers."""
    delivery: Delivery = "turnkey"
    """Of a leased site: the landlord brings power and cooling, or the tenant does as its own capex."""
    stage: Stage
    """Where it stands at the scenario's start, or when it becomes known."""
    pipeline: str
    """Id of the steps it goes through."""
    terms: str | None = None
    """Lease terms' id, for leased sites and services."""
    step_elapsed: Share = 0.0
    """Share of its present step, LOI, SOQ or fit-out, that lies behind it by then."""
    money: OpeningMoney | None = None
    """Of a build under way, what is committed, accrued and unpaid for shell, power and cooling; what prices, progress
    and payment terms make it where not given."""
    known_from: Day | None = None
    """When it becomes known, and no sooner does anyone count on it; at the start where not given."""
    tranches: list[Tranche] = Field(min_length=1, max_length=MOST_TRANCHES)
    """Blocks delivered together; whatever the order of the file, by ready date."""

    @model_validator(mode="after")
    def _stage_of_tenure(self) -> Self:
        refuse_stage(self.id, self.tenure, self.stage)
        return self


class Arrivals(Record):
    """New LOIs as a stream."""

    rate: PerMonth
    """Sites expected; gaps are exponential."""
    first_day: Day
    """From 00:00 of this day."""
    last_day: LastDay
    """Through this day."""


class ReadyPeriod(Record):
    """A span of dates and the weight of the portfolio's MW that becomes ready in it."""

    first_day: Day
    """First day of the span."""
    last_day: LastDay
    """Last day of the span."""
    capacity: Kilowatts
    """Weight of the span, as MW; only the ratios between spans count."""


class Portfolio(Record):
    """Sites that are known as a population only: counts, sizes, timing and shares."""

    id: Id
    """Name of the portfolio; its sites are numbered after it."""
    holder: str = "operator"
    """`operator` or a provider's id."""
    tenure: Tenure
    """Of all its sites."""
    delivery: Delivery = "turnkey"
    """Of leased sites: the landlord brings power and cooling, or the tenant does as its own capex."""
    stage: Stage
    """Where its sites stand at the start; `building` with a ready date still far off starts as signed or planned."""
    pipeline: str
    """Id of the steps its sites go through."""
    terms: str | None = None
    """Lease terms' id, for leased sites and services."""
    count: int | None = Field(default=None, ge=1, le=100_000)
    """Number of sites; give count, total or arrivals."""
    total: Kilowatts | None = None
    """MW at which the list stops; the site that passes it is cut to fit."""
    arrivals: Arrivals | None = None
    """A stream of new letters of intent, in place of a count or a total."""
    site: PowerDraw
    """Size of a site."""
    tranche: PowerDraw
    """Size of a tranche; the last takes what is left."""
    tranche_gap: DurationDraw = NO_TIME
    """Between the planned ready dates of one tranche and the next."""
    regions: RegionShares
    """Share of sites by region; sums to 1."""
    ai_share: Share = 0.0
    """Share of sites of grade ai."""
    ready: list[ReadyPeriod] | None = None
    """When first tranches become ready; the pipeline's lead from signing where none is given."""
    spread: Literal["random", "even"] = "random"
    """`even` spaces regions, grades, dates and elapsed shares of a portfolio evenly, from one random start each."""
    fixed: bool = False
    """Drawn once (replication 0) for all replications."""
    live_ends: OneDay | None = None
    """For a live portfolio: when it leaves; never within the horizon where not given."""
    live_ends_known_from: Day | None = None
    """When its holder learns of that; known from the start where not given."""

    @model_validator(mode="after")
    def _one_extent(self) -> Self:
        given = [name for name in ("count", "total", "arrivals") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"portfolio {self.id}: give one of count, total, arrivals (given: {given or 'none'})")
        if self.arrivals is not None and self.stage in ("slot", "building", "ready", "live"):
            raise ValueError(f"portfolio {self.id}: what arrives as a stream can't begin as {self.stage}")
        refuse_stage(self.id, self.tenure, self.stage)
        return self
