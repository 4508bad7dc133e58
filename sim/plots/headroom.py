"""Headroom by grade: how far replications spread, and the mean with a band that holds for all months together."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from sim.plots.bands import band_of
from sim.plots.capacity import GRADE_NAMES
from sim.plots.frame import heading, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import CAPACITY, GW, INK, REPORTED, SMALL, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import CRITICAL_IT, plus_minus, signed, words_of
from sim.statistics.curve_differences import spans
from sim.statistics.simultaneous import FEWEST_SAID, METHOD, Bands, mean_bands

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Headroom by grade: P10-P90 of replications, and the mean with a simultaneous band"

COLOURS = {"ai": "#b0508a", "general": CAPACITY["used"]}
FOOT = 0.025  # of an axes' height: the bar of months in which the mean is below zero


@styled
def draw(run: "Results") -> Figure:
    """A panel for each grade: headroom is live less reserve and demand; below zero it is short."""
    words = words_of(
        [run], run.title, f"{run.operator_name}'s headroom by grade: live less reserve and demand, below zero short",
        *_notes(run.n), CRITICAL_IT,
    )  # fmt: skip
    figure, cells = sheet(words, (10, 7.6), (2, 1), right=2.0, hspace=0.3)
    for row, (grade, name) in enumerate(GRADE_NAMES.items()):
        ax = figure.add_subplot(cells[row, 0])
        ax.set_title(name.replace("capacity", "headroom"))
        _panel(ax, run, grade)
        unit_label(ax, "GW")
        vintage_line(ax, run, named=row == 0)
    return figure


def _notes(n: int) -> list[str]:
    if n < 2:
        return ["line: one replication, which says nothing of how sure; no P10-P90 of it"]
    return [
        "pale: P10-P90 of replications, how far one may lie from another",
        f"line and dark band: the mean with its simultaneous 95 % band, for all months together ({METHOD}); "
        f"none where fewer than {FEWEST_SAID} differ",
        "bar at the foot: months in which that band lies below zero",
        "figures: mean at the end ± half-width of the 95 % interval of that month",
    ]


def _panel(ax: Axes, run: "Results", grade: str) -> None:
    x, colour = month_ends(run.months), COLOURS[grade]
    bands = mean_bands(run, "headroom_mw", grade=grade)
    mean, together = bands.mean * GW, bands.together * GW
    if run.n > 1:
        spread = band_of(run.series("headroom_mw", grade=grade) * GW)
        ax.fill_between(x, spread.low, spread.high, color=colour, alpha=0.15, linewidth=0, zorder=2.0)
        for edge in (spread.low, spread.high):
            ax.plot(x, edge, color=colour, alpha=0.5, linewidth=0.5, zorder=2.1)
        ax.fill_between(x, mean - together, mean + together, color=colour, alpha=0.42, linewidth=0, zorder=2.4)
    ax.plot(x, mean, color=colour, linewidth=1.6, zorder=3)
    ax.axhline(0, color=INK, linewidth=0.8, zorder=1.8)
    fiscal_axis(ax, run)
    ax.margins(y=0.1)
    ax.yaxis.set_major_formatter(lambda y, _: f"{y:g}".replace("-", "−"))
    _short(ax, x, bands)
    end = f"mean  {signed(mean[-1], 2)}{plus_minus(float(bands.half_width[-1]) * GW, 2)}"
    label_right(ax, [Label(float(mean[-1]), end, colour, bold=True)], size=SMALL + 0.6)
    heading(ax, "GW at the end")


def _short(ax: Axes, x: np.ndarray, bands: Bands) -> None:
    """A bar at the foot where the mean is below zero in all months marked at once."""
    foot = blended_transform_factory(ax.transData, ax.transAxes)
    month = float(np.diff(x).mean()) if len(x) > 1 else 30.0
    for first, last in spans(bands.varies & (bands.mean + bands.together < 0)):
        ax.fill_between([x[first] - month, x[last]], 0, FOOT, color=REPORTED, linewidth=0, zorder=3.6, transform=foot)
