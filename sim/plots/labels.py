"""Names written beside the curves they belong to, spread so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.plots.frame import inches_of
from sim.plots.style import MUTED, SMALL, readable

PLACED = ("axes fraction", "data")
LEADER = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)}


@dataclass(frozen=True)
class Label:
    """A name at a height of the vertical axis."""

    y: float
    text: str
    colour: str
    bold: bool = False


def spread(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Ascending heights nearest to those wanted (least squares), each `gaps[i]` above the one before.

    They stay inside the bounds. `gaps[0]` is not used. Solved by pooling adjacent violators (isotonic
    regression) on the heights less the room that the labels below them take.
    """
    room = np.cumsum([0.0, *gaps[1:]])
    pools: list[list[float]] = []  # sum and count of the labels pushed together
    for y, below in zip(wanted, room, strict=True):
        pools.append([y - below, 1.0])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    level = np.concatenate([np.full(int(count), total / count) for total, count in pools])
    return list(np.maximum(np.minimum(level, high - room[-1]), low) + room)


def label_right(ax: Axes, labels: Sequence[Label], *, size: float = SMALL, offset: float = 5.0) -> None:
    """Writes labels right of an axes whose limits are final, with a hairline where one had to move."""
    if not labels:
        return
    low, high = ax.get_ylim()
    width, height = inches_of(ax)
    unit = (high - low) / (height * 72)  # axis units in a point
    point = 1 / (width * 72)  # a point as a share of the width
    ordered = sorted(labels, key=lambda label: label.y)
    gaps = [1.32 * size * unit * (1 + label.text.count("\n")) for label in ordered]
    wanted = [min(max(label.y, low), high) for label in ordered]
    places = spread(wanted, gaps, low, high)
    moves = [abs(place - y) > 0.5 * gaps[0] for y, place in zip(wanted, places, strict=True)]
    left = 1 + point * (offset + 9 * any(moves))
    for label, y, place, moved in zip(ordered, wanted, places, moves, strict=True):
        ax.annotate(
            label.text, (1 + point * (offset - 5), y), xytext=(left, place),
            xycoords=PLACED, textcoords=PLACED, annotation_clip=False, va="center", ha="left",
            size=size, color=readable(label.colour), weight="bold" if label.bold else "normal",
            arrowprops=LEADER if moved else None,
        )  # fmt: skip
