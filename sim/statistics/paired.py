"""The difference of two runs on common random numbers: replication k of one against k of the other."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.quantities.calendar import add_months
from sim.runs.results import Results
from sim.scenario.scenario import Scenario
from sim.statistics.intervals import LEVEL, Interval, mean_interval


class NotPairedError(ValueError):
    """Two runs whose replications are not draws of the same luck."""


class Difference(NamedTuple):
    """A mean paired difference, first less second, and what pairing did for it."""

    mean: float
    half_width: float
    level: float
    n: int
    varies: bool
    correlation: float
    """Between the two runs' values; NaN where one of them does not vary."""
    variance_ratio: float
    """Variance of the paired difference over that of independent runs: below 1, pairing helped."""

    @property
    def interval(self) -> Interval:
        """Mean and half-width alone."""
        return Interval(self.mean, self.half_width, self.level, self.n, self.varies)

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return abs(self.mean) > self.half_width


class Pairing(NamedTuple):
    """What two runs must share for their replications to be pairs."""

    seed: int
    start: date
    first_month: date
    horizon_end: date
    replications: tuple[int, int]
    """The first, and how many."""

    @classmethod
    def of(cls, results: Results) -> "Pairing":
        """That of a run."""
        return cls(results.seed, results.start, results.months[0], results.horizon_end, (0, results.n))

    @classmethod
    def planned(cls, scenario: Scenario, replications: int) -> "Pairing":
        """That of a run there may be, of so many replications."""
        horizon = scenario.horizon
        first_month = add_months(horizon.start, horizon.warm_up_months)
        return cls(scenario.seed, horizon.start, first_month, horizon.last_day + timedelta(days=1), (0, replications))


def check_pairing(*runs: Results) -> None:
    """Raises NotPairedError, naming what differs, unless all runs share seed, horizon and replications."""
    refuse_unlike([(run.name, Pairing.of(run)) for run in runs])


def refuse_unlike(whose: Sequence[tuple[str, Pairing]]) -> None:
    """The same of names with what there is to share, the first being compared with."""
    name, first = whose[0]
    for other_name, other in whose[1:]:
        unlike = [
            f"{field.replace('_', ' ')} ({ours} and {theirs})"
            for field, ours, theirs in zip(Pairing._fields, first, other, strict=True)
            if ours != theirs
        ]
        if unlike:
            raise NotPairedError(f"{name} and {other_name} are not paired: {', '.join(unlike)} differ")


def paired_difference(first: npt.ArrayLike, second: npt.ArrayLike, level: float = LEVEL) -> Difference:
    """First less second, replication by replication; pairs with a NaN are left out."""
    x, y = (np.asarray(v, dtype=np.float64).reshape(-1) for v in (first, second))
    if len(x) != len(y):
        raise NotPairedError(f"{len(x)} values cannot be paired with {len(y)}")
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    interval = mean_interval(x - y, level)
    if len(x) < 2:
        return Difference(*interval, correlation=float("nan"), variance_ratio=float("nan"))
    spread, independent = float((x - y).var(ddof=1)), float(x.var(ddof=1) + y.var(ddof=1))
    vary = bool(np.ptp(x) > 0 and np.ptp(y) > 0)
    return Difference(
        *interval,
        correlation=float(np.corrcoef(x, y)[0, 1]) if vary else float("nan"),
        variance_ratio=spread / independent if independent > 0 else float("nan"),
    )
