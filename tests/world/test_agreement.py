"""Offers, answers, waiting and waivers: what a request meets under each regime."""

from datetime import date

import pytest

from sim.events import kinds
from tests.world.small import DAY, RIGHT, START, day, live, regimes, run, workload


def requests(**fields):
    """Demand of one class of the partner's requests."""
    return {"classes": [workload(**fields)]}


def test_the_right_revives_when_the_free_period_is_over():
    log = run(demand=requests(patience="200 days"), agreement=regimes(RIGHT))
    asked = log.of(kinds.OFFER_ASKED_ANEW)
    assert len(asked) > 20
    declined = {(r.entity, r.instant + 40 * DAY) for r in log.of(kinds.OFFER_DECLINED)}
    assert {(r.entity, r.instant) for r in asked} <= declined
    assert {(r.entity, r.instant) for r in asked} <= {(r.entity, r.instant) for r in log.of(kinds.OFFER_MADE)}


@pytest.mark.parametrize("change", [{"response_time": "0 days"}, {"window": "0 days"}])
def test_a_right_revives_where_the_next_answer_takes_no_time(change):
    log = run(demand=requests(patience="200 days"), agreement=regimes(RIGHT | change))
    assert len(log.of(kinds.OFFER_ASKED_ANEW)) > 20


def test_a_free_period_may_be_nothing_after_silence():
    right = RIGHT | {"response_time": "31 days", "free_period": "0 days"}
    log = run(demand=requests(patience="100 days"), agreement=regimes(right))
    assert len(log.of(kinds.OFFER_LAPSED)) > 20


def waived_of_waiting(*agreed):
    """Requests that had to wait, and those that were waived."""
    log = run(demand=requests(patience="600 days"), agreement=regimes(*agreed))
    told = (kinds.REQUEST_WAITED, kinds.OFFER_DECLINED)
    return {r.entity for r in log.of(*told)}, {r.entity for r in log.of(kinds.WAIVER_GRANTED, reason="waited")}


def test_who_waits_under_exclusivity_is_waived_when_the_waiting_time_is_over():
    waited, waived = waived_of_waiting({"regime": "exclusive", "waiting_time": "50 days"})
    assert len(waited) > 20
    assert waived == waited


@pytest.mark.parametrize("first", [RIGHT, {"regime": "exclusive", "waiting_time": "200 days"}])
def test_who_waits_when_exclusivity_begins_is_waived_when_the_waiting_time_is_over(first):
    waited, waived = waived_of_waiting(first, {"first_day": day(60), "regime": "exclusive", "waiting_time": "50 days"})
    assert len(waited) > 20
    assert waived == waited


def test_an_operator_without_capacity_exercises_nothing_however_short_the_request():
    log = run(demand=requests(notice="1 days", duration="2 days", patience="30 days"))
    assert len(log.of(kinds.REQUEST_MADE)) > 20
    assert log.of(kinds.OFFER_EXERCISED) == []


def test_two_requests_may_come_in_the_same_second():
    often = [{"first_day": START, "rate": "200/day"}, {"first_day": date(2024, 8, 1), "rate": "0/day"}]
    asked = requests(arrivals=often, size="1 kW", notice="0 days", patience="0 days", duration="1 days")
    log = run(sites=[live("hall", 10)], demand=asked)
    made = [r.instant for r in log.of(kinds.REQUEST_MADE)]
    assert len(set(made)) < len(made)


def test_each_commitment_bills_its_own_share():
    year = [{"fiscal_year": 2025, "amount": "$10M"}]
    both = [{"id": "a", "by_year": year, "take_or_pay": "50 %"}, {"id": "b", "by_year": year}]
    for listed in (both, both[::-1]):
        assert run(agreement={"commitments": listed}).dollars(kinds.SHORTFALL_BILLED) == 15 * 10**6


def test_policies_of_one_date_do_not_depend_on_the_order_of_the_file():
    policies = [{"id": "a", "first_day": START, "rules": [{"kind": "always"}]},
                {"id": "b", "first_day": START, "rules": [{"kind": "never"}]}]  # fmt: skip
    counts = [
        len(run(sites=[live("hall", 99)], demand=requests(), agreement={"responses": listed}).of(kinds.OFFER_EXERCISED))
        for listed in (policies, policies[::-1])
    ]
    assert counts[0] == counts[1]
