"""How the operator answers a request it is able to host: every rule of its list must agree."""

from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from sim.policy.python import Named, call
from sim.quantities import DollarsPerKwMonth, Kilowatts, Share
from sim.quantities.record import Record

PARTNER = 1
"""The partner's number among clients, as in the log."""


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
    """The request's own keyed uniform, the same in every scenario; 0 where no rule of the policy looks at it."""
    partner_kw: int
    """What the partner has reserved of the grade so far; 0 where no rule or clause asks for its share."""
    operator_kw: int
    """The operator's live and coming kW of the grade; 0 likewise."""


class ResponseRule(Record):
    """A condition under which the operator is willing."""

    draws: ClassVar[bool] = True
    """Whether it looks at the request's uniform: where no rule of a policy does, none is drawn."""


class Always(ResponseRule):
    """Exercise whatever is able."""

    kind: Literal["always"] = "always"

    draws: ClassVar[bool] = False

    @staticmethod
    def decide(rule, offer):
        return True


class Never(ResponseRule):
    """Decline everything as unwilling."""

    kind: Literal["never"] = "never"

    draws: ClassVar[bool] = False

    @staticmethod
    def decide(rule, offer):
        return False


class IfAble(ResponseRule):
    """Exercise when expected headroom, less a reserve kept back, covers the request."""

    kind: Literal["if_able"] = "if_able"
    reserve_kw: Kilowatts = 0
    """Headroom the operator keeps for itself beyond the region's reserve."""

    draws: ClassVar[bool] = False

    @staticmethod
    def decide(rule, offer):
        return offer.headroom_kw - rule.reserve_kw >= offer.asked_kw


class ClassFilter(ResponseRule):
    """Decline one workload class as unwilling; every other passes."""

    kind: Literal["class_filter"] = "class_filter"
    unwilling: str
    """Id of the workload class that is declined."""

    draws: ClassVar[bool] = False

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


class ShareCapRule(ResponseRule):
    """Exercise while the partner keeps within a share of the operator's live and coming MW of the grade.

    Requests of other customers pass.
    """

    kind: Literal["share_cap"] = "share_cap"
    share: Share
    """Most that the partner may have reserved."""

    draws: ClassVar[bool] = False

    @staticmethod
    def decide(rule, offer):
        return offer.client != PARTNER or offer.partner_kw + offer.asked_kw <= rule.share * offer.operator_kw


class MarginRule(ResponseRule):
    """Exercise when the price covers the cost of serving, own load that it would displace, and a margin.

    Headroom below a reserve is meant for own load beyond the forecast: what the request takes of it displaces load.
    """

    kind: Literal["margin"] = "margin"
    cost: DollarsPerKwMonth
    """Of serving the request, a kW and month."""
    reserve_kw: Kilowatts = 0
    """Headroom meant for own load beyond the forecast."""
    displaced_value: DollarsPerKwMonth = 0.0
    """What a kW and month of that load is worth to the operator."""
    share: Share = 0.0
    """Least margin, as a share of the contract's value."""

    draws: ClassVar[bool] = False

    @staticmethod
    def decide(rule, offer):
        displaced_kw = min(max(offer.asked_kw + rule.reserve_kw - offer.headroom_kw, 0), offer.asked_kw)
        value = offer.price_usd_per_kw_month * offer.asked_kw
        return value - rule.cost * offer.asked_kw - rule.displaced_value * displaced_kw >= rule.share * value


class PythonResponse(ResponseRule):
    """Exercise where a function of one's own says True."""

    kind: Literal["python"] = "python"
    name: Named
    """`module:function`: says True or False to an `OfferView`."""

    @staticmethod
    def decide(rule, offer):
        return call(rule.function, offer)


RESPONSE_RULES = (Always, Never, IfAble, ClassFilter, ShareRule, ShareCapRule, MarginRule, PythonResponse)
"""Every response rule; its place here is its code in the rule table."""

Response = Annotated[
    Always | Never | IfAble | ClassFilter | ShareRule | ShareCapRule | MarginRule | PythonResponse,
    Field(discriminator="kind"),
]
