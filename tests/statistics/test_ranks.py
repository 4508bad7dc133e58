"""Rank correlations of keys with an outcome are told apart from what keys share by chance."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.statistics.ranks import least_told, partial_rank_correlations


def test_one_key_alone_has_spearmans_correlation():
    draws = np.random.default_rng(1)
    key = draws.random(30)
    outcome = key + draws.random(30)
    assert partial_rank_correlations([key], outcome) == [pytest.approx(stats.spearmanr(key, outcome).statistic)]


def test_with_others_it_is_that_of_the_inverse_of_all_ranks_correlations():
    """The textbook's other way to a partial correlation: -p_ij / sqrt(p_ii p_jj) of the inverse matrix."""
    draws = np.random.default_rng(2)
    keys = draws.random((3, 40))
    outcome = np.exp(2 * keys[0]) - keys[1] + draws.random(40)
    inverse = np.linalg.inv(np.corrcoef([stats.rankdata(row) for row in (*keys, outcome)]))
    expected = [-inverse[i, 3] / math.sqrt(inverse[i, i] * inverse[3, 3]) for i in range(3)]
    assert partial_rank_correlations(list(keys), outcome) == pytest.approx(expected)


def test_a_key_that_moves_like_another_by_chance_is_not_taken_for_it():
    draws = np.random.default_rng(3)
    cause = draws.random(60)
    alike = cause + draws.random(60)
    outcome = cause + 0.2 * draws.random(60)
    assert stats.spearmanr(alike, outcome).statistic > 0.5
    of_cause, of_alike = partial_rank_correlations([cause, alike], outcome)
    assert of_cause > 0.9
    assert abs(of_alike) < least_told(60, 2) == pytest.approx(1.96 / math.sqrt(58))


@pytest.mark.parametrize("keys", [[[1.0] * 9], [[*range(9)], [*range(9)]], [[*range(9)]] * 6])
def test_what_cannot_be_told_is_no_number(keys):
    assert all(math.isnan(found) for found in partial_rank_correlations(keys, list(range(9))))


@pytest.mark.parametrize("others", [0, 1, 2])
def test_it_takes_four_points_more_than_other_keys(others):
    draws = np.random.default_rng(5).random((others + 2, others + 4))
    keys, outcome = list(draws[:-1]), draws[-1]
    assert not any(math.isnan(found) for found in partial_rank_correlations(keys, outcome))
    fewer = partial_rank_correlations([key[1:] for key in keys], outcome[1:])
    assert all(math.isnan(found) for found in fewer)


@pytest.mark.parametrize(("points", "keys"), [(5, 4), (3, 3), (2, 9)])
def test_as_many_keys_as_points_leave_one_at_least(points, keys):
    assert least_told(points, keys) == 1.96
