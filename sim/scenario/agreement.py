"""`agreement`: the regimes between operator and partner, their clauses, and how the operator answers."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.policy.placement import AsAsked, Placement
from sim.policy.response import Response
from sim.quantities import Day, Dollars, FiscalYear, Kilowatts, LastDay, PlannedSeconds, Share
from sim.quantities.durations import SECONDS_PER_DAY
from sim.quantities.record import Id, Record
from sim.scenario.distributions import NO_TIME, DurationDraw


class Regime(Record):
    """What holds from a date on."""

    id: Id
    """Name of the regime."""
    first_day: Day
    """From 00:00 of this day; the next regime ends it."""
    regime: Literal["exclusive", "right_of_first_refusal", "open", "committed"]
    """`committed`: the right is gone, and the partner comes to the operator first up to what it has committed."""
    trigger: Literal["on_request", "third_party_offer"] = "on_request"
    """Under the right: asked first (a right of first offer), or matching a third party's terms."""
    window: PlannedSeconds = 30 * 86_400
    """Response window of an offer."""
    response_time: DurationDraw = NO_TIME
    """How long the operator takes to answer; beyond the window it is silence."""
    free_period: PlannedSeconds = 90 * 86_400
    """After a no or silence, how long the partner may close elsewhere before the right revives."""
    waiting_time: PlannedSeconds = 180 * 86_400
    """Under exclusivity, how long a request waits before it is waived."""
    carved_out: list[str] = []
    """Workload classes that go to the market freely, as if it were open."""
    with_operator: list[str] = []
    """Workload classes that the partner always puts to the operator and to nobody else, in an open market too."""
    minimum_notice: PlannedSeconds = 0
    """The operator is bound to start no earlier than this after a request is made; a request whose latest start comes
    before that is not bound either and goes to the market freely."""
    matching: Literal["all", "money"] = "money"
    """What of a third party's named terms the operator takes when it matches them: the price, on a date of its own
    (`money`), or its date too (`all`)."""
    partial_exercise: bool = False
    """The operator may take part of a request whose class is partly servable; the rest goes on."""
    share_cap: Share | None = None
    """Most that the partner may have reserved of the operator's live and coming MW of a grade; without cap where not
    given."""
    cure_period: PlannedSeconds | None = None
    """How long after its due start a request that the operator promised waits for late capacity before the partner
    leaves; until its latest start where not given."""
    second_search: PlannedSeconds | None = None
    """A request that leaves comes back to the market, free of the right, for this long or what is left until its
    latest start, whichever is longer; it does not come back where not given."""
    commitment: str | None = None
    """Under `committed`: the id of the one that takes the right's place."""

    @model_validator(mode="after")
    def _not_without_end(self) -> Self:
        scaled = self.response_time.scaled_by is not None  # to nothing, it may be
        answered = 0 if scaled else min(self.response_time.mean(), self.window)
        if self.regime == "right_of_first_refusal" and answered + self.free_period < SECONDS_PER_DAY:
            raise ValueError(f"regime {self.id}: an answer and a free period that together take less than a day would "
                             "ask again without end: give free_period a day or more")
        return self


class Consent(Record):
    """Leave to host a class elsewhere, within dates and an amount."""

    id: Id
    """Name of the consent."""
    first_day: Day
    """From 00:00 of this day."""
    last_day: LastDay | None = None
    """Through this day; to the horizon where not given."""
    provider: str
    """Id of the provider that may host."""
    classes: list[str] = Field(min_length=1)
    """Ids of the workload classes that may be hosted there."""
    limit: Kilowatts | None = None
    """Most MW in use or reserved under it; without limit where not given."""


class FiscalAmount(Record):
    """Dollars of one fiscal year."""

    fiscal_year: FiscalYear
    """The year it belongs to."""
    amount: Dollars
    """What is committed for that year."""


class CalendarAmount(Record):
    """Dollars of one calendar year."""

    year: int = Field(ge=1990, le=2100)
    """The year it belongs to."""
    amount: Dollars
    """What is committed for that year."""


class Commitment(Record):
    """The partner's take-or-pay commitment."""

    id: Id
    """Name of the commitment."""
    by_year: list[FiscalAmount] = []
    """Committed dollars by fiscal year."""
    by_calendar_year: list[CalendarAmount] = []
    """Committed dollars by calendar year, in place of `by_year`."""
    billed: Literal["year", "quarter"] = "year"
    """When a shortfall is billed: at the end of each year, or of each quarter of it, which has a fourth of its dollars.
    A period that ends after the horizon is open."""
    billed_before: Dollars = 0
    """What was billed before the scenario's start of the period that is under way then."""
    take_or_pay: Share = 1.0
    """Share billed whether used or not."""
    capacity: Kilowatts | None = None
    """MW committed beside the dollars, where a regime `committed` asks how far it reaches; none where not given."""


    @model_validator(mode="after")
    def _one_calendar(self) -> Self:
        if bool(self.by_year) == bool(self.by_calendar_year):
            raise ValueError(f"commitment {self.id}: give dollars in by_year or in by_calendar_year, in one of them")
        years = [y.fiscal_year for y in self.by_year] + [y.year for y in self.by_calendar_year]
        if len(set(years)) < len(years):
            raise ValueError(f"commitment {self.id}: a year has two amounts; add them up")
        return self


class ResponsePolicy(Record):
    """The rules that must all agree, from a date on."""

    id: Id
    """Name of the policy."""
    first_day: Day
    """From 00:00 of this day; the next policy ends it."""
    rules: list[Response] = Field(min_length=1)
    """Conditions that must all agree before the operator exercises."""


class Agreement(Record):
    """Everything between operator and partner."""

    regimes: list[Regime] = Field(min_length=1)
    """What holds between operator and partner from one date to the next; one begins by the first day of the horizon."""
    standing_approvals: list[Consent] = []
    """The partner may go to that provider without asking first."""
    waivers: list[Consent] = []
    """Where the operator is unable, the partner may go to that provider without waiting."""
    commitments: list[Commitment] = []
    """What the partner has committed to buy, with take-or-pay."""
    responses: list[ResponsePolicy] = Field(min_length=1)
    """How the operator answers what it is able to host, from one date to the next."""
    placement: Placement = AsAsked()
    """Which of the regions that fit a request is taken."""
