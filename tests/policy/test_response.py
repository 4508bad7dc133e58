"""How the operator answers: each rule on examples, and what holds whatever it is asked."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.response import RESPONSE_RULES, Always, ClassFilter, IfAble, Never, OfferView, ShareRule

KW = st.integers(0, 10**8)
VIEWS = st.builds(OfferView, asked_kw=KW, headroom_kw=st.integers(-(10**8), 10**8), workload=st.integers(0, 5),
                  client=st.integers(1, 2), grade=st.integers(0, 1), price_usd_per_kw_month=st.floats(0, 10_000),
                  uniform=st.floats(0, 1, exclude_min=True, exclude_max=True))  # fmt: skip


def row(**fields):
    """A rule as the engines hand it to its decision: ids are places in the scenario's order, -1 for none."""
    return SimpleNamespace(**fields)


def view(**fields):
    """An offer of 10 MW with room for 12."""
    usual = OfferView(10_000, 12_000, workload=1, client=1, grade=1, price_usd_per_kw_month=900.0, uniform=0.4)
    return usual._replace(**fields)


@given(VIEWS)
def test_always_exercises_and_never_does_not(offer):
    assert Always.decide(row(), offer)
    assert not Never.decide(row(), offer)


@pytest.mark.parametrize(("reserve", "willing"), [(0, True), (2_000, True), (2_001, False)])
def test_if_able_keeps_its_reserve(reserve, willing):
    assert IfAble.decide(row(reserve_kw=reserve), view()) is willing


@given(VIEWS, KW, KW)
def test_a_larger_reserve_exercises_no_more(offer, one, other):
    small, large = sorted((one, other))
    assert IfAble.decide(row(reserve_kw=small), offer) >= IfAble.decide(row(reserve_kw=large), offer)


@given(VIEWS, st.integers(0, 5))
def test_a_class_filter_declines_its_class_and_no_other(offer, unwilling):
    assert ClassFilter.decide(row(unwilling=unwilling), offer) == (offer.workload != unwilling)


@pytest.mark.parametrize(("share", "willing"), [(0.0, False), (0.4, False), (0.41, True), (1.0, True)])
def test_a_share_exercises_what_lies_below_it(share, willing):
    assert ShareRule.decide(row(share=share, workload=-1), view()) is willing


@given(VIEWS, st.floats(0, 1), st.floats(0, 1), st.integers(-1, 5))
def test_a_larger_share_contains_a_smaller(offer, one, other, workload):
    small, large = sorted((one, other))
    fewer = ShareRule.decide(row(share=small, workload=workload), offer)
    assert fewer <= ShareRule.decide(row(share=large, workload=workload), offer)


@given(VIEWS, st.integers(0, 5))
def test_a_share_of_one_class_passes_every_other(offer, workload):
    none = ShareRule.decide(row(share=0.0, workload=workload), offer)
    assert none == (offer.workload != workload)


def test_every_rule_has_a_name_of_its_own():
    names = [rule.model_fields["kind"].default for rule in RESPONSE_RULES]
    assert len(set(names)) == len(RESPONSE_RULES)
    assert len(names) >= 5
