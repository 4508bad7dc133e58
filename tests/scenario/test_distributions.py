"""Distributions have the parameters and means of the theory, and impossible ones are refused."""

import math
from typing import Any

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.quantities import Seconds
from sim.quantities.measured import FileInteger, FileNumber
from sim.quantities.record import Record
from sim.scenario import distributions as d
from sim.scenario.distributions_tailed import NORMAL_P90

MONTH = 2_629_800.0


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def reason(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "parameters", "mean"),
    [
        ("2 months", (2 * MONTH,), 2 * MONTH),
        ({"distribution": "fixed", "value": "2 months"}, (2 * MONTH,), 2 * MONTH),
        ({"distribution": "uniform", "low": "1 month", "high": "3 months"}, (MONTH, 3 * MONTH), 2 * MONTH),
        (
            {"distribution": "triangular", "low": "0 days", "mode": "1 month", "high": "5 months"},
            (0.0, MONTH, 5 * MONTH),
            2 * MONTH,
        ),
        ({"distribution": "exponential", "mean": "1 month"}, (MONTH,), MONTH),
        ({"distribution": "gamma", "mean": "1 month", "cv": 0.5}, (4.0, MONTH / 4), MONTH),
        ({"distribution": "weibull", "scale": "1 month", "shape": 1}, (MONTH, 1.0), MONTH),
        (
            {"distribution": "empirical", "values": ["1 month", "3 months"]},
            (MONTH, 3 * MONTH, 0.5, 1.0),
            2 * MONTH,
        ),
        (
            {
                "distribution": "empirical",
                "values": ["1 month", "2 months", "3 months"],
                "weights": [1, 0, 3],
            },
            (MONTH, 2 * MONTH, 3 * MONTH, 0.25, 0.25, 1.0),
            2.5 * MONTH,
        ),
    ],
)
def test_parameters_are_in_inside_units(written: Any, parameters: tuple[float, ...], mean: float) -> None:
    drawn = read(d.DurationDraw, written)
    assert drawn.parameters() == parameters
    assert drawn.mean() == pytest.approx(mean, rel=1e-15)


@given(st.floats(1, 1e9), st.floats(1.01, 20))
def test_lognormal_has_the_median_p90_and_mean_it_says(median: float, ratio: float) -> None:
    drawn = d.Lognormal[float](median=median, p90=median * ratio)
    mu, sigma = drawn.parameters()
    theory = scipy.stats.lognorm(sigma, scale=math.exp(mu))
    assert theory.median() == pytest.approx(median, rel=1e-12)
    assert theory.ppf(0.9) == pytest.approx(median * ratio, rel=1e-12)
    assert theory.mean() == pytest.approx(drawn.mean(), rel=1e-12)


@given(st.floats(1, 1e9), st.floats(0.05, 3))
def test_mean_and_variation_are_those_given(mean: float, cv: float) -> None:
    mu, sigma = d.Lognormal[float](mean=mean, cv=cv).parameters()
    lognormal = scipy.stats.lognorm(sigma, scale=math.exp(mu))
    shape, scale = d.Gamma[float](mean=mean, cv=cv).parameters()
    gamma = scipy.stats.gamma(shape, scale=scale)
    for theory in (lognormal, gamma):
        assert theory.mean() == pytest.approx(mean, rel=1e-9)
        assert theory.std() == pytest.approx(mean * cv, rel=1e-9)


@given(st.floats(1, 1e9), st.floats(0.2, 20))
def test_weibull_mean_is_that_of_the_theory(scale: float, shape: float) -> None:
    drawn = d.Weibull[float](scale=scale, shape=shape)
    assert drawn.mean() == pytest.approx(scipy.stats.weibull_min(shape, scale=scale).mean(), rel=1e-9)


def test_p90_of_the_standard_normal_is_the_constant() -> None:
    assert scipy.stats.norm.ppf(0.9) == pytest.approx(NORMAL_P90, rel=1e-15)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_cumulated_shares_rise_to_exactly_one(weights: list[float]) -> None:
    if sum(weights) > 0:
        drawn = d.Empirical[float](values=tuple(map(float, range(len(weights)))), weights=tuple(weights))
        shares = drawn.parameters()[len(weights) :]
        assert list(shares) == sorted(shares)
        assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"distribution": "uniform", "low": "2 days", "high": "2 days"}, "low < high"),
        (
            {"distribution": "triangular", "low": "1 day", "mode": "5 days", "high": "4 days"},
            "low <= mode <= high",
        ),
        ({"distribution": "triangular", "low": "1 day", "mode": "1 day", "high": "1 day"}, "low < high"),
        ({"distribution": "lognormal", "median": "0 days", "p90": "2 days"}, "0 < median < p90"),
        ({"distribution": "lognormal", "median": "2 days", "p90": "2 days"}, "0 < median < p90"),
        ({"distribution": "lognormal", "median": "2 days"}, "median and p90, or mean and cv"),
        ({"distribution": "lognormal", "median": "2 days", "cv": 1}, "median and p90, or mean and cv"),
        ({"distribution": "lognormal", "mean": "0 days", "cv": 1}, "mean over 0"),
        ({"distribution": "lognormal", "mean": "2 days", "cv": 0}, "greater than 0"),
        ({"distribution": "exponential", "mean": "0 days"}, "mean over 0"),
        ({"distribution": "gamma", "mean": "0 days", "cv": 1}, "mean over 0"),
        ({"distribution": "gamma", "mean": "1 day", "cv": -1}, "greater than 0"),
        ({"distribution": "weibull", "scale": "0 days", "shape": 1}, "scale over 0"),
        ({"distribution": "weibull", "scale": "1 day", "shape": 0}, "greater than"),
        ({"distribution": "empirical", "values": []}, "at least 1"),
        ({"distribution": "empirical", "values": ["1 day"], "weights": [1, 2]}, "1 values but 2 weights"),
        ({"distribution": "empirical", "values": ["1 day"], "weights": [0]}, "at least one weight over 0"),
        ({"distribution": "empirical", "values": ["1 day"], "weights": [-1]}, "greater than or equal to 0"),
        ({"distribution": "uniform", "low": FileInteger(1), "high": "2 days"}, "no unit"),
        ({"distribution": "uniform", "low": "1 MW", "high": "2 days"}, "no unit of a duration"),
        ({"distribution": "cauchy"}, "does not match"),
        ({"median": "2 days"}, "discriminator"),
        (FileNumber(3.5), "no unit"),
        ([], "valid dictionary"),
    ],
)
def test_impossible_parameters_are_refused_with_the_reason(parameters: Any, word: str) -> None:
    assert word in reason(d.DurationDraw, parameters)


def test_a_share_takes_no_distribution_that_could_leave_its_bounds() -> None:
    assert read(d.ShareDraw, FileNumber(0.06)).parameters() == (0.06,)
    assert read(d.ShareDraw, {"distribution": "uniform", "low": "2 %", "high": 0.5}).mean() == 0.26
    assert "does not match" in reason(
        d.ShareDraw, {"distribution": "lognormal", "median": "2 %", "p90": "4 %"}
    )


def test_python_gives_values_and_distributions_directly() -> None:
    class Step(Record):
        slip: d.DurationDraw = d.Fixed(value=0)

    assert Step().slip.parameters() == (0.0,)
    assert Step(slip=5).slip.parameters() == (5.0,)
    assert Step(slip=d.Exponential[Seconds](mean=7)).slip.mean() == 7.0


@pytest.mark.parametrize("kind", [d.PowerDraw, d.DurationDraw, d.DollarsPerKwMonthDraw, d.ShareDraw])
def test_json_schema_takes_a_value_alone_or_a_distribution(kind: Any) -> None:
    schema = TypeAdapter(kind).json_schema()
    alone, map_of = schema["anyOf"]
    assert "string" in str(alone)
    assert "fixed" in map_of["discriminator"]["mapping"]
