"""The cap on the partner's share of live and coming MW, as a clause and as a rule of the operator's own."""

import itertools

import pytest

from sim.events import codes, kinds
from tests.world.asking import ask, holders, made, told
from tests.world.small import RIGHT, START, day, live, site, tranche, workload

HALL = [live("hall", 10)]
COMING = [*HALL, site("next", "building", tranche(10, day(300)))]
HOPED_FOR = [*HALL, site("next", "loi", tranche(10, day(300)))]
LARGE = [live("hall", 200)]


def capped(share, **changes):
    return ask(RIGHT | {"share_cap": share}, **({"sites": HALL} | changes))


def taken(log):
    """kW that the operator took of the partner's requests."""
    return sum(r.kw for r in log.of(kinds.REQUEST_RESERVED, holder="operator"))


@pytest.mark.parametrize(("share", "kw"), [("0 %", 0), ("39 %", 3_000), ("40 %", 4_000), ("100 %", 10_000)])
def test_the_partner_has_no_more_than_its_share(share, kw):
    assert taken(capped(share)) == kw


@pytest.mark.parametrize(("sites", "kw"), [(COMING, 8_000), (HOPED_FOR, 4_000)])
def test_what_is_coming_counts_and_what_is_hoped_for_does_not(sites, kw):
    slow = [{"id": "plain", "build": "365 days", "loi": "600 days"}]
    assert taken(capped("40 %", sites=sites, pipelines=slow)) == kw


def test_another_grade_is_no_part_of_the_share():
    ai = live("ai-hall", 30, grade="ai")
    assert taken(capped("40 %", sites=[*HALL, ai])) == 4_000


def test_what_the_cap_stops_is_told_and_goes_elsewhere():
    log = capped("40 %")
    declined = log.of(kinds.OFFER_DECLINED)
    assert len(declined) == len(made(log)) - 4 > 15
    assert {r.reason for r in declined} == {codes.SHARE_CAP}
    assert sorted(holders(log).values()) == ["cloud"] * len(declined) + ["operator"] * 4


def test_the_cap_is_not_named_where_there_was_no_room_anyway():
    log = capped("100 %", sites=[live("hall", 3)])
    assert {r.reason for r in log.of(kinds.OFFER_DECLINED)} == {codes.SPACE}


def test_under_exclusivity_the_cap_makes_requests_wait():
    log = ask({"regime": "exclusive", "waiting_time": "20 days", "share_cap": "40 %"}, sites=HALL)
    waited = log.of(kinds.REQUEST_WAITED)
    assert {r.reason for r in waited} == {codes.SHARE_CAP}
    assert {r.entity for r in waited} == {r.entity for r in log.of(kinds.WAIVER_GRANTED, reason="waited")}
    assert taken(log) == 4_000


def test_in_an_open_market_the_cap_holds_too():
    log = ask({"regime": "open", "share_cap": "40 %"}, sites=HALL)
    assert taken(log) == 4_000


def test_the_share_is_free_again_when_a_request_ends():
    later = [{"first_day": START, "rate": "1/day"}, {"first_day": day(180), "rate": "0/day"}]
    log = capped("10 %", classes=[workload(arrivals=later, duration="60 days")])
    served = log.of(kinds.REQUEST_SERVED, holder="operator")
    ends = {r.entity: r.instant for r in log.of(kinds.REQUEST_ENDED)}
    assert len(served) >= 2
    for one, other in itertools.pairwise(served):
        assert ends[one.entity] <= other.instant


def test_a_cap_of_everything_changes_nothing():
    assert told(capped("100 %", sites=LARGE)) == told(ask(RIGHT, sites=LARGE))


def test_a_request_of_another_customer_is_not_the_partners():
    log = capped("0 %", classes=[workload(client="other")])
    assert taken(log) == 10_000


def test_an_operator_may_keep_the_same_cap_by_its_own_policy():
    rules = [{"kind": "share_cap", "share": "40 %"}]
    log = ask(RIGHT, agreement={"responses": [{"id": "r", "first_day": START, "rules": rules}]}, sites=HALL)
    assert taken(log) == 4_000
    assert holders(log) == holders(capped("40 %"))
    assert {r.reason for r in log.of(kinds.OFFER_DECLINED)} == {codes.UNWILLING}


def test_the_operators_own_cap_on_the_partner_turns_no_other_customer_down():
    responses = [{"id": "r", "first_day": START, "rules": [{"kind": "share_cap", "share": "0 %"}]}]
    log = ask(RIGHT, agreement={"responses": responses}, classes=[workload(client="other")], sites=HALL)
    assert taken(log) == 10_000
    assert not log.of(kinds.OFFER_DECLINED)
