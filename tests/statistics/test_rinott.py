"""Rinott's constant is the printed one, and that of known variances where there are many replications."""

import numpy as np
import pytest
from scipy.special import ndtri

from sim.statistics.rinott import replications_of, rinott_h


def test_the_constant_is_the_printed_one():
    assert rinott_h(5, 10, 0.95) == pytest.approx(3.693, abs=5e-4)


@pytest.mark.parametrize(("count", "probability"), [(2, 0.9), (2, 0.95), (5, 0.95), (10, 0.99)])
def test_of_a_long_first_stage_it_is_the_constant_of_known_variances(count, probability):
    known = 2**0.5 * ndtri(probability ** (1 / (count - 1)))
    assert rinott_h(count, 20_000, probability) == pytest.approx(known, rel=1e-3)
    assert rinott_h(count, 20, probability) > known


def test_two_scenarios_are_told_right_as_often_as_stated():
    """With h the second stage makes T the difference of two Student variables: a check by drawing them."""
    rng = np.random.default_rng(5)
    freedom, h = 9, rinott_h(2, 10, 0.95)
    x, y = (rng.chisquare(freedom, 400_000) for _ in range(2))
    spread = np.sqrt(freedom * (1 / x + 1 / y))
    assert np.mean(rng.normal(size=400_000) * spread < h) == pytest.approx(0.95, abs=4 * (0.05 * 0.95 / 400_000) ** 0.5)


def test_replications_go_with_the_square_of_spread_over_zone():
    values = np.array([[-1.0, 1.0] * 5, [-3.0, 3.0] * 5])
    h, variance = rinott_h(2, 10, 0.95), 10 / 9
    assert replications_of(values, 0.1, 0.95) == np.ceil(h**2 * variance / 0.01) + np.ceil(9 * h**2 * variance / 0.01)
    assert replications_of(values, 100.0, 0.95) == 20
