"""`uncertainties` and `correlations`: what nature picks once for a whole replication, and how it goes together."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from sim.quantities.record import Id, Record
from sim.scenario.distribution_base import Distribution
from sim.scenario.distributions import FactorDraw
from sim.scenario.distributions_mixed import Mixture


class Uncertainty(Record):
    """A factor that is drawn once per replication, by its own name, and that other keys are scaled by."""

    id: Id
    """Name that `scaled_by` and `growth_scaled_by` refer to."""
    factor: FactorDraw
    """What it may come to; 100 % leaves what it scales as it is stated."""


class Correlation(Record):
    """How two uncertainties go together: as if both came from normal numbers (a Gaussian copula), whatever their own
    distributions are. Pairs that are not listed are independent.
    """

    between: list[str] = Field(min_length=2, max_length=2)
    """Ids of the two."""
    correlation: float = Field(ge=-1, le=1)
    """From -1 (one is high when the other is low) over 0 (independent) to 1."""
    measured: Literal["spearman", "normal"] = "spearman"
    """`spearman` is that of their ranks, as data give it; `normal` that of the normal numbers behind them, which is
    2 sin(π × spearman / 6)."""


Factors = Mapping[str, Distribution[Any]]
"""The distributions of uncertainties by their ids."""


def factors_of(uncertainties: list[Uncertainty]) -> Factors:
    """What scales draws."""
    return {each.id: each.factor for each in uncertainties}


LIKELY_SIGMAS = 6
"""Standard deviations over its mean that a draw hardly ever is."""
SPARE_SIGMAS = 10.0
"""Standard deviations over its mean that a number or a sum of draws is taken to reach: there is room for no more."""


def likely_most(drawn: Distribution[Any], factors: Factors) -> float:
    """What a draw hardly ever exceeds; of a fixed one, its value."""
    mean, variance = moments(drawn, factors)
    return mean + LIKELY_SIGMAS * math.sqrt(variance)


def moments(drawn: Distribution[Any], factors: Factors) -> tuple[float, float]:
    """Mean and variance of a draw, with the uncertainty that it is scaled by, on which it does not depend.

    One that is not among the factors scales nothing: whoever reads the scenario is told of it elsewhere.
    """
    if isinstance(drawn, Mixture):
        parts = [(weight, *moments(part, factors)) for weight, part in drawn.drawn()]
        mean = math.fsum(weight * mean for weight, mean, _ in parts)
        variance = math.fsum(weight * (variance + (own - mean) ** 2) for weight, own, variance in parts)
    else:
        mean, variance = drawn.mean(), drawn.variance()
    factor = factors.get(drawn.scaled_by) if isinstance(drawn.scaled_by, str) else None
    if factor is None:
        return mean, variance
    square = (variance + mean**2) * (factor.variance() + factor.mean() ** 2)
    return mean * factor.mean(), max(square - (mean * factor.mean()) ** 2, 0.0)
