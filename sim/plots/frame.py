"""The sheet a figure is drawn on: title and subtitle above, caption below, the hash in a corner."""

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from sim.plots.style import INK, MUTED, SMALL, TEXT, TINY, TITLE
from sim.plots.words import Words

EDGE = 0.18  # inches of white around all words
Coords = str | tuple[str, str]
LEFT = 0.75  # inches for the labels of the vertical axis


def sheet(
    words: Words,
    size: tuple[float, float],
    grid: tuple[int, int],
    *,
    head: float = 0.0,
    foot: float = 0.0,
    right: float = 0.3,
    **spacing: Any,
) -> tuple[Figure, GridSpec]:
    """A figure with its words and the grid for its axes.

    In inches: its size, more room above and below the axes, and the margin right of them. The figure's label says
    what it is drawn from, for the files that it is written to.
    """
    width, height = size
    figure = Figure(figsize=size)
    figure.set_label(words.origin)
    top = (_head(figure, words, size) + head) / height
    bottom = (_foot(figure, words, size) + foot) / height
    gaps = {"wspace": 0.16, "hspace": 0.32, **spacing}
    cells = figure.add_gridspec(
        *grid, left=LEFT / width, right=1 - right / width, top=1 - top, bottom=bottom, **gaps
    )
    return figure, cells


def _head(figure: Figure, words: Words, size: tuple[float, float]) -> float:
    """Writes title and subtitle; returns the inches they take."""
    width, height = size
    y = EDGE
    for text, points, colour, weight, per_inch in (
        (words.title, TITLE, INK, "bold", 8.4),
        (words.subtitle, TEXT + 0.8, MUTED, "normal", 13.5),
    ):
        for line in wrapped(text, (width - 2 * EDGE) * per_inch):
            figure.text(
                EDGE / width, 1 - y / height, line, size=points, color=colour, weight=weight, va="top"
            )
            y += points * 1.42 / 72
    return y + 0.36


def _foot(figure: Figure, words: Words, size: tuple[float, float]) -> float:
    """Writes caption and hashes; returns the inches they take, tick labels included."""
    width, height = size
    y = EDGE * 0.8
    for line in reversed(wrapped(words.corner, (width - 2 * EDGE) * 20)):
        figure.text(1 - EDGE / width, y / height, line, size=TINY, color=MUTED, ha="right", va="bottom")
        y += TINY * 1.4 / 72
    for line in reversed(wrapped(words.caption, (width - 2 * EDGE) * 16.6)):
        figure.text(EDGE / width, y / height, line, size=SMALL, color=MUTED, va="bottom")
        y += SMALL * 1.42 / 72
    return y + 0.42


def wrapped(text: str, characters: float) -> list[str]:
    """Lines of at most so many characters; no text, no lines."""
    return textwrap.wrap(" ".join(text.split()), max(20, int(characters)))


def note(
    ax: Axes, text: str, at: tuple[float, float], shift: tuple[float, float],
    coords: Coords = "axes fraction", **look: Any,
) -> None:  # fmt: skip
    """Small words at a place of an axes, shifted by points; they may stand outside it."""
    look = {"size": SMALL, "annotation_clip": False, **look}
    ax.annotate(text, at, shift, xycoords=coords, textcoords="offset points", **look)


def unit_label(ax: Axes, text: str) -> None:
    """The unit of the vertical axis, written flat above it."""
    note(ax, text, (0, 1), (-4, 5), color=MUTED, ha="right", va="bottom")


def heading(ax: Axes, text: str) -> None:
    """What the figures in the right margin are, written above them."""
    note(ax, text, (1, 1), (5, 5), color=MUTED, va="bottom")


def inches_of(ax: Axes) -> tuple[float, float]:
    """Width and height of an axes."""
    box, figure = ax.get_position(), ax.get_figure(root=True)
    assert figure is not None
    return float(box.width * figure.get_figwidth()), float(box.height * figure.get_figheight())


def room_for(texts: Sequence[str], size: float) -> float:
    """Inches that bold words of this size take in a margin, with some air."""
    return max((len(text) for text in texts), default=0) * 0.69 * size / 72 + 0.3
