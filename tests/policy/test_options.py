"""An option of a lease is used where the capacity would be missed, and a break where it would not."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.options import BREAK, EXTENSION, IfShort, Never, OptionView

KW = st.integers(-(10**8), 10**8)
VIEWS = st.builds(OptionView, kind=st.sampled_from([EXTENSION, BREAK]), headroom_kw=KW, kw=st.integers(1, 10**8))


@given(VIEWS)
def test_never_uses_none(view):
    assert Never.decide(None, view) is False


@pytest.mark.parametrize(("headroom", "kept"), [(-500, True), (199, True), (200, False), (5_000, False)])
def test_what_is_short_without_it_is_kept(headroom, kept):
    rule = SimpleNamespace(margin_kw=200)
    assert IfShort.decide(rule, OptionView(EXTENSION, headroom, 100)) is kept
    assert IfShort.decide(rule, OptionView(BREAK, headroom, 100)) is not kept


@given(VIEWS, st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_larger_margin_keeps_no_less(view, one, other):
    few, many = (IfShort.decide(SimpleNamespace(margin_kw=margin), view) for margin in sorted((one, other)))
    assert few <= many if view.kind == EXTENSION else few >= many
