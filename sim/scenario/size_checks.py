"""What must hold of sizes: there is something of each, it fits what holds it, and sites can be cut into tranches."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.quantities.power import MOST_TRANCHES
from sim.scenario.uncertainties import factors_of, likely_most, moments

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = tuple[Path, str]

OPENING = ("in_service", "reserved", "waiting")
"""The lists of what was asked for before the start."""


def sizes_over_nothing(s: "Scenario") -> Iterator[Found]:
    """Whatever has a size is larger than nothing; of a distribution, not all values are nothing."""
    sizes: list[tuple[Path, float]] = [
        (("sites", i, "tranches", j, "capacity"), tranche.capacity)
        for i, site in enumerate(s.sites) for j, tranche in enumerate(site.tranches)]  # fmt: skip
    sizes += [(("demand", name, i, "capacity"), request.capacity)
              for name in OPENING for i, request in enumerate(getattr(s.demand, name))]
    sizes += [(("demand", "classes", i, "smallest_part"), c.smallest_part) for i, c in enumerate(s.demand.classes)]
    drawn: list[tuple[Path, Any]] = [(("portfolios", i, key), getattr(p, key))
                                     for i, p in enumerate(s.portfolios) for key in ("site", "tranche")]
    drawn += [(("demand", "classes", i, "size"), c.size) for i, c in enumerate(s.demand.classes)]
    for path, size in [*sizes, *((path, each.mean()) for path, each in drawn)]:
        if size <= 0:
            yield path, "0 kW is no size: give what it has, or leave out what has none"


def sites_can_be_cut(s: "Scenario") -> Iterator[Found]:
    """No site of a portfolio is cut into more tranches than a site may have, as far as their means tell."""
    factors = factors_of(s.uncertainties)
    for i, p in enumerate(s.portfolios):
        site, tranche = moments(p.site, factors)[0], moments(p.tranche, factors)[0]
        whole = site if p.total is None else min(site, p.total)
        if tranche > 0 and whole > MOST_TRANCHES * tranche:
            yield ("portfolios", i, "tranche"), (
                f"a site of {whole / 1000:,.6g} MW in tranches of {tranche / 1000:,.6g} MW is cut into "
                f"{whole / tranche:,.0f}; a site has at most {MOST_TRANCHES}: make tranches larger or sites smaller")


def parts_fit(s: "Scenario") -> Iterator[Found]:
    """The smallest part of a request is no larger than the request."""
    factors = factors_of(s.uncertainties)
    for i, c in enumerate(s.demand.classes):
        most = likely_most(c.size, factors)
        if c.partly_servable and c.smallest_part > most > 0:
            yield ("demand", "classes", i, "smallest_part"), (
                f"{c.smallest_part / 1000:,.6g} MW is over what `{c.id}` asks for, hardly ever more than "
                f"{most / 1000:,.6g} MW: no request could be served in part")


def served_fits(s: "Scenario") -> Iterator[Found]:
    """What the operator serves at the start has live capacity in its region and grade, where sites tell how much."""
    grades = {c.id: c.grade for c in s.demand.classes}
    regions = {region.id for region in s.regions}
    anywhere = {region for p in s.portfolios if p.stage == "live" and p.holder == "operator" for region in p.regions}
    live: dict[tuple[str, str], int] = {}
    served: dict[tuple[str, str], int] = defaultdict(int)
    for i, request in enumerate(s.demand.in_service):
        grade = grades.get(request.workload)
        if request.holder != "operator" or grade is None or request.region in anywhere or request.region not in regions:
            continue
        place = (request.region, grade)
        if place not in live:
            live[place] = _live_at_start(s, *place)
        before, served[place] = served[place], served[place] + request.capacity
        if before <= live[place] < served[place]:
            yield ("demand", "in_service", i, "capacity"), (
                f"the operator has {live[place] / 1000:,.6g} MW of grade {grade} live in {request.region} at the start "
                f"and would serve {served[place] / 1000:,.6g} MW: this one would lose its place at once")


def _live_at_start(s: "Scenario", region: str, grade: str) -> int:
    """What the operator's sites have live in a region; those of no region that there is may be meant to stand there."""
    others = {other.id for other in s.regions} - {region}
    return sum(tranche.capacity for site in s.sites
               if site.stage == "live" and site.holder == "operator" and site.grade == grade
               and (site.region == region or site.region not in others)
               and (site.known_from is None or site.known_from <= s.horizon.start)
               for tranche in site.tranches)  # fmt: skip
