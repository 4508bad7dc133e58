"""Intervals around simulated means: over replications, with control variates, and for a difference of two samples."""

from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.999
"""Of every interval in these tests."""


class Interval(NamedTuple):
    """An estimate and half of its interval."""

    mean: float
    half_width: float

    def holds(self, exact: float) -> bool:
        """True where the exact value lies within."""
        return abs(self.mean - exact) <= self.half_width

    @property
    def relative(self) -> float:
        """Half-width over the estimate."""
        return self.half_width / abs(self.mean)

    def __str__(self) -> str:
        return f"{self.mean:.7g} ± {self.half_width:.2g}"


def interval(values: np.ndarray, level: float = LEVEL) -> Interval:
    """Student's interval for the mean of independent values."""
    values = np.asarray(values, float)
    error = values.std(ddof=1) / np.sqrt(len(values))
    return Interval(float(values.mean()), float(stats.t.ppf((1 + level) / 2, len(values) - 1) * error))


def controlled_interval(values: np.ndarray, controls: np.ndarray, level: float = LEVEL) -> Interval:
    """The same with what is explained by controls of known mean 0 (a column each) taken out.

    Lavenberg and Welch, A Perspective on the Use of Control Variables, Management Science 27 (1981): the
    intercept of the regression of the values on the controls.
    """
    count, columns = len(values), controls.shape[1] + 1
    design = np.column_stack([np.ones(count), controls])
    weights = np.linalg.pinv(design)
    fitted = weights @ values
    residual = values - design @ fitted
    variance = residual @ residual / (count - columns)
    error = np.sqrt(variance * (weights[0] @ weights[0]))
    return Interval(float(fitted[0]), float(stats.t.ppf((1 + level) / 2, count - columns) * error))


def difference(left: np.ndarray, right: np.ndarray, level: float = LEVEL) -> Interval:
    """Welch's interval for the difference of the means of two independent samples."""
    parts = [np.var(side, ddof=1) / len(side) for side in (left, right)]
    error = np.sqrt(sum(parts))
    if error == 0:
        return Interval(float(np.mean(left) - np.mean(right)), 0.0)
    degrees = sum(parts) ** 2 / sum(
        part**2 / (len(side) - 1) for part, side in zip(parts, (left, right), strict=True)
    )
    half_width = stats.t.ppf((1 + level) / 2, degrees) * error
    return Interval(float(np.mean(left) - np.mean(right)), float(half_width))
