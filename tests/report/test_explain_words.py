"""Every kind of event, reason and way has words, and every phrase can be filled from a row."""

import re

import pytest

from sim.events import codes, kinds, stages
from sim.events.row import COLUMNS
from sim.quantities.durations import NEVER
from sim.report.explain_fields import mw_text, phrase, span_text, usd_text
from sim.report.explain_words import MOMENTS, PHRASES, REASONS, WAYS
from sim.runs.logbook import Entry
from tests.metrics.small_world import layout

NAMES = {"entity": "it", "other": "rival", "region": "north", "grade": "ai", "holder": "cloud", "client": "partner",
         "workload": "training", "stage": "soq", "reason": "power"}  # fmt: skip


def entry(event, words=NAMES, **numbers):
    plain = dict.fromkeys(COLUMNS, 1) | {"event": event, "kw": 12_500, "dollars": 2_286_647_955}
    return Entry(0, plain | {"value": 3 * 86_400, "instant": 0} | numbers, dict(words))


def test_every_kind_of_event_has_a_phrase_of_its_own():
    assert set(PHRASES) == set(kinds.names())
    assert len(set(PHRASES.values())) == len(PHRASES)


def test_every_reason_way_and_moment_has_words():
    assert set(REASONS) == set(codes.REASONS)
    assert len(WAYS) == len(codes.WAYS)
    assert len(MOMENTS) == len(codes.BASES)
    assert set(stages.NAMES) >= {"loi", "soq", "slot"}


@pytest.mark.parametrize("event", sorted(PHRASES))
@pytest.mark.parametrize("words", [NAMES, {}], ids=["named", "nameless"])
def test_every_phrase_is_filled_from_a_row(event, words):
    numbers = {"value": codes.OPEN} if event == kinds.REGIME_STARTED else {}
    told = phrase(entry(event, words, **numbers), layout())
    assert told
    assert not re.search(r"[{}]|None", told)


@pytest.mark.parametrize("event", [k for k, text in PHRASES.items() if "{mw}" in text])
def test_a_phrase_with_mw_says_those_of_the_row(event):
    assert "12.5 MW" in phrase(entry(event), layout())


def test_what_a_row_says_changes_its_words():
    ready = kinds.TRANCHE_READY
    assert phrase(entry(ready, value=0), layout()) == "ready for service: 12.5 MW, on time"
    assert phrase(entry(ready), layout()) == "ready for service: 12.5 MW, 3 days late, for lack of power"
    assert phrase(entry(ready, value=-86_400), layout()).startswith("ready for service: 12.5 MW, 1 day early")
    chosen = entry(kinds.TRANCHE_CHOSEN, basis=codes.BY_DEFERRAL, dollars=5_000_000, value=1_200_000)
    told = "chosen by the portfolio review to defer it: 12.5 MW, at an estimated $5M; the next best $1.2M per MW"
    assert phrase(chosen, layout()) == told
    review = kinds.REVIEW_HELD
    assert phrase(entry(review, kw=-2_000, value=-2_000), layout()) == (
        "portfolio reviewed: a shortage of 2 MW of ai seen, 2 MW to be found")  # fmt: skip
    declined = entry(kinds.OFFER_DECLINED, NAMES | {"reason": "unwilling"}, reason=codes.UNWILLING, value=0)
    assert phrase(declined, layout()) == "declined by the operator, by choice: 12.5 MW"


@pytest.mark.parametrize(("usd", "text"), [
    (0, "$0"), (950, "$950"), (12_300, "$12.3k"), (660_000_000, "$660M"), (2_286_647_955, "$2.29bn"),
    (-5_000_000, "−$5M"), (100_000_000_000, "$100bn"),
])  # fmt: skip
def test_dollars_are_told_in_three_digits(usd, text):
    assert usd_text(usd) == text


def test_power_and_time_are_told_with_their_units():
    assert [mw_text(kw) for kw in (30_000, 12_500, 0, -20_700, 149_400, 2_730_400, -40)] == [
        "30 MW", "12.5 MW", "0 MW", "−20.7 MW", "149 MW", "2,730 MW", "0.0 MW"]  # fmt: skip
    assert [span_text(days * 86_400) for days in (0, 1, 25, 1_461)] == ["0 days", "1 day", "25 days", "1,461 days"]


def test_a_day_that_is_not_stated_is_none():
    told = phrase(entry(kinds.REQUEST_LEFT_OPEN, value=NEVER), layout())
    assert told == "open at the horizon, promised by cloud or in service there: 12.5 MW, until a day that is not stated"
