"""exponential, logarithm, power and rounding against exact decimal arithmetic and Python's own."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.streams import exponential, logarithm, logarithm_of_one_plus, power, round_half_even

RANDOM = np.random.default_rng(1)


def largest_error_ulp(function, exact, arguments):
    """The largest distance from the exact value, in units of the last place of the computed one."""
    with localcontext() as context:
        context.prec = 40
        return max(
            float(abs((Decimal(value) - exact(*map(Decimal, row))) / Decimal(math.ulp(value))))
            for row in arguments
            for value in [function(*row)]
        )


def test_exponential_is_within_one_ulp():
    rows = [(float(x),) for x in RANDOM.uniform(-700, 709, 3000)]
    assert largest_error_ulp(exponential, Decimal.exp, rows) < 1


@pytest.mark.parametrize("values", [10 ** RANDOM.uniform(-300, 300, 1000), RANDOM.uniform(0.8, 1.2, 1000)])
def test_logarithm_is_within_one_ulp(values):
    assert largest_error_ulp(logarithm, Decimal.ln, [(float(x),) for x in values]) < 1


def test_logarithm_of_one_plus_is_within_two_ulp():
    rows = [(float(x),) for x in -(10 ** RANDOM.uniform(-17, -0.01, 1000))]
    assert largest_error_ulp(logarithm_of_one_plus, lambda x: (1 + x).ln(), rows) < 2


@pytest.mark.parametrize(("exponent", "ulp"), [(10, 2), (300, 8)])
def test_power_is_within_its_bound(exponent, ulp):
    pairs = zip(10 ** RANDOM.uniform(-1, 1, 1500), RANDOM.uniform(-exponent, exponent, 1500), strict=True)
    rows = [(float(x), float(y)) for x, y in pairs]
    assert largest_error_ulp(power, lambda x, y: x**y, rows) < ulp


@pytest.mark.parametrize("x", [0.0, 1e-320, 0.5, 1.0, 3.0, 1e300, math.inf, math.nan])
@pytest.mark.parametrize("y", [-math.inf, -1000.0, -1.0, 0.0, 1.0, 2.0, 1000.0, math.inf, math.nan])
def test_power_treats_the_ends_as_ieee_does(x, y):
    with np.errstate(all="ignore"):
        expected = float(np.power(x, y))
    assert power(x, y) == pytest.approx(expected, rel=1e-15, nan_ok=True)


def test_the_ends_of_exponential_and_logarithm():
    assert [exponential(x) for x in (-math.inf, -746.0, 0.0, 710.0, math.inf)] == [
        0,
        0,
        1,
        math.inf,
        math.inf,
    ]
    assert [logarithm(x) for x in (0.0, 1.0, math.inf)] == [-math.inf, 0, math.inf]
    assert math.isnan(exponential(math.nan))
    assert all(math.isnan(logarithm(x)) for x in (-1.0, math.nan))
    assert math.isnan(power(-1.0, 2.0))
    assert exponential(-745.0) == math.exp(-745.0)


@given(st.floats(-(2.0**63), 2.0**63, exclude_max=True) | st.integers(-(10**6), 10**6).map(lambda n: n / 2))
@example(0.49999999999999994)
@example(-0.49999999999999994)
@example(4503599627370497.5)
def test_rounds_as_python_does(x):
    assert round_half_even(x) == round(x)


@pytest.mark.parametrize("x", [math.nan, math.inf, 2.0**63, -(2.0**63) - 2048])
def test_refuses_to_round_what_int64_cannot_hold(x):
    with pytest.raises(ValueError, match="no int64"):
        round_half_even(x)
