"""Holm's adjustment: a worked example, and what holds of it whatever the p-values."""

from itertools import pairwise

import numpy as np
import pytest

from sim.statistics.holm import holm


def test_the_example_of_four_tests():
    """Smallest first 4 × .005, 3 × .01, 2 × .03; the last, 1 × .04, is not below the one before it."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def step_down(p_values, level):
    """Holm's procedure as he states it: reject while p(i) <= level / (m + 1 - i), and stop at the first that is not."""
    rejected = set()
    for rank, place in enumerate(np.argsort(p_values, kind="stable")):
        if p_values[place] > level / (len(p_values) - rank):
            break
        rejected.add(int(place))
    return rejected


@pytest.mark.parametrize("seed", range(20))
def test_what_is_adjusted_to_a_level_is_what_the_procedure_rejects_at_it(seed):
    p_values = np.random.default_rng(seed).beta(0.3, 3, 25)
    adjusted = holm(p_values)
    for level in (0.01, 0.05, 0.2):
        assert {place for place, p in enumerate(adjusted) if p <= level} == step_down(p_values, level)


def test_it_keeps_the_order_and_lies_between_the_p_value_and_bonferroni():
    p_values = np.random.default_rng(1).beta(0.5, 2, 60)
    adjusted = np.array(holm(p_values))
    assert (adjusted >= p_values).all()
    assert (adjusted <= np.minimum(1, 60 * p_values)).all()
    assert all(one <= other for one, other in pairwise(adjusted[np.argsort(p_values)]))


def test_what_cannot_be_tested_counts_in_the_family():
    adjusted = holm([0.01, float("nan"), 1.0])
    assert adjusted[0] == pytest.approx(0.03)
    assert np.isnan(adjusted[1])
    assert adjusted[2] == 1.0


def test_no_tests_and_one_test():
    assert holm([]) == []
    assert holm([0.04]) == [0.04]


def test_a_number_that_is_no_p_value_is_refused():
    with pytest.raises(ValueError, match=r"^p-values lie between 0 and 1, not from 0\.2 to 1\.2$"):
        holm([0.3, 0.2, 1.2, 0.5])
    with pytest.raises(ValueError, match=r"not from -0\.1 to 0\.3$"):
        holm([0.3, -0.1])
    assert holm([0.0, 1.0]) == [0.0, 1.0]


@pytest.mark.long
def test_a_family_of_equal_and_unlike_means_has_a_false_finding_in_at_most_one_of_twenty():
    """10,000 families of 20 correlated t-tests, 12 hypotheses being true: at most 5 % and three standard errors."""
    from scipy.special import stdtr

    draws, families, n = np.random.default_rng(8), 10_000, 20
    shift = np.r_[np.zeros(12), np.full(8, 1.0)]
    wrong = unadjusted = 0
    for _ in range(families):
        x = shift + 0.6 * draws.normal(size=(n, 1)) + 0.8 * draws.normal(size=(n, 20))
        p_values = 2 * stdtr(n - 1, -np.abs(x.mean(axis=0) / x.std(axis=0, ddof=1)) * n**0.5)
        wrong += min(holm(p_values)[:12]) <= 0.05
        unadjusted += p_values[:12].min() <= 0.05
    assert wrong / families <= 0.05 + 3 * (0.05 * 0.95 / families) ** 0.5
    assert unadjusted / families > 0.2
