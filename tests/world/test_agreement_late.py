"""Capacity that comes too late: cure period, the partner's right to leave, and its way back to the market."""

import pytest

from sim.events import codes, kinds
from tests.world.asking import CLOUD, ask, holders, made, told
from tests.world.fates import Fates
from tests.world.small import DAY, day, live, site, tranche, workload

EXCLUSIVE = {"regime": "exclusive", "waiting_time": "600 days"}
NOWHERE = CLOUD | {"on_demand": None}


def late(clauses, *, back=None, **changes):
    """The operator promises what its own load takes from day 29 on, before any start; it gives it back on a day."""
    own = [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "priority": 9,
            "path": {"kind": "growth", "level": "1 MW", "rate": "0 %/year"}}]  # fmt: skip
    moves = [{"id": "more", "action": "scale_demand", "at": day(29), "target": "own", "factor": 40}]
    if back is not None:
        moves.append({"id": "less", "action": "scale_demand", "at": day(back), "target": "own", "factor": 0.025})
    classes = [workload(**(changes.pop("fields", {})))]
    return ask(EXCLUSIVE | clauses, classes=classes, sites=[live("hall", 40)], timeline=moves,
               **({"demand": {"baseline": own}} | changes))  # fmt: skip


def promised(log):
    """When each request that the operator promised to serve was due."""
    return {r.entity: r.value for r in log.of(kinds.REQUEST_RESERVED, holder="operator")}


def test_without_a_cure_period_a_promise_stands_until_the_latest_start():
    log = late({})
    left = {r.entity: (r.instant - made(log)[r.entity], r.reason) for r in log.of(kinds.REQUEST_LEFT)}
    assert len(left) > 15
    assert left == dict.fromkeys(promised(log), (130 * DAY + 1, codes.LATE_START))


@pytest.mark.parametrize("days", [0, 15, 99, 100, 140])
def test_the_partner_leaves_when_the_cure_period_is_over_before_or_after_its_latest_start(days):
    log = late({"cure_period": f"{days} days"})
    left = {r.entity: (r.instant, r.reason) for r in log.of(kinds.REQUEST_LEFT)}
    assert len(left) > 15
    assert left == {r: (due + days * DAY + 1, codes.CURE) for r, due in promised(log).items()}


def test_a_cure_period_as_long_as_its_patience_moves_no_instant():
    plain, cured = late({}), late({"cure_period": "100 days"})
    assert [(r.instant, r.event, r.entity) for r in plain] == [(r.instant, r.event, r.entity) for r in cured]


def test_a_request_may_be_served_late_within_its_cure_period():
    """Capacity is back on day 70: who was due less than 25 days before it is served, who was due earlier has left."""
    log = late({"cure_period": "25 days"}, back=70)
    due = promised(log)
    served = {r.entity: r.value for r in log.of(kinds.REQUEST_SERVED)}
    assert {r for r in due if due[r] < 45 * DAY} == {r.entity for r in log.of(kinds.REQUEST_LEFT)}
    assert served == {r: max(70 * DAY, at) - made(log)[r] - 30 * DAY for r, at in due.items() if at >= 45 * DAY}
    assert sum(1 for seconds in served.values() if seconds > 0) > 5


def test_who_leaves_comes_back_to_the_market_and_is_served_elsewhere():
    log = late({"cure_period": "15 days", "second_search": "0 days"})
    due = promised(log)
    back = {r.entity: (r.instant, r.reason) for r in log.of(kinds.REQUEST_RETURNED)}
    assert len(back) > 15
    assert back == {r: (at + 15 * DAY + 1, codes.CURE) for r, at in due.items()}
    served = {r.entity: (r.instant, r.value) for r in log.of(kinds.REQUEST_SERVED, holder="cloud")}
    assert {r: served[r] for r in due} == {r: (back[r][0], 15 * DAY + 1) for r in due}
    assert log.of(kinds.REQUEST_LEFT, kinds.REQUEST_UNSERVED) == []
    Fates(log.array).hold()


@pytest.mark.parametrize(("search", "days"), [("0 days", 130), ("60 days", 130), ("200 days", 45 + 200)])
def test_who_finds_nobody_looks_on_for_the_rest_of_its_patience_or_the_second_search(search, days):
    log = late({"cure_period": "15 days", "second_search": search}, providers=[NOWHERE])
    unserved = {r.entity: r.instant - made(log)[r.entity] for r in log.of(kinds.REQUEST_UNSERVED)}
    due = promised(log)
    extra = 1 if days > 130 else 0
    assert {r: unserved[r] for r in due} == dict.fromkeys(due, days * DAY + 1 + extra)


def test_without_a_second_search_who_leaves_does_not_come_back():
    log = late({"cure_period": "15 days"})
    assert log.of(kinds.REQUEST_RETURNED) == []
    assert set(promised(log)) & {r.entity for r in log.of(kinds.REQUEST_SERVED)} == set()


def test_a_second_search_needs_no_cure_period():
    log = late({"second_search": "10 days"})
    back = log.of(kinds.REQUEST_RETURNED)
    assert {r.reason for r in back} == {codes.LATE_START}
    assert {r.instant - made(log)[r.entity] for r in back} == {130 * DAY + 1}
    assert {r.instant for r in back} <= {r.instant for r in log.of(kinds.REQUEST_SERVED, holder="cloud")}


def test_a_class_with_the_operator_comes_back_to_the_operator():
    log = late({"cure_period": "15 days", "second_search": "100 days", "with_operator": ["training"]}, back=90)
    assert set(holders(log).values()) == {"operator"}
    back = {r.entity for r in log.of(kinds.REQUEST_RETURNED)}
    assert len(back) > 15
    served = {r.entity: r.instant for r in log.of(kinds.REQUEST_SERVED)}
    assert {served[r] for r in back} == {90 * DAY}


def test_what_a_provider_promised_has_no_cure_period():
    """The provider's hall is expected in time and comes 700 days late."""
    provider = {"id": "cloud", "kind": "third_party", "price": "$900/kW-month"}
    sites = [site("theirs", "building", tranche(50, day(25)), holder="cloud", tenure="owned", pipeline="slow")]
    slow = [{"id": "plain", "build": "365 days"}, {"id": "slow", "build": "365 days", "slip": "700 days"}]
    log = ask({"regime": "open", "cure_period": "5 days", "second_search": "50 days"}, providers=[provider],
              sites=sites, pipelines=slow)  # fmt: skip
    left = [(r.instant - made(log)[r.entity], r.reason) for r in log.of(kinds.REQUEST_LEFT)]
    assert len(left) > 5
    assert set(left) == {(130 * DAY + 1, codes.LATE_START)}
    assert log.of(kinds.REQUEST_RETURNED) == []


def test_an_offer_keeps_its_cure_period_when_the_regime_changes():
    """Put under a right with a cure period of 15 days, answered after 10; by then another regime has none."""
    right = {"regime": "right_of_first_refusal", "response_time": "10 days", "cure_period": "15 days"}
    own = [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "priority": 9,
            "path": {"kind": "growth", "level": "1 MW", "rate": "0 %/year"}}]  # fmt: skip
    more = [{"id": "more", "action": "scale_demand", "at": day(29), "target": "own", "factor": 40}]
    log = ask([right, {"regime": "open", "first_day": day(12)}], sites=[live("hall", 40)], timeline=more,
              demand={"baseline": own})  # fmt: skip
    left = {r.entity: (r.instant - promised(log)[r.entity], r.reason) for r in log.of(kinds.REQUEST_LEFT)}
    under_right = {r for r, at in made(log).items() if at < 12 * DAY}
    assert len(under_right) > 5
    assert {left[r] for r in under_right} == {(15 * DAY + 1, codes.CURE)}
    assert {left[r] for r in set(left) - under_right} == {(100 * DAY + 1, codes.LATE_START)}


def test_a_second_search_changes_nothing_where_capacity_is_never_late():
    cured = EXCLUSIVE | {"cure_period": "9 days", "second_search": "9 days"}
    sites = [live("hall", 40)]
    assert told(ask(cured, sites=sites)) == told(ask(EXCLUSIVE, sites=sites))
