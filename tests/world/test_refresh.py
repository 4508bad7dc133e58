"""Servers are refreshed at the end of their life, again and again, for as long as their tranche stands."""

import pytest

from sim.events import codes, kinds
from tests.world.replayer import Replayer
from tests.world.small import day, live, run, scenario, site, tranche

KW = 10_000
PRICE = 7_000 * KW
"""Of servers and network for 10 general MW."""
FIRST_READY = day(40)


def refreshed(*sites, **costs):
    """Months and dollars of what general servers are ordered and delivered to refresh others."""
    log = run(sites=list(sites), costs=costs)
    Replayer(log.layout).replay(log.array)
    ordered = {r.value: r.dollars for r in log.of(kinds.CAPEX_COMMITTED, item=codes.REFRESH_GENERAL)}
    accrued = {r.value: r.dollars for r in log.of(kinds.CAPEX_ACCRUED, item=codes.REFRESH_GENERAL)}
    return ordered, accrued


def test_each_refresh_is_followed_by_another_a_life_later():
    """Live in August 2024 (month 1), a life of 6 months: due in months 7, 13 and 19, ordered three months before."""
    ordered, accrued = refreshed(site("a", "building", tranche(10, FIRST_READY)), it_life="6 months")
    assert accrued == {7: PRICE, 13: PRICE, 19: PRICE}
    assert ordered == {4: PRICE, 10: PRICE, 16: PRICE}


def test_what_ends_is_not_refreshed_any_more():
    """Its lease ends on day 300, in month 9: the refresh of month 7 has come, that of month 13 is never ordered."""
    ordered, accrued = refreshed(site("a", "building", tranche(10, FIRST_READY, ends=day(300))), it_life="6 months")
    assert accrued == {7: PRICE}
    assert ordered == {4: PRICE}


def test_what_was_ordered_by_the_end_still_comes():
    """The end on day 360, in month 11, comes after the order at the end of month 10 for month 13."""
    _, accrued = refreshed(site("a", "building", tranche(10, FIRST_READY, ends=day(360))), it_life="6 months")
    assert accrued == {7: PRICE, 13: PRICE}


def test_the_fleet_that_stood_at_the_start_is_refreshed_without_what_has_left_it():
    """20 and 10 MW over 12 months. The 10 leave on day 100, in month 3, when orders reach to month 5."""
    _, accrued = refreshed(live("stays", 20), live("leaves", 10, tranches=[tranche(10, ends=day(100))]),
                           it_life="12 months")  # fmt: skip
    assert {accrued[m] for m in range(6)} == {round(3 * PRICE / 12)}
    assert {accrued[m] for m in range(6, 24)} == {round(2 * PRICE / 12)}


def test_generations_too_forget_what_has_left_the_fleet():
    """As above, bought at the price of the day; the third of the cycle that left is not due again."""
    made = [{"id": "g", "grade": "general", "first_day": day(-400), "servers": "$6000/kW", "network": "$1000/kW",
             "life": "12 months"}]  # fmt: skip
    _, accrued = refreshed(live("stays", 20), live("leaves", 10, tranches=[tranche(10, ends=day(100))]),
                           it_life="12 months", generations=made)  # fmt: skip
    assert {accrued[m] for m in range(6)} == {round(3 * PRICE / 12)}
    assert {accrued[m] for m in range(6, 24)} == {round(2 * PRICE / 12)}


def test_a_life_no_longer_than_the_lead_of_an_order_is_refused():
    with pytest.raises(AssertionError, match="before they could be ordered anew"):
        scenario(costs={"it_life": "90 days"})
