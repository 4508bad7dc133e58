"""Boxes are found where they were put, are not found where there is none, and say what they hold."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from sim.statistics.prim import LEAST, PEELED, Step, _balance, _gain, _Space, boxes, by_interest


def space(points=1_000, keys=5, seed=1):
    return np.random.default_rng(seed).random((points, keys))


def in_box(x):
    return (x[:, 0] > 0.6) & (x[:, 2] < 0.4)


def test_a_box_that_is_known_is_found():
    x = space()
    [box] = boxes(x, in_box(x))
    assert [each.key for each in box.restrictions] == [0, 2]
    first, second = box.restrictions
    assert first.low == pytest.approx(0.6, abs=0.04) and first.high == np.inf
    assert second.high == pytest.approx(0.4, abs=0.04) and second.low == -np.inf
    assert box.found.coverage > 0.9
    assert box.found.density > 0.95
    assert all(each.quasi_p < 1e-20 for each in box.restrictions)


def test_a_box_with_a_floor_and_a_ceiling_is_found_among_cases_outside_it():
    x, rng = space(2_000, 4, 2), np.random.default_rng(3)
    interest = ((x[:, 1] > 0.3) & (x[:, 1] < 0.6)) ^ (rng.random(2_000) < 0.05)
    [box] = boxes(x, interest)
    [only] = box.restrictions
    assert only.key == 1
    assert (only.low, only.high) == (pytest.approx(0.3, abs=0.03), pytest.approx(0.6, abs=0.03))


def test_coverage_density_and_points_are_counted_from_the_box():
    x = space()
    interest = in_box(x) ^ (np.random.default_rng(4).random(1_000) < 0.1)
    [box] = boxes(x, interest)
    inside = np.ones(1_000, dtype=bool)
    for each in box.restrictions:
        inside &= (x[:, each.key] >= each.low) & (x[:, each.key] <= each.high)
    assert np.array_equal(inside, box.inside)
    assert box.found.points == inside.sum()
    assert box.found.coverage == pytest.approx((inside & interest).sum() / interest.sum())
    assert box.found.density == pytest.approx(interest[inside].mean())


def test_quasi_p_is_the_binomial_chance_without_the_restriction():
    x = space()
    interest = in_box(x) ^ (np.random.default_rng(5).random(1_000) < 0.3)
    [box] = boxes(x, interest)
    first, second = box.restrictions[:2]
    without = (x[:, second.key] >= second.low) & (x[:, second.key] <= second.high)
    for other in box.restrictions[2:]:
        without &= (x[:, other.key] >= other.low) & (x[:, other.key] <= other.high)
    cases = int((box.inside & interest).sum())
    expected = stats.binomtest(cases, int(box.inside.sum()), interest[without].mean(), alternative="greater").pvalue
    assert first.quasi_p == pytest.approx(expected, rel=1e-6)


def test_peeling_begins_with_all_points_takes_little_at_a_time_and_stops_in_time():
    x = space()
    [box] = boxes(x, in_box(x) ^ (np.random.default_rng(6).random(1_000) < 0.1))
    steps = box.peeled
    assert (steps[0].coverage, steps[0].points) == (1.0, 1_000)
    for before, after in pairwise(steps):
        assert 0 < before.points - after.points <= max(PEELED * before.points, 1)
        assert after.coverage <= before.coverage
    assert steps[-1].points >= LEAST * 1_000


def test_a_box_holds_five_points_however_few_there_are():
    x = space(32, 3, 9)
    interest = x[:, 1] > np.sort(x[:, 1])[-5]
    [box] = boxes(x, interest)
    assert box.found.points >= 5 > interest.sum()
    assert min(step.points for step in box.peeled) >= 5


def test_where_there_is_nothing_to_find_nothing_is_found():
    found = sum(bool(boxes(space(300, 4, seed), np.random.default_rng(seed + 99).random(300) < 0.3))
                for seed in range(20))  # fmt: skip
    assert found <= 10, "a search among many boxes finds some by chance, but not mostly"
    x = space()
    assert boxes(x, np.zeros(1_000, dtype=bool)) == []
    assert boxes(x, np.ones(1_000, dtype=bool)) == []


def test_a_second_box_is_sought_among_the_points_that_the_first_leaves():
    x = space(2_000, 3, 7)
    interest = (x[:, 0] > 0.7) & (x[:, 1] > 0.7) | (x[:, 0] < 0.2) & (x[:, 2] < 0.3)
    one, other = boxes(x, interest, 2)
    assert not (one.inside & other.inside).any()
    assert one.found.coverage + other.found.coverage > 0.7
    assert min(one.found.density, other.found.density) > 0.8
    assert {frozenset(each.key for each in box.restrictions) for box in (one, other)} == {
        frozenset((0, 1)),
        frozenset((0, 2)),
    }


def test_words_are_ordered_by_how_often_they_are_of_interest():
    words = ["calm"] * 50 + ["storm"] * 50 + ["rain"] * 50
    interest = np.array([False] * 50 + [True] * 40 + [False] * 10 + [True] * 10 + [False] * 40)
    numbers = by_interest(words, interest)
    assert [numbers[place] for place in (0, 50, 100)] == [0, 2, 1]
    [box] = boxes(np.column_stack([numbers, space(150, 1)[:, 0]]), interest)
    assert [(each.key, each.low) for each in box.restrictions] == [(0, 2.0)]


def test_values_that_many_points_share_go_together():
    x = space(600, 2, 8)
    x[:, 0] = np.floor(3 * x[:, 0])
    [box] = boxes(x, x[:, 0] == 1)
    [only] = box.restrictions
    assert (only.low, only.high) == (1.0, 1.0)
    assert (box.found.coverage, box.found.density) == (1.0, 1.0)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_box_is_pasted_on_where_that_makes_it_denser_and_no_further(mirrored):
    """Of interest is 0.4 to 0.6 of the first key; the box begins in the middle of that, and the others hold half."""
    x = space(2_000, 3, 12)
    interest = (x[:, 0] > 0.4) & (x[:, 0] < 0.6)
    box = ((0.5, np.inf), (0.25, 0.75), (-np.inf, 0.5))
    if mirrored:
        x, box = 1 - x, tuple((-high, -low) for low, high in box)
        box = tuple((low + 1, high + 1) for low, high in box)
    found = _Space(x, interest, np.ones(2_000, dtype=bool))
    (low, high), *others = found.paste(box)
    begun, ended = found.step(box), found.step(((low, high), *others))
    assert ended.density > begun.density
    assert (1 - high if mirrored else low) == pytest.approx(0.4, abs=0.03)
    assert (low if mirrored else high) == (-np.inf if mirrored else np.inf)
    for (low, high), (least, most) in zip(others, box[1:], strict=True):
        assert low <= least and high >= most
    for wider in found._pasted(ended):
        assert found.step(wider).density <= ended.density


def test_a_step_of_pasting_is_a_twentieth_of_the_box_from_either_side():
    x = (np.arange(100.0)[:, None] + [0.0, 100.0]).copy()
    found = _Space(x, x[:, 0] > 10, np.ones(100, dtype=bool))
    limits = ((30.0, 69.0), (-np.inf, np.inf))
    assert [*found._pasted(found.step(limits))] == [((28.0, 69.0), limits[1]), ((30.0, 71.0), limits[1])]
    few = ((1.0, 98.0), (-np.inf, np.inf))
    assert [*found._pasted(found.step(few))] == [((0.0, 98.0), few[1]), ((1.0, 99.0), few[1])]


def test_what_is_peeled_is_a_twentieth_from_either_end_and_ties_go_together():
    x = np.column_stack([np.arange(40.0), np.repeat([0.0, 1.0], 20)])
    found = _Space(x, x[:, 0] > 10, np.ones(40, dtype=bool))
    open_ = (-np.inf, np.inf)
    assert [*found._peeled((open_, open_))] == [
        ((2.0, np.inf), open_), ((-np.inf, 37.0), open_), (open_, (1.0, np.inf)), (open_, (-np.inf, 0.0))]  # fmt: skip


def test_the_box_that_is_chosen_balances_coverage_with_what_it_gains():
    """The harmonic mean of coverage and of the part of the density missing from all points that a step has."""
    all_points = Step((), 1.0, 0.2, 100)
    assert _balance(0.2, all_points) == 0.0
    assert _balance(0.2, Step((), 0.5, 0.6, 10)) == pytest.approx(0.5)
    assert _balance(0.2, Step((), 0.9, 0.4, 10)) == pytest.approx(2 * 0.9 * 0.25 / 1.15)
    assert _balance(0.2, Step((), 0.5, 0.1, 10)) == _balance(0.2, Step((), 0.0, 0.0, 10)) == 0.0
    assert _gain(all_points, Step((), 1.0, 0.25, 80)) == (pytest.approx(0.05 / 20), 80)


def test_a_restriction_of_a_box_without_cases_is_chance():
    x = space(100, 2, 13)
    found = _Space(x, x[:, 0] > 0.9, np.ones(100, dtype=bool))
    [only] = found._restrictions(((-np.inf, 0.5), (-np.inf, np.inf)))
    assert (only.key, only.high, only.quasi_p) == (0, 0.5, 1.0)
    assert found.told(((-np.inf, 0.5), (-np.inf, np.inf)))[1] == ()


def test_a_third_box_is_sought_among_what_both_before_it_leave():
    x = space(3_000, 2, 21)
    interest = (x > 0.8).all(axis=1) | (x < 0.2).all(axis=1) | ((x[:, 0] > 0.8) & (x[:, 1] < 0.2))
    found = boxes(x, interest, 3)
    assert len(found) == 3
    assert sum(box.inside.astype(int) for box in found).max() == 1


def test_a_box_of_nothing_has_no_density_and_no_warning():
    x = space(50, 2, 22)
    found = _Space(x, x[:, 0] > 0.5, np.ones(50, dtype=bool))
    assert found.step(((2.0, np.inf), (-np.inf, np.inf)))[1:] == (0.0, 0.0, 0)


def test_where_only_chance_restricts_there_are_no_boxes():
    """Of ten points every other is of interest: whatever is peeled says nothing."""
    assert boxes(np.arange(10.0)[:, None], np.arange(10) % 2 == 0) == []


def test_peeling_takes_a_point_of_few_goes_on_to_the_fewest_and_ends_where_all_are_of_interest():
    x = np.arange(20.0)[:, None]
    steps = [*_Space(x, (x[:, 0] > 17) | (x[:, 0] == 3), np.ones(20, dtype=bool)).peel()]
    assert [step.points for step in steps] == [*range(20, 4, -1)]
    ended = [*_Space(x, x[:, 0] > 11, np.ones(20, dtype=bool)).peel()]
    assert [step.density == 1.0 for step in ended] == [False] * (len(ended) - 1) + [True]
    assert ended[-1].points == 8


def test_pasting_takes_a_point_of_few():
    x = np.arange(20.0)[:, None]
    found = _Space(x, x[:, 0] > 5, np.ones(20, dtype=bool))
    assert [*found._pasted(found.step(((8.0, 12.0),)))] == [((7.0, 12.0),), ((8.0, 13.0),)]
