"""What a band of replications is: P10, P50 and P90 at each point in time, never a bare line."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes


@dataclass(frozen=True)
class Band:
    """Quantiles over replications, one value per column."""

    low: np.ndarray
    """P10."""
    middle: np.ndarray
    """P50."""
    high: np.ndarray
    """P90."""


def band_of(values: np.ndarray) -> Band:
    """P10, P50 and P90 of each column of an array [replication, time]."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
    return Band(low, middle, high)


def draw_band(ax: Axes, x: np.ndarray, band: Band, colour: str, *, alpha: float = 0.16, **line) -> None:
    """Median as a line, P10-P90 as a tint of the same colour."""
    ax.fill_between(x, band.low, band.high, color=colour, alpha=alpha, linewidth=0, zorder=2.2)
    ax.plot(x, band.middle, color=colour, **{"zorder": 3.0, **line})
