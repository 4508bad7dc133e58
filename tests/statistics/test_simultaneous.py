"""Bands for all months together: between two bounds, right as often as they say, honest where little varies."""

import warnings

import numpy as np
import pytest
from scipy import stats

from sim.runs import store
from sim.statistics.intervals import mean_interval, students_t
from sim.statistics.paired import NotPairedError, paired_difference
from sim.statistics.simultaneous import FEWEST, Bands, difference_bands, mean_bands, simultaneous_bands
from tests.runs.small_runs import order


def walks(n, months, seed):
    """Random walks: what months of a simulated level look like."""
    return np.cumsum(np.random.default_rng(seed).normal(size=(n, months)), axis=1)


def skewed(n, months, seed):
    """Exponentials of correlated normals, mean 0: a few replications far above the others."""
    normal = np.random.default_rng(seed).normal(size=(n, months))
    level = normal.copy()
    for month in range(1, months):
        level[:, month] = 0.9 * level[:, month - 1] + (1 - 0.9**2) ** 0.5 * normal[:, month]
    return np.exp(0.5 * level) - np.exp(0.125)


def band(curve, level=0.95) -> Bands:
    [found] = simultaneous_bands([curve], level)
    return found


def test_each_month_by_itself_has_students_interval():
    curve = walks(50, 12, 1)
    found = band(curve)
    intervals = [mean_interval(month) for month in curve.T]
    assert list(found.mean) == pytest.approx([one.mean for one in intervals])
    assert list(found.half_width) == pytest.approx([one.half_width for one in intervals])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("months", [2, 12, 60])
def test_the_band_lies_between_that_of_one_month_and_bonferronis(seed, months):
    n = 200
    critical = band(walks(n, months, seed)).critical
    assert students_t(0.95, n) < critical < students_t(1 - 0.05 / months, n) + 0.01


def test_it_is_equally_many_standard_errors_wide_in_every_month():
    found = band(walks(80, 24, 2))
    ratio = found.together / found.half_width
    assert ratio == pytest.approx(found.critical / students_t(0.95, 80))
    assert found.critical * 100 == pytest.approx(round(found.critical * 100))


def test_months_that_are_alike_need_no_more_than_one():
    """To the skewness that the draws see and Student's t does not."""
    month = np.random.default_rng(3).normal(size=(400, 1))
    assert band(month * np.arange(1, 25)).critical == band(month).critical == pytest.approx(1.97, abs=0.07)


def test_independent_months_need_about_what_sidak_says():
    n, months = 400, 20
    critical = band(np.random.default_rng(4).normal(size=(n, months))).critical
    assert critical == pytest.approx(students_t(0.95 ** (1 / months), n), abs=0.12)


def test_a_higher_level_is_wider_and_the_same_curve_has_the_same_band():
    curve = walks(60, 18, 5)
    assert band(curve, 0.99).critical > band(curve).critical > band(curve, 0.8).critical
    one, alone = simultaneous_bands([curve, 3 * curve + 1])[0], band(curve)
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(one, alone, strict=True))


def test_scale_and_shift_change_nothing_but_the_units():
    curve = walks(60, 18, 6)
    one, other = simultaneous_bands([curve, 7 - 1e3 * curve])
    assert other.critical == one.critical
    assert other.together == pytest.approx(1e3 * one.together)
    assert other.mean == pytest.approx(7 - 1e3 * one.mean)


def test_months_without_variation_take_no_part():
    curve = walks(60, 18, 7)
    still = np.concatenate([np.zeros((60, 4)), np.full((60, 2), 5.0), curve], axis=1)
    found, alone = band(still), band(curve)
    assert found.critical == alone.critical
    assert list(found.together[:6]) == list(found.half_width[:6]) == [0.0] * 6
    assert list(found.varies) == [False] * 6 + [True] * 18
    assert list(found.is_clear[:6]) == [False] * 4 + [True] * 2, "what differs by the same in every replication"
    nothing = band(np.zeros((60, 3)))
    assert np.isnan(nothing.critical)
    assert not nothing.is_clear.any()


def test_a_month_in_which_few_replications_differ_is_not_judged():
    curve = walks(60, 18, 8) + 50
    for few, judged in ((1, False), (FEWEST - 1, False), (FEWEST, True)):
        rare = np.zeros((60, 1))
        rare[:few] = 9.0
        found = band(np.concatenate([rare, curve], axis=1))
        assert np.isnan(found.together[0]) != judged
        assert not (found.is_clear[0] and not judged)
        assert found.half_width[0] > 0
        assert found.is_clear[1:].all()
        assert (found.critical == band(curve).critical) != judged


@pytest.mark.parametrize("n", [1, 2, 3])
def test_of_too_few_replications_there_is_no_band(n):
    found = band(walks(n, 5, 9))
    assert np.isnan(found.together).all()
    assert not found.is_clear.any()


def test_a_month_without_a_value_is_unknown_and_does_not_spoil_the_others():
    curve = walks(60, 6, 10)
    gap = curve.copy()
    gap[3, 2] = np.nan
    found = band(gap)
    assert np.isnan([found.mean[2], found.half_width[2], found.together[2]]).all()
    others, without = np.delete(np.array(found[:3]), 2, axis=1), band(np.delete(curve, 2, axis=1))
    assert found.critical == without.critical
    assert np.array_equal(others, np.array(without[:3]))


def test_curves_of_unlike_replications_are_refused():
    with pytest.raises(ValueError, match=r"\[5, 6\] replications"):
        simultaneous_bands([walks(5, 3, 1), walks(6, 3, 1)])


BASE = store.simulated(order())
TIGHT = store.simulated(order(scenario={"name": "tight", "operator": {"name": "x", "reserve": 0.3}}))


def test_a_difference_is_that_of_pairs_and_a_mean_that_of_a_run():
    found = difference_bands(TIGHT, BASE, "headroom_mw", grade="ai")
    ours, theirs = (run.series("headroom_mw", grade="ai") for run in (TIGHT, BASE))
    for month, (mean, half) in enumerate(zip(found.mean, found.half_width, strict=True)):
        expected = paired_difference(ours[:, month], theirs[:, month])
        assert (mean, half) == pytest.approx((expected.mean, expected.half_width), abs=1e-12)
    assert not difference_bands(TIGHT, BASE, "live_mw").varies.any()
    assert list(mean_bands(TIGHT, "live_mw").mean) == pytest.approx(list(TIGHT.series("live_mw").mean(axis=0)))


def test_runs_on_other_draws_are_refused():
    with pytest.raises(NotPairedError, match="not paired"):
        difference_bands(store.simulated(order(19)), BASE, "live_mw")


@pytest.mark.long
@pytest.mark.parametrize(("made", "n"), [(walks, 30), (walks, 64), (skewed, 64)])
def test_it_holds_in_all_months_as_often_as_it_says(made, n):
    """95 ± 1.5 % of 2,000 experiments of paired curves; the intervals of single months in far fewer."""
    experiments, months = 2_000, 24
    curves = [made(n, months, seed) for seed in range(experiments)]
    held = alone = 0
    for curve in curves:
        found = band(curve)
        held += (np.abs(found.mean) <= found.together).all()
        alone += (np.abs(found.mean) <= found.half_width).all()
    assert 0.935 <= held / experiments <= 0.965
    assert alone / experiments < 0.85


def by_hand(curve, level):
    """The largest |t| of each draw by scipy's t test against the mean, from the raw words of the generator all at once;
    that of the level in order, 4,000 times it counted from 1, rounded up to a hundredth.
    """
    n = len(curve)
    words = np.random.Philox(key=1_907).random_raw(3_999 * n)
    which = ((words >> np.uint64(32)) * np.uint64(n) >> np.uint64(32)).astype(int).reshape(3_999, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = stats.ttest_1samp(curve[which], curve.mean(axis=0), axis=1).statistic
    ordered = np.sort(np.abs(t).max(axis=1))
    place = round(4_000 * level) - 1
    assert np.diff(ordered[place - 1 : place + 3]).min() > 0.01, "else a draw more or less shows nothing"
    return np.ceil(100 * ordered[place]) / 100


def test_the_width_is_the_draw_of_the_level_in_order():
    curve = walks(9, 4, 60)
    assert band(curve, 0.99).critical == by_hand(curve, 0.99)


def test_a_month_is_judged_where_all_but_one_of_few_differ_from_the_median():
    values = np.arange(10.0)[:, None]
    assert band(values).together[0] > 0
    values[5] = values[4]
    assert np.isnan(band(values).together[0])


def test_it_is_the_median_that_replications_have_to_differ_from():
    """15 of 40 lie apart, in one third of them that is counted from the least."""
    assert np.isnan(band(np.repeat([0.0, 1.0], [15, 25])[:, None]).together[0])


def test_months_of_very_unlike_sizes_are_judged_alike():
    curve = walks(60, 6, 11)
    sizes = np.array([1.0, 1e-7, 1e7, 1.0, 1e-7, 1.0])
    found, alone = band(curve * sizes), band(curve)
    assert found.critical == alone.critical
    assert found.together == pytest.approx(alone.together * sizes)


def test_two_replications_have_students_interval_of_each_month_and_one_has_none():
    found = band(walks(2, 5, 12))
    intervals = [mean_interval(month) for month in walks(2, 5, 12).T]
    assert list(found.half_width) == pytest.approx([one.half_width for one in intervals])
    single = band(walks(1, 5, 12))
    assert list(single.mean) == list(walks(1, 5, 12)[0])
    assert np.isnan(single.half_width).all()


def test_what_has_no_band_is_told_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in (1, 2, 3, 60):
            band(np.concatenate([walks(n, 3, 13), np.full((n, 2), 0.1)], axis=1))


def test_a_month_of_a_tenth_in_every_replication_does_not_vary_by_rounding():
    """The sum of sixty tenths is not six."""
    curve = np.full((60, 1), 0.1)
    assert curve.std(axis=0)[0] > 0, "else this shows nothing"
    found = band(curve)
    assert (found.mean[0], found.half_width[0], found.together[0]) == (0.1, 0.0, 0.0)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_bands_of_runs_have_the_level_and_the_part_that_are_asked_for(level):
    gap = difference_bands(TIGHT, BASE, "headroom_mw", level, grade="ai")
    mine = mean_bands(BASE, "headroom_mw", level, grade="ai")
    expected = band(BASE.series("headroom_mw", grade="ai"), level)
    assert gap.level == mine.level == level
    assert np.array_equal(mine.mean, expected.mean)
    assert np.array_equal(mine.half_width, expected.half_width)
    ours, theirs = (run.series("headroom_mw", grade="ai") for run in (TIGHT, BASE))
    assert gap.half_width[-1] == pytest.approx(paired_difference(ours[:, -1], theirs[:, -1], level).half_width)
