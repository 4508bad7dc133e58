"""Distributions that keep within stated bounds: fixed, uniform, triangular, empirical."""

from itertools import accumulate
from typing import Annotated, Generic, Literal, Self

from pydantic import Field, model_validator

from sim.quantities.refusal import refusal
from sim.scenario.distribution_base import Distribution, Q


class Fixed(Distribution[Q], Generic[Q]):
    """Always the same value."""

    distribution: Literal["fixed"] = "fixed"

    value: Q
    """The value."""

    def parameters(self) -> tuple[float, ...]:
        """The value."""
        return (float(self.value),)

    def mean(self) -> float:
        """The value."""
        return float(self.value)


class Uniform(Distribution[Q], Generic[Q]):
    """Any value between two bounds, all equally likely."""

    distribution: Literal["uniform"] = "uniform"

    low: Q
    """The smallest value."""

    high: Q
    """The largest value; over `low`."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise refusal("uniform needs low < high (for one value use fixed)")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Low and high."""
        return (float(self.low), float(self.high))

    def mean(self) -> float:
        """The middle of the bounds."""
        return (self.low + self.high) / 2


class Triangular(Distribution[Q], Generic[Q]):
    """Values between two bounds, most often near the mode."""

    distribution: Literal["triangular"] = "triangular"

    low: Q
    """The smallest value."""

    mode: Q
    """The likeliest value; from `low` to `high`."""

    high: Q
    """The largest value; over `low`."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise refusal("triangular needs low <= mode <= high and low < high")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Low, mode and high."""
        return (float(self.low), float(self.mode), float(self.high))

    def mean(self) -> float:
        """A third of the sum of low, mode and high."""
        return (self.low + self.mode + self.high) / 3


class Empirical(Distribution[Q], Generic[Q]):
    """One of the listed values, as often as its weight says."""

    distribution: Literal["empirical"] = "empirical"

    values: Annotated[tuple[Q, ...], Field(min_length=1, max_length=10_000)]
    """The values that occur."""

    weights: tuple[Annotated[float, Field(ge=0, le=1e9)], ...] | None = None
    """How often each occurs, relative to the others; equally often if not given."""

    @model_validator(mode="after")
    def _paired(self) -> Self:
        if self.weights is None:
            return self
        if len(self.weights) != len(self.values):
            raise refusal(f"empirical has {len(self.values)} values but {len(self.weights)} weights")
        if not sum(self.weights) > 0:
            raise refusal("empirical needs at least one weight over 0")
        return self

    def parameters(self) -> tuple[float, ...]:
        """The values, then their shares cumulated; the last one is exactly 1."""
        weights = self.weights or (1.0,) * len(self.values)
        running = list(accumulate(weights))
        return (*map(float, self.values), *(part / running[-1] for part in running))

    def mean(self) -> float:
        """The weighted mean of the values."""
        weights = self.weights or (1.0,) * len(self.values)
        weighted = sum(value * weight for value, weight in zip(self.values, weights, strict=True))
        return weighted / sum(weights)
