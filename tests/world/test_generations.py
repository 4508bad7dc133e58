"""Generations of servers: bought at the price of the day of the order, refreshed at the end of their own life."""

from datetime import date

import pytest

from sim.events import codes, kinds
from tests.world.replayer import Replayer
from tests.world.small import DAY, LAST, day, live, run, scenario, site, tranche

KW = 10_000
CHEAPER = {"id": "next", "grade": "general", "first_day": day(100), "servers": "$3000/kW", "network": "$500/kW",
           "life": "12 months"}  # fmt: skip


def logged(sites, *generations, **costs):
    log = run(sites=sites, costs={"generations": list(generations)} | costs)
    Replayer(log.layout).replay(log.array)
    return log


def servers(log, event=kinds.CAPEX_COMMITTED):
    return {r.name["entity"]: r.dollars for r in log.of(event, item=codes.SERVERS)}


def test_servers_cost_what_the_generation_of_the_day_of_their_order_costs():
    """Ordered 90 days before ready: on day 99 the first, on day 100 the next, of the other grade as before."""
    sites = [site("old", "building", tranche(10, day(189))), site("new", "building", tranche(10, day(190))),
             site("ai", "building", tranche(10, day(190)), grade="ai")]  # fmt: skip
    log = logged(sites, CHEAPER)
    assert servers(log) == {"old/servers": 7_000 * KW, "new/servers": 3_500 * KW, "ai/servers": 25_000 * KW}


def refreshed(log):
    """Refresh of general servers by month of the accrual; its orders by month too."""
    accrued = {r.value: r.dollars for r in log.of(kinds.CAPEX_ACCRUED, item=codes.REFRESH_GENERAL)}
    ordered = {r.value: r.dollars for r in log.of(kinds.CAPEX_COMMITTED, item=codes.REFRESH_GENERAL)}
    return ordered, accrued


FIRST = {"id": "first", "grade": "general", "first_day": date(2020, 1, 1), "servers": "$6000/kW", "network": "$1000/kW",
         "life": "6 months"}  # fmt: skip
LATER = {"id": "later", "grade": "general", "first_day": date(2025, 1, 1), "servers": "$2000/kW", "network": "$1000/kW",
         "life": "12 months"}  # fmt: skip


def test_a_refresh_is_bought_at_the_price_of_the_day_of_its_order_and_lives_its_own_life():
    """Live in August 2024 (month 1); due after 6 months in month 7, ordered three months before, in month 4, still of
    the first generation: due again in month 13, ordered in month 10 of the later one, which lives into month 25."""
    log = logged([site("a", "building", tranche(10, day(40)))], FIRST, LATER)
    ordered, accrued = refreshed(log)
    assert ordered == {4: 7_000 * KW, 10: 3_000 * KW}
    assert accrued == {7: 7_000 * KW, 13: 3_000 * KW}


def test_the_fleet_that_stands_at_the_start_is_refreshed_at_the_price_of_the_day():
    """10 MW over 72 months: ordered in each month for three months later; before the start at the price of then."""
    log = logged([live("hall", 10)], CHEAPER | {"life": "60 months"})
    ordered, accrued = refreshed(log)
    before, after = round(7_000 * KW / 72), round(3_500 * KW / 72)
    assert accrued[0] == accrued[2] == before
    assert (accrued[5], accrued[6], accrued[7]) == (before, after, after)
    assert (ordered[2], ordered[3]) == (before, after)


def test_without_generations_a_refresh_costs_what_was_paid():
    log = logged([site("a", "building", tranche(10, day(40)))], it_life="6 months")
    ordered, accrued = refreshed(log)
    assert set(ordered.values()) == set(accrued.values()) == {7_000 * KW}


@pytest.mark.parametrize(("second", "said"), [({"id": "twin"}, "two generations"), ({"id": "b", "life": "60 days",
                                                 "first_day": LAST}, "before it could be ordered")])  # fmt: skip
def test_generations_that_cannot_follow_each_other_are_refused(second, said):
    with pytest.raises(AssertionError, match=said):
        scenario(costs={"generations": [CHEAPER, CHEAPER | second]})


def test_the_last_of_two_that_have_come_is_the_one_that_is_bought():
    log = logged([site("a", "building", tranche(10, day(150)))], CHEAPER,
                 CHEAPER | {"id": "dearer", "first_day": day(50), "servers": "$9000/kW"})  # fmt: skip
    assert log.one(kinds.CAPEX_COMMITTED, item=codes.SERVERS).instant == 60 * DAY
    assert servers(log) == {"a/servers": 9_500 * KW}
