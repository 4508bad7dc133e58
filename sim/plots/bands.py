"""What a band of replications is: P10, P50 and P90 at each point in time, never a bare line."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.statistics.intervals import bands


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
    _, (low, middle, high) = bands(values)
    return Band(low, middle, high)


def draw_band(ax: Axes, x: np.ndarray, band: Band, colour: str, *, alpha: float = 0.16, **line) -> None:
    """Median as a line, P10-P90 as a tint of the same colour between hairlines."""
    ax.fill_between(x, band.low, band.high, color=colour, alpha=alpha, linewidth=0, zorder=2.2)
    for edge in (band.low, band.high):
        ax.plot(x, edge, color=colour, alpha=0.45, linewidth=0.5, zorder=2.3)
    ax.plot(x, band.middle, color=colour, **{"zorder": 3.0, **line})
