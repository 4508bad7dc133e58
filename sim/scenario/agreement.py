"""`agreement`: the regimes between operator and partner, their clauses, and how the operator answers."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.policy.placement import AsAsked, Placement
from sim.policy.response import Response
from sim.quantities import Day, Dollars, FiscalYear, Kilowatts, Seconds, Share
from sim.quantities.durations import SECONDS_PER_DAY
from sim.quantities.record import Record
from sim.scenario.distributions import NO_TIME, DurationDraw


class Regime(Record):
    """What holds from a date on."""

    id: str
    first_day: Day
    regime: Literal["exclusive", "right_of_first_refusal", "open"]
    trigger: Literal["on_request", "third_party_offer"] = "on_request"
    """Under the right: asked first (a right of first offer), or matching a third party's terms."""
    window: Seconds = 30 * 86_400
    """Response window of an offer."""
    response_time: DurationDraw = NO_TIME
    """How long the operator takes to answer; beyond the window it is silence."""
    free_period: Seconds = 90 * 86_400
    """After a no or silence, how long the partner may close elsewhere before the right revives."""
    waiting_time: Seconds = 180 * 86_400
    """Under exclusivity, how long a request waits before it is waived."""

    @model_validator(mode="after")
    def _not_without_end(self) -> Self:
        answered = min(self.response_time.mean(), self.window)
        if self.regime == "right_of_first_refusal" and answered + self.free_period < SECONDS_PER_DAY:
            raise ValueError(f"regime {self.id}: an answer and a free period that together take less than a day would "
                             "ask again without end: give free_period a day or more")
        return self


class Consent(Record):
    """Leave to host a class elsewhere, within dates and an amount."""

    id: str
    first_day: Day
    last_day: Day | None = None
    provider: str
    classes: list[str] = Field(min_length=1)
    limit: Kilowatts | None = None
    """Most MW in use or reserved under it; without limit where not given."""


class FiscalAmount(Record):
    """Dollars of one fiscal year."""

    fiscal_year: FiscalYear
    amount: Dollars


class Commitment(Record):
    """The partner's take-or-pay commitment."""

    id: str
    by_year: list[FiscalAmount] = Field(min_length=1)
    """Committed dollars by fiscal year."""
    take_or_pay: Share = 1.0
    """Share billed whether used or not."""


class ResponsePolicy(Record):
    """The rules that must all agree, from a date on."""

    id: str
    first_day: Day
    rules: list[Response] = Field(min_length=1)


class Agreement(Record):
    """Everything between operator and partner."""

    regimes: list[Regime] = Field(min_length=1)
    standing_approvals: list[Consent] = []
    """The partner may go to that provider without asking first."""
    waivers: list[Consent] = []
    """Where the operator is unable, the partner may go to that provider without waiting."""
    commitments: list[Commitment] = []
    responses: list[ResponsePolicy] = Field(min_length=1)
    placement: Placement = AsAsked()
