"""Dated actions: what they may take, what they do to it, what they could not do."""

import pytest

from sim.events import codes, kinds
from tests.world.small import DAY, action, day, run, site, tranche

FITTED = [{"id": "plain", "build": "365 days", "fit_out": "90 days"}]
UNDATED = [{"id": "plain", "build": "100 days", "loi": "60 days", "soq": "30 days", "lead": "200 days"}]


def ready_of(log):
    """Day on which each tranche is ready."""
    return {r.name["entity"]: r.instant / DAY for r in log.of(kinds.TRANCHE_READY)}


def test_a_deferral_moves_what_is_building():
    log = run(sites=[site("a", "building", tranche(10, day(200)))],
              timeline=[action("later", "defer", day(30), 10, ["building"], by="300 days")])  # fmt: skip
    assert ready_of(log) == {"a/0": 500}


def test_a_deferral_moves_what_is_not_yet_signed():
    log = run(pipelines=UNDATED, sites=[site("a", "loi", tranche(10))],
              timeline=[action("later", "defer", day(30), 10, ["loi"], by="300 days")])  # fmt: skip
    assert ready_of(log) == {"a/0": 60 + 30 + 200 + 300}


def test_deferring_a_part_leaves_the_other_on_its_date():
    log = run(pipelines=UNDATED, sites=[site("a", "loi", tranche(10))],
              timeline=[action("later", "defer", day(30), 4, ["loi"], by="300 days", split=True)])  # fmt: skip
    assert ready_of(log)["a/1"] == 60 + 30 + 200


@pytest.mark.parametrize("tenure", ["leased", "owned"])
def test_what_is_cancelled_when_ready_never_goes_live(tenure):
    log = run(pipelines=FITTED, sites=[site("a", "ready", tranche(10), tenure=tenure)],
              timeline=[action("stop", "cancel", day(30), 10, ["ready"], select={"tenures": [tenure]})])  # fmt: skip
    assert len(log.of(kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED)) == 1
    assert log.of(kinds.TRANCHE_LIVE) == []


def test_only_a_ready_tranche_has_its_fit_out_held():
    log = run(pipelines=FITTED, sites=[site("a", "building", tranche(10, day(200)))],
              timeline=[action("hold", "hold", day(30), 10, ["building"], by="20 days")])  # fmt: skip
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 10_000
    assert log.one(kinds.TRANCHE_LIVE).instant == 290 * DAY


def test_a_ready_tranche_is_not_deferred():
    log = run(pipelines=FITTED, sites=[site("a", "ready", tranche(10))],
              timeline=[action("later", "defer", day(30), 10, ["ready"], by="50 days")])  # fmt: skip
    assert log.of(kinds.TRANCHE_DEFERRED) == []
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 10_000


def test_a_fit_out_held_goes_live_later():
    log = run(pipelines=FITTED, sites=[site("a", "ready", tranche(10))],
              timeline=[action("hold", "hold", day(30), 10, ["ready"], by="20 days")])  # fmt: skip
    assert log.one(kinds.TRANCHE_LIVE).instant == 110 * DAY


def test_an_action_that_falls_short_says_by_how_much_and_why():
    log = run(sites=[site("a", "signed", tranche(10, day(500)))],
              timeline=[action("stop", "cancel", day(30), 25, ["signed"])])  # fmt: skip
    assert log.one(kinds.ACTION_TAKEN).kw == 10_000
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.kw, short.reason) == (15_000, codes.EXHAUSTED)


def parts_of(log):
    """kW of each tranche at the end."""
    kw = {}
    for r in log.of(kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT):
        kw[r.value] = r.kw
        if r.event == kinds.TRANCHE_SPLIT:
            kw[r.basis] -= r.kw
    return kw


ODD_RENT = [{"id": "lease", "rent": "$97.13/kW-month", "term_years": 15, "escalator": "3 %/year",
             "discount_rate": "4.5 %/year", "accounting": "finance"}]  # fmt: skip


def stock_after(megawatts_and_days):
    """What is left of the stock of leases not commenced when every part has commenced or was cancelled; kW by part."""
    cuts = [action(f"cut-{i}", "defer", day(when), mw, ["building"], by="1 days", split=True)
            for i, (mw, when) in enumerate(megawatts_and_days)]  # fmt: skip
    log = run(lease_terms=ODD_RENT, timeline=cuts, sites=[site("a", "building", tranche(10, day(200)))])
    commenced = sum(r.value for r in log.of(kinds.FINANCE_LEASE_COMMENCED))
    return log.dollars(kinds.LEASE_COMMITTED) - commenced, parts_of(log)


def test_parts_of_a_split_sum_to_the_whole_in_kw():
    _, parts = stock_after([(3, 10), (2, 20), (1, 30)])
    assert len(parts) > 1
    assert sum(parts.values()) == 10_000


def test_parts_of_a_split_sum_to_the_whole_in_dollars():
    left = [stock_after([(mw, 10), (mw, 20), (mw, 30)])[0] for mw in (1, 2, 3)]
    assert left == [0, 0, 0]
