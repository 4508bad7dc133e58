"""What the operator does at its portfolio review with the surplus or shortage that it expects."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim.policy.python import Named, call
from sim.quantities import Day, Kilowatts, PlannedSeconds
from sim.quantities.record import Record

Grade = Literal["general", "ai"]


class ReviewView(NamedTuple):
    """Expected supply and demand of one grade at the rule's lead time, as the operator sees them."""

    grade: int
    supply_kw: int
    demand_kw: int
    """Baseline, reservations and reserve."""
    now: int
    previous: int
    """Instants, in seconds, of this review and of the one before."""


class ReviewRule(Record):
    """Decides how many kW to release (positive) or to take back (negative) in one grade."""


class Hold(ReviewRule):
    """Leave the portfolio as it is."""

    kind: Literal["hold"] = "hold"

    @staticmethod
    def decide(rule, view):
        return 0


class Scripted(ReviewRule):
    """Release a stated amount at the first review on or after a date, whatever is expected then."""

    kind: Literal["scripted"] = "scripted"
    at: Day
    """The first review on or after this date acts."""
    grade: Grade
    """Of the capacity that is let go."""
    release_kw: Kilowatts
    """How much is released."""

    @staticmethod
    def decide(rule, view):
        if view.grade == rule.grade and view.previous < rule.at <= view.now:
            return rule.release_kw
        return 0


class Surplus(ReviewRule):
    """Release what exceeds demand and a margin at the lead time; take released MW back when short."""

    kind: Literal["surplus"] = "surplus"
    lead_time: PlannedSeconds
    """How far ahead supply and demand are compared."""
    margin_kw: Kilowatts = 0
    """Surplus tolerated before anything is released."""
    most_kw: Kilowatts
    """At most this much is released or taken back in one review and grade."""

    @staticmethod
    def decide(rule, view):
        surplus = view.supply_kw - view.demand_kw
        if surplus > rule.margin_kw:
            return min(surplus - rule.margin_kw, rule.most_kw)
        if surplus < 0:
            return max(surplus, -rule.most_kw)
        return 0


class PythonReview(ReviewRule):
    """Release, or take back where negative, what a function of one's own says."""

    kind: Literal["python"] = "python"
    name: Named
    """`module:function`: says whole kW to a `ReviewView`."""
    lead_time: PlannedSeconds = 0
    """How far ahead supply and demand are compared for it."""

    @staticmethod
    def decide(rule, view):
        return call(rule.function, view)


REVIEW_RULES = (Hold, Scripted, Surplus, PythonReview)

Review = Annotated[Hold | Scripted | Surplus | PythonReview, Field(discriminator="kind")]
