"""Horizontal bars in rows, one below the other: names left of the axes, figures right of each bar."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from sim.plots.frame import inches_of, note
from sim.plots.style import INK, SMALL, TEXT

ROW = 0.33  # inches of a bar with the air around it
BAR = 0.62  # of a row
LETTER = 0.062  # inches of a letter of the figures beside a bar


def rows_axes(figure: Figure, cell: SubplotSpec, names: Sequence[str], strong: Sequence[str] = ()) -> Axes:
    """An axes with a row for each name, the first at the top (its y is one less than the number of names)."""
    ax = figure.add_subplot(cell)
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)
    for place, name in enumerate(names):
        note(ax, name, (0, len(names) - 1 - place), (-6, 0), ("axes fraction", "data"), size=TEXT, va="center",
             ha="right", weight="bold" if name in strong else "normal")  # fmt: skip
    return ax


def bound(ax: Axes, low: float, high: float, longest: int) -> None:
    """Limits from low to high, with room right of them for figures of so many letters."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    room = LETTER * longest + 0.15
    ax.set_xlim(low, high + (high - low) * room / max(inches_of(ax)[0] - room, 1.0))
    ax.set_xticks([tick for tick in ax.get_xticks() if low <= tick <= high * (1 + 1e-9)])
    if low < 0:
        ax.axvline(0.0, color=INK, linewidth=0.9, zorder=3)


def figures_beside(ax: Axes, y: float, right: float, text: str) -> None:
    """A row's figures, right of where its bar ends."""
    note(ax, text, (right, y), (5, 0), "data", size=SMALL, va="center")
