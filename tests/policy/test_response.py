"""How the operator answers: each rule on examples, and what holds whatever it is asked."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.events import codes
from sim.policy.response import (
    PARTNER,
    RESPONSE_RULES,
    Always,
    ClassFilter,
    IfAble,
    MarginRule,
    Never,
    OfferView,
    ResponseRule,
    ShareCapRule,
    ShareRule,
)

KW = st.integers(0, 10**8)
VIEWS = st.builds(OfferView, asked_kw=KW, headroom_kw=st.integers(-(10**8), 10**8), workload=st.integers(0, 5),
                  client=st.integers(1, 2), grade=st.integers(0, 1), price_usd_per_kw_month=st.floats(0, 10_000),
                  uniform=st.floats(0, 1, exclude_min=True, exclude_max=True), partner_kw=KW,
                  operator_kw=KW)  # fmt: skip


def row(**fields):
    """A rule as the engines hand it to its decision: ids are places in the scenario's order, -1 for none."""
    return SimpleNamespace(**fields)


def view(**fields):
    """An offer of 10 MW with room for 12; the partner has 30 of 100 MW."""
    usual = OfferView(10_000, 12_000, workload=1, client=1, grade=1, price_usd_per_kw_month=900.0, uniform=0.4,
                      partner_kw=30_000, operator_kw=100_000)  # fmt: skip
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


@pytest.mark.parametrize(("share", "willing"), [(0.0, False), (0.399, False), (0.4, True), (1.0, True)])
def test_a_share_cap_counts_what_is_asked_with_what_is_reserved(share, willing):
    assert ShareCapRule.decide(row(share=share), view()) is willing


@given(VIEWS, st.floats(0, 1))
def test_a_share_cap_is_the_partners_alone(offer, share):
    assert ShareCapRule.decide(row(share=share), offer._replace(client=codes.OTHER)) is True
    assert PARTNER == codes.PARTNER


@given(VIEWS, st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_cap_exercises_no_less(offer, one, other):
    small, large = sorted((one, other))
    assert ShareCapRule.decide(row(share=small), offer) <= ShareCapRule.decide(row(share=large), offer)


def margin(**fields):
    """A margin rule with cost $600 a kW and month, and nothing else, unless said otherwise."""
    return row(**({"cost": 600.0, "reserve_kw": 0, "displaced_value": 0.0, "share": 0.0} | fields))


@pytest.mark.parametrize(("price", "willing"), [(599.0, False), (600.0, True), (900.0, True)])
def test_a_contract_has_to_cover_its_cost(price, willing):
    assert MarginRule.decide(margin(), view(price_usd_per_kw_month=price)) is willing


@pytest.mark.parametrize(("share", "willing"), [(0.33, True), (0.34, False)])
def test_a_contract_has_to_leave_its_margin(share, willing):
    """$300 of $900 are a third."""
    assert MarginRule.decide(margin(share=share), view()) is willing


@pytest.mark.parametrize(("value", "willing"), [(749.0, True), (751.0, False)])
def test_own_load_that_is_displaced_is_worth_something(value, willing):
    """6 MW meant for own load: 10 MW asked of 12 displace 4. Their value against a margin of $300 on 10 MW: $750."""
    assert MarginRule.decide(margin(reserve_kw=6_000, displaced_value=value), view()) is willing


def test_no_more_own_load_is_displaced_than_is_asked():
    offer = view(headroom_kw=10_000)
    assert MarginRule.decide(margin(reserve_kw=10**6, displaced_value=300.0), offer)
    assert not MarginRule.decide(margin(reserve_kw=10**6, displaced_value=301.0), offer)


@given(VIEWS, st.floats(0, 1_000), st.floats(0, 10_000), st.floats(0, 10_000))
def test_a_higher_price_or_a_lower_cost_exercises_no_less(offer, value, one, other):
    low, high = sorted((one, other))
    rule = margin(displaced_value=value, reserve_kw=5_000)
    cheap, dear = (MarginRule.decide(rule, offer._replace(price_usd_per_kw_month=p)) for p in (low, high))
    assert cheap <= dear
    costly, frugal = (MarginRule.decide(margin(cost=c), offer) for c in (high, low))
    assert costly <= frugal


def test_every_rule_has_a_name_of_its_own():
    names = [rule.model_fields["kind"].default for rule in RESPONSE_RULES]
    assert len(set(names)) == len(RESPONSE_RULES)
    assert len(names) >= 7


@given(VIEWS, st.integers(0, 10**6))
def test_room_for_the_request_and_the_reserve_displaces_nothing(offer, reserve):
    """However dear own load may be: a price at cost is enough."""
    roomy = offer._replace(headroom_kw=offer.asked_kw + reserve, price_usd_per_kw_month=600.0)
    assert MarginRule.decide(margin(reserve_kw=reserve, displaced_value=1e9), roomy)


RULES = st.builds(row, reserve_kw=KW, unwilling=st.integers(0, 5), share=st.floats(0, 1), workload=st.integers(-1, 5),
                  cost=st.floats(0, 10_000), displaced_value=st.floats(0, 10_000))  # fmt: skip


@pytest.mark.parametrize("rule", [rule for rule in RESPONSE_RULES if not rule.draws])
@given(RULES, VIEWS, st.floats(0, 1))
def test_a_rule_that_needs_no_draw_answers_the_same_whatever_is_drawn(rule, fields, offer, uniform):
    assert rule.decide(fields, offer) == rule.decide(fields, offer._replace(uniform=uniform))


def test_a_rule_of_ones_own_is_taken_to_look_at_the_uniform():
    assert ShareRule.draws
    assert type("Own", (ResponseRule,), {}).draws
