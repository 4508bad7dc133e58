"""The word `unlimited`, in place of a quantity that has no end: a patience that never runs out, room for everything."""

from typing import Generic, Literal, Self

from pydantic import model_validator

from sim.quantities.refusal import refusal
from sim.scenario.distribution_base import Distribution, Q

UNLIMITED = "unlimited"
ENDLESS = 2**52
"""In place of an unlimited number of seconds: past any horizon, and still counted exactly."""


class Unlimited(Distribution[Q], Generic[Q]):
    """No end: more than any horizon holds."""

    distribution: Literal["unlimited"] = "unlimited"

    @model_validator(mode="after")
    def _not_scaled(self) -> Self:
        if self.scaled_by is not None:
            raise refusal("what is unlimited is not scaled: leave scaled_by out")
        return self

    def parameters(self) -> tuple[float, ...]:
        """A value past any horizon."""
        return (float(ENDLESS),)

    def mean(self) -> float:
        """The same."""
        return float(ENDLESS)

    def variance(self) -> float:
        """None: it is always the same."""
        return 0.0
