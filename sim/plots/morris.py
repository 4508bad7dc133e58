"""Elementary effects of each key: how much it moves a figure (μ*), against how unevenly (σ)."""

from math import isnan

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.plots.frame import inches_of, note, sheet, unit_label
from sim.plots.style import INK, MUTED, SMALL, readable, styled
from sim.plots.swept import COLOURS, MEANINGS, Swept, shortened
from sim.plots.words import Words, plain, plus_minus
from sim.statistics.morris import Effects

TAKES = "effects"
ABOUT = "How much each lever and uncertainty moves a figure, against how unevenly"

SIZE = (9.2, 5.4)
RIGHT = 3.6  # inches for the names
MOST_NAMED = 20
"""Names in the margin; keys beyond are dots alone."""
LINE = 12.5  # points from one name to the next
ROOM = (11.0, 9.0)  # points that a number keeps from others and from dots
BESIDE = ((9, 5), (9, -5), (-9, 5), (-9, -5), (0, 10), (0, -10), (16, 0), (-16, 0), (18, 10), (-18, 10), (18, -10))
"""Where a number may stand, in points from its dot."""
RISES, FALLS, TURNS = "↑", "↓", "↕"
Place = tuple[float, float]
"""In points from the origin of the axes."""
EVEN = (0.1, 0.5, 1.0)
"""Lines of σ by μ*: below the first an effect is the same everywhere, above the last it turns its sign."""


@styled
def draw(effects: Effects, swept: Swept) -> Figure:
    """A dot for each key with its intervals, named in the margin by the size of its effect."""
    trajectories = effects.mu_star[0].n
    words = Words(
        swept.title,
        f"{swept.outcome}, {swept.unit}: what each key moves over its whole way, on average (μ*), and how that differs "
        "from place to place (σ)",
        f"n = {swept.n} replications of each of {trajectories * (len(swept.moved) + 1):,} design points on "
        f"{trajectories:,} trajectories, on the same draws; lines: half-width of the {100 * swept.level:.3g} % "
        f"interval; σ without what replications add; {RISES} raises, {FALLS} lowers, {TURNS} both or not told; grey: "
        f"what {swept.n} replications show of a key that moves nothing.",
        "sweep",
        (swept.hash,),
    )
    figure, cells = sheet(words, SIZE, (1, 1), right=RIGHT, head=0.08, foot=0.15)
    ax = figure.add_subplot(cells[0, 0])
    taken = _ground(ax, effects)
    for place, moved in enumerate(swept.moved):
        size, spread = effects.mu_star[place], effects.sigma[place]
        ax.errorbar(size.mean, spread.mean, spread.half_width, size.half_width, fmt="o", color=COLOURS[moved.kind],
                    markersize=5.5, markeredgecolor="white", markeredgewidth=0.6, elinewidth=0.8, zorder=3)  # fmt: skip
    order = sorted(range(len(swept.moved)), key=lambda place: -effects.mu_star[place].mean)[:MOST_NAMED]
    _names(ax, effects, order, _numbers(ax, effects, order, taken), swept)
    unit_label(ax, f"σ, {swept.unit}")
    ax.set_xlabel(f"μ*, {swept.unit}")
    kinds = dict.fromkeys(moved.kind for moved in swept.moved)
    handles = [Line2D([], [], linestyle="", marker="o", color=COLOURS[kind], label=MEANINGS[kind]) for kind in kinds]
    ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=SMALL,
              handletextpad=0.2, borderaxespad=0.2)  # fmt: skip
    return figure


def _ground(ax: Axes, effects: Effects) -> list[Place]:
    """The axes from zero, what noise alone shows, and lines of even and uneven effects; where their words are."""
    right = 1.06 * max([each.high for each in effects.mu_star if not isnan(each.high)] or [0.0]) or 1.0
    top = 1.1 * max([each.high for each in effects.sigma if not isnan(each.high)] or [0.0]) or 0.5 * right
    ax.set_xlim(0.0, right)
    ax.set_ylim(0.0, top)
    noise = float(np.sqrt(2 / np.pi) * effects.noise.max())
    if not isnan(noise):
        ax.axvspan(0.0, noise, color=MUTED, alpha=0.14, linewidth=0, zorder=0)
    width, height = (72 * inches for inches in inches_of(ax))
    taken = []
    for part in EVEN:
        end = min(right, top / part)
        ax.plot((0.0, end), (0.0, part * end), color=MUTED, linewidth=0.6, linestyle=(0, (4, 3)), zorder=1)
        x, y = width * end / right - 4, height * part * end / top + 8
        if end < right:
            x, y = x * (height - 16) / height - 4, height - 8
        note(ax, f"σ = {part:g} μ*", (x / width, y / height), (0, 0), color=MUTED, ha="right", va="center")
        taken += [(x - away, y) for away in (5, 15, 25, 35)]
    return taken


def _numbers(ax: Axes, effects: Effects, order: list[int], taken: list[Place]) -> set[int]:
    """Numbers beside the dots, wherever there is room; the places of the keys that have one."""
    width, height = (72 * inches for inches in inches_of(ax))
    right, top = ax.get_xlim()[1], ax.get_ylim()[1]
    dots = [(width * effects.mu_star[place].mean / right, height * effects.sigma[place].mean / top) for place in order]
    told = set()
    for rank, (place, (x, y)) in enumerate(zip(order, dots, strict=True), start=1):
        others = [dot for dot in dots if dot != (x, y)] + taken
        for across, up in BESIDE:
            at = x + across, y + up
            inside = 6 < at[0] < width - 6 and 6 < at[1] < height - 6
            if inside and all(abs(at[0] - one[0]) > ROOM[0] or abs(at[1] - one[1]) > ROOM[1] for one in others):
                note(ax, f"{rank}", (at[0] / width, at[1] / height), (0, 0), weight="bold", ha="center", va="center",
                     color=INK)  # fmt: skip
                taken.append(at)
                told.add(place)
                break
    return told


def _names(ax: Axes, effects: Effects, order: list[int], told: set[int], swept: Swept) -> None:
    """In the margin each key with its number, the sign of its mean effect, and the size of its effects."""
    height = inches_of(ax)[1] * 72
    step = min(LINE, height / max(len(order), 1))
    for rank, place in enumerate(order):
        size, mu, moved = effects.mu_star[place], effects.mu[place], swept.moved[place]
        way = RISES if mu.low > 0 else FALLS if mu.high < 0 else TURNS
        number = f"{rank + 1}" if place in told else ""
        at = (1, 1 - (rank + 0.5) * step / height)
        note(ax, number, at, (20, 0), weight="bold", ha="right", va="center", color=INK)
        if size.mean == 0.0:
            said = "moves nothing"
        else:
            said = f"{plain(size.mean, swept.digits)}{plus_minus(size.half_width, swept.digits)} {way}"
        note(ax, f"{shortened(moved.name)}: {said}", at, (25, 0), va="center", color=readable(COLOURS[moved.kind]))
    more = len(effects.mu_star) - len(order)
    if more:
        note(ax, f"and {more} more", (1, 1 - (len(order) + 0.5) * step / height), (25, 0), va="center", color=MUTED)
