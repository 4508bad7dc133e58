"""Leases not yet commenced by start year, derived by hand: fiscal years end in June, and the horizon with FY25."""

import pytest

from sim.events import kinds
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import instant, layout, log, row

HALL, ANNEX = 4, 5
SITE = 2
LAYOUT = layout()


def about(event, at, entity=HALL, kw=10_000, **columns):
    """A row about the tranche."""
    return row(event, at, entity=entity, kw=kw, **columns)


def told(*rows):
    """A log of a tranche of 10 MW, the first of its site, and rows about it."""
    return log([about(kinds.TRANCHE_DECLARED, 0, other=SITE, value=0), *rows])


def signed(when, expected, usd=900):
    return about(kinds.LEASE_COMMITTED, when, dollars=usd, value=expected)


def found(rows, part, unit="usd"):
    """By start year, what a part has in each month in which it has anything."""
    series = measure(rows, LAYOUT).series
    name = f"leases_by_start_{part}{'_' if part else ''}{unit}"
    return {key.start: {m: int(v) for m, v in enumerate(values) if v}
            for key, values in series.items() if key.metric == name}  # fmt: skip


def stock(rows, start):
    return measure(rows, LAYOUT).series.get(SeriesKey("leases_by_start_usd", start=start))


def test_a_lease_stands_in_its_year_from_its_signature_to_its_start():
    rows = told(signed(instant(2, 5), instant(14)), about(kinds.FINANCE_LEASE_COMMENCED, instant(14), value=900))
    assert found(rows, "signed") == {"FY2025": {2: 900}}
    assert found(rows, "commenced") == {"FY2025": {14: 900}}
    assert found(rows, "commenced", "mw") == {"FY2025": {14: 10_000}}
    assert list(stock(rows, "FY2025")) == [0] * 2 + [900] * 12 + [0] * 10


def test_what_was_signed_before_the_first_day_is_the_opening_stock_and_no_flow():
    rows = told(signed(0, instant(14)))
    assert found(rows, "signed") == {}
    assert measure(rows, LAYOUT).opening[SeriesKey("leases_by_start_usd", start="FY2025")] == 900


@pytest.mark.parametrize(
    ("event", "value"), [(kinds.SLIP_ANNOUNCED, instant(13)), (kinds.TRANCHE_DEFERRED, instant(13) - instant(10))]
)
def test_a_slip_and_a_deferral_move_it_to_another_year(event, value):
    starts = about(kinds.FINANCE_LEASE_COMMENCED, instant(13), value=900)
    rows = told(signed(0, instant(10)), about(event, instant(6), value=value), starts)
    assert found(rows, "redated") == {"FY2024": {6: -900}, "FY2025": {6: 900}}


def test_a_slip_within_the_year_moves_nothing_and_what_is_overdue_in_june_is_expected_in_july():
    """June is month 11 of FY2024, and month 23, at the end of FY2025 and of the horizon."""
    rows = told(signed(0, instant(3)), about(kinds.SLIP_ANNOUNCED, instant(3), value=instant(9)))
    assert found(rows, "redated") == {"FY2024": {11: -900}, "FY2025": {11: 900, 23: -900}, "later": {23: 900}}


def test_what_is_cancelled_leaves_the_year_in_which_it_was_expected():
    rows = told(signed(0, instant(14)), about(kinds.LEASE_UNCOMMITTED, instant(5), dollars=900))
    assert found(rows, "taken_back") == {"FY2025": {5: 900}}


def test_a_cut_tranche_stands_for_two_whose_payments_sum():
    cut = about(kinds.TRANCHE_SPLIT, instant(4), ANNEX, 3_333, other=SITE, value=1, basis=0)
    gone = about(kinds.LEASE_UNCOMMITTED, instant(4), ANNEX, 3_333, dollars=300)
    rows = told(signed(0, instant(14)), cut, gone, about(kinds.OPERATING_LEASE_COMMENCED, instant(14), value=600))
    assert found(rows, "taken_back") == {"FY2025": {4: 300}}
    assert found(rows, "commenced") == {"FY2025": {14: 600}}
    assert found(rows, "commenced", "mw") == {"FY2025": {14: 6_667}}


def test_after_the_horizon_is_later():
    assert found(told(signed(instant(1), instant(23) + 90 * 86_400)), "signed") == {"later": {1: 900}}
