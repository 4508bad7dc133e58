"""A figure of every design point against each key: what it rises and falls with, when all move together."""

import math
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.plots.frame import note, sheet
from sim.plots.style import INK, MUTED, SMALL, styled
from sim.plots.swept import COLOURS, MEANINGS, Outcome, Swept, amounts
from sim.plots.words import Words, signed
from sim.statistics.ranks import least_told, partial_rank_correlations

TAKES = "points"
ABOUT = "Every design point against each lever and uncertainty, with its rank correlation"

ACROSS = 4
PANEL = (2.15, 1.75)  # inches
WORD = {"lever": "blue", "uncertainty": "ochre"}
WORDS = 30  # characters of a line above a panel
MOST_LEVEL = 3  # words along an axis; more are turned


@styled
def draw(points: Sequence[Outcome], swept: Swept) -> Figure:
    """A panel for each key, levers first; points of one height are the same design point."""
    kinds = dict.fromkeys(moved.kind for moved in swept.moved)
    words = Words(
        swept.title,
        "; ".join([f"{swept.outcome}, {swept.unit}", *(f"{WORD[kind]} – {MEANINGS[kind]}" for kind in kinds)]),
        f"n = {swept.n} replications of each of {len(points)} design points, in which all keys move together, on the "
        f"same draws; dot and line: mean and half-width of its {100 * swept.level:.3g} % interval; ρ: rank correlation "
        "with what the other keys explain taken out of both, grey where so many points do not tell it from none "
        f"(within ±{least_told(len(points), len(swept.moved)):.2f}).",
        "sweep",
        (swept.hash,),
    )
    columns = min(ACROSS, max(len(swept.moved), 2))
    rows = math.ceil(len(swept.moved) / columns)
    size = (1.25 + columns * PANEL[0], 2.0 + rows * (PANEL[1] + 0.75))
    figure, cells = sheet(words, size, (rows, columns), head=0.42, foot=0.22, wspace=0.12, hspace=0.62)
    across = [_across([point.values[place] for point in points]) for place in range(len(swept.moved))]
    correlations = partial_rank_correlations([key.places for key in across], [point.mean for point in points])
    first: Axes | None = None
    for place, moved in enumerate(swept.moved):
        ax = figure.add_subplot(cells[place // columns, place % columns], sharey=first)
        first = first or ax
        _panel(ax, across[place], points, COLOURS[moved.kind])
        if len(across[place].words) <= 2:
            _correlation(ax, correlations[place], least_told(len(points), len(swept.moved)))
        note(ax, "\n".join(textwrap.wrap(moved.name, WORDS)[:2]), (0, 1), (0, 15), size=SMALL + 0.6, weight="bold",
             va="bottom")  # fmt: skip
        if place % columns:
            ax.tick_params(labelleft=False)
        else:
            note(ax, swept.unit, (0, 1), (-4, 4), color=MUTED, ha="right", va="bottom")
    return figure


class Across(NamedTuple):
    """Where points lie along one key's axis: at their numbers, or by their words in the order of the design."""

    places: list[float]
    unit: str
    words: list[str]
    """None where there are numbers."""


def _across(values: Sequence[str]) -> Across:
    found = amounts(values)
    if found is not None:
        return Across(*found, [])
    words = list(dict.fromkeys(values))
    return Across([float(words.index(value)) for value in values], "", words)


def _panel(ax: Axes, across: Across, points: Sequence[Outcome], colour: str) -> None:
    """The points by one key's values."""
    means, halves = [point.mean for point in points], [point.half_width for point in points]
    ax.errorbar(across.places, means, halves, fmt="o", color=colour, markersize=4.2, markeredgecolor="white",
                markeredgewidth=0.5, elinewidth=0.8, zorder=3)  # fmt: skip
    ax.margins(0.08)
    if across.words:
        ax.set_xticks(range(len(across.words)), across.words, rotation=0 if len(across.words) <= MOST_LEVEL else 30)
    else:
        ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
        note(ax, across.unit, (1, 0), (0, -20), color=MUTED, ha="right", va="top")


def _correlation(ax: Axes, correlation: float, least: float) -> None:
    """Above the panel; nothing where there is none to tell."""
    if not math.isnan(correlation):
        told = abs(correlation) > least
        note(ax, f"ρ {signed(correlation, 2)}", (1, 1), (0, 4), color=INK if told else MUTED,
             weight="bold" if told else "normal", ha="right", va="bottom")  # fmt: skip
