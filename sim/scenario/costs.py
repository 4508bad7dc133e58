"""`costs`: prices of land, facilities, servers and network, when they are committed and how they accrue."""

from pydantic import Field

from sim.quantities import Day, DollarsPerKw, KilowattsPerMonth, PlannedSeconds, Seconds
from sim.quantities.record import Id, Record
from sim.scenario.places import Grade


class ByGrade(Record):
    """A price per critical IT kW for each grade."""

    general: DollarsPerKw
    """For general capacity."""
    ai: DollarsPerKw
    """For AI capacity."""


class SpendingCurve(Record):
    """Share of a price accrued at a share of progress: the regularised incomplete beta function."""

    alpha: float = Field(default=2.0, gt=0, le=50)
    """First shape: the higher, the later money is spent."""
    beta: float = Field(default=2.0, gt=0, le=50)
    """Second shape: the higher, the earlier money is spent."""


class FitOutStep(Record):
    """From a date on, how many MW a month can be fitted out."""

    first_day: Day
    """From 00:00 of this day."""
    limit: KilowattsPerMonth
    """Most that goes live a month."""
    known_from: Day | None = None
    """When the operator learns of it and expects fit-outs by it; known from the start where not given."""


class FitOutLimits(Record):
    """Fit-out is limited per grade: chips for ai, crews for both."""

    general: list[FitOutStep] = Field(min_length=1)
    """Steps of the limit for general capacity, in any order."""
    ai: list[FitOutStep] = Field(min_length=1)
    """The same for AI capacity."""


class Generation(Record):
    """Servers and network of one grade that are bought from a date on, until a later generation comes."""

    id: Id
    """Name of the generation."""
    grade: Grade
    """Of the capacity it is for."""
    first_day: Day
    """What is ordered from this day on has its price and life."""
    servers: DollarsPerKw
    """Price of its servers."""
    network: DollarsPerKw
    """Price of the network that goes with them."""
    life: Seconds
    """From live to its refresh, which is bought at the price of the day of its order."""


class Retrofit(Record):
    """What it takes to make a general tranche fit for ai: density and cooling; its IT is bought like any other's."""

    works: DollarsPerKw
    """Price of the works, before the region's build index; it accrues as facility spending."""
    time: PlannedSeconds
    """From leaving supply to ready as ai; the fit-out comes after it."""


class Costs(Record):
    """Prices per critical IT kW, lead times and lives."""

    land: DollarsPerKw
    """Of an owned site; paid when it enters `planned`."""
    facility: DollarsPerKw
    """Shell, power and cooling of an owned site, before the region's index."""
    shell_fit: DollarsPerKw
    """Power, cooling and white space that the tenant of a powered shell brings."""
    servers: ByGrade
    """Price of servers, by grade."""
    network: ByGrade
    """Price of the network that goes with them, by grade."""
    contracts_lead: PlannedSeconds
    """Construction contracts are let this long before building starts."""
    it_lead: PlannedSeconds
    """Servers and network are ordered this long before the expected ready date."""
    it_life: Seconds
    """Life of servers and network; they are refreshed at its end."""
    facility_life: Seconds = round(15 * 365.25 * 86_400)
    """Over which shell, power and cooling and what is spent outside data centers are depreciated; it moves no event.

    A tenant's part of a powered shell is written off over the lease's term where that is shorter."""
    payment_terms: PlannedSeconds
    """From accrual to cash."""
    curve: SpendingCurve = SpendingCurve()
    """How construction accrues between its start and ready-for-service."""
    fit_out: FitOutLimits
    """How many MW a month can be fitted out."""
    retrofit: Retrofit | None = None
    """Of general capacity for ai; needed where an action or the review retrofits."""
    generations: list[Generation] = []
    """Generations of servers, in place of `servers`, `network` and `it_life` from their dates on."""
