"""Small multiples by region: live capacity with its band, what is used of it, and demand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import band_of, draw_band, median_note
from sim.plots.frame import note, sheet, unit_label
from sim.plots.style import CAPACITY, GW, INK, SMALL, readable, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import CRITICAL_IT, plain, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Live capacity, use and demand by region"

LIVE = CAPACITY["used"]
USED = readable(CAPACITY["idle"])
MOST_COLUMNS = 4


@styled
def draw(run: "Results") -> Figure:
    """One panel per region, in the scenario's order, each with its own vertical scale from zero."""
    count = len(run.regions)
    columns = min(MOST_COLUMNS, count, 2 if count <= 4 else MOST_COLUMNS)
    rows = -(-count // columns)
    words = words_of(
        [run], run.title, f"{run.operator_name}: live capacity, use and demand by region",
        "live: median (line) with P10-P90 shaded; used (area) and demand (dashed): median",
        median_note(_at_the_end(run), "GW", 2, "above each panel, GW at the end of the horizon"),
        "each panel has its own scale", CRITICAL_IT,
    )  # fmt: skip
    size = (1.1 + 2.9 * columns if columns > 1 else 7.5, 1.7 + 2.35 * rows)
    figure, cells = sheet(words, size, (rows, columns), hspace=0.55, wspace=0.24, head=0.28)
    for place, (region, name, _) in enumerate(run.regions):
        ax = figure.add_subplot(cells[place // columns, place % columns])
        _panel(ax, run, region)
        ax.set_title(name, pad=19)
        unit_label(ax, "GW")
    return figure


def _at_the_end(run: "Results") -> Iterator[np.ndarray]:
    """What the figures above the panels are medians of."""
    for region, _, _ in run.regions:
        for metric in ("live_mw", "used_mw", "demand_mw"):
            yield run.series(metric, region=region)[:, -1] * GW


def _panel(ax: Axes, run: "Results", region: str) -> None:
    x = month_ends(run.months)
    live = band_of(run.series("live_mw", region=region) * GW)
    used = np.median(run.series("used_mw", region=region), axis=0) * GW
    demand = np.median(run.series("demand_mw", region=region), axis=0) * GW
    ax.fill_between(x, 0, used, color=CAPACITY["idle"], alpha=0.45, linewidth=0, zorder=1.5)
    draw_band(ax, x, live, LIVE, alpha=0.28)
    ax.plot(x, demand, color=INK, linewidth=1.2, dashes=(3, 1.6), zorder=3.2)
    fiscal_axis(ax, run)
    top = max(live.high.max(), used.max(), demand.max())
    ax.set_ylim(0, 1.08 * top if top > 0 else 1)
    ax.yaxis.set_major_formatter("{x:g}")
    ax.tick_params(axis="x", which="minor", labelsize=SMALL - 0.6)
    vintage_line(ax, run)
    digits = 1 if live.middle[-1] >= 1 else 2
    for place, (name, value, colour) in enumerate((("live", live.middle, LIVE), ("used", used, USED),
                                                   ("demand", demand, INK))):  # fmt: skip
        text = f"{name} {plain(value[-1], digits)}"
        weight = "bold" if name == "live" else "normal"
        note(ax, text, (0.31 * place, 1), (0, 5), color=colour, weight=weight)
