"""A strip of ticks, one row per scenario: when capacity was let go or put off by decision, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from sim.plots.frame import note
from sim.plots.style import FAINT, GW, MUTED, SMALL, readable, scenario_colour, scenario_name
from sim.plots.time_axis import fiscal_axis
from sim.plots.words import mean_text

if TYPE_CHECKING:
    from sim.runs.results import Results

LEAST = 1.0  # MW in a month, in the mean, that still gets a tick


@dataclass(frozen=True)
class Releases:
    """What one scenario let go and put off by decision: mean MW by month, GW over the horizon by replication."""

    name: str
    colour: str
    released: np.ndarray
    deferred: np.ndarray
    released_gw: np.ndarray
    deferred_gw: np.ndarray

    @property
    def words(self) -> str:
        """Both amounts over the horizon, each with its half-width."""
        amounts = ((self.released_gw, "released"), (self.deferred_gw, "deferred"))
        parts = [f"{mean_text(gw, 2)} {what}" for gw, what in amounts if gw.mean() >= LEAST * GW]
        return f"{self.name}  {', '.join(parts)}"


def releases_of(runs: "Sequence[Results]") -> list[Releases]:
    """Those of the scenarios that release or defer anything, in their order."""
    found = []
    for place, run in enumerate(runs):
        mw = [run.series(metric) for metric in ("released_mw", "deferred_mw")]
        by_month, in_all = [each.mean(axis=0) for each in mw], [each.sum(axis=1) * GW for each in mw]
        found.append(Releases(scenario_name(run.name, place), scenario_colour(place), *by_month, *in_all))
    return [one for one in found if one.released.sum() + one.deferred.sum() >= LEAST]


def draw_releases(ax: Axes, rows: Sequence[Releases], run: "Results") -> None:
    """Ticks as tall as the month's MW against the largest month of all; paler for what was only deferred."""
    tallest = max([LEAST, *(month.max() for row in rows for month in (row.released, row.deferred))])
    x = date2num(run.months) + 15
    for y, row in zip(range(len(rows) - 1, -1, -1), rows, strict=True):
        ax.axhline(y, color=FAINT, linewidth=0.6, zorder=1)
        for months, alpha, shift in ((row.released, 1.0, -4.0), (row.deferred, 0.45, 7.0)):
            seen = months >= LEAST
            top = y + 0.12 + 0.72 * months[seen] / tallest
            ax.vlines(x[seen] + shift, y, top, color=row.colour, alpha=alpha, linewidth=2.0, zorder=3)
        ink = readable(row.colour)
        note(ax, row.words, (1, y + 0.32), (8, 0), ("axes fraction", "data"), va="center", color=ink)
    if not rows:
        note(ax, "none in any scenario", (1, 0.5), (8, 0), va="center", color=MUTED)
    ax.set_title("GW released by decision (deferred: paler)", size=SMALL + 0.8)
    ax.set_ylim(-0.15, max(1, len(rows)))
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    fiscal_axis(ax, run, labels=False)
    ax.tick_params(axis="x", which="major", length=0)
