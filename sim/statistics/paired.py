"""The difference of two runs on common random numbers: replication k of one against k of the other."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import isnan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.quantities.calendar import add_months
from sim.runs.results import Results
from sim.scenario.scenario import Scenario
from sim.statistics.intervals import LEVEL, Floats, Interval, mean_interval, standard_errors, students_t

ROUNDING = 1e-12
"""What two values of a pair may be off, as a share of the largest: kW are whole, MW and $bn are not."""


class NotPairedError(ValueError):
    """Two runs whose replications are not draws of the same luck."""


class Difference(NamedTuple):
    """A mean paired difference, first less second, and what pairing did for it."""

    mean: float
    half_width: float
    level: float
    n: int
    varies: bool
    covariance: float
    """Between the two runs' values, in the square of their unit; NaN below two pairs."""
    correlation: float
    """The same over both deviations; NaN where one of them does not vary."""
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

    @property
    def is_same(self) -> bool:
        """Whether the two agree in every replication."""
        return self.n > 0 and self.mean == 0 and not self.varies

    @property
    def p_value(self) -> float:
        """Of the hypothesis that the means are equal, two-sided: that of the paired t-test; NaN below two pairs.

        1 where the two agree in every replication. Where they differ by the same amount in each, there is no spread
        to judge by, and it is that of the sign test, 2 / 2^n (Conover 1999, Practical Nonparametric Statistics).
        """
        if self.n < 2 or isnan(self.mean):
            return float("nan")
        if not self.varies:
            return 1.0 if self.mean == 0 else 2.0 ** (1 - self.n)
        from scipy.special import stdtr

        t = self.mean / self.half_width * students_t(self.level, self.n)
        return 2 * float(stdtr(self.n - 1, -abs(t)))


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


def check_all(*runs: Results) -> None:
    """The same of all replications that were simulated, those too that were only added up."""
    check_pairing(*runs)
    refuse_unlike([(run.name, Pairing.of(run)._replace(replications=(0, run.info.simulated))) for run in runs])


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


def labels_of(runs: Sequence[Results]) -> tuple[str, ...]:
    """Names of the runs, with the hash where two share one."""
    names = [run.name for run in runs]
    return tuple(run.name if names.count(run.name) == 1 else run.folder_name for run in runs)


def less(first: Floats, second: Floats) -> Floats:
    """First less second, replication by replication along the first axis, freed of rounding.

    Values of whole kW leave a residue when they are subtracted in MW. What is zero but for it is zero, and what is the
    column's median but for it is the median, so that differences that are alike are the same number.
    """
    differences: Floats = first - second
    if not len(differences):
        return differences
    residue = ROUNDING * np.maximum(np.abs(first), np.abs(second)).max(axis=0)
    freed: Floats = np.where(np.abs(differences) <= residue, 0.0, differences)
    middle = np.sort(freed, axis=0)[len(freed) // 2]
    freed = np.where(np.abs(freed - middle) <= residue, middle, freed)
    return freed


def ratio_of_variances(less: float, first: float, other: float) -> float:
    """Variance of the paired difference over that of independent runs, in any one unit; NaN where neither varies."""
    return less / (first + other) if first + other > 0 else float("nan")


def paired_difference(first: npt.ArrayLike, second: npt.ArrayLike, level: float = LEVEL) -> Difference:
    """First less second, replication by replication; pairs with a NaN are left out."""
    x, y = (np.asarray(v, dtype=np.float64).reshape(-1) for v in (first, second))
    if len(x) != len(y):
        raise NotPairedError(f"{len(x)} values cannot be paired with {len(y)}")
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    differences = less(x, y)
    interval = mean_interval(differences, level)
    if len(x) < 2:
        return Difference(*interval, *(float("nan"),) * 3)
    spread, of_each = float(differences.var(ddof=1)), (float(x.var(ddof=1)), float(y.var(ddof=1)))
    vary = bool(np.ptp(x) > 0 and np.ptp(y) > 0)
    return Difference(
        *interval,
        covariance=float(np.cov(x, y)[0, 1]),
        correlation=float(np.corrcoef(x, y)[0, 1]) if vary else float("nan"),
        variance_ratio=ratio_of_variances(spread, *of_each),
    )


def paired_by_column(first: Floats, second: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Mean and half-width of first less second of every column of whole numbers, replications being rows.

    The same as `paired_difference` says of each by itself; 0 and 0 where the two agree in every replication, NaN where
    a replication has no value, and as half-width of one pair.
    """
    differences: Floats = first - second
    n = len(differences)
    mean: Floats = np.where((differences == differences[:1]).all(axis=0), differences[0], differences.mean(axis=0))
    if n < 2:
        return mean, np.full(mean.shape, np.nan)
    return mean, students_t(level, n) * standard_errors(differences)
