"""A regime begins while offers are open, requests wait and reservations stand."""

import pytest

from sim.events import codes, kinds
from tests.world.asking import CLOUD, NEVER, ask, holders, made
from tests.world.small import DAY, RIGHT, day, live, workload

CHANGE = 20
"""Day of the change; requests come in the first 31 days, so offers of the ten days before it are open."""
THIRD_PARTY = RIGHT | {"trigger": "third_party_offer"}
OLD = {"on-request": RIGHT, "third-party": THIRD_PARTY}
NEW = {
    "exclusive": {"regime": "exclusive", "waiting_time": "33 days"},
    "right": RIGHT | {"window": "1 day", "response_time": "2 days", "free_period": "7 days"},
    "open": {"regime": "open"},
    "committed": {"regime": "committed", "commitment": "c"},
}
INSTEAD = {"commitments": [{"id": "c", "by_year": [{"fiscal_year": 2025, "amount": "$1"}]}]}
NOWHERE = CLOUD | {"on_demand": None}
EVERY_PAIR = [(old, new) for old in OLD for new in NEW]


def changing(old, new, **changes):
    agreement = INSTEAD | changes.pop("agreement", {})
    regimes = [OLD[old] | changes.pop("terms", {}), NEW[new] | {"first_day": day(CHANGE)}]
    return ask(regimes, agreement=agreement, **changes)


def open_then(log):
    """Requests whose offer was open when the regime changed."""
    found = {r for r, at in made(log).items() if at < CHANGE * DAY < at + 10 * DAY}
    assert len(found) > 5
    return found


@pytest.mark.parametrize(("old", "new"), EVERY_PAIR)
def test_an_open_offer_is_answered_when_it_would_have_been(old, new):
    log = changing(old, new, sites=[live("hall", 200)])
    took = {r.entity: r.instant - made(log)[r.entity] for r in log.of(kinds.OFFER_EXERCISED)}
    for r in open_then(log):
        assert (took[r], holders(log)[r]) == (10 * DAY, "operator")


@pytest.mark.parametrize(("old", "new"), EVERY_PAIR)
def test_an_open_offer_lapses_at_the_end_of_the_window_it_was_given(old, new):
    log = changing(old, new, terms={"response_time": "31 days"}, sites=[live("hall", 200)])
    lapsed = {r.entity: r.instant - made(log)[r.entity] for r in log.of(kinds.OFFER_LAPSED)}
    assert {lapsed[r] for r in open_then(log)} == {30 * DAY}


@pytest.mark.parametrize(("old", "new"), EVERY_PAIR)
def test_after_a_no_the_free_period_is_that_of_the_offer_and_then_the_new_regime_rules(old, new):
    """Nobody can host: after 10 + 40 days the request is put afresh, under the regime that began meanwhile."""
    log = changing(old, new, providers=[NOWHERE], agreement=NEVER | INSTEAD)
    for r in open_then(log):
        [declined] = [row for row in log.of(kinds.OFFER_DECLINED, entity=r) if row.instant == made(log)[r] + 10 * DAY]
        assert declined.reason == codes.SPACE
        anew = [row.instant - made(log)[r] for row in log.of(kinds.OFFER_ASKED_ANEW, entity=r)]
        assert anew[0] == 50 * DAY
        then = log.of(kinds.OFFER_MADE, kinds.REQUEST_WAITED, entity=r, instant=made(log)[r] + 50 * DAY)
        told = {kinds.OFFER_MADE: "right", kinds.REQUEST_WAITED: "exclusive"}
        assert [told[row.event] for row in then] == ([new] if new in told.values() else [])


@pytest.mark.parametrize(("old", "new"), EVERY_PAIR)
def test_who_waits_is_put_afresh_that_instant(old, new):
    """Declined within the first ten days and looking elsewhere when the regime changes."""
    log = changing(old, new, providers=[NOWHERE])
    waiting = {r for r, at in made(log).items() if at + 10 * DAY < CHANGE * DAY}
    assert len(waiting) > 5
    assert {r.entity for r in log.of(kinds.OFFER_ASKED_ANEW, instant=CHANGE * DAY)} == waiting


@pytest.mark.parametrize(("old", "new"), EVERY_PAIR)
def test_reservations_live_on(old, new):
    """What the operator had accepted by then, it serves from its wanted start to its end."""
    log = changing(old, new, sites=[live("hall", 200)])
    kept = {r for r, at in made(log).items() if at + 10 * DAY < CHANGE * DAY}
    assert len(kept) > 5
    served = {r.entity: r.instant - made(log)[r.entity] for r in log.of(kinds.REQUEST_SERVED, holder="operator")}
    ended = {r.entity: r.instant - made(log)[r.entity] for r in log.of(kinds.REQUEST_ENDED, holder="operator")}
    assert {served[r] for r in kept} == {30 * DAY}
    assert {ended[r] for r in kept} == {230 * DAY}


@pytest.mark.parametrize("new", NEW)
def test_what_is_asked_from_that_day_on_meets_the_new_regime(new):
    """Cloud comes first in the partner's list, the operator has room: who is asked tells the regime."""
    classes = [workload(providers=["cloud", "operator"])]
    log = changing("on-request", new, sites=[live("hall", 200)], classes=classes)
    after = {r for r, at in made(log).items() if at >= CHANGE * DAY}
    assert len(after) > 5
    expected = {"exclusive": {"operator"}, "right": {"cloud"}, "open": {"cloud"}, "committed": {"cloud"}}
    assert {holders(log)[r] for r in after} == expected[new]
    assert {r.entity for r in log.of(kinds.OFFER_MADE)} & after == (after if new == "right" else set())


# --- windows


@pytest.mark.parametrize("old", OLD)
@pytest.mark.parametrize(
    ("response", "window"), [("1 second", "0 days"), ("10 days", "0 days"), ("31 days", "30 days")]
)
def test_who_answers_after_the_window_is_silent_at_its_end(old, response, window):
    log = ask(OLD[old] | {"response_time": response, "window": window}, sites=[live("hall", 200)])
    ends = {r.entity: r.value for r in log.of(kinds.OFFER_MADE)}
    assert {r.entity: r.instant for r in log.of(kinds.OFFER_LAPSED)} == ends
    assert {r.entity: r.instant for r in log.of(kinds.REQUEST_RESERVED, holder="cloud")} == ends
    assert len(ends) == len(made(log)) > 20


@pytest.mark.parametrize("days", [0, 30])
def test_an_answer_at_the_last_instant_of_the_window_counts(days):
    log = ask(RIGHT | {"response_time": f"{days} days", "window": f"{days} days"}, sites=[live("hall", 200)])
    assert log.of(kinds.OFFER_LAPSED) == []
    assert set(holders(log).values()) == {"operator"}


def test_a_right_that_is_answered_with_no_at_once_is_an_open_market_without_the_operator():
    """Window, response time and bidding delay nothing: who hosts what from when is the same."""
    at_once = RIGHT | {"response_time": "0 days", "window": "0 days"}
    refused = ask(at_once, agreement=NEVER, sites=[live("hall", 200)])
    free = ask({"regime": "open"}, sites=[])
    columns = ("instant", "entity", "holder", "region", "kw", "value")
    placed, also = (
        [tuple(getattr(r, c) for c in columns) for r in log.of(kinds.REQUEST_RESERVED)] for log in (refused, free)
    )
    assert placed == also
    assert len(placed) > 20
