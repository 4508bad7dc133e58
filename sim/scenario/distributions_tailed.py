"""Distributions of positive values with a tail to the right: lognormal, exponential, gamma, Weibull."""

import math
from typing import Generic, Literal, Self

from pydantic import Field, model_validator

from sim.quantities.refusal import refusal
from sim.scenario.distribution_base import Distribution, Q, Ratio

NORMAL_P90 = 1.2815515655446004
"""The 90 % quantile of the standard normal distribution."""

RAREST = 53 * math.log(2)
"""Minus the logarithm of the smallest chance that a uniform of 53 bits tells: how far out a tail is drawn."""

RAREST_NORMAL = 8.2095361516013877
"""The standard normal's quantile there, at 1 - 2**-53."""

COUNTED = 62 * math.log(2)
"""Logarithm of what no draw may come to: beyond it seconds, kW and dollars are not counted any more."""


def _refuse_uncounted(name: str, largest: float, remedy: str) -> None:
    """Refusal where the logarithm of the largest draw is beyond what can be counted."""
    if largest > COUNTED:
        raise refusal(f"{name} may draw more than can be counted, some 1e{largest / math.log(10):.0f}: {remedy}")


class Lognormal(Distribution[Q], Generic[Q]):
    """A positive value whose logarithm is normal, by median and P90 or by mean and variation."""

    distribution: Literal["lognormal"] = "lognormal"

    median: Q | None = None
    """Half of the draws are below it; over 0. Goes with `p90`."""

    p90: Q | None = None
    """Nine in ten draws are below it; over the median."""

    mean_given: Q | None = Field(default=None, alias="mean")
    """The expected value; over 0. Goes with `cv`."""

    cv: Ratio | None = None
    """Standard deviation divided by the mean."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        named = {"median": self.median, "p90": self.p90, "mean": self.mean_given, "cv": self.cv}
        if {name for name, value in named.items() if value is not None} not in (
            {"median", "p90"},
            {"mean", "cv"},
        ):
            raise refusal("lognormal needs either median and p90, or mean and cv")
        if self.median is not None and self.p90 is not None and not 0 < self.median < self.p90:
            raise refusal("lognormal needs 0 < median < p90")
        if self.mean_given is not None and not self.mean_given > 0:
            raise refusal("lognormal needs a mean over 0")
        mu, sigma = self.parameters()
        _refuse_uncounted("lognormal", mu + RAREST_NORMAL * sigma, "bring p90 nearer to the median, or lower cv")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Mean and standard deviation of the logarithm (of seconds, kW, dollars …)."""
        if self.median is not None and self.p90 is not None:
            mu = math.log(self.median)
            return (mu, (math.log(self.p90) - mu) / NORMAL_P90)
        assert self.mean_given is not None
        assert self.cv is not None
        variance = math.log1p(self.cv**2)
        return (math.log(self.mean_given) - variance / 2, math.sqrt(variance))

    def mean(self) -> float:
        """The mean as given, or exp(mu + sigma² / 2)."""
        if self.mean_given is not None:
            return float(self.mean_given)
        mu, sigma = self.parameters()
        return math.exp(mu + sigma**2 / 2)

    def variance(self) -> float:
        """The mean squared, times exp(sigma²) - 1."""
        return self.mean() ** 2 * math.expm1(self.parameters()[1] ** 2)


class Exponential(Distribution[Q], Generic[Q]):
    """A wait without memory."""

    distribution: Literal["exponential"] = "exponential"

    mean_given: Q = Field(alias="mean")
    """The expected value; over 0."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.mean_given > 0:
            raise refusal("exponential needs a mean over 0")
        return self

    def parameters(self) -> tuple[float, ...]:
        """The mean."""
        return (float(self.mean_given),)

    def mean(self) -> float:
        """The mean as given."""
        return float(self.mean_given)

    def variance(self) -> float:
        """The mean squared."""
        return float(self.mean_given) ** 2


class Gamma(Distribution[Q], Generic[Q]):
    """A positive value, such as a sum of waits, by its mean and variation."""

    distribution: Literal["gamma"] = "gamma"

    mean_given: Q = Field(alias="mean")
    """The expected value; over 0."""

    cv: Ratio
    """Standard deviation divided by the mean; 1 is the exponential."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.mean_given > 0:
            raise refusal("gamma needs a mean over 0")
        shape, scale = self.parameters()
        farthest = shape + math.sqrt(2 * shape * RAREST) + RAREST  # Boucheron, Lugosi, Massart 2013, section 2.4
        _refuse_uncounted("gamma", math.log(scale) + math.log(farthest), "lower cv")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Shape 1 / cv² and scale mean × cv²."""
        return (1 / self.cv**2, self.mean_given * self.cv**2)

    def mean(self) -> float:
        """The mean as given."""
        return float(self.mean_given)

    def variance(self) -> float:
        """The square of mean × cv."""
        return float(self.mean_given * self.cv) ** 2


class Weibull(Distribution[Q], Generic[Q]):
    """A wait whose chance to end falls (shape < 1) or rises (shape > 1) as it lasts."""

    distribution: Literal["weibull"] = "weibull"

    scale: Q
    """63.2 % of the draws are below it; over 0."""

    shape: float = Field(ge=0.05, le=1_000)
    """1 is the exponential."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.scale > 0:
            raise refusal("weibull needs a scale over 0")
        _refuse_uncounted("weibull", math.log(self.scale) + math.log(RAREST) / self.shape, "raise shape")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Scale and shape."""
        return (float(self.scale), self.shape)

    def mean(self) -> float:
        """Scale × Γ(1 + 1 / shape)."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    def variance(self) -> float:
        """Scale² × (Γ(1 + 2 / shape) - Γ(1 + 1 / shape)²)."""
        return float(self.scale) ** 2 * (math.gamma(1 + 2 / self.shape) - math.gamma(1 + 1 / self.shape) ** 2)
