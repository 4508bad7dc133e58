"""Intervals cover what they say, and agree with published and independent values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.intervals import (
    band,
    band_intervals,
    bands,
    described,
    estimate,
    fewest,
    known,
    mean_interval,
    quantile,
    quantile_ranks,
    students_t,
    wilson,
)


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


# By hand from binomial coefficients: of 10 values the 2nd and 9th hold the median with 1 - 2 (1 + 10) / 2^10 = 97.9 %,
# the 3rd and 8th with 89.1 %; of 6 the ends with 1 - 2 / 2^6 = 96.9 %.
@pytest.mark.parametrize(("n", "ranks"), [(6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33)), (100, (40, 61))])
def test_ranks_of_a_median_are_those_of_binomial_tables(n, ranks):
    assert quantile_ranks(0.5, n) == ranks


@given(st.sampled_from([0.1, 0.5, 0.9]), st.one_of(st.integers(1, 3_000), st.integers(3_000, 10**9)),
       st.sampled_from([0.8, 0.95, 0.99]))  # fmt: skip
def test_ranks_are_the_innermost_that_leave_half_outside_on_each_side(share, n, level):
    low, high = quantile_ranks(share, n, level)
    below, half = stats.binom(n, share), (1 - level) / 2
    if low is None:
        assert below.cdf(0) > half * (1 - 1e-9)
    else:
        assert below.cdf(low - 1) <= half * (1 + 1e-9)
        assert below.cdf(low) > half * (1 - 1e-9)
    if high is None:
        assert below.sf(n - 1) > half * (1 - 1e-9)
    else:
        assert below.sf(high - 1) <= half * (1 + 1e-9)
        assert below.sf(high - 2) > half * (1 - 1e-9)


def test_ranks_of_p10_and_p90_mirror_one_another():
    for n in (40, 64, 200, 999):
        (low, high), (other_low, other_high) = quantile_ranks(0.1, n), quantile_ranks(0.9, n)
        assert (other_low, other_high) == (n + 1 - high, n + 1 - low)


@pytest.mark.parametrize("draw", [lambda r, s: r.normal(5, 2, s), lambda r, s: r.lognormal(0, 1, s)])
def test_quantile_intervals_cover_at_their_level(draw):
    """95 ± 1.5 % over 2,000 experiments of 1,000 values, whatever the distribution."""
    draws = draw(np.random.default_rng(11), (2_000, 1_000))
    true = np.quantile(draw(np.random.default_rng(12), 4_000_000), (0.1, 0.5, 0.9))
    found = np.array([band_intervals(values) for values in draws]).reshape(-1, 3, 2)
    covered = ((found[..., 0] <= true) & (true <= found[..., 1])).mean(axis=0)
    assert covered == pytest.approx(np.full(3, 0.95), abs=0.015)


def test_quantile_intervals_of_few_values_are_open_and_of_equal_ones_a_point():
    p10_low, p10_high, p50_low, p50_high, p90_low, p90_high = band_intervals(np.arange(1.0, 21.0))
    assert np.isnan([p10_low, p90_high]).all()  # the least of 20 lies above P10 in 0.9^20 = 12 %
    assert (p50_low, p50_high) == (6, 15)
    assert (p90_low, p10_high) == (21 - p10_high, 21 - p90_low)
    assert band_intervals([4.0] * 50) == (4.0,) * 6
    assert np.isnan(band_intervals([np.nan])).all()


def test_mean_intervals_cover_at_their_level():
    """95 ± 1.5 % over 2,000 experiments."""
    draws = np.random.default_rng(5).normal(5, 2, (2_000, 64))
    covered = np.mean([i.low <= 5 <= i.high for i in map(mean_interval, draws)])
    assert covered == pytest.approx(0.95, abs=0.015)


def test_wilson_covers_at_its_level():
    """95 ± 1.5 % over 2,000 experiments."""
    successes = np.random.default_rng(6).binomial(500, 0.12, 2_000)
    covered = np.mean([i.low <= 0.12 <= i.high for i in (wilson(int(s), 500) for s in successes)])
    assert covered == pytest.approx(0.95, abs=0.015)


def test_an_estimate_of_a_probability_is_wilsons_and_of_others_a_mean():
    values = [0.0, 1.0, 1.0, np.nan, 0.0, 1.0]
    assert estimate(values, "MW") == mean_interval(values)
    chance = wilson(3, 5)
    assert estimate(values, "probability") == (chance.share, chance.half_width, 0.95, 5, True)


def test_a_quantile_of_values_of_which_some_are_endless_has_the_ends_of_its_ranks():
    values = np.r_[np.arange(1.0, 61.0), np.full(40, np.inf)]
    ranks = quantile_ranks(0.5, 100)
    found = quantile(values[::-1], 0.5)
    assert (found.value, found.low, found.n, found.is_told) == (50.0, float(ranks.low), 100, True)
    assert np.isinf(quantile(values, 0.7).value)
    assert np.isinf(found.high) == (ranks.high > 60)
    assert (quantile([np.nan, 3.0], 0.5).value, quantile([np.nan, 3.0], 0.5).n) == (3.0, 1)


def test_of_fewer_values_a_quantile_has_no_interval():
    assert (fewest(0.5), fewest(0.1), fewest(0.9)) == (6, 36, 36)
    assert not quantile(np.arange(35.0), 0.1).is_told
    assert quantile(np.arange(36.0), 0.1).is_told
    assert np.isnan(quantile([], 0.5).value)


def test_two_values_are_enough_for_an_interval():
    """Of one degree of freedom t of 97.5 % is the tangent of 0.475 pi, 12.7062."""
    assert students_t(0.95, 2) == pytest.approx(np.tan(0.475 * np.pi))
    assert mean_interval([1.0, 3.0]).half_width == pytest.approx(12.7062, abs=1e-4)
    assert np.isnan(students_t(0.95, 1))


def test_no_values_have_no_mean_and_are_told_as_none():
    assert mean_interval([np.nan, np.nan])[2:] == (0.95, 0, False)
    assert np.isnan(mean_interval([])[:2]).all()


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_wilsons_interval_is_scipys_at_any_level(level):
    found, theirs = wilson(17, 60, level), stats.binomtest(17, 60).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))
    assert (found.share, found.level, found.n) == (17 / 60, level, 60)
    values = [1.0] * 17 + [0.0] * 43
    assert estimate(values, "probability", level) == (17 / 60, found.half_width, level, 60, True)


def test_of_no_trials_a_probability_may_be_anything():
    found = wilson(0, 0, 0.9)
    assert np.isnan(found.share)
    assert found[1:] == (0.0, 1.0, 0.9, 0)
    nothing = estimate([np.nan], "probability")
    assert np.isnan(nothing.mean)
    assert nothing[1:] == (0.5, 0.95, 0, False)
    assert estimate([1.0], "probability").varies, "one trial has an interval"


@pytest.mark.parametrize("successes", [-1, 4])
def test_more_successes_than_trials_are_refused(successes):
    with pytest.raises(ValueError, match=f"^{successes} successes of 3 trials$"):
        wilson(successes, 3)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_probability_is_refused_for_chances_too(level):
    with pytest.raises(ValueError, match=f"^a confidence level lies between 0 and 1, not at {level}$"):
        wilson(1, 2, level)


def test_an_interval_reads_as_people_write_it():
    """Of 1 and 3 half of it is the tangent of 0.475 pi, 12.7062, standard errors of 1."""
    assert str(mean_interval([1.0, 3.0])) == "2 ± 12.7 (95%, n = 2)"
    assert str(mean_interval([3.0, 3.0])) == "3 (no variation, n = 2)"
    assert str(mean_interval([3.0])) == "3 ± nan (95%, n = 1)"


def test_two_values_that_agree_are_known_at_any_level():
    assert mean_interval([3.0, 3.0], 0.8) == (3.0, 0.0, 0.8, 2, False)


def test_whole_numbers_of_any_shape_become_a_row_of_floats():
    found = known([[1, 2], [3, 4]])
    assert (found.tolist(), found.dtype) == ([1.0, 2.0, 3.0, 4.0], np.float64)


@pytest.mark.parametrize("level", [0.8, 0.99])
def test_a_quantile_has_the_ends_of_the_level_that_is_asked_for(level):
    found, (low, high) = quantile(np.arange(1.0, 101.0), 0.5, level), quantile_ranks(0.5, 100, level)
    assert (found.low, found.high, found.level) == (low, high, level)


def test_a_median_half_way_between_two_has_numpys_bits():
    """Which counts from the upper of them, where rounding tells."""
    low, high = 0.1, 0.7
    assert low + (high - low) * 0.5 != high - (high - low) * 0.5, "else this shows nothing"
    assert band([low, high]).p50 == np.quantile([low, high], 0.5)


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 100, 129, 1_024])
@pytest.mark.parametrize("level", [0.95, 0.8])
def test_rows_described_together_have_the_bits_of_each_by_itself(n, level):
    draws = np.random.default_rng(n)
    values = np.concatenate([draws.lognormal(9, 3, (20, n)), draws.integers(-3, 4, (20, n)) / 7, np.full((1, n), 0.1)])
    for row, found in zip(values, described(values, level), strict=True):
        mean = mean_interval(row, level)
        expected = [mean.mean, mean.half_width, *band(row), *band_intervals(row, level)]
        assert np.array_equal(found.view(np.int64), np.array(expected).view(np.int64)) or (
            np.array_equal(np.isnan(found), np.isnan(expected)) and np.array_equal(found, expected, equal_nan=True))
