"""The way of a request through the agreement: its last answer, its last taker, its parts."""

import pytest

from sim.events import codes, kinds
from sim.metrics.request_paths import EXERCISED, LAPSED, NOBODY, NOT_NEEDED, OPEN, UNABLE, UNANSWERED, UNWILLING, ways
from tests.plots.synthetic_log import DAY, log_of, row


def log(*told):
    """A log of one request of 50 MW, asked for on day 10; then day by day (event, what is said)."""
    of = {"client": codes.PARTNER, "kw": 50_000}
    rows = [row(kinds.REQUEST_MADE, 10, 1, holder=-1, **of)]
    return log_of(rows + [row(event, 11 + day, 1, **of | said) for day, (event, said) in enumerate(told)])


DECLINED, LET_LAPSE, MADE = kinds.OFFER_DECLINED, kinds.OFFER_LAPSED, kinds.OFFER_MADE
RESERVED, TAKEN = kinds.REQUEST_RESERVED, kinds.OFFER_EXERCISED


@pytest.mark.parametrize(("told", "answer", "taker"), [
    ([], NOT_NEEDED, OPEN),
    ([(RESERVED, {"holder": 2})], NOT_NEEDED, 2),
    ([(MADE, {})], UNANSWERED, OPEN),
    ([(MADE, {}), (TAKEN, {}), (RESERVED, {"holder": 0})], EXERCISED, 0),
    ([(MADE, {}), (DECLINED, {"reason": codes.UNWILLING}), (RESERVED, {"holder": 1})], UNWILLING, 1),
    ([(MADE, {}), (DECLINED, {"reason": codes.POWER}), (MADE, {}), (LET_LAPSE, {"reason": codes.SILENCE}),
      (kinds.REQUEST_UNSERVED, {})], LAPSED, NOBODY),
    ([(kinds.REQUEST_WAITED, {}), (kinds.WAIVER_GRANTED, {"reason": codes.WAITED}), (RESERVED, {"holder": 3})],
     UNABLE, 3),
    ([(TAKEN, {}), (RESERVED, {"holder": 0}), (kinds.REQUEST_RETURNED, {"holder": 0})], EXERCISED, OPEN),
    ([(TAKEN, {}), (RESERVED, {"holder": 0}), (kinds.REQUEST_LEFT, {"holder": 0})], EXERCISED, 0),
])  # fmt: skip
def test_the_last_answer_and_the_last_taker_count(told, answer, taker):
    assert [(way.answer, way.taker, way.kw) for way in ways(log(*told), 0)] == [(answer, taker, 50_000)]


def test_a_part_goes_its_own_way_from_where_it_is_cut_off():
    of = {"client": codes.PARTNER}
    told = log_of([
        row(kinds.REQUEST_MADE, 10, 1, kw=50_000, holder=-1, **of), row(kinds.OFFER_MADE, 11, 1, kw=50_000, **of),
        row(kinds.REQUEST_PARTED, 12, 7, kw=20_000, value=1, **of), row(TAKEN, 13, 7, kw=20_000, **of),
        row(RESERVED, 14, 7, kw=20_000, holder=0, **of), row(kinds.REQUEST_UNSERVED, 15, 1, kw=30_000, **of),
    ])  # fmt: skip
    found = {(way.answer, way.taker): way.kw for way in ways(told, 0)}
    assert found == {(EXERCISED, 0): 20_000, (UNANSWERED, NOBODY): 30_000}


def test_what_was_asked_before_the_months_that_count_is_left_out():
    assert len(ways(log(), 10 * DAY)) == 1
    assert ways(log(), 10 * DAY + 1) == []


def test_what_is_in_service_at_the_start_and_what_others_ask_is_left_out():
    others = log_of([row(kinds.REQUEST_MADE, 0, 1, kw=9, holder=0, client=codes.PARTNER),
                     row(kinds.REQUEST_MADE, 5, 2, kw=9, holder=-1, client=codes.OTHER)])  # fmt: skip
    assert ways(others, 0) == []
