"""Intervals cover what they say, and agree with published and independent values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.intervals import band, bands, mean_interval, wilson


def test_mean_interval_agrees_with_scipy():
    values = np.random.default_rng(1).gamma(2, 3, 25)
    found = mean_interval(values, 0.9)
    low, high = stats.t.interval(0.9, 24, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.n, found.level, found.varies) == (25, 0.9, True)


def test_values_without_variation_say_so():
    found = mean_interval([3.0] * 8)
    assert (found.mean, found.half_width, found.varies) == (3.0, 0.0, False)
    assert "no variation" in str(found)


def test_one_value_has_no_half_width():
    assert np.isnan(mean_interval([3.0]).half_width)


def test_values_without_meaning_are_left_out():
    assert mean_interval([1.0, np.nan, 3.0]).n == 2
    assert mean_interval([np.nan]).n == 0
    assert band([np.nan, 2.0]).p50 == 2.0


def test_t_interval_covers_at_its_level():
    draws = np.random.default_rng(3).normal(5, 2, (4_000, 6))
    covered = np.mean([i.low <= 5 <= i.high for i in map(mean_interval, draws)])
    assert covered == pytest.approx(0.95, abs=0.012)


# Newcombe 1998, Statistics in Medicine 17: 857-872, table I, method 3.
@pytest.mark.parametrize(("successes", "n", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])  # fmt: skip
def test_wilson_gives_the_published_intervals(successes, n, low, high):
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_0_and_1(pair):
    successes, n = pair
    found = wilson(successes, n)
    assert 0 <= found.low <= found.share <= found.high <= 1


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_probability_is_refused(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        mean_interval([1.0, 2.0], level)


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=60))
def test_a_band_has_the_bits_of_numpys_quantiles(values):
    assert band(values) == tuple(np.quantile(values, (0.1, 0.5, 0.9)))


@pytest.mark.parametrize("n", [1, 2, 7, 200])
def test_bands_of_many_columns_are_those_of_each(n):
    values = np.random.default_rng(n).integers(-50, 50, (n, 3, 4))
    mean, quantiles = bands(values)
    for column, flat in enumerate(values.reshape(n, -1).T):
        assert mean[column] == pytest.approx(flat.mean())
        assert quantiles[:, column] == pytest.approx(band(flat))
