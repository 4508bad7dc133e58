"""Which region is tried first, and which start goes first."""

from hypothesis import given
from hypothesis import strategies as st

from sim.policy.funding import AiFirst, InOrder, StartView
from sim.policy.placement import AsAsked, MostHeadroom, RegionView

REGIONS = st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=8).map(
    lambda kws: [RegionView(position, kw) for position, kw in enumerate(kws)]
)
STARTS = st.builds(StartView, grade=st.integers(0, 1), asset=st.integers(0, 7), kw=st.integers(1, 10**7))


@given(REGIONS)
def test_as_asked_takes_the_request_s_own_first(regions):
    assert min(regions, key=lambda region: AsAsked.decide(None, region)).position == 0


@given(REGIONS)
def test_most_headroom_takes_the_roomiest(regions):
    chosen = min(regions, key=lambda region: MostHeadroom.decide(None, region))
    assert chosen.headroom_kw == max(region.headroom_kw for region in regions)


@given(STARTS, STARTS)
def test_in_order_prefers_no_start_to_another(one, other):
    assert InOrder.decide(None, one) == InOrder.decide(None, other)


@given(STARTS, STARTS)
def test_ai_goes_before_general_and_equal_grades_are_equal(one, other):
    assert (AiFirst.decide(None, one) > AiFirst.decide(None, other)) == (one.grade > other.grade)
