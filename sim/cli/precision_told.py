"""What `run --precision` reached, in words: of each figure mean, half-width, level and n, and what was asked."""

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from sim.cli.failing import CheckFailed
from sim.quantities.shown import Shown

if TYPE_CHECKING:
    from sim.statistics.intervals import Interval
    from sim.statistics.precision import Target

METHOD = "Student's t for means, Wilson's interval for probabilities"


@dataclass(frozen=True)
class Told:
    """What was reached of one figure of one study."""

    study: str
    target: "Target"
    asked: str
    """The precision as it was written."""
    interval: "Interval"
    likely: int | None
    """Replications that it would probably take, where that is known."""

    @property
    def is_met(self) -> bool:
        """Whether the half-width is within the precision."""
        return self.interval.half_width <= self.target.precision.most(self.interval.mean)

    def __str__(self) -> str:
        mean, half, *_ = self.interval
        most = self.target.precision.most(mean)
        show = Shown.of(self.target.unit, [mean], [half or most])
        of_mean = f" = {show.words(most)}" if self.target.precision.is_relative and not isnan(most) else ""
        outcome = "met" if self.is_met else "not met"
        found = show.interval(*self.interval)
        return f"{self.study}: {self.target.figure} {found}; asked ± {self.asked}{of_mean}: {outcome}"


@dataclass(frozen=True)
class Reached:
    """How many replications, and what they tell of each figure of each study."""

    n: int
    is_enough: bool
    """By the rule; False where there were to be no more."""
    ahead: int
    """Replications that the rule looks ahead."""
    needed: int
    """Replications without which it cannot stop."""
    told: tuple[Told, ...]

    def lines(self) -> list[str]:
        """What was reached."""
        why = f"the precision held at each of the last {self.ahead:,}" if self.is_enough else "the most allowed"
        return [f"Precision after {self.n:,} replications ({why}); {METHOD}", *(f"  {told}" for told in self.told)]

    def refuse_too_few(self) -> None:
        """CheckFailed, with what to do, where the precision was not reached."""
        if self.is_enough:
            return
        unmet = [told for told in self.told if not told.is_met]
        if not unmet:
            raise CheckFailed(f"the precision is met after {self.n:,} replications, but too few are left to see that "
                              f"it stays so: --replications {self.needed:,} or more")  # fmt: skip
        guesses = [told.likely for told in unmet if told.likely is not None]
        more = (f"some {max(guesses):,} may do: --replications says how many there are at most"
                if len(guesses) == len(unmet) else
                "a mean is 0, or unknown, and nothing is precise relative to it: ask for an amount, as in 20MW")
        raise CheckFailed(f"{len(unmet)} of {len(self.told)} figures are not told to the precision asked for; the "
                          f"{self.n:,} replications are kept; {more}")  # fmt: skip
