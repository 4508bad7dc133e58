"""First-order and total Sobol indices of each key, the largest first: what the figure's variance comes from."""

from math import isnan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.plots.frame import note, room_for, sheet
from sim.plots.style import HATCH, INK, MUTED, SMALL, TEXT, styled
from sim.plots.swept import COLOURS, MEANINGS, Swept, shortened
from sim.plots.words import NO_VARIATION, Words, plain, plus_minus
from sim.statistics.intervals import Interval
from sim.statistics.sobol import SobolIndices

TAKES = "indices"
ABOUT = "What part of a figure's variance each lever and uncertainty explains, alone and with others"

ROW = 0.34  # inches for a key
BAR = 0.34  # of a row
PALE = 0.45  # strength of the bar of the total
LEAST_ROWS = 3
DIGITS = 2
LEAST, MOST = -0.25, 1.25
"""An interval that reaches farther is cut."""
FIRST, SECOND = 6, 74
"""Of the columns of numbers, in points right of the axes."""
RIGHT = 1.95  # inches for the numbers


@styled
def draw(indices: SobolIndices, swept: Swept) -> Figure:
    """A row for each key: its total index pale, that of first order in it, with their intervals."""
    order = sorted(range(len(swept.moved)), key=lambda place: -_known(indices.total[place].mean))
    base = indices.total[0].n
    words = Words(
        swept.title,
        f"{swept.outcome}: part of the inputs' variance that each explains alone (first order), and that is left when "
        "all others are known (total)",
        f"n = {swept.n} replications of each of {base * (len(swept.moved) + 2):,} design points from {base:,} base "
        f"points, on the same draws; {_inputs(indices.inputs)}pale bar: total; line: half-width of the "
        f"{100 * swept.level:.3g} % interval; hatched, in brackets: the interval holds zero.",
        "sweep",
        (swept.hash,),
    )
    rows = max(len(order), LEAST_ROWS)
    name_room = room_for([shortened(moved.name) for moved in swept.moved], TEXT) - 0.3
    size = (max(8.6, name_room + 4.2 + RIGHT), 2.3 + ROW * rows)
    figure, cells = sheet(words, size, (1, 1), right=RIGHT, head=0.06, foot=0.08)
    cells.update(left=(name_room + 0.25) / size[0])
    ax = figure.add_subplot(cells[0, 0])
    _ground(ax, indices, rows)
    for row, place in enumerate(order):
        _row(ax, rows - 1 - row, indices, place, swept)
    kinds = dict.fromkeys(moved.kind for moved in swept.moved)
    ax.legend(handles=[Patch(color=COLOURS[kind], label=MEANINGS[kind]) for kind in kinds], loc="lower left",
              bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=SMALL, handlelength=1.0,
              borderaxespad=0.2)  # fmt: skip
    note(ax, "first order", (1, rows - 0.42), (FIRST, 0), ("axes fraction", "data"), color=MUTED, va="bottom")
    note(ax, "total", (1, rows - 0.42), (SECOND, 0), ("axes fraction", "data"), color=MUTED, va="bottom")
    return figure


def _inputs(inputs: Interval) -> str:
    if isnan(inputs.mean):
        return "replication noise is not told apart; "
    said = f"{100 * inputs.mean:.0f}{plus_minus(100 * inputs.half_width, 0)} %"
    return f"{said} of the variance of one replication are the inputs', the rest is replication noise and left out; "


def _known(value: float) -> float:
    return 0.0 if isnan(value) else value


def _ground(ax: Axes, indices: SobolIndices, rows: int) -> None:
    both = [each for each in (*indices.first, *indices.total) if not isnan(each.mean)]
    low, high = (max(each.low, LEAST) for each in both), (min(each.high, MOST) for each in both)
    ax.set_xlim(min([0.0, *low]), max([0.1, *high]))
    ax.set_ylim(-0.6, rows - 0.4)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("part of the variance that the inputs bring about")


def _row(ax: Axes, y: float, indices: SobolIndices, place: int, swept: Swept) -> None:
    """The name of a key, its two bars, and its numbers in the margin."""
    moved, colour = swept.moved[place], COLOURS[swept.moved[place].kind]
    look: dict[str, Any] = {"color": INK, "va": "center"}
    note(ax, shortened(moved.name), (0, y), (-6, 0), ("axes fraction", "data"), size=TEXT, ha="right", **look)
    for shift, index, alpha in ((0.17, indices.total[place], PALE), (-0.17, indices.first[place], 1.0)):
        if isnan(index.mean):
            continue
        settled = index.low > 0.0
        open_look: dict[str, Any] = {"facecolor": "white", "edgecolor": HATCH, "hatch": "////", "linewidth": 0.6}
        bar_look: dict[str, Any] = {"color": colour, "alpha": alpha, "linewidth": 0.0} if settled else open_look
        ax.barh(y + shift, index.mean, BAR, zorder=2, **bar_look)
        if index.half_width:
            ax.plot((index.low, index.high), (y + shift, y + shift), color=INK, linewidth=1.0, zorder=5)
    for across, index in ((FIRST, indices.first[place]), (SECOND, indices.total[place])):
        note(ax, _said(index), (1, y), (across, 0), ("axes fraction", "data"), **look)


def _said(index: Interval) -> str:
    if isnan(index.mean):
        return "not told"
    if not index.varies:
        return "none" if index.mean == 0.0 else f"{plain(index.mean, DIGITS)} ({NO_VARIATION})"
    said = f"{plain(index.mean, DIGITS)}{plus_minus(index.half_width, DIGITS)}"
    return said if index.low > 0.0 else f"({said})"
