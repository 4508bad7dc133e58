"""From one scenario's figure to another's: a bar for each change's contribution, each from where the last one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.plots.frame import inches_of, note, sheet
from sim.plots.style import CAPACITY, HATCH, INK, MUTED, SMALL, TEXT, styled
from sim.plots.words import Words, plain, plus_minus, signed

TAKES = "bridge"
ABOUT = "What each change contributes to the difference of two scenarios"

ROW = 0.44  # inches of a bar with the air around it
BAR = 0.56  # of a row
LETTER = 0.062  # inches of a letter of the words beside a bar
NAMES = 1.7  # inches for the names of changes
MOST = 27  # letters of a name
UP, DOWN, END = CAPACITY["used"], CAPACITY["ready"], "#aab3b9"


@dataclass(frozen=True)
class Step:
    """A bar: an end, which begins at zero, or what a change contributes."""

    name: str
    mean: float
    half_width: float
    is_end: bool = False

    @property
    def settled(self) -> bool:
        """Whether its sign is."""
        return self.is_end or abs(self.mean) > self.half_width


@dataclass(frozen=True)
class Bridged:
    """What a figure says of itself."""

    title: str
    outcome: str
    unit: str
    method: str
    n: int
    hash: str
    """Of the bridge."""
    level: float = 0.95
    digits: int = 1


@styled
def draw(steps: Sequence[Step], about: Bridged) -> Figure:
    """The first and the last step are the scenarios, those between them what leads from one to the other."""
    words = Words(
        about.title,
        f"{about.outcome}, {about.unit}: what each change contributes, {about.method}",
        f"n = {about.n:,} replications on the same draws; line: half-width of the {100 * about.level:.3g} % interval "
        "of the mean; hatched, in brackets: the interval holds zero, the sign is not settled. The contributions of "
        "each replication add up to its difference.",
        "bridge",
        (about.hash,),
    )  # fmt: skip
    figure, cells = sheet(words, (8.6, 2.3 + ROW * len(steps)), (1, 1), head=0.12, foot=0.1)
    ax = figure.add_subplot(cells[0, 0])
    starts = _starts(steps)
    edge = _ground(ax, steps, starts, about)
    for place, (step, start) in enumerate(zip(steps, starts, strict=True)):
        _bar(ax, len(steps) - 1 - place, step, max(start, edge) if step.is_end else start, about)
        if place + 1 < len(steps):
            end = step.mean if step.is_end else start + step.mean
            ax.plot((end, end), (len(steps) - 1 - place - BAR / 2, len(steps) - 2 - place + BAR / 2), color=MUTED,
                    linewidth=0.6, zorder=1)  # fmt: skip
    ax.legend(handles=[Patch(color=UP, label="adds"), Patch(color=DOWN, label="takes away")], loc="lower right",
              bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=SMALL, handlelength=1.0)  # fmt: skip
    return figure


def _starts(steps: Sequence[Step]) -> list[float]:
    """Where each bar begins."""
    starts, reached = [], 0.0
    for step in steps:
        starts.append(0.0 if step.is_end else reached)
        reached = step.mean if step.is_end else reached + step.mean
    return starts


def _ground(ax: Axes, steps: Sequence[Step], starts: Sequence[float], about: Bridged) -> float:
    """The axis: from zero where the ends are not far from it against what moves, else near what moves; where it begins,
    right of the names.
    """
    edges = [edge for step, start in zip(steps, starts, strict=True) for edge in (start, start + step.mean)]
    moving = [start + part for step, start in zip(steps, starts, strict=True) for part in (0.0, step.mean)
              if not step.is_end] + [step.mean for step in steps if step.is_end]  # fmt: skip
    low, high = min(edges), max(edges)
    span = max(moving) - min(moving)
    if min(moving) > 0 and span > 0 and min(moving) > 4 * span:
        low = min(moving) - span
    elif max(moving) < 0 and span > 0 and -max(moving) > 4 * span:
        high = max(moving) + span
    widest = max((step.half_width for step in steps if not isnan(step.half_width)), default=0.0)
    low, high = (low - widest if low else low), high + widest
    if low == high:
        low, high = low - 1.0, high + 1.0
    longest = max(len(_text(step, about)) for step in steps)
    width = inches_of(ax)[0] - NAMES
    inch = (high - low) / max(width - LETTER * longest - 0.2, 1.0)
    ax.set_xlim(low - NAMES * inch, high + (LETTER * longest + 0.2) * inch)
    ax.set_xticks([tick for tick in ax.get_xticks() if low <= tick <= high])
    ax.set_ylim(-0.6, len(steps) - 0.4)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(about.unit + ("" if low <= 0 <= high else " (the axis does not begin at zero)"))
    if low <= 0 <= high:
        ax.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    return low


def _bar(ax: Axes, y: float, step: Step, start: float, about: Bridged) -> None:
    colour = END if step.is_end else UP if step.mean >= 0 else DOWN
    look: dict[str, Any] = {"color": colour, "linewidth": 0.0} if step.settled else {
        "facecolor": "white", "edgecolor": HATCH, "hatch": "////", "linewidth": 0.6}  # fmt: skip
    ax.barh(y, step.mean - start if step.is_end else step.mean, BAR, left=start, zorder=2, **look)
    end = step.mean if step.is_end else start + step.mean
    ax.plot((end - step.half_width, end + step.half_width), (y, y), color=INK, linewidth=1.0, zorder=5)
    right = max(start, end + (0.0 if isnan(step.half_width) else step.half_width))
    name = step.name if len(step.name) <= MOST else f"{step.name[: MOST - 1]}…"
    note(ax, name, (0, y), (2, 0), ("axes fraction", "data"), size=TEXT, va="center",
         weight="bold" if step.is_end else "normal")  # fmt: skip
    note(ax, _text(step, about), (right, y), (5, 0), "data", size=SMALL, va="center")


def _text(step: Step, about: Bridged) -> str:
    if step.is_end:
        return plain(step.mean, about.digits) + plus_minus(step.half_width, about.digits)
    text = signed(step.mean, about.digits) + plus_minus(step.half_width, about.digits)
    return text if step.settled or step.mean == step.half_width == 0 else f"({text})"
