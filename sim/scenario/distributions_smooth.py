"""Distributions between two bounds without a corner: the truncated normal and the beta of PERT."""

import math
from typing import ClassVar, Generic, Literal, Self

from pydantic import Field, model_validator

from sim.quantities.refusal import refusal
from sim.scenario.distribution_base import Distribution, Q

LEAST_MASS = 1e-6
"""Of a normal that has to lie between its bounds; with less, the bounds are not meant for it."""

FAR = 40.0
"""Standard deviations beyond which a normal has nothing that a double could hold."""


def _beyond(z: float) -> float:
    """The probability that a standard normal is over z."""
    return math.erfc(z / math.sqrt(2)) / 2


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


class Normal(Distribution[Q], Generic[Q]):
    """A bell, cut off at two bounds: what would lie beyond is drawn anew."""

    bounded: ClassVar[bool] = True
    distribution: Literal["normal"] = "normal"

    mean_given: Q = Field(alias="mean")
    """Middle of the bell before it is cut off; it may lie outside the bounds."""

    standard_deviation: Q
    """Of the bell before it is cut off; over 0."""

    low: Q
    """The smallest value."""

    high: Q
    """The largest value; over `low`."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.low < self.high:
            raise refusal("normal needs low < high (for one value use fixed)")
        if not self.standard_deviation > 0:
            raise refusal("normal needs a standard deviation over 0 (for one value use fixed)")
        if self._mass() < LEAST_MASS:
            raise refusal(f"only {self._mass():.2g} of this normal lies from low to high, too little to draw from: "
                          f"move its mean or its bounds until {LEAST_MASS:g} does")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Low and high, then mean and standard deviation before the cut."""
        return (float(self.low), float(self.high), float(self.mean_given), float(self.standard_deviation))

    def _ends(self) -> tuple[float, float]:
        """The bounds in standard deviations from the mean."""
        low, high, mu, sigma = self.parameters()
        return max(-FAR, min((low - mu) / sigma, FAR)), max(-FAR, min((high - mu) / sigma, FAR))

    def _mass(self) -> float:
        """The probability between the bounds, from the tail they lie in."""
        low, high = self._ends()
        if low > 0:
            return _beyond(low) - _beyond(high)
        if high < 0:
            return _beyond(-high) - _beyond(-low)
        return 1 - _beyond(-low) - _beyond(high)

    def mean(self) -> float:
        """Mean + sd × (φ(low) - φ(high)) / mass, bounds in standard deviations from the mean."""
        low, high = self._ends()
        shift = (_density(low) - _density(high)) / self._mass()
        return float(self.mean_given + self.standard_deviation * shift)

    def variance(self) -> float:
        """Variance × (1 + (low φ(low) - high φ(high)) / mass - the mean's shift squared)."""
        low, high = self._ends()
        shift = (_density(low) - _density(high)) / self._mass()
        lost = (low * _density(low) - high * _density(high)) / self._mass()
        return float(self.standard_deviation) ** 2 * (1 + lost - shift * shift)


class BetaPert(Distribution[Q], Generic[Q]):
    """Values between two bounds, most often near the mode, with thinner ends than a triangle's."""

    bounded: ClassVar[bool] = True
    distribution: Literal["beta_pert"] = "beta_pert"

    low: Q
    """The smallest value."""

    mode: Q
    """The likeliest value; from `low` to `high`."""

    high: Q
    """The largest value; over `low`."""

    shape: float = Field(default=4.0, ge=0, le=1_000)
    """Weight of the mode against the two bounds (lambda of PERT): 0 is uniform, the larger the narrower."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise refusal("beta_pert needs low <= mode <= high and low < high")
        return self

    def parameters(self) -> tuple[float, ...]:
        """Low and high, then the two shapes of the beta: 1 + shape × the mode's share of the width, from either end."""
        width = self.high - self.low
        a = 1 + self.shape * (self.mode - self.low) / width
        return (float(self.low), float(self.high), a, 2 + self.shape - a)

    def mean(self) -> float:
        """(Low + shape × mode + high) / (shape + 2)."""
        return (self.low + self.shape * self.mode + self.high) / (self.shape + 2)

    def variance(self) -> float:
        """Width² × a b / ((a + b)² (a + b + 1))."""
        low, high, a, b = self.parameters()
        return (high - low) ** 2 * a * b / ((a + b) ** 2 * (a + b + 1))
