"""What must hold of actions on providers: who they are, and whose the sites are."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from sim.quantities.refusal import unknown_name

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Found = tuple[tuple[str | int, ...], str | PydanticCustomError]


def retrofits_have_a_price(s: "Scenario") -> Iterator[Found]:
    """What is retrofitted has a price and a time."""
    if s.costs.retrofit is None:
        missing = "needs a price and a time: give costs.retrofit"
        yield from ((("timeline", i, "action"), missing) for i, a in enumerate(s.timeline) if a.action == "retrofit")
        if "retrofit" in s.review.when_short:
            yield ("review", "when_short"), f"`retrofit` {missing}"


def moved_dates_refer(s: "Scenario") -> Iterator[Found]:
    """The provider whose dates move is declared, and the sites named are its own."""
    providers = [p.id for p in s.providers]
    for i, a in enumerate(s.timeline):
        if a.action != "move_dates":
            continue
        if a.provider not in providers:
            yield ("timeline", i, "provider"), unknown_name("provider", a.provider, providers)
        own = [site.id for site in s.sites if site.holder == a.provider]
        own += [portfolio.id for portfolio in s.portfolios if portfolio.holder == a.provider]
        for j, name in enumerate(a.sites or []):
            if name not in own:
                what = f"site or portfolio of {a.provider}"
                yield ("timeline", i, "sites", j), unknown_name(what, name, own)
        if a.by == 0:
            yield ("timeline", i, "by"), "moves no date: give a time other than 0"
