"""Scenarios over each other: live capacity, and headroom of AI capacity, median with band."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import band_of, draw_band
from sim.plots.frame import sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import GW, INK, SMALL, scenario_colour, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import CRITICAL_IT, plain, signed, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "runs"
ABOUT = "Scenarios over each other: live capacity and AI headroom"


@styled
def draw(runs: "Sequence[Results]") -> Figure:
    """Live GW above, AI headroom below, one colour per scenario, the first in ink."""
    words = words_of(
        runs, "Live capacity and AI headroom, scenario by scenario",
        f"{runs[0].operator_name}: headroom is live less reserve and demand; below zero it is short",
        "lines: median, P10-P90 shaded", CRITICAL_IT,
    )  # fmt: skip
    figure, cells = sheet(words, (10, 7.6), (2, 1), right=2.05, hspace=0.24)
    for place, (metric, grade, title) in enumerate((("live_mw", None, "Live capacity"),
                                                    ("headroom_mw", "ai", "AI headroom"))):  # fmt: skip
        ax = figure.add_subplot(cells[place, 0])
        ax.set_title(title)
        if grade:
            ax.axhline(0, color=INK, linewidth=0.8, zorder=1.8)
        draw_scenarios(ax, runs, metric, grade)
        vintage_line(ax, runs[0], named=place == 0)
    return figure


def draw_scenarios(
    ax: Axes, runs: "Sequence[Results]", metric: str, grade: str | None, *, labelled: bool = True
) -> None:
    """A metric's median and band for each scenario in GW, with names at the right edge."""
    x = month_ends(runs[0].months)
    tint = 0.17 if len(runs) <= 3 else 0.10
    last = partial(signed, digits=2) if grade else partial(plain, digits=1)
    labels = []
    for place, run in enumerate(runs):
        band = band_of(run.series(metric, grade=grade) * GW)
        colour = scenario_colour(place)
        draw_band(ax, month_ends(run.months), band, colour, alpha=tint, linewidth=1.9 if place == 0 else 1.5,
                  zorder=3.4 if place == 0 else 3.0 + 0.01 * place)  # fmt: skip
        labels.append(
            Label(float(band.middle[-1]), f"{run.name}  {last(band.middle[-1])}", colour, True)
        )
    fiscal_axis(ax, runs[0])
    ax.set_xlim(right=max(x[-1], *(month_ends(run.months)[-1] for run in runs)))
    if grade is None:
        ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter("{x:g}")
    unit_label(ax, "GW")
    if labelled:
        label_right(ax, labels, size=SMALL + 0.4)
