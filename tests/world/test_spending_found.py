"""Money in the corners that random scenarios found: IT that slips, waits, is let go, or is refreshed early."""

import pytest

from sim.events import codes, kinds
from sim.scenario.scenario import Scenario
from tests.world.small import BASE, RIGHT, START, action, day, live, regimes, run, site, tranche
from tests.world.test_envelope import envelope


def net(log, *events, item=codes.SERVERS):
    """Dollars of a cost class over the whole log."""
    return log.dollars(*events, item=item)


def ready_and_cancelled(**changes):
    """Ten MW that are ready on day 120, and cancelled on day 170."""
    return run(sites=[site("a", "building", tranche(10, day(120)))],
               timeline=[action("stop", "cancel", day(170), 10, ["ready"])], **changes)  # fmt: skip


def test_what_has_come_of_the_it_of_a_ready_tranche_that_is_let_go_stays_paid_for():
    log = ready_and_cancelled(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "100 days"}])
    delivered = 10_000 * 7_000 // 2  # day 170 is half of the way from day 120 to day 220
    assert net(log, kinds.CAPEX_COMMITTED) == net(log, kinds.CAPEX_ACCRUED) == delivered
    assert net(log, kinds.CAPEX_PAID) == delivered


def test_what_has_accrued_of_an_it_order_is_not_taken_back_where_the_fit_out_slips():
    slow = {"distribution": "triangular", "low": "10 days", "mode": "20 days", "high": "400 days"}
    accrued = 0
    for replication in range(6):
        log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": slow}], replication=replication,
                  sites=[site(name, "building", tranche(10, day(120))) for name in "abc"],
                  timeline=[action("stop", "cancel", day(305), 30, ["ready"])])  # fmt: skip
        accrued += len(log.of(kinds.LEASE_CANCELLED))
        assert net(log, kinds.CAPEX_COMMITTED) >= net(log, kinds.CAPEX_ACCRUED)
    assert accrued > 0


def test_it_that_waited_for_money_accrues_nothing_before_it_is_due():
    log = run(sites=[site("a", "building", tranche(10, day(300)))], costs={"it_lead": "200 days"},
              capex=envelope("$1M", "servers"))  # fmt: skip
    started = log.one(kinds.SPENDING_STARTED)
    assert min(r.instant for r in log.of(kinds.CAPEX_ACCRUED, item=codes.SERVERS)) >= started.instant + 200 * 86_400


def test_a_right_that_would_revive_without_end_is_refused():
    hasty = RIGHT | {"id": "r", "first_day": START, "response_time": "0 days", "free_period": "0 days"}
    agreed = BASE["agreement"] | {"regimes": [hasty]}
    with pytest.raises(ValueError, match="ask again without end"):
        Scenario.model_validate(BASE | {"agreement": agreed})


def test_a_right_that_takes_a_day_is_not_refused():
    agreed = regimes(RIGHT | {"response_time": "0 days", "free_period": "1 days"})
    assert run(sites=[live("hall", 1)], agreement=agreed).of(kinds.HORIZON_REACHED)
