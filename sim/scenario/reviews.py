"""`review`: how often the operator looks at its portfolio, and the rules it then follows."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.policy.review import Hold, Review
from sim.quantities import PlannedSeconds
from sim.quantities.record import Record
from sim.scenario.timeline import Selection


class ReviewPlan(Record):
    """Portfolio review."""

    every_months: int = Field(default=3, ge=1, le=24)
    """Calendar months from one review to the next, counted from the start."""
    rules: list[Review] = [Hold()]
    """Their decisions are added up, grade by grade."""
    select: Selection = Selection(stages=["loi", "soq", "signed", "building"])
    """What a review may release: least cost per kW first (fee, and what is spent and lost), then latest ready, then
    id. The order of its stages says nothing here."""
    defer_by: PlannedSeconds = 0
    """A deferral by so much stands beside ending, where it takes a tranche past the lead time and costs less; each
    tranche once. Never where not given."""
    when_short: list[Literal["resume", "convert", "retrofit", "take_back", "sign"]] = ["take_back"]
    """What a review may do when short, always in this order: bring back what was put off; sign SOQs at once;
    retrofit idle general capacity of the selection's regions and tenures for ai; take back what was released; start
    slots."""
    slots: str | None = None
    """Id of a portfolio of stage `slot` that `sign` starts sites from: the next of the region that is shortest."""

    @model_validator(mode="after")
    def _slots_to_sign(self) -> Self:
        if ("sign" in self.when_short) != (self.slots is not None):
            raise ValueError("a review signs from slots: give both `sign` in when_short and the portfolio, or neither")
        return self
