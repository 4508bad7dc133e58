"""The first picture to show: headroom by grade above what it costs, on one time axis, with the releases between."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.differences import paired_difference
from sim.plots.frame import sheet, unit_label
from sim.plots.overlay import draw_scenarios
from sim.plots.releases import draw_releases
from sim.plots.style import BN, INK, MUTED, SMALL, scenario_colour, styled
from sim.plots.time_axis import fiscal_axis, period_places, vintage_line
from sim.plots.words import CRITICAL_IT, signed, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "runs"
ABOUT = "Headroom by grade above the difference in call capex, releases as ticks"


@styled
def draw(runs: "Sequence[Results]") -> Figure:
    """Headroom of AI and general capacity, releases, and call capex against the first scenario by quarter."""
    first = runs[0]
    words = words_of(
        runs, f"What the released gigawatts change: {first.operator_name}'s headroom and its capex",
        "headroom is live less reserve and demand: below zero it is short; capex is compared on the same draws",
        "lines: median, P10-P90 shaded", CRITICAL_IT,
        "call capex = accrued property and equipment + finance leases commencing, nominal $, by fiscal quarter; "
        "bars: mean difference, whiskers: 95 % interval of the mean",
    )  # fmt: skip
    strip = 0.24 * len(runs) + 0.1
    heights = (2.5, 2.0, strip, 2.3)
    figure, cells = sheet(words, (10.5, 3.0 + sum(heights)), (4, 1), right=2.35, hspace=0.0, head=0.05,
                          height_ratios=[height + 0.35 for height in heights])  # fmt: skip
    for place, (grade, name) in enumerate((("ai", "AI headroom"), ("general", "General headroom"))):
        ax = _shrunk(figure.add_subplot(cells[place, 0]), heights[place])
        ax.set_title(name)
        ax.axhline(0, color=INK, linewidth=0.8, zorder=1.8)
        draw_scenarios(ax, runs, "headroom_mw", grade)
        vintage_line(ax, first, named=place == 0)
        fiscal_axis(ax, first, labels=False)
    ax = _shrunk(figure.add_subplot(cells[2, 0]), strip)
    draw_releases(ax, runs)
    vintage_line(ax, first)
    ax = _shrunk(figure.add_subplot(cells[3, 0]), heights[3])
    _differences(ax, runs)
    vintage_line(ax, first)
    return figure


def _shrunk(ax: Axes, inches: float) -> Axes:
    """An axes lowered in its cell, so that its title has the room above it."""
    box = ax.get_position()
    height = box.height * inches / (inches + 0.35)
    ax.set_position((box.x0, box.y0, box.width, height))
    return ax


def _differences(ax: Axes, runs: "Sequence[Results]") -> None:
    """Bars by fiscal quarter for each scenario but the first, and the sum over the horizon beside them."""
    others = list(enumerate(runs))[1:]
    ax.set_title(f"Call capex less that of {runs[0].name}, by fiscal quarter")
    unit_label(ax, "$bn")
    ax.axhline(0, color=INK, linewidth=0.8, zorder=2.5)
    for place, run in others:
        _, ends, values = run.quarterly("call_capex_usd")
        difference = paired_difference(values * BN, runs[0].quarterly("call_capex_usd")[2] * BN)
        x, length = period_places(ends, 3)
        width = 0.86 * length / len(others)
        x = x - 0.43 * length + (place - 0.5) * width
        ax.bar(x, difference.mean, 0.92 * width, color=scenario_colour(place), zorder=2)
        seen = difference.half_width > 0
        ax.vlines(x[seen], (difference.mean - difference.half_width)[seen],
                  (difference.mean + difference.half_width)[seen], color=INK, linewidth=0.7, zorder=3)  # fmt: skip
    fiscal_axis(ax, runs[0])
    ax.margins(y=0.08)
    ax.yaxis.set_major_formatter("{x:+g}")
    if not others:
        ax.set_ylim(-1, 1)
        ax.text(
            0.5, 0.6, "one scenario: nothing to compare", transform=ax.transAxes, ha="center", color=MUTED
        )
    _sums(ax, runs)


def _sums(ax: Axes, runs: "Sequence[Results]") -> None:
    """The difference over the whole horizon, with its half-width, written right of the bars."""
    if len(runs) < 2:
        return
    lines = [(f"in all, to FY{runs[0].fiscal_years[-1] % 100:02d}, $bn", MUTED, "normal")]
    for place, run in list(enumerate(runs))[1:]:
        totals = [
            np.asarray(r.quarterly("call_capex_usd")[2]).sum(axis=1, keepdims=True) * BN
            for r in (run, runs[0])
        ]
        total = paired_difference(*totals)
        half = "" if np.isnan(total.half_width[0]) else f" ± {total.half_width[0]:.1f}"
        lines.append((f"{run.name}  {signed(total.mean[0], 1)}{half}", scenario_colour(place), "bold"))
    for row, (text, colour, weight) in enumerate(lines):
        ax.annotate(text, (1, 1), (8, -4 - 13 * row), xycoords="axes fraction", textcoords="offset points",
                    size=SMALL + 0.2, color=colour, weight=weight, va="top", annotation_clip=False)  # fmt: skip
