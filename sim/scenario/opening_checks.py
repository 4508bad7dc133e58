"""What must hold of money that is stated for the start: whose it is, and that building has begun."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sim.quantities.durations import SECONDS_PER_DAY, SECONDS_PER_MONTH
from sim.scenario.uncertainties import factors_of, moments

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


def ages_of_servers_agree(s: "Scenario") -> Iterator[Found]:
    """Ages are stated of servers that the operator has live at the start, and that have not reached their end."""
    life = s.costs.it_life
    for i, site in enumerate(s.sites):
        for j, tranche in enumerate(site.tranches):
            path = ("sites", i, "tranches", j, "servers_age")
            if tranche.servers_age is None:
                continue
            if site.stage != "live" or site.holder != "operator" or site.tenure == "service":
                yield path, f"the operator has no live servers of its own in `{site.id}` at the start: leave it out"
            elif tranche.servers_age >= life:
                months = SECONDS_PER_MONTH
                yield path, (f"{tranche.servers_age / months:g} months is past the servers' life of {life / months:g}: "
                             "they would have been refreshed")  # fmt: skip


def _lies_ahead(s: "Scenario", site: "Site") -> bool:
    """True where the build time before a site's first announced ready date has not begun, as in opening.py."""
    dates = [tranche.ready for tranche in site.tranches if tranche.ready is not None]
    for pipeline in s.pipelines:
        if pipeline.id == site.pipeline and dates:
            ahead = (pipeline.plan_ahead + pipeline.build) / SECONDS_PER_DAY
            return min(dates) - timedelta(days=ahead) > s.horizon.start
        if pipeline.id == site.pipeline:
            return moments(pipeline.lead, factors_of(s.uncertainties))[0] > pipeline.build
    return False
