"""What a band of replications is: P10, P50 and P90 at each point in time, never a bare line."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.statistics.intervals import bands, fewest, quantile


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


def median_note(samples: Iterable[np.ndarray], unit: str, digits: int, what: str = "figures") -> str:
    """What a caption says of the medians that a figure names: how far the widest of their intervals reaches."""
    told = [each for each in (quantile(values, 0.5) for values in samples) if each.is_told]
    if not told:
        return f"{what}: median, without an interval, which takes {fewest(0.5)} replications"
    reach = max(max(each.value - each.low, each.high - each.value) for each in told)
    least = 10.0**-digits
    if reach == 0.0:
        return f"{what}: median, no variation about it"
    shown = f"{reach:.{digits}f}" if reach >= least / 2 else f"<{least:.{digits}f}"
    return f"{what}: median, whose 95 % interval reaches at most {shown} {unit} from it"


def draw_band(ax: Axes, x: np.ndarray, band: Band, colour: str, *, alpha: float = 0.16, **line) -> None:
    """Median as a line, P10-P90 as a tint of the same colour between hairlines."""
    ax.fill_between(x, band.low, band.high, color=colour, alpha=alpha, linewidth=0, zorder=2.2)
    for edge in (band.low, band.high):
        ax.plot(x, edge, color=colour, alpha=0.45, linewidth=0.5, zorder=2.3)
    ax.plot(x, band.middle, color=colour, **{"zorder": 3.0, **line})
