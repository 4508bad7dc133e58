"""Interleaved measurement: each round times every way once, so that what else the machine does meets them all."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Ratio(NamedTuple):
    """One way over another, round by round, or another figure that was measured some times."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> "Ratio":
        """Of what each round gave."""
        return cls(statistics.median(values), min(values), max(values))


class Rounds(NamedTuple):
    """Seconds of each way in each round."""

    seconds: dict[str, list[float]]

    def least(self, way: str) -> float:
        """Seconds of the quickest round."""
        return min(self.seconds[way])

    def ratio(self, way: str, over: str) -> Ratio:
        """How many times as long a way takes as another in the same round."""
        return Ratio.of([a / b for a, b in zip(self.seconds[way], self.seconds[over], strict=True)])


def interleaved(ways: dict[str, Callable[[], float]], rounds: int) -> Rounds:
    """Ask each way in turn for the seconds that it took, for so many rounds. Each begins without the garbage of the one
    before: else the same way may meet in every round Python's look through all there is, which takes as long as it.
    """
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, ask in ways.items():
            gc.collect()
            seconds[way].append(ask())
    return Rounds(seconds)


def processor(work: Callable[[int], object], replications: int) -> Callable[[], float]:
    """A way that runs some replications and says the processor seconds of one: other programs' turns do not count."""

    def ask() -> float:
        begun = time.process_time()
        for replication in range(replications):
            work(replication)
        return (time.process_time() - begun) / replications

    return ask
