"""A distribution made of others: with some chance this one, else that one."""

from math import fsum
from typing import Annotated, Any, ClassVar, Generic, Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Share
from sim.quantities.record import Record
from sim.quantities.refusal import refusal
from sim.scenario.distribution_base import Distribution, Q
from sim.scenario.distribution_choice import Draw
from sim.scenario.distributions_bounded import Empirical, Fixed, Triangular, Uniform
from sim.scenario.distributions_smooth import BetaPert, Normal
from sim.scenario.distributions_tailed import Exponential, Gamma, Lognormal, Weibull

UNMIXED = (Fixed, Uniform, Triangular, Normal, BetaPert, Empirical, Lognormal, Exponential, Gamma, Weibull)


class DrawOfPart(Draw):
    """Annotation of what a part of a mixture draws."""

    def read(self, value: Any) -> Any:
        """As any drawn quantity, but for a mixture in a mixture."""
        if isinstance(value, Mixture) or (isinstance(value, dict) and value.get("distribution") == "mixture"):
            raise refusal("a part of a mixture is no mixture: list its parts here, with the products of their weights")
        return super().read(value)


class Part(Record, Generic[Q]):
    """One of the distributions that a mixture is made of."""

    weight: Share
    """Chance that a draw is of this part; the parts' sum to 1."""

    value: Annotated[Distribution[Q], DrawOfPart(UNMIXED)]
    """A value, or a distribution other than a mixture."""


def _order(drawn: Distribution[Any]) -> tuple[Any, ...]:
    """What tells one part from another: those that have it in common draw the same."""
    return drawn.mean(), drawn.variance(), drawn.distribution, drawn.parameters(), drawn.scaled_by or ""


class Mixture(Distribution[Q], Generic[Q]):
    """With some chance one distribution, else another: most steps on time, say, and one in ten held up for a year."""

    bounded: ClassVar[bool] = True
    distribution: Literal["mixture"] = "mixture"

    parts: Annotated[tuple[Part[Q], ...], Field(min_length=2, max_length=64)]
    """What it is made of, each part with its chance."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = fsum(part.weight for part in self.parts)
        if abs(total - 1) > 1e-9:
            raise refusal(f"mixture has weights that sum to {100 * total:.6g} %, not to 100 %")
        return self

    def drawn(self) -> list[tuple[float, Distribution[Q]]]:
        """The parts that occur, each with its chance, whatever their order in the file: smaller means first."""
        occur = [(part.weight, part.value) for part in self.parts if part.weight > 0]
        return sorted(occur, key=lambda part: (_order(part[1]), part[0]))

    def parameters(self) -> tuple[float, ...]:
        """The chances of the parts that occur."""
        return tuple(weight for weight, _ in self.drawn())

    def mean(self) -> float:
        """The weighted mean of the parts' means."""
        return fsum(weight * part.mean() for weight, part in self.drawn())

    def variance(self) -> float:
        """The weighted mean of the parts' variances and of their means' squared distances from the mean."""
        mean = self.mean()
        return fsum(weight * (part.variance() + (part.mean() - mean) ** 2) for weight, part in self.drawn())
