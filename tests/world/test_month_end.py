"""Month ends: payment a term later, refresh at the end of a life, other capex, redeployed money, the year's close."""

from collections import Counter

import pytest

from sim.events import codes, kinds
from tests.world.small import DAY, action, day, live, run, site, tranche, workload

FITTED = [{"id": "plain", "build": "50 days", "fit_out": "10 days"}]


def by_month(log, event, item):
    """Dollars of a cost class told by the months they belong to, none where nothing is."""
    told: Counter = Counter()
    for row in log.of(event, item=item):
        told[row.value] += row.dollars
    return dict(told)


@pytest.mark.parametrize(("terms", "months"), [("60 days", 2), ("0 days", 0), ("100 days", 3)])
def test_what_accrues_is_paid_a_term_later(terms, months):
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "100 days"}], costs={"payment_terms": terms},
              sites=[site("a", "planned", tranche(10, day(450)), tenure="owned")])  # fmt: skip
    for item in (codes.FACILITY, codes.SERVERS):
        accrued = by_month(log, kinds.CAPEX_ACCRUED, item)
        assert len(accrued) > 3
        later = {month + months: usd for month, usd in accrued.items() if month + months < 24}
        assert by_month(log, kinds.CAPEX_PAID, item) == later


def test_other_capex_accrues_each_month_and_is_paid_a_term_later():
    log = run(capex={"other": "$3M/month"})
    assert by_month(log, kinds.CAPEX_ACCRUED, codes.OTHER_CAPEX) == dict.fromkeys(range(24), 3_000_000)
    assert by_month(log, kinds.CAPEX_COMMITTED, codes.OTHER_CAPEX) == dict.fromkeys(range(24), 3_000_000)
    assert by_month(log, kinds.CAPEX_PAID, codes.OTHER_CAPEX) == dict.fromkeys(range(24), 3_000_000)
    opening = {row.basis: row.dollars for row in log.of(kinds.CAPEX_DECLARED, item=codes.OTHER_CAPEX)}
    assert opening == {codes.COMMITMENT: 6_000_000, codes.ACCRUAL: 6_000_000}


def test_what_goes_live_is_refreshed_at_the_end_of_its_life_and_ordered_a_lead_before():
    """Live on day 110, in October 2024, month 3: a year on is month 15, three months before it month 12."""
    log = run(pipelines=FITTED, costs={"it_life": "12 months"}, sites=[site("a", "signed", tranche(10, day(100)))])
    assert by_month(log, kinds.CAPEX_COMMITTED, codes.REFRESH_GENERAL) == {12: 70_000_000}
    assert by_month(log, kinds.CAPEX_ACCRUED, codes.REFRESH_GENERAL) == {15: 70_000_000}


def test_the_fleet_that_stands_is_refreshed_evenly_by_grade():
    """7,000 and 25,000 dollars a kW over a life of 72 months; three months of it were ordered before the start."""
    log = run(sites=[live("hall", 36), live("lab", 18, grade="ai")])
    for item, usd in ((codes.REFRESH_GENERAL, 36_000 * 7_000 // 72), (codes.REFRESH_AI, 18_000 * 25_000 // 72)):
        assert by_month(log, kinds.CAPEX_ACCRUED, item) == dict.fromkeys(range(24), usd)
        assert by_month(log, kinds.CAPEX_COMMITTED, item) == dict.fromkeys(range(21), usd)
        opening = {row.basis: row.dollars for row in log.of(kinds.CAPEX_DECLARED, item=item)}
        assert opening == {codes.COMMITMENT: (3 + 2) * usd, codes.ACCRUAL: 2 * usd}


def envelopes(*listed):
    """Envelopes of 2025 and the year after it."""
    return [{"id": f"fy{2025 + i}", "fiscal_year": 2025 + i} | one for i, one in enumerate(listed)]


def test_freed_money_is_redeployed_evenly_over_what_is_left_of_its_year():
    """A lease of 100 MW x $100 x 180 months, less 12 months' fee, is freed in August 2025, month 13; half is spent
    in the 11 months that are left of fiscal 2026.
    """
    soft = {"amount": "$9bn", "kind": "soft", "scope": ["finance_leases"]}
    log = run(pipelines=FITTED, sites=[site("a", "signed", tranche(100, day(500)))],
              capex={"envelopes": envelopes(soft, soft), "freed": {"short_lived": "50 %"}},
              timeline=[action("stop", "cancel", day(410), 100, ["signed"])])  # fmt: skip
    half = 100_000 * 100 * (180 - 12) // 2
    spent = by_month(log, kinds.CAPEX_ACCRUED, codes.REDEPLOYED)
    assert sum(spent.values()) == half
    assert spent == {month: pytest.approx(half / 11, abs=1) for month in range(13, 24)}
    assert by_month(log, kinds.CAPEX_COMMITTED, codes.REDEPLOYED) == spent


def test_what_leases_exceed_a_hard_envelope_by_is_taken_from_the_next_year():
    """A finance lease of 1 MW commences at $100 x 180 months x 1,000 kW = $18M, against $1M."""
    first = {"amount": "$1M", "kind": "hard", "scope": ["finance_leases"]}
    for carried, left in ((True, 50 - 17), (False, 50)):
        years = envelopes(first | {"carry_over": carried}, first | {"amount": "$50M"})
        log = run(sites=[site("a", "building", tranche(1, day(100)))], capex={"envelopes": years})
        over = log.one(kinds.ENVELOPE_EXCEEDED)
        assert (over.instant, over.dollars, over.entity) == (100 * DAY, 17_000_000, 2025)
        assert log.one(kinds.ENVELOPE_OPENED, entity=2026).dollars == left * 10**6


def test_a_soft_overrun_is_told_once_when_the_year_closes():
    soft = {"amount": "$30M", "kind": "soft", "scope": ["other"]}
    log = run(capex={"other": "$3M/month", "envelopes": envelopes(soft, soft | {"amount": "$36M"})})
    over = log.one(kinds.ENVELOPE_EXCEEDED)
    assert (over.instant, over.dollars, over.entity, over.value) == (365 * DAY, 6_000_000, 2025, 11)


def test_a_hard_envelope_holds_other_capex_back():
    hard = {"amount": "$10M", "kind": "hard", "scope": ["other"]}
    log = run(capex={"other": "$3M/month", "envelopes": envelopes(hard)})
    spent = by_month(log, kinds.CAPEX_ACCRUED, codes.OTHER_CAPEX)
    assert spent == dict.fromkeys([0, 1, 2, *range(12, 24)], 3_000_000)


def test_refresh_that_finds_no_room_is_added_to_the_next_month():
    """$5M a month against $7M: one is spent; the eleven that wait come with July's."""
    hard = {"amount": "$7M", "kind": "hard", "scope": ["refresh_general"]}
    log = run(sites=[live("hall", 36)], costs={"it_life": "50.4 months", "it_lead": "0 days"},
              capex={"envelopes": envelopes(hard)})  # fmt: skip
    each = round(36_000 * 7_000 / 50)
    spent = by_month(log, kinds.CAPEX_ACCRUED, codes.REFRESH_GENERAL)
    assert spent == {0: each, 12: 12 * each} | dict.fromkeys(range(13, 24), each)


def test_the_partner_is_billed_for_what_it_did_not_take():
    """80 % of $10M, less 1 MW at $500 a month for the half of fiscal 2025 in which it was served."""
    here = {"id": "here", "workload": "training", "capacity": "1 MW", "region": "east", "ends": day(146)}
    promised = {"id": "promise", "take_or_pay": "80 %", "by_year": [{"fiscal_year": 2025, "amount": "$10M"}]}
    quiet = workload(arrivals=[{"first_day": day(0), "rate": "0/day"}])
    log = run(sites=[live("hall", 1)], demand={"classes": [quiet], "in_service": [here]},
              agreement={"commitments": [promised]})  # fmt: skip
    billed = log.one(kinds.SHORTFALL_BILLED)
    assert billed.dollars == 8_000_000 - 1_000 * 500 * 12 * 146 // 365
    assert (billed.entity, billed.instant, billed.client) == (2025, 365 * DAY, codes.PARTNER)
