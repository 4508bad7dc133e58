"""What pairs add up to is exact, whatever the order and the portions, and tells what all their values would."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runs import digests
from sim.statistics.accumulate import FARTHEST
from sim.statistics.accumulate_kernel import UNKNOWN
from sim.statistics.pair_sums import Pairs, PairSums
from sim.statistics.paired import paired_difference
from sim.statistics.said import SCALES, whole_of

FIRST, ALL = 40, 170
FIGURES = (("capex", "$"), ("live", "MW"), ("share", "share"), ("late", "months"), ("over", "probability"))


def drawn(seed=1):
    """Values of each figure in both runs, which lean on each other; one of them lacks some, in other replications."""
    draws = np.random.default_rng(seed)
    common, own = draws.normal(0, 1, (len(FIGURES), ALL)), draws.normal(0, 0.3, (2, len(FIGURES), ALL))
    size = np.array([3e12, 800, 0.2, 5, 1])[:, None]
    first, other = (size * (2 + common + each) for each in own)
    for values, lack in ((first, 3), (other, 5)):
        values[0] = np.rint(values[0])
        values[1] = np.rint(values[1] * 1_000) / 1_000
        values[3, ::lack] = np.nan
        values[4] = values[4] > 2
    return first, other


def whole(values):
    return np.stack([whole_of(row, unit) for row, (_, unit) in zip(values, FIGURES, strict=True)])


PAIRS = Pairs(*map(whole, drawn()))


def part(first, last):
    return Pairs(PAIRS.first[:, first:last], PAIRS.other[:, first:last])


def summed(cuts=(), turned=False):
    edges = [FIRST, *sorted(cuts), ALL]
    sums = PairSums(FIGURES, part(0, FIRST))
    for span in reversed([*pairwise(edges)]) if turned else pairwise(edges):
        sums.add(part(*span))
    return sums


def known_pairs(place):
    x, y = (values[place].tolist() for values in PAIRS)
    return [(a, b) for a, b in zip(x, y, strict=True) if UNKNOWN not in (a, b)]


@pytest.mark.parametrize("place", range(len(FIGURES)))
def test_sums_are_those_of_the_pairs_that_have_both_values(place):
    pairs = known_pairs(place)
    n, found = len(pairs), summed().jointly()[place]
    assert n == (ALL if place != 3 else sum(1 for k in range(ALL) if k % 3 and k % 5))
    mean = [Fraction(sum(each), n) for each in zip(*pairs, strict=True)]
    covariance = sum((x - mean[0]) * (y - mean[1]) for x, y in pairs) / (n - 1)
    for moments, values in zip(found, ([x for x, _ in pairs], [y for _, y in pairs], [y - x for x, y in pairs]),
                               strict=False):  # fmt: skip
        assert moments == (n, sum(values), sum(value * value for value in values))
        middle = Fraction(sum(values), n)
        assert Fraction(moments.spread, n * (n - 1)) == sum((value - middle) ** 2 for value in values) / (n - 1)
    shared = found.first.spread + found.other.spread - found.less.spread
    assert Fraction(shared, 2 * n * (n - 1)) == covariance, "exact, from three variances"
    assert found.covariance == float(covariance / found.scale**2)


@pytest.mark.parametrize("place", range(len(FIGURES)))
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_differences_are_those_of_values_at_hand(place, level):
    first, other = drawn()
    expected = paired_difference(other[place], first[place], level)
    found = summed().jointly()[place].difference(level)
    assert found == pytest.approx(expected, rel=1e-7)
    assert found.p_value == pytest.approx(expected.p_value, rel=1e-6)
    assert expected.varies
    assert 0 < expected.variance_ratio < 1


@settings(max_examples=25, deadline=None)
@given(cuts=st.sets(st.integers(FIRST + 1, ALL - 1), max_size=5), turned=st.booleans())
def test_any_portions_in_any_order_add_up_to_the_same_bits(cuts, turned):
    assert digests.of_table(summed(cuts, turned).kept()) == digests.of_table(summed().kept())


def test_what_was_kept_is_gone_on_from():
    sums = PairSums(FIGURES, part(0, FIRST))
    sums.add(part(FIRST, 90))
    again = PairSums(FIGURES, part(0, FIRST))
    again.go_on(sums.kept())
    again.add(part(90, ALL))
    assert digests.of_table(again.kept()) == digests.of_table(summed().kept())
    assert again.jointly() == summed().jointly()


def test_each_run_by_itself_counts_what_has_no_pair():
    for place, values in enumerate(drawn()):
        alone = summed().alone(place)
        assert alone.n.tolist() == (~np.isnan(values)).sum(axis=1).tolist()
        scales = np.array([SCALES[unit] for _, unit in FIGURES])
        assert alone.mean() / scales == pytest.approx(np.nanmean(values, axis=1))


def joint(first, other, unit="$"):
    pairs = Pairs(*(whole_of(np.array([values], dtype=float), unit) for values in (first, other)))
    (found,) = PairSums([("figure", unit)], pairs).jointly()
    return found


@pytest.mark.parametrize(("first", "other"), [
    ([1, np.nan], [np.nan, 2]), ([4], [9]), ([4, np.nan], [9, 3]), ([1, 2, 5], [1, 2, 5]),
    ([1, 2, 5], [4, 5, 8]), ([3, 3, 3], [1, 2, 7]), ([1, 2, 7], [3, 3, 3]), ([3, 3], [3, 3]), ([1, 2, 5], [-1, -2, -5]),
])  # fmt: skip
def test_where_little_is_known_or_nothing_varies_the_same_is_said(first, other):
    found, expected = joint(first, other).difference(), paired_difference(other, first)
    assert found == pytest.approx(expected, nan_ok=True)
    assert found.is_same == expected.is_same
    assert found.p_value == pytest.approx(expected.p_value, nan_ok=True)


def test_of_one_pair_there_is_no_covariance():
    assert np.isnan(joint([4], [9]).covariance)
    assert joint([1, 2, 5], [-1, -2, -5]).covariance == pytest.approx(-13 / 3)


def test_a_correlation_never_leaves_what_it_may_be():
    draws = np.random.default_rng(3).integers(-(10**13), 10**13, (50, 30))
    for values in draws:
        assert joint(values, values + 7).correlation == 1.0
        assert joint(values, -values).correlation == -1.0


def test_megawatts_are_exact_to_the_kilowatt():
    """Values of whole kW leave a residue when they are subtracted in MW: here there is none."""
    kw = np.random.default_rng(2).integers(0, 10**8, 1_000)
    found = joint(kw / 1_000, (kw + 3) / 1_000, "MW").difference()
    assert (found.mean, found.varies, found.half_width) == (0.003, False, 0.0)


@pytest.mark.parametrize("value", [FARTHEST, -FARTHEST])
def test_pairs_whose_difference_may_be_beyond_64_bits_are_refused(value):
    within = value - 1 if value > 0 else value + 1
    sums = PairSums(FIGURES[:1], Pairs(np.array([[within, 0]]), np.array([[-within, 0]])))
    assert sums.jointly()[0].less.total == -2 * within
    for pairs in (Pairs(np.array([[value]]), np.array([[0]])), Pairs(np.array([[0]]), np.array([[value]]))):
        with pytest.raises(OverflowError, match="differences are not told"):
            sums.add(pairs)
    sums.add(Pairs(np.array([[UNKNOWN]]), np.array([[value]])))
