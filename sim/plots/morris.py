"""Elementary effects of each key: how much it moves a figure (μ*), and how unevenly (σ), the largest first."""

from math import isnan, pi, sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.frame import note, room_for, sheet
from sim.plots.style import INK, MUTED, SMALL, TEXT, styled
from sim.plots.swept import COLOURS, MEANINGS, Swept, shortened
from sim.plots.words import NO_VARIATION, Words, plain, plus_minus
from sim.statistics.intervals import Interval
from sim.statistics.morris import Effects

TAKES = "effects"
ABOUT = "How much each lever and uncertainty moves a figure, and how unevenly"

ROW = 0.3  # inches for a key
LEAST_ROWS, MOST_ROWS = 4, 40
"""Keys beyond, which move least, are in the table alone."""
BAND = 0.62  # of a row: what noise alone shows
NUMBERS = 1.25  # inches for a column of numbers
PANEL = 2.7  # inches
NOTHING = "#d3d8db"
RISES, FALLS, TURNS = "↑", "↓", "↕"
OF_NOISE = sqrt(2 / pi)
"""The mean size of a normal value, in its standard deviations: what μ* is of a key that moves nothing."""


@styled
def draw(effects: Effects, swept: Swept) -> Figure:
    """A row for each key: at the left the size of its effects, at the right how they differ, each with its interval."""
    order = sorted(range(len(swept.moved)), key=lambda place: -effects.mu_star[place].mean)
    shown = order[:MOST_ROWS]
    rows = max(len(shown), LEAST_ROWS)
    name_room = room_for([shortened(swept.moved[place].name) for place in shown], TEXT) - 0.3
    size = (name_room + 0.5 + 2 * (PANEL + NUMBERS), 2.55 + ROW * rows)
    figure, cells = sheet(_words(effects, swept, len(order) - len(shown)), size, (1, 2), right=NUMBERS, head=0.08,
                          foot=0.12, wspace=NUMBERS / PANEL)  # fmt: skip
    cells.update(left=(name_room + 0.3) / size[0])
    first, second = (figure.add_subplot(cells[0, column]) for column in (0, 1))
    for ax, sizes, title in ((first, effects.mu_star, "μ*: what it moves"), (second, effects.sigma, "σ: how unevenly")):
        _ground(ax, sizes, rows, f"{title}, {swept.unit}")
        for row, place in enumerate(shown):
            _dot(ax, rows - 1 - row, sizes[place], COLOURS[swept.moved[place].kind])
    for row, place in enumerate(shown):
        _row(first, second, rows - 1 - row, (effects, place), swept)
    _legend(first, second, swept)
    return figure


def _words(effects: Effects, swept: Swept, more: int) -> Words:
    trajectories = effects.mu_star[0].n
    rest = f" {more} keys that move less are in the table alone." if more else ""
    return Words(
        swept.title,
        f"{swept.outcome}, {swept.unit}: what each key moves over its whole way, on average (μ*), and how that differs "
        "from place to place (σ)",
        f"n = {swept.n} replications of each of {trajectories * (len(swept.moved) + 1):,} design points on "
        f"{trajectories:,} trajectories, on the same draws; lines and figures: half-width of the "
        f"{100 * swept.level:.3g} % interval; grey: the μ* that {swept.n} replications show of that key if it moves "
        f"nothing; σ without what replications add: near none an effect is the same everywhere, above μ* (open mark) "
        f"it turns its sign; {RISES} raises, {FALLS} lowers, {TURNS} both or not told.{rest}",
        "sweep",
        (swept.hash,),
    )


def _ground(ax: Axes, sizes: list[Interval], rows: int, title: str) -> None:
    """An axis from zero, wide enough for every interval."""
    ends = [each.high if not isnan(each.high) else each.mean for each in sizes if not isnan(each.mean)]
    ax.set_xlim(0.0, 1.05 * max(ends, default=0.0) or 1.0)
    ax.set_ylim(-0.6, rows - 0.4)
    ax.set_yticks([])
    ax.locator_params(axis="x", nbins=5)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    ax.set_xlabel(title)


def _dot(ax: Axes, y: float, size: Interval, colour: str) -> None:
    """An estimate with its interval."""
    if isnan(size.mean):
        return
    if size.half_width > 0:
        ax.plot((max(size.low, 0.0), size.high), (y, y), color=colour, linewidth=1.1, zorder=4)
    ax.plot(size.mean, y, "o", color=colour, markersize=5.4, markeredgecolor="white", markeredgewidth=0.7, zorder=5,
            clip_on=False)  # fmt: skip


def _row(first: Axes, second: Axes, y: float, of_key: tuple[Effects, int], swept: Swept) -> None:
    """What noise alone shows of a key, its name, its figures, and in the second panel the size it is judged by."""
    effects, place = of_key
    size, spread, mu, moved = effects.mu_star[place], effects.sigma[place], effects.mu[place], swept.moved[place]
    noise = float(OF_NOISE * effects.noise[place])
    if noise > 0:
        first.barh(y, noise, BAND, color=NOTHING, linewidth=0, zorder=2)
    look: dict[str, Any] = {"va": "center", "color": INK}
    note(first, shortened(moved.name), (0, y), (-6, 0), ("axes fraction", "data"), size=TEXT, ha="right", **look)
    way = RISES if mu.low > 0 else FALLS if mu.high < 0 else TURNS
    said = "moves nothing" if size.mean == 0.0 else f"{_said(size, swept.digits)} {way}"
    note(first, said, (1, y), (6, 0), ("axes fraction", "data"), **look)
    if size.mean > 0.0:
        note(second, _said(spread, swept.digits), (1, y), (6, 0), ("axes fraction", "data"), **look)
        if size.mean <= 0.98 * second.get_xlim()[1]:
            second.plot(size.mean, y, "D", markersize=4.2, markerfacecolor="none", markeredgecolor=MUTED,
                        markeredgewidth=0.8, zorder=3)  # fmt: skip


def _said(size: Interval, digits: int) -> str:
    if isnan(size.mean):
        return "not told"
    if not size.varies:
        return "none" if size.mean == 0.0 else f"{plain(size.mean, digits)} ({NO_VARIATION})"
    return plain(size.mean, digits) + plus_minus(size.half_width, digits)


def _legend(first: Axes, second: Axes, swept: Swept) -> None:
    kinds = dict.fromkeys(moved.kind for moved in swept.moved)
    dots = [Line2D([], [], linestyle="", marker="o", color=COLOURS[kind], label=MEANINGS[kind]) for kind in kinds]
    size = Line2D([], [], linestyle="", marker="D", markersize=4.2, markerfacecolor="none", markeredgecolor=MUTED,
                  label="μ*, to compare")  # fmt: skip
    looks: dict[str, Any] = {"loc": "lower left", "frameon": False, "fontsize": SMALL, "handletextpad": 0.3,
                             "borderaxespad": 0.2, "handlelength": 1.0}  # fmt: skip
    first.legend(handles=[*dots, Patch(color=NOTHING, label="noise alone")], bbox_to_anchor=(0.0, 1.0), ncols=3,
                 columnspacing=1.0, **looks)  # fmt: skip
    second.legend(handles=[size], bbox_to_anchor=(0.45, 1.0), **looks)
