"""What each tenure brings: a turnkey lease a whole building, a powered shell the tenant's part, a service all."""

from sim.events import codes, kinds
from tests.world.replayer import Replayer
from tests.world.small import DAY, day, run, site, tranche

KW = 10_000
SHELL_FIT, SERVERS = 4_000 * KW, 7_000 * KW
"""Dollars of a powered shell's tenant's part, and of servers with their network, for 10 MW of general grade."""
STEPS = [{"id": "plain", "build": "200 days", "fit_out": "90 days"},
         {"id": "shell", "build": "200 days", "fit_out": "270 days"},
         {"id": "service", "build": "0 days"}]  # fmt: skip


def of(**fields):
    """The log of 10 MW signed and due on day 300."""
    log = run(pipelines=STEPS, sites=[site("a", "signed", tranche(10, day(300)), **fields)])
    Replayer(log.layout).replay(log.array)
    return log


def committed(log):
    """Day and dollars of what is committed, by asset."""
    return {r.name["asset"]: (r.instant / DAY, r.dollars) for r in log.of(kinds.CAPEX_COMMITTED) if r.other == 0}


def test_a_turnkey_lease_brings_all_but_the_servers():
    log = of()
    assert committed(log) == {"servers": (300 - 90, SERVERS)}
    assert log.one(kinds.TRANCHE_LIVE).instant == 390 * DAY


def test_a_powered_shells_tenant_lets_contracts_before_building_and_fits_out_longer():
    """Building starts on day 100; contracts are let 60 days before, the whole price."""
    log = of(delivery="powered_shell", pipeline="shell")
    assert committed(log) == {"facility": (40, SHELL_FIT), "servers": (210, SERVERS)}
    assert log.dollars(kinds.CAPEX_ACCRUED, item=codes.FACILITY) == SHELL_FIT
    assert max(r.value for r in log.of(kinds.CAPEX_ACCRUED, item=codes.FACILITY)) == 9  # April 2025: ready on the 27th
    assert log.one(kinds.TRANCHE_LIVE).instant == 570 * DAY


def test_a_powered_shells_rent_is_a_lease_all_the_same():
    log = of(delivery="powered_shell", pipeline="shell")
    assert log.one(kinds.FINANCE_LEASE_COMMENCED).instant == 300 * DAY


def test_a_service_is_bought_with_its_servers_and_live_at_its_start():
    log = of(tenure="service", pipeline="service")
    assert log.of(kinds.CAPEX_COMMITTED) == []
    assert log.one(kinds.TRANCHE_LIVE).instant == 300 * DAY


def test_a_service_is_a_purchase_commitment_and_no_finance_lease():
    """Its terms would pass for a finance lease: 15 years of 20."""
    log = of(tenure="service", pipeline="service")
    assert log.one(kinds.LEASE_COMMITTED).basis == 0
    assert log.of(kinds.FINANCE_LEASE_COMMENCED) == []
    assert log.one(kinds.OPERATING_LEASE_COMMENCED).value == 100 * KW * 180


def test_a_service_takes_no_turn_in_the_fit_out_line():
    """The line fits out 1 MW a month; a service of 10 MW does not wait for it."""
    slow = {grade: [{"first_day": day(0), "limit": "1 MW/month"}] for grade in codes.GRADES}
    log = run(pipelines=STEPS, costs={"fit_out": slow},
              sites=[site("a", "signed", tranche(10, day(300)), tenure="service", pipeline="service")])  # fmt: skip
    assert log.one(kinds.TRANCHE_LIVE).instant == 300 * DAY
