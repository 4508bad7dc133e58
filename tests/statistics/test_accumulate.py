"""What is added up is exact, quantiles lie within their stated error, and neither depends on how values arrive."""

import warnings
from fractions import Fraction
from math import isqrt, sqrt

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.statistics.accumulate import ERRORS, FARTHEST, SQUARES, Accumulated, _brackets
from sim.statistics.accumulate_kernel import UNKNOWN
from sim.statistics.intervals import BAND, band_intervals

FIRST = 256
STATE = ("_sums", "_squares", "_spans", "_brackets", "_counts")


def drawn(kind, n, seed=0):
    """Whole values of kinds that figures take."""
    draws = np.random.default_rng(seed)
    values = {
        "money": draws.lognormal(25, 0.5, n), "signed": draws.normal(0, 1e9, n), "few": draws.integers(0, 4, n),
        "constant": np.full(n, 7e11), "rare": draws.random(n) < 0.01, "heavy": draws.pareto(1.1, n) * 1e6,
        "trend": np.arange(n) * 1e6, "late": np.where(np.arange(n) < FIRST, 0, draws.normal(5e6, 1e6, n)),
    }  # fmt: skip
    return values[kind].astype(np.int64)


KINDS = ("money", "signed", "few", "constant", "rare", "heavy", "trend", "late")


def accumulated(values, portion=64, known=FIRST):
    table = np.atleast_2d(values)
    kept = Accumulated(table[:, :known])
    for first in range(known, table.shape[1], portion):
        kept.add(table[:, first : first + portion])
    return kept


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_lie_within_their_stated_error(kind):
    values = drawn(kind, 20_000)
    found = accumulated(values).quantiles()
    exact = np.quantile(values.astype(float), BAND)
    assert (np.abs(found.values[:, 0] - exact) <= found.errors[:, 0] * (1 + 1e-12) + 1e-9 * np.abs(exact)).all()


@pytest.mark.parametrize("kind", ["money", "signed"])
def test_the_stated_error_is_a_few_hundredths_of_the_spread(kind):
    values = drawn(kind, 20_000)
    assert accumulated(values, known=2_048).quantiles().errors.max() < 0.04 * values.std()


@pytest.mark.parametrize("kind", ["constant", "few", "rare"])
def test_of_values_that_come_again_and_again_quantiles_are_exact(kind):
    found = accumulated(drawn(kind, 5_000)).quantiles()
    assert found.errors.max() == 0
    assert np.array_equal(found.values[:, 0], np.quantile(drawn(kind, 5_000).astype(float), BAND))


def farthest(n):
    """The value farthest from 0 of which n are exact."""
    return min(FARTHEST - 1, isqrt((SQUARES - 1) // n))


def up_to_the_bound(n):
    most = farthest(n)
    values = st.integers(-most, most) | st.sampled_from([-most, most])
    return st.lists(values, min_size=n, max_size=n)


@settings(deadline=None)
@given(st.integers(1, 100).flatmap(up_to_the_bound))
@example([farthest(32)] * 32)
@example([-farthest(100)] * 100)
@example([2**61] * 40)
def test_sums_of_whole_numbers_are_exact_up_to_the_bound(values):
    kept = accumulated(np.array(values))
    n, squares = len(values), sum(value * value for value in values)
    assert kept.total(0) == sum(values)
    assert kept.total_of_squares(0) == squares
    assert kept.mean()[0] == pytest.approx(sum(values) / n, rel=1e-12)
    if n > 1:
        variance = Fraction(n * squares - sum(values) ** 2, n * (n - 1))
        assert kept.moments(0).deviation == pytest.approx(sqrt(variance), rel=1e-12)


@pytest.mark.parametrize("n", [17, 32, 100])
def test_squares_beyond_the_bound_are_refused(n):
    beyond = farthest(n) + 1
    assert n * beyond**2 >= SQUARES
    for value in (beyond, -beyond):
        kept = accumulated(np.array([value] * n + [0]))
        assert kept.total(0) == n * value
        for refused in (kept.total_of_squares, kept.moments):
            with pytest.raises(OverflowError, match=f"{n + 1} values of up to"):
                refused(0)


@pytest.mark.parametrize("value", [FARTHEST, -FARTHEST])
def test_quantiles_of_values_whose_span_may_be_beyond_64_bits_are_refused(value):
    within = accumulated(np.array([[value - (1 if value > 0 else -1), 0, -value + (1 if value > 0 else -1)]]))
    assert within.quantiles().values[1, 0] == pytest.approx(0.0, abs=within.quantiles().errors[1, 0])
    kept = accumulated(np.array([value, 0, 5]))
    for refused in (kept.quantiles, lambda: kept.intervals(0.95)):
        with pytest.raises(OverflowError, match="quantiles are not told"):
            refused()


def test_the_deviation_is_that_of_the_values():
    values = drawn("signed", 3_000)
    assert accumulated(values).moments(0).deviation == pytest.approx(values.std(ddof=1), rel=1e-12)
    assert np.isnan(accumulated(values[:1]).moments(0).deviation)


@pytest.mark.parametrize("portion", [1, 63, 5_000])
def test_portions_change_no_bit(portion):
    values = np.array([drawn(kind, 3_000) for kind in KINDS])
    one, other = accumulated(values), accumulated(values, portion)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in STATE)


def test_the_order_of_what_follows_the_first_changes_no_bit():
    values = np.array([drawn(kind, 3_000) for kind in KINDS])
    shuffled = np.random.default_rng(5).permutation(np.arange(FIRST, 3_000))
    one, other = accumulated(values), accumulated(np.hstack([values[:, :FIRST], values[:, shuffled]]))
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in STATE)


def test_what_is_begun_and_added_part_by_part_is_the_same_bits_as_all_at_once():
    values = np.array([drawn(kind, 1_000) for kind in KINDS])
    kept, begun = Accumulated.blank(len(KINDS)), range(0, len(KINDS), 3)
    for start in begun:
        kept.part(slice(start, start + 3)).begin(values[start : start + 3, :FIRST])
    for start in begun:
        kept.part(slice(start, start + 3)).add(values[start : start + 3, FIRST:])
    assert all(np.array_equal(getattr(kept, name), getattr(accumulated(values), name)) for name in STATE)


def test_what_a_replication_does_not_have_does_not_count():
    values = drawn("money", 2_000)
    gaps = np.where(np.arange(2_000) % 3 == 0, UNKNOWN, values)
    kept, known = accumulated(gaps), gaps[gaps != UNKNOWN]
    assert kept.n[0] == len(known)
    assert kept.total(0) == known.sum()
    exact = np.quantile(known.astype(float), BAND)
    assert (np.abs(kept.quantiles().values[:, 0] - exact) <= kept.quantiles().errors[:, 0]).all()
    nothing = accumulated(np.full(300, UNKNOWN))
    assert np.isnan(nothing.mean()[0])
    assert np.isnan(nothing.quantiles().values).all()


def test_figures_of_zeros_are_as_if_zeros_had_been_added():
    made, added = Accumulated.zeros(2, 900), Accumulated(np.zeros((2, 900), dtype=np.int64))
    assert all(np.array_equal(getattr(made, name), getattr(added, name)) for name in STATE)
    assert Accumulated.zeros(2, 1).n.tolist() == [1, 1]


@pytest.mark.parametrize("cuts", [(), (300,), (256, 257, 2_999), (1_000, 2_000)])
def test_parts_put_together_are_the_same_bits_as_all_at_once(cuts):
    values = np.array([*(drawn(kind, 3_000) for kind in KINDS), drawn("signed", 3_000, 1) * 10**9])
    values[0, ::7] = UNKNOWN
    together = Accumulated(values[:, :FIRST])
    parts = [together.empty() for _ in range(len(cuts) + 1)]
    for part, columns in zip(parts, np.split(values[:, FIRST:], [cut - FIRST for cut in cuts], axis=1), strict=True):
        part.add(columns)
    for part in reversed(parts):
        together.merge(part)
    once = accumulated(values)
    assert all(np.array_equal(getattr(together, name), getattr(once, name)) for name in STATE)


def test_what_is_empty_knows_where_to_look_and_nothing_else():
    empty = accumulated(drawn("money", 500)).empty()
    assert empty.n.tolist() == [0]
    assert (empty.total(0), empty.total_of_squares(0)) == (0, 0)
    assert np.isnan(empty.mean()).all()
    assert np.isnan(empty.moments(0).deviation)
    for mine, usual in zip(empty.arrays(), accumulated(drawn("money", 500)).arrays(), strict=True):
        assert (mine.shape, mine.dtype) == (usual.shape, usual.dtype)


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize("kind", ["money", "signed", "few"])
def test_intervals_hold_those_of_the_values_and_are_hardly_wider(kind, level):
    values = drawn(kind, 20_000)
    kept = accumulated(values, known=2_048)
    low_and_high = np.array(band_intervals(values.astype(float), level)).reshape(-1, 2)
    found = kept.intervals(level)[:, 0].reshape(-1, 2)
    assert (found[:, 0] <= low_and_high[:, 0]).all()
    assert (found[:, 1] >= low_and_high[:, 1]).all()
    assert np.abs(found - low_and_high).max() <= 2 * kept.quantiles().errors.max()


def test_intervals_of_too_few_values_are_not_told():
    found = accumulated(drawn("money", 20)).intervals(0.95)
    few = np.isnan(band_intervals(drawn("money", 20).astype(float), 0.95))
    assert few.any() and not few.all()
    assert np.array_equal(np.isnan(found[:, 0]), few)


def test_no_replications_of_zeros_are_none():
    assert Accumulated.zeros(3, 0).n.tolist() == [0, 0, 0]


@pytest.mark.parametrize(("total", "n"), [(-(2**64), 4), (2**64, 4), (-(2**64) + 2, 2), (-1, 1), (2**62 * 3, 3)])
def test_means_of_sums_about_the_limbs_edges_are_exact(total, n):
    share = total // n
    kept = accumulated(np.array([share] * (n - 1) + [total - share * (n - 1)]))
    assert kept.total(0) == total
    assert kept.mean()[0] == pytest.approx(total / n, rel=1e-15)


@pytest.mark.parametrize("n", [1, 2, 3, 11, 21, 31])
@pytest.mark.parametrize("kind", ["even", "money", "signed", "heavy"])
def test_quantiles_of_few_lie_within_their_stated_error_even_where_they_are_a_value_itself(kind, n):
    """Of 11 values P10 is the second, P50 the sixth and P90 the tenth, with nothing between two to be had."""
    values = np.arange(n) * 16 if kind == "even" else drawn(kind, n, 7)
    found = accumulated(values).quantiles()
    exact = np.quantile(values.astype(float), BAND)
    assert (np.abs(found.values[:, 0] - exact) <= found.errors[:, 0] * (1 + 1e-12) + 1e-9 * np.abs(exact)).all()
    assert found.errors.max() <= (np.ptp(values) / 16 + 1) / 2


def test_a_bracket_lies_some_standard_errors_of_rank_about_its_quantile():
    """Of the values 0 to 400 each is its own rank: P50 at 200, whose rank is off by sqrt(401 / 4), and so on."""
    [found] = _brackets(np.random.default_rng(1).permutation(401)[None, :])
    for (low, high), share in zip(found, BAND, strict=True):
        reach = ERRORS * (401 * share * (1 - share)) ** 0.5
        assert low == max(int(np.floor(400 * share - reach)), 0)
        assert high == min(int(np.floor(400 * share + reach + 1)), 400)


@pytest.mark.parametrize("n", [1, 2, 30, 300])
def test_a_bracket_is_that_of_the_values_there_are(n):
    values = drawn("signed", n, 3)
    gaps = np.concatenate([values, np.full(200, UNKNOWN)])
    assert np.array_equal(_brackets(np.random.default_rng(1).permutation(gaps)[None, :]), _brackets(values[None, :]))


def test_of_values_all_but_the_first_beyond_the_brackets_quantiles_are_exact():
    """Zeros, then ones: above the largest of the first begins another bin."""
    values = np.array([0] * FIRST + [1] * 1_000)
    found = accumulated(values).quantiles()
    assert found.values[:, 0].tolist() == np.quantile(values.astype(float), BAND).tolist() == [0.0, 1.0, 1.0]
    assert found.errors.max() == 0
    beyond = accumulated(np.append(values, 3)).quantiles()
    assert (beyond.values[1, 0], beyond.errors[1, 0]) == (2.0, 1.0), "of P50 it is known that it lies from 1 to 3"


@pytest.mark.parametrize("kind", ["late", "trend", "heavy"])
def test_intervals_hold_those_of_values_that_leave_the_brackets(kind):
    values = drawn(kind, 5_000)
    found = accumulated(values).intervals(0.95)[:, 0].reshape(-1, 2)
    exact = np.array(band_intervals(values.astype(float))).reshape(-1, 2)
    assert (found[:, 0] <= exact[:, 0]).all()
    assert (found[:, 1] >= exact[:, 1]).all()
    assert found.max() <= values.max() and found.min() >= values.min()


def test_an_interval_may_end_at_the_least_and_the_largest_value():
    """Of six values the first and the last hold the median with 1 - 2 / 2^6, whatever bin the last is in."""
    for values in (drawn("signed", 6), np.arange(6) * 4):
        found = accumulated(values).intervals(0.95)[:, 0]
        assert found[2:4].tolist() == [values.min(), values.max()]


def test_no_replications_of_zeros_know_no_least_value():
    made, none = Accumulated.zeros(2, 0), Accumulated(np.zeros((2, 1), dtype=np.int64)).empty()
    assert all(np.array_equal(getattr(made, name), getattr(none, name)) for name in STATE)


def test_two_values_have_a_deviation_and_what_is_unknown_has_no_mean_and_no_warning():
    assert accumulated(np.array([3, 7])).moments(0).deviation == pytest.approx(8**0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(accumulated(np.full(300, UNKNOWN)).mean()[0])
