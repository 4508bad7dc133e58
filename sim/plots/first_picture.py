"""The first picture to show: headroom by grade above what it costs, on one time axis, releases between."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.frame import note, room_for, sheet, unit_label
from sim.plots.overlay import band_note, draw_scenarios, last_note, names_room
from sim.plots.releases import draw_releases, releases_of
from sim.plots.style import (
    BN,
    INK,
    MUTED,
    SMALL,
    readable,
    scenario_colour,
    scenario_dashes,
    scenario_name,
    styled,
)
from sim.plots.time_axis import fiscal_axis, period_places, vintage_line
from sim.plots.words import CRITICAL_IT, plus_minus, signed, words_of
from sim.statistics.paired import check_pairing, paired_difference

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "runs"
ABOUT = "Headroom by grade above the difference in call capex, releases as ticks"

CALL = "call_capex_usd"
TITLES = 0.35  # inches above each panel for its title
SUMS = SMALL + 0.2
LINE = 13.0  # points from one line of words to the next
MOST_BARS = 4
"""More scenarios to compare than this and the differences are lines instead of bars."""


@styled
def draw(runs: "Sequence[Results]") -> Figure:
    """Headroom of AI and general capacity, releases, and call capex against the first scenario by quarter."""
    check_pairing(*runs)
    first = runs[0]
    shape = "bars" if len(runs) - 1 <= MOST_BARS else "lines"
    words = words_of(
        runs, f"What the released gigawatts change: {first.operator_name}'s headroom and its capex",
        "Headroom is live less reserve and demand: below zero it is short. Capex: on the same draws.",
        band_note(runs), last_note(runs, (("headroom_mw", "ai"), ("headroom_mw", "general"))), CRITICAL_IT,
        "call capex = accrued property and equipment + finance leases commencing, nominal $",
        f"{shape}: mean difference, with the 95 % interval of the mean; other figures: mean ± half-width of its 95 % "
        "interval",
    )  # fmt: skip
    releases = releases_of(runs)
    strip = 0.24 * max(1, len(releases)) + 0.1
    sums = _sums(runs)
    heights = (2.5, 2.0, strip, max(2.3, 0.3 + LINE * len(sums) / 72))
    words_right = [*(text for text, _, _ in sums), *(row.words for row in releases)]
    room = max(names_room(runs), room_for(words_right, SUMS), 1.7)
    figure, cells = sheet(words, (8.2 + room, 3.0 + sum(heights)), (4, 1), right=room, hspace=0.0, head=-0.22,
                          height_ratios=[height + TITLES for height in heights])  # fmt: skip
    panels = [_shrunk(figure.add_subplot(cells[row, 0]), height) for row, height in enumerate(heights)]
    for ax, grade, name in zip(panels, ("ai", "general"), ("AI headroom", "General headroom"), strict=False):
        ax.set_title(name)
        ax.axhline(0, color=INK, linewidth=0.8, zorder=1.8)
        draw_scenarios(ax, runs, "headroom_mw", grade)
        fiscal_axis(ax, first, labels=False)
    draw_releases(panels[2], releases, first)
    _differences(panels[3], runs)
    for row, (text, colour, weight) in enumerate(sums):
        at = (8, -4 - LINE * row)
        note(panels[3], text, (1, 1), at, size=SUMS, color=colour, weight=weight, va="top")
    for ax in panels:
        vintage_line(ax, first, named=ax is panels[0])
    return figure


def _shrunk(ax: Axes, inches: float) -> Axes:
    """An axes lowered in its cell, so that its title has the room above it."""
    box = ax.get_position()
    ax.set_position((box.x0, box.y0, box.width, box.height * inches / (inches + TITLES)))
    return ax


def _differences(ax: Axes, runs: "Sequence[Results]") -> None:
    """Call capex by fiscal quarter less the first scenario's, and the sum over the horizon beside it."""
    others = list(enumerate(runs))[1:]
    ax.set_title(f"Call capex less that of {runs[0].name}, by fiscal quarter")
    unit_label(ax, "$bn")
    ax.axhline(0, color=INK, linewidth=0.8, zorder=2.5)
    for place, run in others:
        ends, mean, half = _by_quarter(run, runs[0])
        x, length = period_places(ends, 3)
        colour = scenario_colour(place)
        if len(others) > MOST_BARS:
            if not mean.any() and not half.any():
                continue
            ax.plot(x, mean, color=colour, linewidth=1.4, zorder=3, **scenario_dashes(place))
            ax.fill_between(x, mean - half, mean + half, color=colour, alpha=0.2, linewidth=0, zorder=2)
            continue
        width = 0.86 * length / len(others)
        x = x - 0.43 * length + (place - 0.5) * width
        ax.bar(x, mean, 0.92 * width, color=colour, zorder=2)
        ax.vlines(x, mean - half, mean + half, color=INK, linewidth=0.7, zorder=3)
    fiscal_axis(ax, runs[0])
    ax.margins(y=0.08)
    ax.yaxis.set_major_formatter(lambda x, _: f"{x:+g}".replace("-", "−") if x else "0")
    if not others:
        ax.set_ylim(-1, 1)
        note(ax, "one scenario: nothing to compare", (0.5, 0.6), (0, 0), ha="center", color=MUTED)


def _by_quarter(run: "Results", first: "Results") -> tuple[list[date], np.ndarray, np.ndarray]:
    """Quarter ends, mean paired difference in $bn, and its half-width (zero where there is none to tell)."""
    _, ends, values = run.quarterly(CALL)
    pairs = zip((values * BN).T, (first.quarterly(CALL)[2] * BN).T, strict=True)
    gaps = [paired_difference(value, other) for value, other in pairs]
    return ends, np.array([g.mean for g in gaps]), np.nan_to_num([g.half_width for g in gaps])


def _sums(runs: "Sequence[Results]") -> list[tuple[str, str, str]]:
    """The difference over the whole horizon with its half-width: words, colour and weight of each line."""
    if len(runs) < 2:
        return []
    lines = [(f"in all, to FY{runs[0].fiscal_years[-1] % 100:02d}, $bn", MUTED, "normal")]
    for place, run in list(enumerate(runs))[1:]:
        total = paired_difference(*(r.series(CALL).sum(axis=1) * BN for r in (run, runs[0])))
        text = "same" if total.is_same else f"{signed(total.mean, 1)}{plus_minus(total.half_width, 1)}"
        colour = readable(scenario_colour(place))
        lines.append((f"{scenario_name(run.name, place)}  {text}", colour, "bold"))
    return lines
