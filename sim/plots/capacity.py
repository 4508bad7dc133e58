"""Capacity by band against demand: total, and beneath it by grade."""

from typing import TYPE_CHECKING

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import band_of, median_note
from sim.plots.frame import heading, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import CAPACITY, GW, HATCH, INK, LIVE_LINE, MUTED, SMALL, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import CRITICAL_IT, HALF_WIDTHS, mean_text, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Capacity by band against demand, total and by grade"

PARTS = {
    "used": ("used_mw",),
    "idle": ("idle_mw",),
    "ready": ("ready_mw",),
    "building": ("building_mw",),
    "contracted": ("contracted_mw",),
    "prospective": ("prospective_loi_mw", "prospective_soq_mw"),
}
LETTER = 0.07  # inches of a letter at the right edge
GRADE_NAMES = {"ai": "AI capacity", "general": "General capacity"}


@styled
def draw(run: "Results") -> Figure:
    """Bands from the bottom: used and idle (together live), ready, building, contracted, prospective."""
    words = words_of(
        [run], run.title, f"{run.operator_name}: capacity from the letter of intent to use, against demand",
        "bands: mean; demand: median and P10-P90 (dashed)", HALF_WIDTHS,
        median_note([run.series("demand_mw")[:, -1] * GW], "GW", 2, "demand at the end"),
        "prospective (LOI + SOQ at face value) hatched", CRITICAL_IT,
    )  # fmt: skip
    labels = _names(run)
    room = max(LETTER * len(label.text) for label in labels) + 0.3
    figure, cells = sheet(words, (8.05 + room, 8.2), (2, 2), right=room, height_ratios=(1.75, 1), wspace=0.1)
    total = figure.add_subplot(cells[0, :])
    _panel(total, run, None)
    unit_label(total, "GW")
    label_right(total, labels, size=SMALL + 1)
    heading(total, "GW at the end")
    vintage_line(total, run, named=True)
    first = None
    for place, (grade, name) in enumerate(GRADE_NAMES.items()):
        ax = first = figure.add_subplot(cells[1, place], sharey=first)
        _panel(ax, run, grade)
        ax.set_title(name)
        ax.tick_params(labelleft=place == 0)
        if place == 0:
            unit_label(ax, "GW")
        vintage_line(ax, run)
    return figure


def _panel(ax: Axes, run: "Results", grade: str | None) -> None:
    x = month_ends(run.months)
    floor = np.zeros(len(x))
    for name, mean in _means(run, grade).items():
        area = ax.fill_between(x, floor, floor + mean, facecolor=CAPACITY[name], linewidth=0, zorder=1.5)
        if name == "prospective":
            area.set(hatch="////", edgecolor=HATCH)
        floor = floor + mean
        if name == "idle":
            ax.plot(x, floor, color=LIVE_LINE, linewidth=0.9, zorder=2.0)
    demand = band_of(run.series("demand_mw", grade=grade) * GW)
    ax.fill_between(x, demand.low, demand.high, color=INK, alpha=0.13, linewidth=0, zorder=2.5)
    for edge in (demand.low, demand.high):
        ax.plot(x, edge, color="white", linewidth=1.5, alpha=0.5, zorder=2.6)
        ax.plot(x, edge, color=INK, linewidth=0.7, dashes=(2.5, 2), zorder=2.7)
    halo = [effects.Stroke(linewidth=3.6, foreground="white"), effects.Normal()]
    ax.plot(x, demand.middle, color=INK, linewidth=1.7, zorder=3, path_effects=halo)
    fiscal_axis(ax, run)
    ax.set_xlim(right=x[-1])
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter("{x:g}")


def _means(run: "Results", grade: str | None) -> dict[str, np.ndarray]:
    """Mean GW of each band of the stack, from the bottom."""
    return {name: _band_gw(run, name, grade).mean(axis=0) for name in PARTS}


def _band_gw(run: "Results", name: str, grade: str | None = None) -> np.ndarray:
    """GW of a band by (replication, month)."""
    return np.sum([run.series(metric, grade=grade) for metric in PARTS[name]], axis=0) * GW


def _names(run: "Results") -> list[Label]:
    """Names and last values of the bands, for the right edge of the stack."""
    floor, labels = 0.0, []
    for name, mean in _means(run, None).items():
        last = float(mean[-1])
        colour = MUTED if name in ("prospective", "contracted") else CAPACITY[name]
        labels.append(Label(floor + last / 2, f"{name}  {mean_text(_band_gw(run, name)[:, -1], 2)}", colour))
        floor += last
        if name == "idle":
            live = floor
    demand = float(np.median(run.series("demand_mw")[:, -1])) * GW
    labels.append(Label(demand, f"demand  {demand:.2f}", INK, bold=True))
    both = _band_gw(run, "used")[:, -1] + _band_gw(run, "idle")[:, -1]
    labels.append(Label(live, f"live  {mean_text(both, 2)}", LIVE_LINE, bold=True))
    return labels
