"""In which order the operator tries a request's regions."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim.policy.python import Named, call
from sim.quantities.record import Record


class RegionView(NamedTuple):
    """All that a placement rule may know of a region for one request."""

    position: int
    """Place in the request's own order, 0 first."""
    headroom_kw: int
    """Least expected headroom over the request's life; negative where short."""


class PlacementRule(Record):
    """Gives a region its score for a request: the smallest score that fits is taken."""


class AsAsked(PlacementRule):
    """The request's own order."""

    kind: Literal["as_asked"] = "as_asked"

    @staticmethod
    def decide(rule, region):
        return region.position


class MostHeadroom(PlacementRule):
    """The region with the most expected headroom."""

    kind: Literal["most_headroom"] = "most_headroom"

    @staticmethod
    def decide(rule, region):
        return -region.headroom_kw


class PythonPlacement(PlacementRule):
    """A function of one's own scores the region."""

    kind: Literal["python"] = "python"
    name: Named
    """`module:function`: says a whole number to a `RegionView`, the smallest being taken."""

    @staticmethod
    def decide(rule, region):
        return call(rule.function, region)


PLACEMENT_RULES = (AsAsked, MostHeadroom, PythonPlacement)

Placement = Annotated[AsAsked | MostHeadroom | PythonPlacement, Field(discriminator="kind")]
