"""Where in the space of the keys a condition holds: the way to a box, and the box itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.frame import inches_of, note, sheet, unit_label
from sim.plots.style import FAINT, INK, MUTED, SMALL, styled
from sim.plots.swept import COLOURS, Swept, shortened
from sim.plots.words import Words
from sim.statistics.futures import Column, Discovery
from sim.statistics.prim import Box, Restriction

TAKES = "boxes"
ABOUT = "In which futures a condition holds: coverage and density on the way to a box, and its limits"

HEIGHT = 3.4
ROW = 0.52  # inches for a key
LEFT, RIGHT = 3.1, 4.6  # inches of the two panels
LEAST_P = 1e-3
NAME, LINE = 36, 58  # letters of a key, and of a key with its limits


class Found(NamedTuple):
    """One box and what it was found among."""

    condition: str
    discovery: Discovery
    box: Box
    number: int
    """Counted from 1."""


@styled
def draw(found: Found, swept: Swept) -> Figure:
    """On the left each box on the way, as what it holds of all cases (coverage) and how many of its points are cases
    (density); on the right what the chosen one says of each key.
    """
    box, discovery = found.box, found.discovery
    points = len(discovery.interest)
    words = Words(
        swept.title,
        f"Futures with {found.condition}: {int(discovery.interest.sum()):,} of {points:,} design points"
        + (f"; box {found.number}" if found.number > 1 else ""),
        f"n = {swept.n} replications of each design point, whose mean counts; of {discovery.unsettled:,} points the "
        f"half-width of the {100 * swept.level:.3g} % interval reaches the threshold. Box: coverage "
        f"{_percent(box.found.coverage)} of all such futures, density {_percent(box.found.density)} of its "
        f"{box.found.points:,} points ({_percent(discovery.share)} without a box). p: chance of as many without that "
        "limit, too small by the search for the box.",
        "sweep",
        (swept.hash,),
    )  # fmt: skip
    height = max(HEIGHT, 0.4 + ROW * len(box.restrictions))
    figure, cells = sheet(words, (LEFT + RIGHT + 1.6, height + 1.9), (1, 2), width_ratios=(LEFT, RIGHT), head=0.05,
                          foot=0.1, wspace=0.2)  # fmt: skip
    _way(figure.add_subplot(cells[0, 0]), found)
    _limits(figure.add_subplot(cells[0, 1]), found, swept)
    return figure


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _way(ax: Axes, found: Found) -> None:
    steps = found.box.peeled
    ax.plot([100 * step.coverage for step in steps], [100 * step.density for step in steps], color=MUTED, linewidth=0.8,
            marker="o", markersize=3.4, markerfacecolor="white", markeredgewidth=0.8, zorder=2)  # fmt: skip
    chosen = found.box.found
    ax.plot(100 * chosen.coverage, 100 * chosen.density, "o", color=INK, markersize=7, zorder=4)
    ax.set_xlim(0, 104)
    ax.set_ylim(0, 104)
    ax.grid(visible=True)
    ax.set_xlabel("coverage: % of all such futures")
    unit_label(ax, "%")
    note(ax, "density: % of the box's points", (0, 1), (2, 5), va="bottom")
    low = chosen.density < 0.5
    note(ax, "the box", (100 * chosen.coverage, 100 * chosen.density), (-7, 9 if low else -11), "data", weight="bold",
         ha="right", va="center")  # fmt: skip


def _limits(ax: Axes, found: Found, swept: Swept) -> None:
    """A row for each key that the box restricts, the surest first, from the top."""
    rows = inches_of(ax)[1] / ROW
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.5, rows - 0.5)
    ax.set_axis_off()
    y = rows - 0.8
    for restriction in sorted(found.box.restrictions, key=lambda each: each.quasi_p):
        _key(ax, y, restriction, found.discovery.columns[restriction.key], swept)
        y -= 1
    for x, text, side in ((0, "least", "left"), (1, "largest value swept", "right")):
        note(ax, text, (x, y + 0.55), (0, 0), ("axes fraction", "data"), color=MUTED, ha=side, va="center")


def _key(ax: Axes, y: float, restriction: Restriction, column: Column, swept: Swept) -> None:
    """The values of a key that were swept, and those in the box."""
    moved = swept.moved[restriction.key]
    low, high = (_share(column.numbers, end) for end in (restriction.low, restriction.high))
    pad = 0.5 / len(np.unique(column.numbers)) if column.is_words else 0.0
    bar = max(0.0, low - pad), min(1.0, high + pad)
    ax.barh(y - 0.2, 1.0, 0.2, color=FAINT, zorder=1)
    ax.barh(y - 0.2, bar[1] - bar[0], 0.2, left=bar[0], color=COLOURS[moved.kind], zorder=2)
    span = column.span(restriction.low, restriction.high)
    said = f"{shortened(moved.name, NAME)}: {span}" if column.is_words else f"{shortened(moved.name, NAME)} {span}"
    note(ax, shortened(said, LINE), (0, y + 0.1), (0, 0),
         ("axes fraction", "data"), weight="bold", va="center")  # fmt: skip
    p = f"p {restriction.quasi_p:.3f}" if restriction.quasi_p >= LEAST_P else f"p < {LEAST_P:g}"
    note(ax, p, (1, y + 0.1), (0, 0), ("axes fraction", "data"), size=SMALL, color=MUTED, ha="right", va="center")


def _share(numbers: Sequence[float] | np.ndarray, end: float) -> float:
    """Where a limit lies between the least and the largest value; at an end where there is none."""
    low, high = float(np.min(numbers)), float(np.max(numbers))
    return float(np.clip((end - low) / (high - low), 0.0, 1.0)) if high > low else 0.5
