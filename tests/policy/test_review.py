"""What a portfolio review releases (positive) or takes back (negative)."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.review import Hold, ReviewView, Scripted, Surplus

KW = st.integers(0, 10**8)
VIEWS = st.builds(ReviewView, grade=st.integers(0, 1), supply_kw=KW, demand_kw=KW, now=st.integers(0, 10**8),
                  previous=st.integers(-1, 10**8))  # fmt: skip


def row(**fields):
    """A rule as the engines hand it to its decision."""
    return SimpleNamespace(**fields)


@given(VIEWS)
def test_hold_leaves_the_portfolio_as_it_is(view):
    assert Hold.decide(row(), view) == 0


@pytest.mark.parametrize(
    ("previous", "now", "grade", "released"),
    [(-1, 99, 1, 0), (99, 100, 1, 500), (0, 150, 1, 500), (100, 200, 1, 0), (99, 100, 0, 0)],
)
def test_a_script_acts_once_at_the_first_review_from_its_date(previous, now, grade, released):
    view = ReviewView(grade, 0, 0, now, previous)
    assert Scripted.decide(row(at=100, grade=1, release_kw=500), view) == released


@given(st.lists(st.integers(1, 10**6), min_size=1, unique=True), st.integers(0, 10**6))
def test_a_script_acts_exactly_once_however_reviews_fall(instants, at):
    reviews = sorted(instants)
    views = [ReviewView(1, 0, 0, now, before) for before, now in zip([-1, *reviews], reviews, strict=False)]
    acted = [Scripted.decide(row(at=at, grade=1, release_kw=7), view) for view in views]
    assert sum(acted) == (7 if at <= reviews[-1] else 0)


@pytest.mark.parametrize(
    ("supply", "demand", "amount"),
    [(100, 100, 0), (110, 100, 0), (111, 100, 1), (150, 100, 20), (99, 100, -1), (50, 100, -20)],
)
def test_a_surplus_beyond_the_margin_is_released_and_a_shortage_taken_back(supply, demand, amount):
    assert Surplus.decide(row(margin_kw=10, most_kw=20), ReviewView(0, supply, demand, 5, 0)) == amount


@given(VIEWS, KW, KW)
def test_no_review_moves_more_than_its_most_or_past_the_balance(view, margin, most):
    amount = Surplus.decide(row(margin_kw=margin, most_kw=most), view)
    surplus = view.supply_kw - view.demand_kw
    assert abs(amount) <= min(most, abs(surplus))
    assert amount * surplus >= 0


@given(VIEWS, KW, KW, KW)
def test_more_supply_releases_no_less(view, margin, most, more):
    rule = row(margin_kw=margin, most_kw=most)
    assert Surplus.decide(rule, view._replace(supply_kw=view.supply_kw + more)) >= Surplus.decide(rule, view)
