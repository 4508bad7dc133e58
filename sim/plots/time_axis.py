"""One time axis for all figures: fiscal years as ticks, the vintage as a thin dashed line."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots.frame import note
from sim.plots.style import FAINT, MUTED
from sim.plots.words import day_text
from sim.quantities.durations import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.runs.results import Results

SHORTEST_LABELLED = 120  # days of a fiscal year inside the horizon that still carry a label
MOST_LABELS = 14


def month_ends(months: Sequence[date]) -> np.ndarray:
    """Where the state at the end of each month stands: the first instant after it."""
    return date2num([next_month(month) for month in months])


def next_month(day: date) -> date:
    """First day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def period_places(ends: Sequence[date], months: int) -> tuple[np.ndarray, float]:
    """Middle of each period that ends on these days, and the periods' length in days."""
    length = float(DAYS_PER_MONTH) * months
    return date2num(list(ends)) - length / 2 + 1, length


def fiscal_axis(ax: Axes, run: "Results", *, labels: bool = True, most: int = MOST_LABELS) -> None:
    """Ticks where fiscal years begin, their names between them, at most so many."""
    months, years = run.months, run.fiscal_years
    starts = [m for i, m in enumerate(months) if i == 0 or years[i] != years[i - 1]]
    edges = date2num([*starts, next_month(months[-1])])
    names = [f"FY{year % 100:02d}" for i, year in enumerate(years) if i == 0 or year != years[i - 1]]
    every = -(-len(names) // most)
    middles, shown = [], []
    for i, name in enumerate(names):
        if i % every == 0 and (edges[i + 1] - edges[i] >= SHORTEST_LABELLED or len(names) == 1):
            middles.append((edges[i] + edges[i + 1]) / 2)
            shown.append(name)
    ax.set_xlim(edges[0], edges[-1])
    ax.xaxis.set_major_locator(FixedLocator(edges))
    ax.xaxis.set_major_formatter(FixedFormatter([""] * len(edges)))
    ax.xaxis.set_minor_locator(FixedLocator(middles))
    ax.xaxis.set_minor_formatter(FixedFormatter(shown if labels else [""] * len(shown)))
    ax.tick_params(axis="x", which="minor", length=0, pad=3)
    ax.tick_params(axis="x", which="major", length=4)
    for edge in edges[1:-1]:
        ax.axvline(edge, color=FAINT, linewidth=0.6, zorder=0.5)


def vintage_line(ax: Axes, run: "Results", *, named: bool = False) -> None:
    """The day up to which public facts were used, where the run states one."""
    vintage = getattr(run, "vintage", None)
    if vintage is None or not run.months[0] <= vintage <= next_month(run.months[-1]):
        return
    x = date2num(vintage)
    ax.axvline(x, color=MUTED, linewidth=0.8, dashes=(4, 3), zorder=3.5)
    if named:
        late = vintage > run.months[len(run.months) * 3 // 4]
        halo = [withStroke(linewidth=2, foreground="white")]
        note(ax, f"facts to {day_text(vintage)}", (x, 1), (-4 if late else 4, -2), ("data", "axes fraction"),
             color=MUTED, va="top", ha="right" if late else "left", zorder=6, path_effects=halo)  # fmt: skip
