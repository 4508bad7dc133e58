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


def aged(months, **costs):
    """10 MW live at the start whose servers are so many months old."""
    return refreshed(live("a", 10, tranches=[tranche(10, servers_age=f"{months} months")]), **costs)


def test_servers_of_a_stated_age_are_refreshed_when_what_is_left_of_their_life_is_over():
    """A life of 12 months: 7 old, due in month 5 and a life later, ordered three months before."""
    ordered, accrued = aged(7, it_life="12 months")
    assert accrued == {5: PRICE, 17: PRICE}
    assert ordered == {2: PRICE, 14: PRICE}


def test_what_is_due_within_the_order_lead_was_ordered_before_the_start():
    ordered, accrued = aged(10, it_life="12 months")
    assert accrued == {2: PRICE, 14: PRICE}
    assert ordered == {11: PRICE}


def test_the_rest_of_the_fleet_stays_even():
    """20 MW over 12 months, beside 10 MW that are 7 months old."""
    _, accrued = refreshed(live("even", 20), live("a", 10, tranches=[tranche(10, servers_age="7 months")]),
                           it_life="12 months")  # fmt: skip
    assert accrued[0] == round(2 * PRICE / 12)
    assert accrued[5] == round(2 * PRICE / 12 + PRICE)


@pytest.mark.parametrize(("changes", "said"), [
    ({"sites": [live("a", 10, tranches=[tranche(10, servers_age="73 months")])]}, "past the servers' life of 72"),
    ({"sites": [site("a", "building", tranche(10, FIRST_READY, servers_age="3 months"))]}, "no live servers"),
])  # fmt: skip
def test_an_age_that_no_live_server_has_is_refused(changes, said):
    with pytest.raises(AssertionError, match=said):
        scenario(**changes)
