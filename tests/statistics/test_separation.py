"""The chance of ranking two draws rightly agrees with counting pairs, theory and its own interval."""

import numpy as np
import pytest
from scipy.stats import norm

from sim.statistics.intervals import mean_interval
from sim.statistics.separation import chance_above


def test_it_is_the_share_of_pairs_that_rank_so_with_ties_one_half():
    chance = chance_above(np.array([1.0, 2.0, 2.0]), np.array([0.0, 2.0, 3.0]))
    # 1 beats 0; each 2 beats 0 and ties with 2: 1 + 1.5 + 1.5 of 9 pairs
    assert chance.mean == pytest.approx(4 / 9)
    assert chance.n == 3


def test_of_two_normals_it_is_that_of_their_difference():
    draws = np.random.default_rng(3)
    chance = chance_above(draws.normal(1.0, 1.0, 4000), draws.normal(0.0, 1.0, 4000))
    assert chance.mean == pytest.approx(norm.cdf(1 / 2**0.5), abs=3 * chance.half_width / 1.96)


def test_its_interval_covers_as_often_as_it_says():
    draws = np.random.default_rng(5)
    held = 0
    truth = norm.cdf(0.5 / 2**0.5)  # of independent draws of each, though those of a pair are alike
    for _ in range(400):
        common = draws.normal(0.0, 0.6**0.5, 60)
        ours, theirs = (common + draws.normal(mean, 0.4**0.5, 60) for mean in (0.5, 0.0))
        chance = chance_above(ours, theirs)
        held += chance.low <= truth <= chance.high
    assert held >= 0.95 * 400 - 5 * (400 * 0.95 * 0.05) ** 0.5


def test_the_same_draws_tell_nothing_and_apart_ones_all():
    same = np.arange(5.0)
    assert chance_above(same, same)[:2] == (0.5, 0.0)
    assert chance_above(same + 10, same).mean == 1.0
    assert chance_above(same, same + 10).mean == 0.0
    assert np.isnan(chance_above(np.array([2.0]), np.array([1.0])).half_width)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_its_interval_is_that_of_placements_by_pairs_with_ties_one_half(level):
    """By counting: of each pair, how many of the others its value beats, and how many of the values beat its other."""
    ours, theirs = np.array([1.0, 2.0, 2.0, 5.0, 3.0]), np.array([0.0, 2.0, 3.0, 3.0, 2.0])
    wins = (ours[:, None] > theirs) + 0.5 * (ours[:, None] == theirs)
    expected = mean_interval(wins.mean(axis=1) + wins.mean(axis=0), level)
    found = chance_above(ours, theirs, level)
    assert (found.mean, found.half_width) == (pytest.approx(wins.mean()), pytest.approx(expected.half_width))
    assert (found.n, found.level) == (5, level)
