"""In which order the operator tries a request's regions."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

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


PLACEMENT_RULES = (AsAsked, MostHeadroom)

Placement = Annotated[AsAsked | MostHeadroom, Field(discriminator="kind")]
