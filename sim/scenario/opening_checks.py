"""What must hold of money that is stated for the start: whose it is, and that building has begun."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sim.quantities.durations import SECONDS_PER_DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.scenario.supply import Site

Found = tuple[tuple[str | int, ...], str]


def opening_money_agrees(s: "Scenario") -> Iterator[Found]:
    """Money is stated only for builds of the operator that are under way and whose facility it pays for."""
    for i, site in enumerate(s.sites):
        if site.money is None:
            continue
        path = ("sites", i, "money")
        pays = site.tenure == "owned" or (site.tenure == "leased" and site.delivery == "powered_shell")
        if site.holder != "operator" or not pays:
            yield path, f"the operator pays for no construction of `{site.id}`: leave it out"
        elif site.stage != "building":
            yield path, f"`{site.id}` is {site.stage}: money is stated for what is building"
        elif _lies_ahead(s, site):
            yield path, f"building of `{site.id}` has not begun by then, a build time before its first ready date"


def _lies_ahead(s: "Scenario", site: "Site") -> bool:
    """True where the build time before a site's first announced ready date has not begun, as in opening.py."""
    dates = [tranche.ready for tranche in site.tranches if tranche.ready is not None]
    for pipeline in s.pipelines:
        if pipeline.id == site.pipeline and dates:
            ahead = (pipeline.plan_ahead + pipeline.build) / SECONDS_PER_DAY
            return min(dates) - timedelta(days=ahead) > s.horizon.start
        if pipeline.id == site.pipeline:
            return pipeline.lead.mean() > pipeline.build
    return False
