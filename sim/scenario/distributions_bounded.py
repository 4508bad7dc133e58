"""Distributions that keep within stated bounds: fixed, uniform, triangular, empirical."""

from itertools import accumulate
from math import fsum
from typing import Annotated, ClassVar, Generic, Literal, Self

from pydantic import Field, model_validator

from sim.quantities.refusal import refusal
from sim.scenario.distribution_base import Distribution, Q


class Fixed(Distribution[Q], Generic[Q]):
    """Always the same value."""

    bounded: ClassVar[bool] = True
    distribution: Literal["fixed"] = "fixed"

    value: Q
    """The value."""

    def parameters(self) -> tuple[float, ...]:
        """The value."""
        return (float(self.value),)

    def mean(self) -> float:
        """The value."""
        return float(self.value)

    def variance(self) -> float:
        """None."""
        return 0.0


class Uniform(Distribution[Q], Generic[Q]):
    """Any value between two bounds, all equally likely."""

    bounded: ClassVar[bool] = True
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

    def variance(self) -> float:
        """A twelfth of the width squared."""
        return (self.high - self.low) ** 2 / 12


class Triangular(Distribution[Q], Generic[Q]):
    """Values between two bounds, most often near the mode."""

    bounded: ClassVar[bool] = True
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

    def variance(self) -> float:
        """An 18th of width², less the product of the two slopes' widths."""
        return ((self.high - self.low) ** 2 - (self.mode - self.low) * (self.high - self.mode)) / 18


class Empirical(Distribution[Q], Generic[Q]):
    """One of the listed values, as often as its weight says."""

    bounded: ClassVar[bool] = True
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
        if not fsum(self.weights) > 0:
            raise refusal("empirical needs at least one weight over 0")
        return self

    def _shares(self) -> list[tuple[float, float]]:
        """Each value with its share, in the order of the values: so a larger uniform is a larger value."""
        weights = self.weights or (1.0,) * len(self.values)
        total = fsum(weights)
        return sorted((float(value), weight / total) for value, weight in zip(self.values, weights, strict=True))

    def parameters(self) -> tuple[float, ...]:
        """The values in ascending order, then their shares cumulated; the last one is exactly 1."""
        values, shares = zip(*self._shares(), strict=True)
        running = list(accumulate(shares))
        return (*values, *(part / running[-1] for part in running))

    def mean(self) -> float:
        """The weighted mean of the values."""
        return fsum(value * share for value, share in self._shares())

    def variance(self) -> float:
        """The weighted mean of the values' squared distances from theirs."""
        mean = self.mean()
        return fsum(share * (value - mean) ** 2 for value, share in self._shares())
