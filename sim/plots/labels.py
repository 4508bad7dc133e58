"""Names written beside the curves they belong to, spread so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.plots.style import MUTED, SMALL


@dataclass(frozen=True)
class Label:
    """A name at a height of the vertical axis."""

    y: float
    text: str
    colour: str
    bold: bool = False


def spread(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Ascending heights nearest to those wanted (least squares), each `gaps[i]` above the one before, inside bounds.

    `gaps[0]` is not used. Solved by pooling adjacent violators on the heights less the room below them.
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
    """Writes labels right of an axes whose limits and place are final, with a hairline where one had to move."""
    if not labels:
        return
    low, high = ax.get_ylim()
    inches = ax.get_position().height * ax.figure.get_figheight()
    unit = (high - low) / (inches * 72)  # axis units in a point
    ordered = sorted(labels, key=lambda label: label.y)
    gaps = [1.32 * size * unit * (1 + label.text.count("\n")) for label in ordered]
    heights = spread([min(max(label.y, low), high) for label in ordered], gaps, low, high)
    for label, y in zip(ordered, heights, strict=True):
        moved = abs(y - label.y) > 0.5 * gaps[0]
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 0}
        ax.annotate(
            label.text, (1, min(max(label.y, low), high)), xytext=(1 + _fraction(ax, offset + 9 * moved), y),
            xycoords=("axes fraction", "data"), textcoords=("axes fraction", "data"), va="center", ha="left",
            size=size, color=label.colour, weight="bold" if label.bold else "normal", annotation_clip=False,
            arrowprops={**line, "relpos": (0, 0.5)} if moved else None, linespacing=1.15,
        )  # fmt: skip


def _fraction(ax: Axes, points: float) -> float:
    """Points as a share of an axes' width."""
    return points / 72 / (ax.get_position().width * ax.figure.get_figwidth())
