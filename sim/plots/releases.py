"""A strip of ticks, one row per scenario: when capacity was let go or put off by decision, and how much."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from sim.plots.frame import note
from sim.plots.style import FAINT, GW, MUTED, SMALL, readable, scenario_colour
from sim.plots.time_axis import fiscal_axis

if TYPE_CHECKING:
    from sim.runs.results import Results

LEAST = 1.0  # MW in a month, in the mean, that still gets a tick


def draw_releases(ax: Axes, runs: "Sequence[Results]") -> None:
    """Ticks as tall as the month's MW against the largest month of all; paler for what was only deferred."""
    released = [run.series("released_mw").mean(axis=0) for run in runs]
    deferred = [run.series("deferred_mw").mean(axis=0) for run in runs]
    tallest = max(LEAST, *(month.max() for month in (*released, *deferred)))
    for place, run in enumerate(runs):
        row, colour = len(runs) - 1 - place, scenario_colour(place)
        x = date2num(run.months) + 15
        ax.axhline(row, color=FAINT, linewidth=0.6, zorder=1)
        for months, alpha, shift in ((released[place], 1.0, -4.0), (deferred[place], 0.45, 7.0)):
            seen = months >= LEAST
            height = 0.12 + 0.72 * months[seen] / tallest
            ax.vlines(x[seen] + shift, row, row + height, color=colour, alpha=alpha, linewidth=2.0, zorder=3)
        some = released[place].sum() + deferred[place].sum() >= LEAST
        text, ink = (
            _amounts(released[place].sum(), deferred[place].sum()),
            readable(colour) if some else MUTED,
        )
        note(ax, text, (1, row + 0.32), (8, 0), ("axes fraction", "data"), va="center", color=ink)
    ax.set_title("Released by decision (deferred: paler)", size=SMALL + 0.8)
    ax.set_ylim(-0.15, len(runs))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    fiscal_axis(ax, runs[0], labels=False)
    ax.tick_params(axis="x", which="major", length=0)


def _amounts(released: float, deferred: float) -> str:
    amounts = ((released, "released"), (deferred, "deferred"))
    parts = [f"{np.round(mw * GW, 2):.2f} GW {what}" for mw, what in amounts if mw >= LEAST]
    return ", ".join(parts) or "none"
