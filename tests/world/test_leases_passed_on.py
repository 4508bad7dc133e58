"""Leases that are passed on: assigned to a rival while what leaving costs is open, or vacated when ready and sublet."""

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import measure
from sim.runs.names import Names
from sim.scenario.terms import LeaseTerms
from tests.world.replayer import Replayer
from tests.world.small import DAY, MONTH, action, day, run, site, tranche

RENT = 1_000_000
"""Dollars a month for the 10 MW of every test, at $100/kW-month."""
KW = 10_000
RIVAL = [{"id": "rival", "areas": ["us"]}]
SETTLED = {"settlement": {"floor": {"signed": 2, "building": 3}, "cap": {"signed": 10, "building": 24},
                          "reletting_cost": "$50/kW"}}  # fmt: skip


def terms(**fields):
    return [{"id": "lease", "rent": "$100/kW-month", "term_years": 2, "discount_rate": "0 %/year",
             "accounting": "operating"} | fields]  # fmt: skip


def passed_on(stage, taken, **fields):
    """10 MW let go on day 30 and taken by a rival so many days later, or by nobody."""
    pipelines = [{"id": "plain", "build": "100 days", "fit_out": "300 days"}]
    log = run(
        pipelines=pipelines, lease_terms=terms(**fields), sites=[site("a", stage, tranche(10, day(100)))],
        timeline=[action("stop", "cancel", day(30), 10, [stage])], rivals=RIVAL,
        backfill={"chance": "100 %" if taken else "0 %", "delay": f"{taken or 1} days"},
    )  # fmt: skip
    Replayer(log.layout).replay(log.array)
    return log


def test_an_assigned_lease_costs_rent_until_it_is_taken_over_and_the_fee_of_assignment():
    """Rent is lost from day 100; the rival comes on day 200: 100 days and $20/kW, less the 3 months paid at once."""
    log = passed_on("building", 170, assignment="$20/kW", **SETTLED)
    first, later = log.of(kinds.RELEASE_FEE_DUE)
    assert (first.dollars, later.instant, later.reason) == (3 * RENT, 200 * DAY, codes.ASSIGNED)
    assert later.dollars == round(RENT * 100 * DAY / MONTH + 20 * KW) - 3 * RENT


def test_without_assignment_the_same_lease_is_let_anew():
    later = passed_on("building", 170, **SETTLED).of(kinds.RELEASE_FEE_DUE)[1]
    assert later.reason == codes.RELET
    assert later.dollars == round(RENT * 100 * DAY / MONTH + 50 * KW) - 3 * RENT


def test_where_nobody_comes_nothing_is_assigned():
    rows = passed_on("building", None, assignment="$20/kW", **SETTLED).of(kinds.RELEASE_FEE_DUE)
    assert {row.reason for row in rows} <= {codes.NONE, codes.CAP_REACHED}


def test_assignment_needs_a_settlement():
    with pytest.raises(ValueError, match="in place of a settlement's re-letting"):
        LeaseTerms.model_validate(terms(assignment="$20/kW")[0])


def sublet(taken, **fields):
    """Ready on day 100, let go on day 150 before it is live, and taken by a rival so many days after."""
    pipelines = [{"id": "plain", "build": "100 days", "fit_out": "300 days"}]
    log = run(
        pipelines=pipelines, lease_terms=terms(**({"sublease": "80 %"} | fields)),
        sites=[site("a", "building", tranche(10, day(100)))],
        timeline=[action("stop", "cancel", day(150), 10, ["ready"])], rivals=RIVAL,
        backfill={"chance": "100 %" if taken else "0 %", "delay": f"{taken or 1} days"},
    )  # fmt: skip
    Replayer(log.layout).replay(log.array)
    return log


def total(log, metric):
    """By month, over all cells."""
    found = [v for key, v in measure(log.array, log.layout).series.items() if key.metric == metric]
    return np.sum(found, axis=0) if found else np.zeros(24)


def test_a_ready_tranche_is_vacated_without_a_fee_and_is_no_release():
    log = sublet(60)
    vacated = log.one(kinds.LEASE_VACATED)
    assert (vacated.instant, vacated.item, vacated.reason) == (150 * DAY, stages.READY, codes.ACTION)
    assert log.of(kinds.LEASE_CANCELLED, kinds.RELEASE_FEE_DUE) == []
    assert total(log, "released_mw").sum() == 0
    assert total(log, "vacated_mw").sum() == total(log, "sublet_mw").sum() == KW
    assert total(log, "ready_mw")[-1] == total(log, "live_mw")[-1] == 0


def test_without_the_clause_it_is_cancelled():
    log = sublet(60, sublease=None)
    assert log.one(kinds.LEASE_CANCELLED).item == stages.READY
    assert log.of(kinds.LEASE_VACATED, kinds.LEASE_SUBLET) == []


def test_the_subtenant_pays_its_share_of_the_rent_of_the_day_until_the_lease_ends():
    log = sublet(60)
    row = log.one(kinds.LEASE_SUBLET)
    assert (row.instant, row.dollars, row.value) == (210 * DAY, round(0.8 * RENT), 100 * DAY + 24 * MONTH)
    assert Names(log.layout).rows(log.array, [row.sequence])[0]["other"] == "rival"
    income = total(log, "sublease_income_usd")
    assert income.sum() == pytest.approx(0.8 * RENT * (730 - 210) * DAY / MONTH, abs=1)


def test_the_rent_of_a_vacated_lease_runs_on():
    """From day 100 to the horizon on day 730, whoever sits there."""
    for taken in (60, None):
        assert total(sublet(taken), "rent_usd").sum() == pytest.approx(RENT * 630 * DAY / MONTH, abs=2)
    assert total(sublet(60, sublease=None), "rent_usd").sum() == pytest.approx(RENT * 50 * DAY / MONTH, abs=2)


def test_where_no_rival_comes_nothing_is_earned():
    log = sublet(None)
    assert log.of(kinds.LEASE_SUBLET) == []
    assert total(log, "sublease_income_usd").sum() == 0


def test_what_subtenants_pay_beyond_the_horizon_lessens_what_is_committed_there():
    """The lease ends 100.5 days after the horizon: three payments of rent still to come, less 80 % by the day."""
    with_tenant, without = (measure(sublet(taken).array, sublet(taken).layout).scalars for taken in (60, None))
    left = 100 * DAY + 24 * MONTH - 730 * DAY
    assert without["beyond_leases_usd"] - with_tenant["beyond_leases_usd"] == pytest.approx(0.8 * RENT * left / MONTH)


def test_a_vacated_tranche_is_not_taken_back():
    """A return finds nothing: its lease was never given up."""
    pipelines = [{"id": "plain", "build": "100 days", "fit_out": "300 days"}]
    back = {"id": "back", "action": "recontract", "at": day(200), "capacity": "10 MW"}
    log = run(
        pipelines=pipelines, lease_terms=terms(sublease="80 %"), sites=[site("a", "building", tranche(10, day(100)))],
        timeline=[action("stop", "cancel", day(150), 10, ["ready"]), back],
    )  # fmt: skip
    assert log.of(kinds.RELEASE_RECONTRACTED) == []
    assert log.one(kinds.ACTION_FELL_SHORT).kw == KW


def test_to_the_grid_a_vacated_tranche_stays_energised_and_its_subtenant_draws():
    log = sublet(60)
    assert (total(log, "grid_energised_mw")[5:] > 0).all()
    assert total(log, "grid_drawn_mw")[-1] == total(log, "grid_energised_mw")[-1]
