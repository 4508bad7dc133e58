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
from sim.scenario.distributions_bounded import Empirical, Fixed, Triangular, Uniform
from sim.scenario.distributions_smooth import BetaPert, Normal
from sim.scenario.distributions_tailed import NORMAL_P90, Exponential, Gamma, Lognormal, Weibull
from sim.streams import CODES, quantile

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
        (
            {"distribution": "empirical", "values": ["3 months", "1 month"], "weights": [3, 1]},
            (MONTH, 3 * MONTH, 0.25, 1.0),
            2.5 * MONTH,
        ),
        (
            {"distribution": "normal", "mean": "2 months", "standard_deviation": "1 month", "low": "1 month",
             "high": "3 months"},
            (MONTH, 3 * MONTH, 2 * MONTH, MONTH),
            2 * MONTH,
        ),
        (
            {"distribution": "beta_pert", "low": "0 months", "mode": "1 month", "high": "5 months"},
            (0.0, 5 * MONTH, 1.8, 4.2),
            1.5 * MONTH,
        ),
        (
            {"distribution": "beta_pert", "low": "0 months", "mode": "1 month", "high": "4 months", "shape": 0},
            (0.0, 4 * MONTH, 1.0, 1.0),
            2 * MONTH,
        ),
        (
            {"distribution": "mixture", "parts": [
                {"weight": "75 %", "value": "1 month"}, {"weight": 0, "value": "9 months"},
                {"weight": 0.25, "value": {"distribution": "uniform", "low": "4 months", "high": "6 months"}}]},
            (0.75, 0.25),
            2 * MONTH,
        ),
    ],
)
def test_parameters_are_in_inside_units(written: Any, parameters: tuple[float, ...], mean: float) -> None:
    drawn = read(d.DurationDraw, written)
    assert drawn.parameters() == parameters
    assert drawn.mean() == pytest.approx(mean, rel=1e-15)


@given(st.floats(1, 1e9), st.floats(1.01, 20))
def test_lognormal_has_the_median_p90_and_mean_it_says(median: float, ratio: float) -> None:
    drawn = Lognormal[float](median=median, p90=median * ratio)
    mu, sigma = drawn.parameters()
    theory = scipy.stats.lognorm(sigma, scale=math.exp(mu))
    assert theory.median() == pytest.approx(median, rel=1e-12)
    assert theory.ppf(0.9) == pytest.approx(median * ratio, rel=1e-12)
    assert theory.mean() == pytest.approx(drawn.mean(), rel=1e-12)


@given(st.floats(1, 1e9), st.floats(0.05, 3))
def test_mean_and_variation_are_those_given(mean: float, cv: float) -> None:
    mu, sigma = Lognormal[float](mean=mean, cv=cv).parameters()
    lognormal = scipy.stats.lognorm(sigma, scale=math.exp(mu))
    shape, scale = Gamma[float](mean=mean, cv=cv).parameters()
    gamma = scipy.stats.gamma(shape, scale=scale)
    for theory in (lognormal, gamma):
        assert theory.mean() == pytest.approx(mean, rel=1e-9)
        assert theory.std() == pytest.approx(mean * cv, rel=1e-9)


@given(st.floats(1, 1e9), st.floats(0.2, 20))
def test_weibull_mean_is_that_of_the_theory(scale: float, shape: float) -> None:
    drawn = Weibull[float](scale=scale, shape=shape)
    assert drawn.mean() == pytest.approx(scipy.stats.weibull_min(shape, scale=scale).mean(), rel=1e-9)


def moments(theory: Any) -> tuple[float, float]:
    return float(theory.mean()), float(theory.var())


@given(st.floats(-2, 3), st.floats(0.05, 3), st.floats(-1, 2), st.floats(0.1, 4))
def test_a_cut_normal_has_the_moments_of_the_theory(mean: float, sd: float, low: float, width: float) -> None:
    a, b = (low - mean) / sd, (low + width - mean) / sd
    if min(max(a, 0), max(-b, 0)) == 0 and scipy.stats.norm.cdf(b) - scipy.stats.norm.cdf(a) > 1e-4:
        drawn = Normal[float](mean=mean, standard_deviation=sd, low=low, high=low + width)
        theory = moments(scipy.stats.truncnorm(a, b, mean, sd))
        assert (drawn.mean(), drawn.variance()) == pytest.approx(theory, rel=1e-6, abs=1e-9)


@given(st.floats(-5, 5), st.floats(0, 1), st.floats(0.1, 10), st.floats(0, 100))
def test_beta_pert_has_the_moments_of_the_theory(low: float, place: float, width: float, shape: float) -> None:
    drawn = BetaPert[float](low=low, mode=min(low + place * width, low + width), high=low + width, shape=shape)
    a, b = drawn.parameters()[2:]
    theory = moments(scipy.stats.beta(a, b, low, width))
    assert (drawn.mean(), drawn.variance()) == pytest.approx(theory, rel=1e-9, abs=1e-9)
    if shape > 0 and 0.05 < place < 0.95:  # at an end itself a double is too coarse
        density = scipy.stats.beta(a, b, low, width).pdf
        around = [density(low + at * width) for at in (place - 0.05, place, place + 0.05)]
        assert max(around) == pytest.approx(around[1], rel=1e-6)


NORMAL = {"distribution": "normal", "mean": 3.0, "standard_deviation": 2.0, "low": 1.0, "high": 7.0}
THEORY: list[tuple[Any, Any]] = [
    (Uniform[float](low=1, high=4), scipy.stats.uniform(1, 3)),
    (Triangular[float](low=1, mode=2, high=5), scipy.stats.triang(0.25, 1, 4)),
    (Lognormal[float](mean=3, cv=0.7), scipy.stats.lognorm(math.log1p(0.49) ** 0.5, scale=3 / 1.49**0.5)),
    (Exponential[float](mean=3), scipy.stats.expon(scale=3)),
    (Gamma[float](mean=3, cv=0.5), scipy.stats.gamma(4, scale=0.75)),
    (Weibull[float](scale=2, shape=1.7), scipy.stats.weibull_min(1.7, scale=2)),
    (Empirical[float](values=(4.0, 1.0, 2.0), weights=(1, 2, 5)),
     scipy.stats.rv_discrete(values=((1, 2, 4), (0.25, 0.625, 0.125)))),
]  # fmt: skip


@pytest.mark.parametrize(("drawn", "theory"), THEORY, ids=lambda each: getattr(each, "distribution", ""))
def test_moments_are_those_of_the_theory(drawn: Any, theory: Any) -> None:
    assert (drawn.mean(), drawn.variance()) == pytest.approx(moments(theory), rel=1e-12)
    assert Fixed[float](value=3.0).variance() == 0


def test_a_mixture_has_the_moments_of_a_draw_that_picks_its_part() -> None:
    parts = [{"weight": 0.3, "value": 2.0}, {"weight": 0.7, "value": NORMAL}]
    drawn = read(d.FactorDraw, {"distribution": "mixture", "parts": parts})
    mean, variance = moments(scipy.stats.truncnorm(-1, 2, 3, 2))
    assert drawn.mean() == pytest.approx(0.3 * 2 + 0.7 * mean, rel=1e-12)
    second = 0.3 * 4 + 0.7 * (variance + mean**2)
    assert drawn.variance() == pytest.approx(second - drawn.mean() ** 2, rel=1e-12)


def test_p90_of_the_standard_normal_is_the_constant() -> None:
    assert scipy.stats.norm.ppf(0.9) == pytest.approx(NORMAL_P90, rel=1e-15)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_cumulated_shares_rise_to_exactly_one(weights: list[float]) -> None:
    if sum(weights) > 0:
        drawn = Empirical[float](values=tuple(map(float, range(len(weights)))), weights=tuple(weights))
        shares = drawn.parameters()[len(weights) :]
        assert list(shares) == sorted(shares)
        assert shares[-1] == 1.0


def bell(**changes: Any) -> dict[str, Any]:
    usual = {"distribution": "normal", "mean": "5 days", "standard_deviation": "2 days", "low": "1 day",
             "high": "9 days"}  # fmt: skip
    return {key: value for key, value in (usual | changes).items() if value is not None}


def mixed(*parts: tuple[float, Any]) -> dict[str, Any]:
    return {"distribution": "mixture", "parts": [{"weight": weight, "value": value} for weight, value in parts]}


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
        ({"distribution": "weibull", "scale": "10 days", "shape": 0.05}, "more than can be counted, some 1e37: raise"),
        ({"distribution": "lognormal", "median": "1 day", "p90": "30 years"}, "more than can be counted"),
        ({"distribution": "weibull", "scale": "1 day", "shape": 0}, "greater than"),
        ({"distribution": "empirical", "values": []}, "at least 1"),
        ({"distribution": "empirical", "values": ["1 day"], "weights": [1, 2]}, "1 values but 2 weights"),
        ({"distribution": "empirical", "values": ["1 day"], "weights": [0]}, "at least one weight over 0"),
        ({"distribution": "empirical", "values": ["1 day"], "weights": [-1]}, "greater than or equal to 0"),
        ({"distribution": "uniform", "low": FileInteger(1), "high": "2 days"}, "no unit"),
        ({"distribution": "uniform", "low": "1 MW", "high": "2 days"}, "no unit of a duration"),
        (bell(low="9 days"), "low < high"),
        (bell(standard_deviation="0 days"), "standard deviation over 0"),
        (bell(mean="60 days", standard_deviation="1 day"), "too little to draw from"),
        (bell(mean=None), "mean"),
        ({"distribution": "beta_pert", "low": "2 days", "mode": "1 day", "high": "9 days"}, "low <= mode <= high"),
        ({"distribution": "beta_pert", "low": "2 days", "mode": "10 days", "high": "9 days"}, "low <= mode <= high"),
        ({"distribution": "beta_pert", "low": "2 days", "mode": "2 days", "high": "2 days"}, "low < high"),
        ({"distribution": "beta_pert", "low": "2 days", "mode": "3 days", "high": "9 days", "shape": -1}, "equal to 0"),
        (mixed((0.5, "1 day"), (0.4, "2 days")), "sum to 90 %"),
        (mixed((1, "1 day")), "at least 2"),
        (mixed((0.5, "1 day"), (0.5, "2 MW")), "no unit of a duration"),
        (mixed((0.5, "1 day"), (0.5, mixed((0.5, "1 day"), (0.5, "2 days")))), "is no mixture: list its parts here"),
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
    tailed = {"distribution": "lognormal", "median": "2 %", "p90": "4 %"}
    assert "does not match" in reason(d.ShareDraw, mixed((0.5, 0.1), (0.5, tailed)))
    assert read(d.ShareDraw, mixed((0.5, 0.1), (0.5, "30 %"))).mean() == pytest.approx(0.2)


def test_python_gives_values_and_distributions_directly() -> None:
    class Step(Record):
        slip: d.DurationDraw = Fixed(value=0)

    assert Step().slip.parameters() == (0.0,)
    assert Step(slip=5).slip.parameters() == (5.0,)
    assert Step(slip=Exponential[Seconds](mean=7)).slip.mean() == 7.0


def test_a_distribution_made_in_python_is_checked_for_the_quantity_it_is_given_for() -> None:
    """pydantic takes a class that was made complete as it is, with no quantity in its places: none of ours may be."""
    half = Uniform(low=0, high=1.5)

    class Plan(Record):
        share: d.ShareDraw
        slip: d.DurationDraw

    with pytest.raises(ValidationError, match="outside 0 % to 100 %"):
        Plan(share=half, slip=3)
    assert Plan(share=0.5, slip=half).slip.parameters() == (0.0, 2.0), "whole seconds"
    read = Plan.model_validate({"share": {"distribution": "uniform", "low": "10 %", "high": "20 %"}, "slip": "2 days"})
    assert read.share.parameters() == (0.1, 0.2)
    assert read.slip.parameters() == (2 * 86_400.0,)


@pytest.mark.parametrize("kind", [d.PowerDraw, d.DurationDraw, d.DollarsPerKwMonthDraw, d.ShareDraw])
def test_json_schema_takes_a_value_alone_or_a_distribution(kind: Any) -> None:
    schema = TypeAdapter(kind).json_schema()
    alone, map_of = schema["anyOf"]
    assert "string" in str(alone)
    assert "fixed" in map_of["discriminator"]["mapping"]


def test_a_factor_over_20_is_written_in_percent() -> None:
    assert read(d.FactorDraw, FileInteger(20)).mean() == 20
    assert read(d.FactorDraw, "67 %").mean() == pytest.approx(0.67)
    assert "without a unit is 6700 %" in reason(d.FactorDraw, FileInteger(67))


LAST = 1 - 2.0**-53
"""The largest uniform."""


@given(st.sampled_from(["lognormal", "gamma", "weibull"]), st.floats(0.06, 500), st.floats(1.001, 1e9))
def test_what_is_not_refused_can_be_counted_to_its_last_draw(name: str, shape: float, size: float) -> None:
    kinds = {"lognormal": (Lognormal, {"mean": size, "cv": shape}), "gamma": (Gamma, {"mean": size, "cv": shape}),
             "weibull": (Weibull, {"scale": size, "shape": shape})}  # fmt: skip
    kind, said = kinds[name]
    try:
        drawn = kind[float].model_validate(said)
    except ValidationError as refused:
        assert "more than can be counted" in str(refused)  # noqa: PT017
        return
    p = (*drawn.parameters(), 0.0, 0.0)[:4]
    assert 0 <= quantile(CODES[name], *p, LAST) <= 2.0**62
