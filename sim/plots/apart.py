"""What tells two scenarios apart: a strip for each public figure, darker the oftener a guess by it is right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from sim.plots.frame import note, sheet
from sim.plots.style import CAPACITY, INK, LIVE_LINE, SMALL, TEXT, styled
from sim.plots.words import Words

TAKES = "apart"
ABOUT = "What tells two scenarios apart, quarter by quarter"

ROW = 0.34  # inches of a strip
NAMES = 2.1  # inches for the names of figures
COLOURS = ("#f3f5f6", "#d9eaf4", CAPACITY["idle"], CAPACITY["used"], LIVE_LINE)
SHADES = LinearSegmentedColormap.from_list("right", COLOURS)
DARK = 0.76
"""Chance from which words stand in white."""
FRAME = "#e08e2b"


@dataclass(frozen=True)
class Strip:
    """A figure: the chance of guessing right in each quarter, and from which on it tells the scenarios apart."""

    name: str
    chances: Sequence[float]
    told_from: int | None


@dataclass(frozen=True)
class Told:
    """What a figure says of itself."""

    one: str
    other: str
    quarters: Sequence[str]
    n: int
    clearly: float
    hashes: tuple[str, ...]
    """Of both runs."""


@styled
def draw(strips: Sequence[Strip], about: Told) -> Figure:
    """The last strip is that of all figures together."""
    words = Words(
        f"{about.one} or {about.other}?",
        "How often a guess which of the two is the world's is right, by a public figure's values up to the quarter",
        f"n = {about.n:,} replications of each, on the same draws; cross-validated likelihood ratio; half of all "
        f"guesses are right by chance. Frame: from here on the lower end of the 95 % interval (half-width at most "
        f"{100 * _widest(about.n):.0f} %) stays at {100 * about.clearly:.0f} % or above.",
        "run",
        about.hashes,
    )  # fmt: skip
    figure, cells = sheet(words, (8.6, 2.25 + ROW * len(strips)), (1, 1), head=0.1, foot=0.25)
    ax = figure.add_subplot(cells[0, 0])
    box = ax.get_position()
    ax.set_position((NAMES / 8.6, box.y0, box.x1 - NAMES / 8.6, box.height))
    shade = Normalize(0.5, 1.0, clip=True)
    ax.pcolormesh(np.arange(len(about.quarters) + 1), np.arange(len(strips) + 1),
                  np.array([strip.chances for strip in reversed(strips)]), cmap=SHADES, norm=shade, edgecolors="white",
                  linewidth=0.8)  # fmt: skip
    for place, strip in enumerate(reversed(strips)):
        _label(ax, place, strip, about.quarters)
    _axis(ax, about.quarters)
    return figure


def _widest(n: int) -> float:
    """Half the widest 95 % interval of a chance of n trials, at one half."""
    return float(0.98 / np.sqrt(n + 3.84))


def _label(ax, place: int, strip: Strip, quarters: Sequence[str]) -> None:
    """Its name, the quarters from which on it tells, and the chance at each year's end; the lowest is in bold."""
    count = len(quarters)
    note(ax, strip.name, (0, place + 0.5), (-6, 0), ("axes fraction", "data"), size=TEXT, ha="right", va="center",
         weight="bold" if place == 0 else "normal")  # fmt: skip
    if strip.told_from is not None:
        left = strip.told_from
        ax.plot([left, count, count, left, left], [place + 0.06] * 2 + [place + 0.94] * 2 + [place + 0.06], color=FRAME,
                linewidth=1.6, zorder=4, clip_on=False)  # fmt: skip
    for quarter in [quarter for quarter, name in enumerate(quarters) if name.endswith("Q4")]:
        chance = strip.chances[quarter]
        note(ax, f"{100 * chance:.0f}", (quarter + 0.5, place + 0.5), (0, 0), "data", size=SMALL, ha="center",
             va="center", color="white" if chance >= DARK else INK)  # fmt: skip


def _axis(ax, quarters: Sequence[str]) -> None:
    places = [place for place, name in enumerate(quarters) if name.endswith("Q1") or place == 0]
    ax.set_xticks(places, [quarters[place].split(" ")[0] for place in places], ha="left")
    ax.set_yticks([])
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel("fiscal quarters; numbers: percent right at each year's end")
