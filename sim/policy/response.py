"""How the operator answers a request it is able to host: every rule of its list must agree."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim.policy.python import Named, call
from sim.quantities import Kilowatts, Share
from sim.quantities.record import Record


class OfferView(NamedTuple):
    """All that a response rule may know of a request: what the operator itself knows at the answer."""

    asked_kw: int
    headroom_kw: int
    """Least expected headroom of the region offered, over the request's life."""
    workload: int
    """Index of the workload class in the scenario's order."""
    client: int
    grade: int
    price_usd_per_kw_month: float
    uniform: float
    """The request's own keyed uniform, the same in every scenario."""


class ResponseRule(Record):
    """A condition under which the operator is willing."""


class Always(ResponseRule):
    """Exercise whatever is able."""

    kind: Literal["always"] = "always"

    @staticmethod
    def decide(rule, offer):
        return True


class Never(ResponseRule):
    """Decline everything as unwilling."""

    kind: Literal["never"] = "never"

    @staticmethod
    def decide(rule, offer):
        return False


class IfAble(ResponseRule):
    """Exercise when expected headroom, less a reserve kept back, covers the request."""

    kind: Literal["if_able"] = "if_able"
    reserve_kw: Kilowatts = 0
    """Headroom the operator keeps for itself beyond the region's reserve."""

    @staticmethod
    def decide(rule, offer):
        return offer.headroom_kw - rule.reserve_kw >= offer.asked_kw


class ClassFilter(ResponseRule):
    """Decline one workload class as unwilling; every other passes."""

    kind: Literal["class_filter"] = "class_filter"
    unwilling: str
    """Id of the workload class that is declined."""

    @staticmethod
    def decide(rule, offer):
        return offer.workload != rule.unwilling


class ShareRule(ResponseRule):
    """Exercise when the request's own uniform is below the share: a larger share contains a smaller one."""

    kind: Literal["share"] = "share"
    share: Share
    """Share of requests exercised, by number."""
    workload: str | None = None
    """Only this workload class is shared out; none means every class."""

    @staticmethod
    def decide(rule, offer):
        return (rule.workload >= 0 and offer.workload != rule.workload) or offer.uniform < rule.share


class PythonResponse(ResponseRule):
    """Exercise where a function of one's own says True."""

    kind: Literal["python"] = "python"
    name: Named
    """`module:function`: says True or False to an `OfferView`."""

    @staticmethod
    def decide(rule, offer):
        return call(rule.function, offer)


RESPONSE_RULES = (Always, Never, IfAble, ClassFilter, ShareRule, PythonResponse)
"""Every response rule; its place here is its code in the rule table."""

Response = Annotated[Always | Never | IfAble | ClassFilter | ShareRule | PythonResponse, Field(discriminator="kind")]
