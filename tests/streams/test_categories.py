"""Draws from lists: the inverse of cumulated shares, and what it leaves of the uniform number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.streams import category, category_remainder, empirical_quantile, uniform

SHARES = np.array([0.2, 0.2, 0.7, 1.0])  # the second category has no share


@pytest.mark.parametrize(
    ("u", "index"), [(1e-9, 0), (0.2, 0), (0.2 + 1e-9, 2), (0.7, 2), (0.71, 3), (1.0, 3)]
)
def test_category_is_the_first_whose_cumulated_share_reaches_u(u, index):
    assert category(SHARES, u) == index
    assert empirical_quantile(np.array([10.0, 20.0, 30.0, 40.0]), SHARES, u) == 10.0 * (index + 1)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=50), st.floats(0, 1, exclude_min=True))
def test_category_is_numpys_search(weights, u):
    cumulated = np.cumsum(weights) / np.sum(weights)
    assert category(cumulated, u) == min(np.searchsorted(cumulated, u), len(weights) - 1)


def test_shares_that_stop_short_of_one_give_the_last():
    assert category(np.array([0.3, 0.9999]), 0.99999) == 1


def test_the_remainder_is_uniform_within_each_category():
    draws = np.array([uniform(1, 2, 3, 4, i) for i in range(20_000)])
    chosen = np.array([category(SHARES, u) for u in draws])
    left = np.array([category_remainder(SHARES, u) for u in draws])
    np.testing.assert_allclose(np.bincount(chosen) / len(draws), [0.2, 0, 0.5, 0.3], atol=0.015)
    for index in (0, 2, 3):
        assert stats.kstest(left[chosen == index], "uniform").pvalue > 1e-4


def test_the_remainder_stays_off_both_ends():
    for u in (2.0**-53, 0.2, np.nextafter(0.2, 1), 0.7, 1 - 2.0**-53, 1.0):
        assert 0 < category_remainder(SHARES, u) < 1


def test_strided_and_read_only_arrays_are_taken():
    wide = np.column_stack([SHARES, SHARES])
    wide.flags.writeable = False
    rows = np.zeros(4, dtype=[("id", "i1"), ("share", "f8")])
    rows["share"] = SHARES
    assert category(wide[:, 0], 0.5) == category(rows["share"], 0.5) == 2
