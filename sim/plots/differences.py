"""What each scenario changes, month by month: the paired difference with a band for each month and one for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from sim.plots.frame import note, sheet, unit_label
from sim.plots.style import GW, INK, MUTED, SMALL, readable, scenario_colour, scenario_name, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import CRITICAL_IT, words_of
from sim.statistics.curve_differences import CURVES, CurveDifference, curve_differences, spans
from sim.statistics.simultaneous import FEWEST_SAID, METHOD

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "runs"
ABOUT = "What each scenario changes in capacity, month by month, and in which months that is clear"

SIDE = 0.62  # inches between panels side by side
LABELS = 7  # fiscal years named in a panel
FOOT = 0.035  # share of a panel's height that the bar at its foot takes


@dataclass(frozen=True)
class Layout:
    """How panels are laid out, in inches."""

    rows: int
    across: int
    panel: tuple[float, float]
    gap: float
    """Between rows."""
    named: bool
    """A row for each scenario, named above it, the curves' titles above the first; else a title above each panel."""

    @classmethod
    def of(cls, others: int) -> "Layout":
        """For so many scenarios beside the first."""
        if others <= 1:
            return cls(2, 2, (4.6, 2.5), 0.68, False)
        return cls(others, len(CURVES), (2.55, 1.6), 0.42, True)


@styled
def draw(runs: "Sequence[Results]") -> Figure:
    """A panel for each curve of each scenario less the first; those of one curve share their scale."""
    found = curve_differences(runs)
    words = words_of(
        runs, "What differs, and in which months that is clear",
        _subtitle(runs), *_notes(runs[0].n), CRITICAL_IT,
    )  # fmt: skip
    layout = Layout.of(len(runs) - 1)
    (wide, tall), rows, across = layout.panel, layout.rows, layout.across
    size = (1.05 + across * (wide + SIDE) - SIDE, 2.1 + rows * (tall + layout.gap))
    head = 0.3 if layout.named else 0.0
    figure, cells = sheet(words, size, (rows, across), head=head, hspace=layout.gap / tall, wspace=SIDE / wide)
    panels: list[Axes] = []
    for at in range(rows * across):
        row, column = divmod(at, across)
        shared = panels[column] if layout.named and row else None
        panels.append(figure.add_subplot(cells[row, column], sharey=shared))
        _panel(panels[at], found[at] if found else None, runs[0], row == rows - 1)
        if row == 0 or not layout.named:
            above = (0, 24 if layout.named else 7)
            note(panels[at], CURVES[at].title, (0, 1), above, size=SMALL + 1.8, weight="bold", va="bottom")
        if column == 0:
            unit_label(panels[at], "GW")
            if layout.named:
                _name(panels[at], found[at], runs)
    for at, ax in enumerate(panels):
        if all(each.is_same for each in found if each.curve == CURVES[at % len(CURVES)]):
            ax.set_ylim(-1, 1)
    return figure


def _subtitle(runs: "Sequence[Results]") -> str:
    who = runs[1].name if len(runs) == 2 else "capacity of each scenario"
    return f"{runs[0].operator_name}: {who} less {runs[0].name}, on the same draws"


def _notes(n: int) -> list[str]:
    if n < 2:
        return ["line: paired difference; one replication says nothing of how sure"]
    return [
        "line: mean paired difference",
        "dark band: 95 % interval of each month by itself (Student's t)",
        f"light band: 95 % for all months of a curve together ({METHOD})",
        "bar at the foot: months in which the light band leaves out zero",
        f"no light band where fewer than {FEWEST_SAID} differ",
    ]


def _panel(ax: Axes, each: CurveDifference | None, first: "Results", labels: bool) -> None:
    """One curve: zero, both bands, the mean, and the months in which it is clear."""
    ax.margins(y=0.12)
    ax.axhline(0, color=INK, linewidth=0.8, zorder=1.8)
    if each is None:
        note(ax, "one scenario: nothing to compare", (0.5, 0.6), (0, 0), ha="center", color=MUTED)
    else:
        _curve(ax, each)
    fiscal_axis(ax, first, labels=labels, most=LABELS)
    ax.locator_params(axis="y", nbins=5)
    ax.yaxis.set_major_formatter(lambda y, _: f"{y:+g}".replace("-", "−") if y else "0")
    vintage_line(ax, first)


def _curve(ax: Axes, each: CurveDifference) -> None:
    x, bands, colour = month_ends(each.months), each.bands, scenario_colour(each.place)
    if each.is_same:
        note(ax, "the same in every replication", (0.5, 0), (0, 4), ("axes fraction", "data"), ha="center", va="bottom",
             color=MUTED, zorder=6, bbox={"facecolor": "white", "linewidth": 0, "pad": 1})  # fmt: skip
    mean = bands.mean * GW
    for half, alpha, edge in ((bands.together * GW, 0.16, 0.5), (bands.half_width * GW, 0.30, 0.0)):
        ax.fill_between(x, mean - half, mean + half, color=colour, alpha=alpha, linewidth=0, zorder=2.2)
        if edge:
            for end in (mean - half, mean + half):
                ax.plot(x, end, color=colour, alpha=0.6, linewidth=edge, zorder=2.3)
    ax.plot(x, mean, color=colour, linewidth=1.4, zorder=3)
    foot = blended_transform_factory(ax.transData, ax.transAxes)
    month = float(np.diff(x).mean()) if len(x) > 1 else 30.0
    for first, last in spans(bands.is_clear):
        ax.fill_between([x[first] - month, x[last]], 0, FOOT, color=readable(colour), linewidth=0, zorder=3.6,
                        transform=foot)  # fmt: skip


def _name(ax: Axes, each: CurveDifference, runs: "Sequence[Results]") -> None:
    """Whose row it is."""
    name = scenario_name(runs[each.place].name, each.place)
    note(ax, f"{name} less {runs[0].name}", (0, 1), (0, 6), size=SMALL + 1.0, weight="bold", va="bottom",
         color=readable(scenario_colour(each.place)))  # fmt: skip
