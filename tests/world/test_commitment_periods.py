"""Take-or-pay by fiscal year, calendar year or quarter: what fell short is billed at each period's end."""

import pytest

from sim.events import kinds
from sim.scenario.agreement import Commitment
from tests.world.asking import ask, holders
from tests.world.small import START, instant, live, run, workload

M = 10**6


def billed(*, demand=None, **commitment):
    """Dollars of each shortfall by the date on which it is billed; nothing is used unless there is demand."""
    log = run(sites=[live("hall", 10)], agreement={"commitments": [{"id": "c"} | commitment]}, demand=demand or {})
    return {log.layout.date_of(r.instant).isoformat()[:10]: r.dollars for r in log.of(kinds.SHORTFALL_BILLED)}


def fiscal(*amounts):
    return [{"fiscal_year": 2025 + i, "amount": amount} for i, amount in enumerate(amounts)]


def test_a_fiscal_year_is_billed_at_its_end():
    assert billed(by_year=fiscal("$40M", "$80M")) == {"2025-07-01": 40 * M, "2026-07-01": 80 * M}


def test_a_quarter_is_billed_a_fourth_of_its_year_at_its_end():
    assert billed(by_year=fiscal("$40M"), billed="quarter") == dict.fromkeys(
        ("2024-10-01", "2025-01-01", "2025-04-01", "2025-07-01"), 10 * M
    )


def test_a_calendar_year_is_billed_at_its_end_and_one_that_ends_after_the_horizon_is_open():
    years = [{"year": year, "amount": f"${amount}M"} for year, amount in ((2024, 20), (2025, 30), (2026, 90))]
    assert billed(by_calendar_year=years) == {"2025-01-01": 20 * M, "2026-01-01": 30 * M}


def test_quarters_of_a_calendar_year_before_the_start_are_not_billed():
    years = [{"year": 2024, "amount": "$20M"}]
    assert billed(by_calendar_year=years, billed="quarter") == {"2024-10-01": 5 * M, "2025-01-01": 5 * M}


def test_what_was_billed_before_the_start_counts_in_the_period_under_way():
    years = [{"year": 2024, "amount": "$20M"}, {"year": 2025, "amount": "$20M"}]
    assert billed(by_calendar_year=years, billed_before="$15M") == {"2025-01-01": 5 * M, "2026-01-01": 20 * M}


def test_use_counts_in_the_quarter_in_which_it_falls():
    """1 MW at $500 a month from the start to 30 November 2024, of $10M a quarter: prorated over fiscal 2025 by days."""
    quiet = workload(arrivals=[{"first_day": START, "rate": "0/day"}])
    here = {"id": "here", "workload": "training", "capacity": "1 MW", "region": "east", "ends": "2024-12-01"}
    day = 500 * 1_000 * 12 / 365
    found = billed(by_year=fiscal("$40M"), billed="quarter", demand={"classes": [quiet], "in_service": [here]})
    assert list(found.values()) == pytest.approx([10 * M - 92 * day, 10 * M - 61 * day, 10 * M, 10 * M], abs=1)


def test_commitments_of_one_period_add_up_and_those_of_others_stand_beside_them():
    listed = [{"id": "a", "by_year": fiscal("$40M")}, {"id": "b", "by_year": fiscal("$4M")},
              {"id": "c", "by_year": fiscal("$8M"), "billed": "quarter"}]  # fmt: skip
    log = run(agreement={"commitments": listed})
    last = [r.dollars for r in log.of(kinds.SHORTFALL_BILLED) if r.instant == instant(START.replace(year=2025))]
    assert sorted(last) == [2 * M, 44 * M]


def test_a_commitment_in_a_rights_place_reaches_as_far_as_its_quarter():
    """A request is worth $1.5M in a whole quarter: with $4M for it, requests come first until as much is booked."""
    agreement = {"commitments": [{"id": "c", "by_year": fiscal("$16M"), "billed": "quarter"}]}
    early = workload(providers=["cloud", "operator"], notice="0 days")
    log = ask({"regime": "committed", "commitment": "c"}, agreement=agreement, classes=[early],
              sites=[live("hall", 200)])  # fmt: skip
    found = list(holders(log).values())
    booked, taken = 0.0, 0
    for at in sorted(r.instant for r in log.of(kinds.REQUEST_MADE)):
        taken += booked < 4 * M
        booked += 500 * 1_000 * 12 / 365 / 86_400 * (92 * 86_400 - at) if booked < 4 * M else 0
    assert found.count("operator") == taken
    assert 2 < taken < len(found)


@pytest.mark.parametrize(("fields", "problem"), [
    ({}, "in one of them"),
    ({"by_year": fiscal("$1M"), "by_calendar_year": [{"year": 2025, "amount": "$1M"}]}, "in one of them"),
    ({"by_year": fiscal("$1M") * 2}, "two amounts"),
])  # fmt: skip
def test_a_commitment_that_contradicts_itself_is_refused(fields, problem):
    with pytest.raises(ValueError, match=problem):
        Commitment.model_validate({"id": "c"} | fields)


def test_a_calendar_year_outside_the_horizon_is_refused():
    with pytest.raises(AssertionError, match="2027 is outside the horizon"):
        billed(by_calendar_year=[{"year": 2027, "amount": "$1M"}])
