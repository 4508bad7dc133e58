"""Paired differences: a published value, and what common random numbers do."""

import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from sim.runs.store import simulated
from sim.statistics.intervals import mean_interval
from sim.statistics.paired import (
    NotPairedError,
    Pairing,
    labels_of,
    less,
    paired_by_column,
    paired_difference,
    refuse_unlike,
)
from tests.runs.small_runs import order

# Ten replications each of two systems, with the paired 95 % interval published for them.
ONE = [63.72, 32.24, 40.28, 36.94, 36.29, 56.94, 34.10, 63.36, 49.29, 87.20]
THREE = [57.74, 29.65, 36.52, 35.71, 33.81, 51.54, 31.39, 57.24, 42.63, 67.27]


def test_paired_interval_is_the_published_one():
    found = paired_difference(ONE, THREE).interval
    assert (found.low, found.high) == pytest.approx((1.8671699, 9.5048301), abs=5e-8)


def test_difference_changes_sign_with_the_order():
    one, other = paired_difference(ONE, THREE), paired_difference(THREE, ONE)
    assert one.mean == -other.mean
    assert one[1:] == pytest.approx(other[1:])


def test_shared_luck_lowers_the_variance():
    draws = np.random.default_rng(5).normal(0, 1, (2, 400))
    found = paired_difference(10 + draws[0] + 0.1 * draws[1], draws[0])
    assert found.correlation > 0.99
    assert found.variance_ratio < 0.02
    assert found.is_clear


def test_independent_runs_have_a_variance_ratio_near_one():
    draws = np.random.default_rng(6).normal(0, 1, (2, 4_000))
    assert paired_difference(*draws).variance_ratio == pytest.approx(1, abs=0.06)


def test_equal_runs_differ_by_nothing_and_say_so():
    found = paired_difference(ONE, ONE)
    assert (found.mean, found.half_width, found.varies, found.is_clear) == (0.0, 0.0, False, False)


def test_values_of_unequal_number_are_refused():
    with pytest.raises(NotPairedError, match="10 values cannot be paired with 9"):
        paired_difference(ONE, THREE[1:])


@pytest.mark.parametrize("warm_up", ["0 months", "3 months"])
def test_what_a_run_shares_is_known_before_it_runs(warm_up):
    horizon = {"start": "2023-07-01", "last_day": "2025-06-30", "warm_up": warm_up}
    asked = order(2, scenario={"horizon": horizon})
    assert Pairing.planned(asked.model.layout.scenario, 2) == Pairing.of(simulated(asked))


def test_runs_that_do_not_share_their_draws_are_told_by_what_differs():
    ours = Pairing.planned(order(2).model.layout.scenario, 2)
    refuse_unlike([("one", ours), ("same", ours)])
    with pytest.raises(NotPairedError, match=r"one and other are not paired: seed \(\d+ and 9\) differ"):
        refuse_unlike([("one", ours), ("same", ours), ("other", ours._replace(seed=9))])


def test_the_p_value_is_that_of_the_published_interval():
    """t of the data by hand: mean 5.686, standard deviation 5.33941, n = 10; p from scipy's own test."""
    from scipy.stats import ttest_rel

    found = paired_difference(ONE, THREE)
    assert found.p_value == pytest.approx(ttest_rel(ONE, THREE).pvalue, rel=1e-12)
    assert paired_difference(ONE, THREE, 1 - found.p_value).interval.low == pytest.approx(0, abs=1e-9)
    assert paired_difference(THREE, ONE, 0.8).p_value == pytest.approx(found.p_value)


@pytest.mark.parametrize(("first", "p_value"), [
    ([3.0, 4.0, 5.0], 1.0), ([4.0, 5.0, 6.0], 0.25), ([3.0, 4.0, float("nan")], 1.0),
])  # fmt: skip
def test_differences_without_spread_have_the_p_value_of_the_sign_test(first, p_value):
    assert paired_difference(first, [3.0, 4.0, 5.0]).p_value == p_value


def test_one_pair_has_no_p_value():
    assert np.isnan(paired_difference([1.0], [2.0]).p_value)


def test_a_difference_of_whole_kilowatts_does_not_vary_by_the_rounding_of_megawatts():
    kw = np.random.default_rng(2).integers(1, 10**8, 500)
    shifted, still = (kw + 123) / 1000, (kw + 0) / 1000
    assert np.ptp(shifted - still) > 0
    found = paired_difference(shifted, still)
    assert (found.varies, found.half_width) == (False, 0.0)
    assert found.mean == pytest.approx(0.123, abs=1e-8)
    assert less(still * 1.1, still * 11 / 10).any() == 0
    assert paired_difference(still + 1e-3 * (kw % 2), still).varies


def test_columns_are_told_as_each_by_itself():
    draws = np.random.default_rng(7).integers(-(10**12), 10**12, (2, 30, 5)).astype(float)
    draws[1, :, 3] = draws[0, :, 3]
    draws[1, :, 4] = draws[0, :, 4] - 7
    means, half_widths = paired_by_column(*draws)
    for column in range(5):
        pair = paired_difference(draws[0][:, column], draws[1][:, column])
        assert means[column] == pytest.approx(pair.mean, rel=1e-12)
        assert half_widths[column] == pytest.approx(pair.half_width, rel=1e-12)
    assert (means[3], half_widths[3]) == (0, 0)
    assert (means[4], half_widths[4]) == (7, 0)
    assert np.isnan(paired_by_column(draws[0][:1], draws[1][:1])[1]).all()


def test_columns_are_freed_of_rounding_each_by_itself():
    rng = np.random.default_rng(8)
    second = rng.integers(1, 10**6, (41, 3)) / 1_000
    first = second + np.array([0.3, -700.1, 0.0])
    first[:3, 1] += [5.0, 6.0, 7.0]
    found = less(first, second)
    for place in range(3):
        assert np.array_equal(found[:, place], less(first[:, place], second[:, place]))
    assert [len(np.unique(column)) for column in found.T] == [1, 4, 1]
    assert found[5] == pytest.approx([0.3, -700.1, 0.0], abs=1e-9)
    assert len(less(np.empty((0, 3)), np.empty((0, 3)))) == 0


def test_all_that_differs_is_told_at_once():
    ours = Pairing.planned(order(2).model.layout.scenario, 2)
    with pytest.raises(NotPairedError) as told:
        refuse_unlike([("one", ours), ("other", ours._replace(seed=ours.seed + 1, replications=(0, 3)))])
    assert str(told.value) == (f"one and other are not paired: seed ({ours.seed} and {ours.seed + 1}), "
                               "replications ((0, 2) and (0, 3)) differ")  # fmt: skip


def test_what_varies_by_little_has_a_correlation_too():
    draws = np.random.default_rng(12).normal(0, 1e-4, (2, 50))
    found = paired_difference(draws[0], draws[0] + draws[1])
    assert found.correlation == pytest.approx(np.corrcoef(draws[0], draws[0] + draws[1])[0, 1])
    assert found.variance_ratio == pytest.approx(draws[1].var() / (draws[0].var() + draws.sum(axis=0).var()))


def test_a_pair_of_which_one_is_unknown_tells_nothing():
    gaps = [*ONE[:3], np.nan, *ONE[3:], 7.0], [*THREE[:3], 1.0, *THREE[3:], np.nan]
    assert paired_difference(*gaps) == paired_difference(ONE, THREE)


def test_two_pairs_are_enough_to_tell_what_pairing_did():
    """By hand: variances 2 and 0.5, that of the difference 0.5, covariance 1."""
    found = paired_difference([1.0, 3.0], [2.0, 3.0])
    assert found.covariance == pytest.approx(1.0)
    assert (found.correlation, found.variance_ratio) == (pytest.approx(1.0), pytest.approx(0.2))
    one = paired_difference([1.0], [2.0])
    assert np.isnan([one.covariance, one.correlation, one.variance_ratio, one.half_width]).all()


def test_where_a_run_does_not_vary_there_is_no_correlation_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for first, second in ((ONE, [1.0] * 10), ([1.0] * 10, ONE), ([2.0] * 10, [1.0] * 10)):
            assert np.isnan(paired_difference(first, second).correlation)
            assert paired_difference(first, second).covariance == 0
        assert paired_difference(ONE, [1.0] * 10).variance_ratio == pytest.approx(1.0)
        assert np.isnan(paired_difference([2.0] * 10, [1.0] * 10).variance_ratio)


def test_two_rows_of_columns_have_students_interval():
    first, second = np.array([[3.0, 9.0], [5.0, 1.0]]), np.array([[1.0, 1.0], [1.0, 1.0]])
    means, half_widths = paired_by_column(first, second)
    expected = [mean_interval(column) for column in (first - second).T]
    assert list(means) == [one.mean for one in expected]
    assert list(half_widths) == pytest.approx([one.half_width for one in expected])


def test_a_column_that_differs_by_the_same_large_number_differs_by_that_to_the_dollar():
    """A sum of eleven such numbers is past what a float counts one by one."""
    gap = 2.0**51 + 1
    first = np.full((11, 2), gap)
    first[:, 1] = np.arange(11.0)
    assert first.mean(axis=0)[0] != gap, "else this shows nothing"
    assert paired_by_column(first, np.zeros((11, 2)))[0].tolist() == [gap, 5.0]


def test_rounding_is_that_of_a_column_s_own_size():
    """Of $3e12 two dollars are, a part in 10^12; beside them a ten-thousandth of 1 is not."""
    first = np.array([[1e12, 1.0001], [2e12, 1.0002], [3e12, 1.0003]])
    second = np.array([[1e12 - 1, 1.0], [2e12 - 2, 1.0], [3e12 - 2, 1.0]])
    found = less(first, second)
    assert found[:, 0].tolist() == [0.0, 0.0, 0.0]
    assert found[:, 1] == pytest.approx([1e-4, 2e-4, 3e-4], rel=1e-6)


def test_what_is_the_median_but_for_rounding_is_that():
    """Of ten differences four are 0 and six 0.3, some of them off in the last digit."""
    second = np.array([0.0] * 4 + [0.1, 0.2, 0.4, 0.7, 1.1, 2.3])
    first = second + 0.3
    first[:4] = 0.0
    assert len(np.unique(first - second)) > 2, "else this shows nothing"
    assert len(np.unique(less(first, second))) == 2


def test_runs_that_share_a_name_go_by_their_folders():
    runs = [SimpleNamespace(name=name, folder_name=f"{name}-{place}") for place, name in enumerate("aba")]
    assert labels_of(runs) == ("a-0", "b", "a-2")
