"""`review`: how often the operator looks at its portfolio, and the rules it then follows."""

from pydantic import Field

from sim.policy.review import Hold, Review
from sim.quantities.record import Record
from sim.scenario.timeline import Selection


class ReviewPlan(Record):
    """Portfolio review."""

    every_months: int = Field(default=3, ge=1, le=24)
    rules: list[Review] = [Hold()]
    """Their decisions are added up, grade by grade."""
    select: Selection = Selection(stages=["loi", "soq", "signed", "building"])
    """What a review may release, cheapest consequence first."""
