"""What is read off the log of a replication: rows of some kinds of event, within the span that figures count."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.quantities.durations import SECONDS_PER_MONTH
from sim.world.layout import Layout

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Seen:
    """Rows of a replication's log, and of another scenario's on the same draws where there is one."""

    rows: np.ndarray
    """Of the kinds of event that were asked for, from the start of the world on."""
    layout: Layout
    beside: "Seen | None" = None

    @property
    def start(self) -> int:
        """Instant at which the warm-up ends."""
        return int(self.layout.month_starts[self.layout.scenario.horizon.warm_up_months])

    @property
    def end(self) -> int:
        """Instant of the horizon."""
        return int(self.layout.month_starts[-1])

    def of(self, *events: int) -> np.ndarray:
        """The rows of these kinds of event."""
        return self.rows[np.isin(self.rows["event"], events)]

    def counted(self, *events: int) -> np.ndarray:
        """Those of them in the span that figures count."""
        rows = self.of(*events)
        return rows[(rows["instant"] > self.start) & (rows["instant"] <= self.end)]

    def of_class(self, rows: np.ndarray, workload: str) -> np.ndarray:
        """Those of some rows that tell of a workload class."""
        return rows[rows["workload"] == self.layout.classes.index(workload)]

    def expected(self, workload: str) -> float:
        """Requests of a class that come in the span in the mean, at its first rate."""
        [rate] = (c.arrivals[0].rate for c in self.layout.scenario.demand.classes if c.id == workload)
        return rate * (self.end - self.start) / SECONDS_PER_MONTH


def time_average_moments(changes: Integers, instants: Integers, span: tuple[int, int]) -> tuple[float, float]:
    """Time averages of a number and of its square over a span, from its changes in order of their instants."""
    start, end = span
    number = np.concatenate([[0], np.cumsum(changes)])
    edges = np.clip(np.concatenate([[start], instants, [end]]), start, end)
    lengths = np.diff(edges)
    total = end - start
    return float(number @ lengths / total), float(number**2 @ lengths / total)
