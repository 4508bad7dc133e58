"""A guess between two scenarios is right as often as theory says, and learns nothing from what it is tried on."""

import numpy as np
import pytest
from scipy.stats import norm

from sim.statistics.apart import Guesses, _shrunk, calibration, guesses
from sim.statistics.intervals import wilson

FINE = 1e-6


def drawn(rng, n, shift, correlated=0.0):
    """Normal figures of two scenarios that differ by a shift; pairs share their draws as far as they are correlated."""
    shift = np.asarray(shift, dtype=float)
    shared = rng.normal(size=(n, len(shift)))
    own = [rng.normal(size=(n, len(shift))) for _ in range(2)]
    one, other = (np.sqrt(correlated) * shared + np.sqrt(1 - correlated) * each for each in own)
    return one + shift, other


@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0, 4.0])
def test_a_guess_by_one_normal_figure_is_right_as_often_as_theory_says(shift):
    chance = guesses(*drawn(np.random.default_rng(1), 4_000, [shift]), np.array([FINE])).chance()
    assert chance.share == pytest.approx(norm.cdf(shift / 2), abs=3 * np.sqrt(0.25 / 8_000))
    assert chance.n == 4_000


def test_distances_of_independent_figures_add_by_their_squares():
    one, other = drawn(np.random.default_rng(2), 4_000, [1.0, 1.0, 1.0, 1.0])
    chance = guesses(one, other, np.full(4, FINE)).chance()
    assert chance.share == pytest.approx(norm.cdf(2.0 / 2), abs=0.02)


def test_many_figures_that_say_nothing_do_not_flatter_the_guess():
    shares = [guesses(*drawn(np.random.default_rng(seed), 100, np.zeros(150)), np.full(150, FINE)).chance().share
              for seed in range(20)]  # fmt: skip
    assert abs(np.mean(shares) - 0.5) < 3 * np.sqrt(0.25 / (20 * 200))


def test_the_interval_holds_one_half_where_there_is_nothing_to_tell():
    held = 0
    for seed in range(300):
        chance = guesses(*drawn(np.random.default_rng(seed), 60, [0.0]), np.array([FINE])).chance()
        held += chance.low <= 0.5 <= chance.high
    assert held >= 0.95 * 300 - 3 * np.sqrt(300 * 0.95 * 0.05)


def test_a_normal_guess_knows_how_sure_it_is():
    bins = calibration([guesses(*drawn(np.random.default_rng(3), 5_000, [1.2]), np.array([FINE]))])
    assert sum(each.n for each in bins) == 10_000
    for each in bins:
        assert each.low <= each.said <= each.high
        assert each.right.share == pytest.approx(each.said, abs=3.5 * np.sqrt(0.25 / each.n) + 0.005)


def test_guesses_of_one_replication_are_one_trial_however_many_quarters_there_are():
    once = guesses(*drawn(np.random.default_rng(3), 60, [1.2]), np.array([FINE]))
    [*alone], [*often] = calibration([once]), calibration([once] * 20)
    for one, many in zip(alone, often, strict=True):
        assert many.n == 20 * one.n
        assert many.right == one.right
        assert many.right.n <= 60


def test_the_interval_of_a_calibration_covers_where_quarters_repeat_one_another():
    """Of guesses that know how sure they are, seen in ten quarters that hardly differ, by how often they are right."""
    held = tried = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        one, other = drawn(rng, 80, [1.2])
        found = [guesses(one + 0.01 * rng.normal(size=one.shape), other, np.array([FINE])) for _ in range(10)]
        for each in calibration(found):
            if each.right.n >= 20:
                truth = each.said
                tried, held = tried + 1, held + (each.right.low <= truth <= each.right.high)
    assert tried > 300
    assert held >= 0.95 * tried - 3 * np.sqrt(tried * 0.05 * 0.95)


def test_figures_are_seen_to_their_last_digit_only():
    rng = np.random.default_rng(4)
    base = rng.normal(size=(200, 1)).round(1)
    below_the_digit = guesses(base, base + 0.04, np.array([0.1]))
    assert below_the_digit.chance().share == 0.5
    constant = np.ones((50, 2))
    assert guesses(constant, constant + np.array([0.0, 0.2]), np.array([0.1, 0.1])).chance().share == 1.0
    assert guesses(constant, constant, np.array([0.1, 0.1])).chance().share == 0.5


def test_the_other_way_round_and_in_other_units_it_is_the_same():
    one, other = drawn(np.random.default_rng(5), 200, [1.0, -0.5], correlated=0.6)
    digits = np.array([1e-3, 1e-2])
    here = guesses(one, other, digits)
    there = guesses(other, one, digits)
    assert np.allclose(here.one, -there.other)
    scaled = guesses(one * [1_000, 1], other * [1_000, 1], digits * [1_000, 1])
    assert np.allclose(scaled.one, here.one)


def test_a_replication_is_not_learnt_from_where_it_is_tried():
    one, other = drawn(np.random.default_rng(6), 50, [1.0])
    before = guesses(one, other, np.array([FINE]))
    one[7] += 1_000.0
    after = guesses(one, other, np.array([FINE]))
    same_part = np.arange(50) % 10 == 7
    assert np.allclose(before.other[same_part], after.other[same_part])
    assert not np.allclose(before.other[~same_part], after.other[~same_part])


def test_guesses_are_sorted_by_the_chance_that_they_gave_themselves():
    """Odds of 1 to 1, of 6 to 4 exactly and a little more, and certainty; a tie is half right."""
    odds = np.log(0.6 / 0.4)
    bins = calibration([Guesses(np.array([0.0, odds + 1e-9, -odds - 1e-9]), np.array([-100.0, 100.0, odds + 1e-9]))])
    assert [(each.low, each.high, each.n) for each in bins] == [(0.5, 0.6, 1), (0.6, 0.7, 3), (0.99, 1.0, 2)]
    assert [each.right.share for each in bins] == pytest.approx([0.5, 1 / 3, 0.5])
    assert [each.said for each in bins] == pytest.approx([0.5, 0.6, 1.0])


def test_a_tie_is_half_right_and_pairs_count_once():
    found = Guesses(np.array([1.0, 0.0, -1.0, 2.0]), np.array([-1.0, 0.0, 1.0, 2.0]))
    assert found.right.tolist() == [1.0, 0.5, 0.0, 0.5]
    assert found.chance() == wilson(2.0, 4)
    assert found.chance(0.8) == wilson(2.0, 4, 0.8)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_of_few_replications_each_is_tried_alone_and_of_two_nothing_is_learnt(n):
    one, other = drawn(np.random.default_rng(7), n, [50.0])
    found = guesses(one, other, np.array([FINE]))
    assert found.chance().n == n
    assert found.right.tolist() == ([0.5, 0.5] if n == 2 else [1.0] * n)


def test_with_two_figures_the_guess_goes_by_fishers_discriminant():
    """Of many replications the shrinkage is small: weights are nearly those of the pooled covariance of the others."""
    rng = np.random.default_rng(11)
    shape = np.array([[1.0, 0.0], [0.8, 0.6]])
    one, other = (rng.normal(size=(3_000, 2)) @ shape.T + shift for shift in ([1.0, 0.0], [0.0, 0.5]))
    found = guesses(one, other, np.full(2, FINE))
    tried = np.arange(3_000) % 10 == 4
    learnt = one[~tried], other[~tried]
    covariance = sum(np.cov(each.T) for each in learnt) / 2
    weights = np.linalg.solve(covariance, learnt[0].mean(axis=0) - learnt[1].mean(axis=0))
    middle = (learnt[0].mean(axis=0) + learnt[1].mean(axis=0)) / 2
    assert np.abs(found.one[tried] - (one[tried] - middle) @ weights).max() < 0.05
    assert np.abs(found.other[tried] - (other[tried] - middle) @ weights).max() < 0.05


@pytest.mark.parametrize(("n", "correlated"), [(12, 0.0), (60, 0.7)])
def test_correlations_shrink_by_the_share_of_them_that_is_their_own_uncertainty(n, correlated):
    """Each is a sum of n products over the degrees of freedom, whose variance is n times that of a product."""
    rng, count = np.random.default_rng(21), n - 2
    within = rng.normal(size=(n, 5)) + np.sqrt(correlated / (1 - correlated)) * rng.normal(size=(n, 1))
    within /= np.sqrt((within**2).sum(axis=0) / count)
    pairs = [(i, j) for i in range(5) for j in range(5) if i != j]
    products = {pair: within[:, pair[0]] * within[:, pair[1]] for pair in pairs}
    uncertain = sum(n * each.var() for each in products.values()) / count**2
    sizes = sum((each.sum() / count) ** 2 for each in products.values())
    found = _shrunk(within, count)
    assert np.array_equal(np.diag(found), np.ones(5))
    assert 0.0 < uncertain / sizes < 1.0 or n == 12
    for i, j in pairs:
        assert found[i, j] == pytest.approx(products[i, j].sum() / count * max(0.0, 1 - uncertain / sizes))


def test_where_nothing_goes_together_nothing_is_shrunk():
    assert np.array_equal(_shrunk(np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]), 2), np.eye(2))


@pytest.mark.parametrize("digit", [0.25, 4.0])
def test_one_figure_is_weighed_by_its_variance_and_that_of_its_last_digit(digit):
    """By hand: the gap of the means over the pooled variance of 2 n - 2 degrees of freedom and a digit's, d² / 12."""
    one, other = (np.round(each / digit) * digit for each in drawn(np.random.default_rng(8), 20, [6.0]))
    found = guesses(one, other, np.array([digit]))
    for part in range(10):
        learnt = np.arange(20) % 10 != part
        pooled = sum(((each[learnt] - each[learnt].mean()) ** 2).sum() for each in (one, other)) / (2 * 18 - 2)
        gap, middle = one[learnt].mean() - other[learnt].mean(), (one[learnt].mean() + other[learnt].mean()) / 2
        expected = (one[~learnt, 0] - middle) * gap / (pooled + digit**2 / 12)
        assert found.one[~learnt] == pytest.approx(expected)


def test_a_calibration_has_the_level_that_is_asked_for():
    found = [guesses(*drawn(np.random.default_rng(3), 60, [1.2]), np.array([FINE]))]
    for wide, narrow in zip(calibration(found), calibration(found, 0.8), strict=True):
        expected = wilson(narrow.right.share * narrow.right.n, narrow.right.n, 0.8)
        assert (narrow.right.low, narrow.right.high) == pytest.approx((expected.low, expected.high))
        assert (wide.n, wide.said) == (narrow.n, narrow.said)


def test_correlations_that_are_all_uncertainty_shrink_to_none_and_no_further():
    for seed in range(20):
        within = np.random.default_rng(seed).normal(size=(6, 4))
        products = within[:, :, None] * within[:, None, :]
        off = ~np.eye(4, dtype=bool)
        if products.var(axis=0)[off].sum() * 6 / 16 > 1.2 * (products.sum(axis=0)[off] ** 2).sum() / 16:
            assert np.array_equal(_shrunk(within, 4), np.eye(4))
            return
    pytest.fail("this shows nothing")
