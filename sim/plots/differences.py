"""Paired differences of curves: replication k of one run less replication k of another."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t


@dataclass(frozen=True)
class Difference:
    """Mean and half-width per column; the half-width is NaN for one replication."""

    mean: np.ndarray
    half_width: np.ndarray


def paired_difference(values: np.ndarray, first: np.ndarray, level: float = 0.95) -> Difference:
    """Difference of two arrays [replication, column] over the columns and replications they share."""
    n, columns = (min(a, b) for a, b in zip(values.shape, first.shape, strict=True))
    gap = values[:n, :columns] - first[:n, :columns]
    half = (
        np.full(columns, np.nan)
        if n < 2
        else t.ppf((1 + level) / 2, n - 1) * gap.std(axis=0, ddof=1) / n**0.5
    )
    return Difference(gap.mean(axis=0), half)
