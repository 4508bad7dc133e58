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
