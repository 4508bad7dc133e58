"""A sweep over two levers as a map: value and half-width of each cell, marked where its sign is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.plots.frame import note, sheet
from sim.plots.style import HATCH, INK, MUTED, SMALL, TEXT, contrast, styled
from sim.plots.words import Counts, Words, plain, plus_minus

TAKES = "sweep"
ABOUT = "A sweep over two levers, its unsettled cells marked"

COLOURS = "PuOr_r"  # diverging and safe for colour blindness: purple below zero, orange above
FEWEST, LEVELS = 3, 6  # values of a lever from which contours are drawn, and how many about
STRONGEST = 0.85  # of the colour range, so that dark cells still carry text


@dataclass(frozen=True)
class Sweep:
    """What a map says of itself: outcome and levers with their units, how often, and the sweep's hash."""

    title: str
    outcome: str
    unit: str
    lever1: str
    lever2: str
    n: Counts
    """Replications of a cell."""
    hash: str
    level: float = 0.95
    digits: int = 1


@styled
def draw(rows: Sequence[Mapping[str, Any]], sweep: Sweep) -> Figure:
    """Lever 1 across, lever 2 upwards; rows of lever1, lever2, mean, half_width, significant."""
    across, upwards = (_values(row[lever] for row in rows) for lever in ("lever1", "lever2"))
    words = Words(
        sweep.title,
        f"{sweep.outcome}, {sweep.unit}, by {sweep.lever1} and {sweep.lever2}",
        f"n = {sweep.n} replications in each cell, on the same draws; mean ± half-width of its "
        f"{100 * sweep.level:.3g} % interval in {sweep.unit}; hatched, in brackets: the interval holds zero "
        f"(a wider one where a sign was looked at several times), the sign is not settled{_of_lines(across, upwards)}.",
        "sweep",
        (sweep.hash,),
    )
    size = (1.7 + max(1.12 * len(across), 4.5), 2.2 + max(0.62 * len(upwards), 1.6))
    figure, cells = sheet(words, size, (1, 1), right=0.35, head=-0.1, foot=0.22)
    ax = figure.add_subplot(cells[0, 0])
    means = [row["mean"] for row in rows if np.isfinite(row["mean"])]
    widest = max((abs(mean) for mean in means), default=1.0) or 1.0
    scale = Normalize(-widest / STRONGEST, widest / STRONGEST)
    for row in rows:
        _cell(ax, (across.index(row["lever1"]), upwards.index(row["lever2"])), row, scale, sweep.digits)
    if has_lines(across, upwards):
        _lines(ax, across, upwards, rows)
    _levers(ax, across, upwards, sweep)
    return figure


def has_lines(across: Sequence[Any], upwards: Sequence[Any]) -> bool:
    """Whether values between cells mean something: both levers are numbers, of three values at least."""
    both = (across, upwards)
    return all(len(values) >= FEWEST and all(isinstance(v, int | float) for v in values) for values in both)


def _of_lines(across: Sequence[Any], upwards: Sequence[Any]) -> str:
    """What the caption says of contours."""
    told = "; lines: equal means, drawn straight between cells, the heavy one zero"
    return told if has_lines(across, upwards) else ""


def _lines(ax: Axes, across: Sequence[Any], upwards: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Contours of the mean between the middles of cells."""
    means = np.full((len(upwards), len(across)), np.nan)
    for row in rows:
        means[upwards.index(row["lever2"]), across.index(row["lever1"])] = row["mean"]
    found = means[np.isfinite(means)]
    if len(found) < means.size or found.min() == found.max():
        return
    levels = [level for level in MaxNLocator(LEVELS).tick_values(found.min(), found.max())
              if found.min() < level < found.max()]  # fmt: skip
    look: dict[str, Any] = {"colors": [INK], "zorder": 3}
    ax.contour(means, levels=[level for level in levels if level != 0], linewidths=0.7, alpha=0.55, **look)
    if found.min() < 0 < found.max():
        ax.contour(means, levels=[0.0], linewidths=2.0, linestyles="solid", **look)


def _cell(ax: Axes, place: tuple[int, int], row: Mapping[str, Any], scale: Normalize, digits: int) -> None:
    """One design point: its colour, its mean and, beneath, its half-width."""
    x, y = place
    mean, half = row["mean"], row["half_width"]
    settled = bool(row["significant"])
    colour = colormaps[COLOURS](scale(mean)) if np.isfinite(mean) else (0.93, 0.93, 0.93, 1.0)
    cell = Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, linewidth=0)
    if not settled:
        cell.set(hatch="////", edgecolor=HATCH)
    ax.add_patch(cell)
    look: dict[str, Any] = {
        "color": max("white", INK, key=lambda ink: contrast(ink, colour[:3])), "ha": "center", "va": "center",
        "bbox": None if settled else {"boxstyle": "round,pad=0.18", "facecolor": colour, "edgecolor": "none"},
    }  # fmt: skip
    text = plain(mean, digits) if np.isfinite(mean) else "none"
    weight = "bold" if settled else "normal"
    look |= {"zorder": 4, "path_effects": [withStroke(linewidth=3.0, foreground=colour[:3])]}
    ax.text(x, y + 0.13, text if settled else f"({text})", size=TEXT + 0.7, weight=weight, **look)
    if np.isfinite(half):
        ax.text(x, y - 0.2, plus_minus(half, digits).strip(), size=SMALL, **look)


def _levers(ax: Axes, across: Sequence[Any], upwards: Sequence[Any], sweep: Sweep) -> None:
    """The levers' values along the edges, white lines between cells."""
    ax.set_xlim(-0.5, len(across) - 0.5)
    ax.set_ylim(-0.5, len(upwards) - 0.5)
    ax.set_xticks(range(len(across)), [_value(value) for value in across])
    ax.set_yticks(range(len(upwards)), [_value(value) for value in upwards])
    ax.set_xlabel(sweep.lever1, labelpad=5)
    note(ax, sweep.lever2, (0, 1), (-30, 6), size=TEXT, color=INK, va="bottom")
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    for edge in np.arange(0.5, len(across) - 1):
        ax.axvline(edge, color="white", linewidth=2)
    for edge in np.arange(0.5, len(upwards) - 1):
        ax.axhline(edge, color="white", linewidth=2)
    if not across:
        note(ax, "no design point", (0.5, 0.5), (0, 0), ha="center", color=MUTED)


def _values(found: Iterable[Any]) -> list[Any]:
    """A lever's values: numbers ascending, words in the order in which they come."""
    values = list(dict.fromkeys(found))
    return sorted(values) if all(isinstance(value, int | float) for value in values) else values


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
