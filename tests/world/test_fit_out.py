"""The fit-out line: first ready, first fitted out; each occupies it for its kW over the limit of the month."""

import pytest

from sim.events import codes, kinds
from tests.world.small import DAY, START, action, day, run, site, tranche

LIMITS = [{"first_day": START, "limit": "31 MW/month"}, {"first_day": day(31), "limit": "62 MW/month"}]
"""One MW a day in July 2024, of 31 days, and two a day in August."""


def fitted_out(sites, fit_out="0 days", **changes):
    """Day on which each tranche is live."""
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": fit_out}], sites=sites,
              costs={"fit_out": {"general": LIMITS, "ai": [{"first_day": START, "limit": "310 MW/month"}]}},
              **changes)  # fmt: skip
    return {row.name["entity"]: row.instant / DAY for row in log.of(kinds.TRANCHE_LIVE)}


def under_way(name, megawatts, ready, **fields):
    return site(name, "building", tranche(megawatts, day(ready)), **fields)


def test_turns_come_in_the_order_of_ready_then_of_id():
    """15 MW from day 20: 11 of them in July, 4 in August at two a day, so day 33; then 8 MW, 4 days; then 2, 1 day."""
    lives = fitted_out([under_way("b", 15, 20), under_way("c", 8, 20), under_way("a", 2, 25)])
    assert lives == {"b/0": 33, "c/0": 37, "a/0": 38}


def test_an_idle_line_does_not_save_its_turns_up():
    """1 MW on day 5, one day; 4 MW on day 50, in August: two days."""
    assert fitted_out([under_way("a", 1, 5), under_way("b", 4, 50)]) == {"a/0": 6, "b/0": 52}


def test_a_tranche_is_live_when_its_own_time_and_its_turn_are_both_over():
    """15 days from day 20 are longer than the first turn, until day 33, and shorter than the second, until 37."""
    assert fitted_out([under_way("a", 15, 20), under_way("b", 8, 20)], "15 days") == {"a/0": 35, "b/0": 37}


def test_each_grade_has_its_own_line():
    """10 MW of ai at ten a day."""
    assert fitted_out([under_way("a", 15, 20), under_way("b", 10, 20, grade="ai")]) == {"a/0": 33, "b/0": 21}


@pytest.mark.parametrize("fields", [{"tenure": "service"}, {"holder": "cloud"}])
def test_services_and_providers_do_not_queue(fields):
    assert fitted_out([under_way("a", 15, 20), under_way("b", 8, 20, **fields)]) == {"a/0": 33, "b/0": 20}


def test_the_limit_of_the_last_month_holds_beyond_the_horizon():
    """On 1 June 2026 a tranche takes 60 MW, at 62 MW over 30 days: until within June; the next is past the horizon,
    and servers are delivered over the whole of its turn, of which two thirds lie before.
    """
    ready = (START.replace(year=2026, month=6) - START).days
    log = run(sites=[under_way("a", 31, ready), under_way("b", 62, ready)], costs={"fit_out": {"general": LIMITS}})
    lives = {row.name["entity"]: row.instant / DAY for row in log.of(kinds.TRANCHE_LIVE)}
    assert lives == {"a/0": ready + 15}
    assert log.dollars(kinds.CAPEX_ACCRUED, item=codes.SERVERS, other="b") == round(62_000 * 7_000 * 30 / 45)


def test_a_held_fit_out_keeps_its_turn():
    """Holding delays the tranche itself; who comes after it is served as before."""
    hold = action("hold", "hold", day(21), 15, ["ready"], by="20 days")
    lives = fitted_out([under_way("a", 15, 20), under_way("b", 8, 20)], timeline=[hold])
    assert lives == {"a/0": 53, "b/0": 37}
