"""Stranded MW: what is ready or live at the end and was never used, and what it cost."""

from sim.metrics import measure
from tests.world.small import day, run, site, tranche

FITTED = [{"id": "plain", "build": "100 days", "fit_out": "30 days"},
          {"id": "slow", "build": "100 days", "fit_out": "900 days"}]  # fmt: skip
PV, SERVERS = 100 * 180, 7_000
"""Dollars a kW: 15 years at $100 a month, undiscounted; servers with their network."""


def end_of(levels, sites):
    """The scalars of a log whose demand in the east goes through some levels of MW by day."""
    points = [{"at": day(at), "level": f"{mw} MW"} for at, mw in levels]
    path = {"kind": "table", "points": points}
    own = {"id": "own", "grade": "general", "path": path, "regions": {"east": "100 %"}}
    log = run(pipelines=FITTED, sites=sites, demand={"baseline": [own]})
    return measure(log.array, log.layout).scalars


def test_what_was_once_used_is_not_stranded():
    """10 MW stood full for a time; of 20 in all, 10 were never used."""
    sites = [site("a", "building", tranche(20, day(100)))]
    scalars = end_of([(0, 0), (200, 0), (201, 10), (300, 10), (301, 2)], sites)
    assert scalars["stranded_mw"] == 10


def test_what_is_ready_and_never_live_is_stranded():
    sites = [site("a", "building", tranche(8, day(100))), site("b", "building", tranche(5, day(90)), pipeline="slow")]
    assert end_of([(0, 8)], sites)["stranded_mw"] == 5


def test_what_is_stranded_costs_its_share_of_what_was_invested():
    """20 MW leased and fitted out; a half was never used."""
    scalars = end_of([(0, 10)], [site("a", "building", tranche(20, day(100)))])
    assert scalars["stranded_mw"] == 10
    assert scalars["stranded_usd"] == 10_000 * (PV + SERVERS)


def test_nothing_is_stranded_where_all_is_used():
    scalars = end_of([(0, 20)], [site("a", "building", tranche(20, day(100)))])
    assert (scalars["stranded_mw"], scalars["stranded_usd"]) == (0, 0)
