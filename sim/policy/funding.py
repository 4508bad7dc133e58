"""Which of the starts that wait for money goes first."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim.policy.python import Named, call
from sim.quantities.record import Record


class StartView(NamedTuple):
    """All that a funding rule may know of a start that wants money."""

    grade: int
    asset: int
    kw: int


class FundingRule(Record):
    """Gives a start its priority: the larger goes first, equal ones in the order of waiting."""


class InOrder(FundingRule):
    """First come, first served."""

    kind: Literal["in_order"] = "in_order"

    @staticmethod
    def decide(rule, start):
        return 0


class AiFirst(FundingRule):
    """AI capacity before general."""

    kind: Literal["ai_first"] = "ai_first"

    @staticmethod
    def decide(rule, start):
        return start.grade


class PythonFunding(FundingRule):
    """A function of one's own ranks the start."""

    kind: Literal["python"] = "python"
    name: Named
    """`module:function`: says a whole number to a `StartView`, the largest going first."""

    @staticmethod
    def decide(rule, start):
        return call(rule.function, start)


FUNDING_RULES = (InOrder, AiFirst, PythonFunding)

Funding = Annotated[InOrder | AiFirst | PythonFunding, Field(discriminator="kind")]
