"""Classes carved out or always with the operator, and the notice that the operator may expect."""

import pytest

from sim.events import kinds
from tests.world.asking import NEVER, ask, holders, made, told
from tests.world.small import DAY, RIGHT, day, live, site, tranche, workload

EXCLUSIVE = {"regime": "exclusive", "waiting_time": "20 days"}
THIRD_PARTY = RIGHT | {"trigger": "third_party_offer"}
OPEN = {"regime": "open"}
BOUND = {"exclusive": EXCLUSIVE, "on-request": RIGHT, "third-party": THIRD_PARTY}
ASKED_OPERATOR = (kinds.OFFER_MADE, kinds.OFFER_EXERCISED, kinds.OFFER_DECLINED, kinds.REQUEST_WAITED,
                  kinds.WAIVER_GRANTED, kinds.TERMS_NAMED)  # fmt: skip
CLOUD_FIRST = ["cloud", "operator"]
TWO = [workload("free", providers=CLOUD_FIRST), workload("bound", providers=CLOUD_FIRST)]


@pytest.mark.parametrize("regime", BOUND)
def test_a_class_carved_out_goes_to_the_market_freely_and_no_other_does(regime):
    log = ask(BOUND[regime] | {"carved_out": ["free"]}, classes=TWO, sites=[live("hall", 200)])
    free, bound = holders(log, workload="free"), holders(log, workload="bound")
    assert len(free) > 20
    assert set(free.values()) == {"cloud"}
    assert set(bound.values()) == {"operator"}
    assert log.of(*ASKED_OPERATOR, workload="free") == []
    assert len(log.of(*ASKED_OPERATOR, workload="bound")) >= len(bound)


def test_a_carve_out_of_every_class_is_an_open_market():
    everything = RIGHT | {"carved_out": ["free", "bound"]}
    sites = [live("hall", 5)]
    assert told(ask(everything, classes=TWO, sites=sites)) == told(ask(OPEN, classes=TWO, sites=sites))


@pytest.mark.parametrize("regime", [*BOUND.values(), OPEN])
def test_a_class_with_the_operator_never_leaves_it(regime):
    log = ask(regime | {"with_operator": ["training"]}, classes=[workload(providers=CLOUD_FIRST)],
              sites=[live("hall", 5)])  # fmt: skip
    assert list(holders(log).values()) == ["operator"] * 5
    assert len(log.of(kinds.REQUEST_UNSERVED)) == len(made(log)) - 5 > 15


def test_without_that_clause_an_open_market_takes_the_same_class_elsewhere():
    log = ask(OPEN, classes=[workload(providers=CLOUD_FIRST)], sites=[live("hall", 5)])
    assert set(holders(log).values()) == {"cloud"}


def test_a_class_with_the_operator_is_told_no_once_however_often_capacity_changes():
    later = [site(f"more-{i}", "building", tranche(50, day(40 + i))) for i in range(3)]
    log = ask(OPEN | {"with_operator": ["training"]}, agreement=NEVER, sites=[live("hall", 50), *later])
    declined = [r.entity for r in log.of(kinds.OFFER_DECLINED)]
    assert len(log.of(kinds.TRANCHE_LIVE)) == 3
    assert sorted(declined) == sorted(made(log)) == sorted(r.entity for r in log.of(kinds.REQUEST_UNSERVED))


def test_a_class_that_waits_at_the_operator_is_free_when_the_clause_ends():
    regimes = [OPEN | {"with_operator": ["training"]}, OPEN | {"first_day": day(60)}]
    log = ask(regimes, classes=[workload(providers=CLOUD_FIRST)])
    assert {r.instant for r in log.of(kinds.REQUEST_RESERVED)} == {60 * DAY}
    assert set(holders(log).values()) == {"cloud"}


@pytest.mark.parametrize("regime", BOUND)
@pytest.mark.parametrize(("notice", "due"), [("0 days", 30), ("30 days", 30), ("50 days", 50), ("130 days", 130)])
def test_the_operator_starts_no_earlier_than_the_notice_it_may_expect(regime, notice, due):
    log = ask(BOUND[regime] | {"minimum_notice": notice}, sites=[live("hall", 200)])
    reserved = log.of(kinds.REQUEST_RESERVED, holder="operator")
    assert len(reserved) == len(made(log)) > 20
    assert {r.value - made(log)[r.entity] for r in reserved} == {due * DAY}


@pytest.mark.parametrize("regime", BOUND)
def test_a_request_with_too_little_notice_for_its_latest_start_goes_freely(regime):
    log = ask(BOUND[regime] | {"minimum_notice": "131 days"}, classes=[workload(providers=CLOUD_FIRST)],
              sites=[live("hall", 200)])  # fmt: skip
    assert set(holders(log).values()) == {"cloud"}
    assert log.of(*ASKED_OPERATOR) == []


def test_notice_binds_nobody_in_an_open_market():
    log = ask(OPEN | {"minimum_notice": "50 days"}, sites=[live("hall", 200)])
    assert {r.value - made(log)[r.entity] for r in log.of(kinds.REQUEST_RESERVED)} == {30 * DAY}


def test_notice_that_every_request_gives_changes_nothing():
    sites = [live("hall", 7)]
    assert told(ask(RIGHT | {"minimum_notice": "30 days"}, sites=sites)) == told(ask(RIGHT, sites=sites))
