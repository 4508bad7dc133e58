"""Capex of sites: contracts at their whole price, building along its curve, IT from ready to live, land at once."""

import numpy as np
import pytest
from scipy.special import betainc

from sim.events import codes, kinds
from sim.quantities.calendar import add_months
from tests.world.small import DAY, START, action, day, instant, run, site, tranche

OWN = {"tenure": "owned"}
KNOTS = np.linspace(0.0, 1.0, 1001)
ENDS = [instant(add_months(START, month + 1)) for month in range(24)]
"""The instant at which each month ends."""


def share_spent(progress, alpha=2.0, beta=2.0):
    """Share of a price accrued at a share of progress: scipy's beta function, straight between 1,000 steps."""
    return np.interp(progress, KNOTS, betainc(alpha, beta, KNOTS))


def cumulated(log, item, **match):
    """Dollars of a cost class accrued by each month end, opening balances included."""
    by_month = np.zeros(24)
    for row in log.of(kinds.CAPEX_ACCRUED, kinds.CAPEX_DECLARED, item=item, **match):
        if row.event != kinds.CAPEX_DECLARED or row.basis == codes.ACCRUAL:
            by_month[row.value] += row.dollars
    return by_month.cumsum()


def since(begun, finished):
    """Share of a span of days that has passed by each month end."""
    return np.clip((np.array(ENDS) / DAY - begun) / (finished - begun), 0.0, 1.0)


@pytest.mark.parametrize(("alpha", "beta"), [(2.0, 2.0), (2.0, 5.0), (1.5, 1.0)])
def test_a_build_accrues_along_the_beta_function(alpha, beta):
    log = run(sites=[site("a", "planned", tranche(10, day(500)), **OWN)],
              costs={"curve": {"alpha": alpha, "beta": beta}})  # fmt: skip
    expected = 100e6 * share_spent(since(500 - 365, 500), alpha, beta)
    assert cumulated(log, codes.FACILITY) == pytest.approx(expected, abs=1)


def test_contracts_are_let_a_lead_time_before_building_at_the_whole_price():
    log = run(sites=[site("a", "planned", tranche(10, day(500)), tranche(5, day(600)), **OWN)],
              regions=[{"id": "east", "area": "us", "power_price": "$80/MWh", "build_index": 1.1},
                       {"id": "north", "area": "europe", "power_price": "$100/MWh"}])  # fmt: skip
    let = log.one(kinds.CAPEX_COMMITTED, item=codes.FACILITY)
    assert (let.instant, let.dollars) == ((500 - 365 - 60) * DAY, 15_000 * 11_000)


@pytest.mark.parametrize(("delivery", "price"), [("turnkey", 0), ("powered_shell", 4_000)])
def test_the_tenant_pays_for_the_building_of_a_powered_shell_only(delivery, price):
    log = run(sites=[site("a", "signed", tranche(10, day(500)), delivery=delivery)])
    assert log.dollars(kinds.CAPEX_COMMITTED, item=codes.FACILITY) == 10_000 * price
    assert log.dollars(kinds.CAPEX_ACCRUED, item=codes.FACILITY) == 10_000 * price


def test_each_tranche_of_a_build_accrues_by_its_own_date():
    log = run(sites=[site("a", "planned", tranche(10, day(500)), tranche(5, day(600)), **OWN)])
    begun = 500 - 365
    expected = 100e6 * share_spent(since(begun, 500)) + 50e6 * share_spent(since(begun, 600))
    assert cumulated(log, codes.FACILITY) == pytest.approx(expected, abs=1)


def test_a_build_in_mid_course_opens_with_what_it_has_spent():
    log = run(sites=[site("a", "building", tranche(10, day(200)), **OWN)])
    begun, term = 200 - 365, 2 * 30.4375
    opening = {row.basis: row.dollars for row in log.of(kinds.CAPEX_DECLARED, item=codes.FACILITY)}
    assert opening[codes.COMMITMENT] == 100e6
    assert opening[codes.ACCRUAL] == pytest.approx(100e6 * share_spent(165 / 365), abs=1)
    assert opening[codes.CASH] == pytest.approx(100e6 * share_spent((165 - term) / 365), abs=1)
    assert cumulated(log, codes.FACILITY) == pytest.approx(100e6 * share_spent(since(begun, 200)), abs=1)


def test_a_deferral_slows_what_is_left_and_keeps_what_is_done():
    log = run(sites=[site("a", "building", tranche(10, day(200)), **OWN)],
              timeline=[action("later", "defer", day(100), 10, ["building"], by="100 days",
                               select={"tenures": ["owned"]})])  # fmt: skip
    done = 265 / 365
    progress = np.where(np.array(ENDS) < 100 * DAY, since(200 - 365, 200), done + (1 - done) * since(100, 300))
    assert cumulated(log, codes.FACILITY) == pytest.approx(100e6 * share_spent(progress), abs=1)


def test_what_is_late_has_accrued_its_building_by_the_announced_date():
    late = {"id": "plain", "build": "365 days", "slip": "120 days", "fit_out": "60 days"}
    log = run(pipelines=[late], sites=[site("a", "building", tranche(10, day(200)), **OWN)])
    assert log.one(kinds.TRANCHE_READY).instant == 320 * DAY
    assert cumulated(log, codes.FACILITY) == pytest.approx(100e6 * share_spent(since(-165, 200)), abs=1)
    assert cumulated(log, codes.SERVERS) == pytest.approx(70e6 * since(320, 380), abs=1)


def test_it_is_ordered_a_lead_time_before_ready_and_spread_evenly_from_ready_to_live():
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "100 days"}],
              sites=[site("a", "signed", tranche(10, day(500)))])  # fmt: skip
    order = log.one(kinds.CAPEX_COMMITTED, item=codes.SERVERS)
    assert (order.instant, order.dollars) == ((500 - 90) * DAY, 10_000 * 7_000)
    assert cumulated(log, codes.SERVERS) == pytest.approx(70e6 * since(500, 600), abs=1)


def test_it_of_a_fit_out_that_lasts_longer_is_spread_anew_and_never_taken_back():
    """Ready on day 100, live expected on day 200. Whoever takes 140 days has 84 % on 1 January, day 184; on 1 February,
    day 215, live is expected on 1 March, day 243, so 115 days of 143, less than that, are due: nothing more.
    """
    odd = {"distribution": "empirical", "values": ["60 days", "140 days"]}
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": odd}],
              sites=[site(name, "building", tranche(10, day(100))) for name in "abcd"])  # fmt: skip
    lives = {row.name["entity"]: row.instant // DAY for row in log.of(kinds.TRANCHE_LIVE)}
    assert set(lives.values()) == {160, 240}
    for name in "abcd":
        expected = 70e6 * since(100, 200)
        expected[np.array(ENDS) >= lives[f"{name}/0"] * DAY] = 70e6
        if lives[f"{name}/0"] == 240:
            expected[6] = 70e6 * max(84 / 100, 115 / 143)
        assert cumulated(log, codes.SERVERS, other=name) == pytest.approx(expected, abs=1)


def test_a_service_comes_with_its_servers():
    log = run(sites=[site("a", "signed", tranche(10, day(300)), tenure="service")])
    assert len(log.of(kinds.TRANCHE_LIVE)) == 1
    assert log.of(kinds.CAPEX_COMMITTED, kinds.CAPEX_ACCRUED) == []


def built_from_a_slot(**changes):
    """A slot of 20 MW is started on day 40 and is ready 500 days later."""
    slots = {"id": "p", "tenure": "owned", "stage": "slot", "pipeline": "plain", "count": 1, "site": "20 MW",
             "tranche": "20 MW", "regions": {"east": "100 %"}}  # fmt: skip
    start = {"id": "start", "action": "build", "at": day(40), "capacity": "20 MW", "slots": "p"}
    return run(pipelines=[{"id": "plain", "build": "365 days", "lead": "500 days"}], portfolios=[slots],
               timeline=[start], **changes)  # fmt: skip


def test_land_is_committed_accrued_and_paid_when_a_site_is_planned():
    log = built_from_a_slot()
    flows = log.of(kinds.CAPEX_COMMITTED, kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID, item=codes.LAND)
    assert [(row.event, row.instant, row.dollars) for row in flows] == [
        (event, 40 * DAY, 20_000 * 100) for event in (kinds.CAPEX_COMMITTED, kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID)
    ]


def test_land_without_room_in_a_hard_envelope_waits_until_contracts_are_let():
    tight = {"id": "one", "fiscal_year": 2025, "amount": "$1M", "kind": "hard", "scope": ["land"]}
    log = built_from_a_slot(capex={"envelopes": [tight]})
    assert log.one(kinds.SPENDING_WAITED).instant == (540 - 365 - 60) * DAY
    assert log.one(kinds.CAPEX_ACCRUED, item=codes.LAND).instant == 365 * DAY


def test_what_is_cancelled_keeps_what_was_built_and_gives_back_the_rest():
    log = run(sites=[site("a", "building", tranche(10, day(200)), **OWN)],
              timeline=[action("stop", "cancel", day(130), 10, ["building"],
                               select={"tenures": ["owned"]})])  # fmt: skip
    built = 100e6 * share_spent((130 + 165) / 365)
    committed = log.dollars(kinds.CAPEX_COMMITTED, item=codes.FACILITY) + 100e6
    assert committed == pytest.approx(built, abs=1)
    assert cumulated(log, codes.FACILITY)[-1] == pytest.approx(built, abs=1)
    orders = [row.dollars for row in log.of(kinds.CAPEX_COMMITTED, item=codes.SERVERS)]
    assert orders == [70_000_000, -70_000_000]


def test_what_is_cancelled_in_its_fit_out_keeps_the_it_delivered():
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "100 days"}],
              sites=[site("a", "building", tranche(10, day(100)))],
              timeline=[action("stop", "cancel", day(130), 10, ["ready"])])  # fmt: skip
    delivered = 70_000_000 * 30 // 100
    assert log.dollars(kinds.CAPEX_COMMITTED, item=codes.SERVERS) == delivered
    assert cumulated(log, codes.SERVERS)[-1] == delivered
