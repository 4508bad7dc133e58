"""What each key moves alone, from the scenario as it stands: the widest first, unsettled differences marked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.plots.frame import inches_of, note, sheet
from sim.plots.style import HATCH, INK, MUTED, SMALL, TEXT, styled
from sim.plots.swept import COLOURS, MEANINGS, Outcome, Swept
from sim.plots.words import Words, plain, plus_minus, signed

TAKES = "points"
ABOUT = "What each lever and uncertainty moves alone, the widest first"

ROW = 0.56  # inches for a key: its words, and beneath them its bars
BAR = 0.3  # of a row
LETTER = 0.056  # inches of a letter in the words at the end of a bar
SETTLED = 12  # rounds after which words and axis agree on their room
BELOW = 0.17  # of a row, from its middle down to that of its bars


class Side(NamedTuple):
    """The design points of one key on one side of the scenario as it stands."""

    sign: int
    points: list[Outcome]
    """The farthest first; without those that differ in nothing."""
    text: str
    """Their values and differences."""
    end: float
    """Where the half-width of the farthest ends."""


def _side(found: Sequence[Outcome], place: int, sign: int, swept: Swept) -> Side:
    points = sorted((point for point in found if sign * point.difference > 0 or (
        sign > 0 and point.difference == 0 < point.difference_half_width)), key=lambda point: -abs(point.difference))
    texts = []
    for point in points:
        half = plus_minus(point.difference_half_width, swept.digits)
        text = f"{point.values[place]}: {signed(point.difference, swept.digits)}{half}"
        texts.append(text if abs(point.difference) > point.difference_half_width else f"({text})")
    end = points[0].difference + sign * points[0].difference_half_width if points else 0.0
    return Side(sign, points, ", ".join(texts if sign > 0 else texts[::-1]), end)


@styled
def draw(points: Sequence[Outcome], swept: Swept) -> Figure:
    """A row for each key, its bars from the first design point to the least and largest of the others."""
    base = points[0]
    rows = sorted(_rows(points, swept), key=lambda row: _span(row[1]))
    words = Words(
        swept.title,
        f"{swept.outcome}: difference in {swept.unit} from the scenario as it stands, {plain(base.mean, swept.digits)}"
        f"{plus_minus(base.half_width, swept.digits)} {swept.unit}, each key moved alone",
        f"n = {swept.n} replications of each design point, on the same draws; line at a bar's end: half-width of "
        f"the {100 * swept.level:.3g} % interval of the paired difference; hatched, in brackets: the interval holds "
        "zero, the sign is not settled. Differences do not add up where keys act on one another.",
        "sweep",
        (swept.hash,),
    )
    figure, cells = sheet(words, (8.6, 2.5 + ROW * max(len(rows), 2)), (1, 1), head=0.12, foot=0.1)
    ax = figure.add_subplot(cells[0, 0])
    _ground(ax, len(rows), [_side(found, place, sign, swept) for place, found in rows for sign in (-1, 1)], swept)
    for height, (place, found) in enumerate(rows):
        _row(ax, height, base.values[place], place, found, swept)
    kinds = dict.fromkeys(moved.kind for moved in swept.moved)
    ax.legend(handles=[Patch(color=COLOURS[kind], label=MEANINGS[kind]) for kind in kinds], loc="lower right",
              bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=SMALL, handlelength=1.0)  # fmt: skip
    return figure


def _rows(points: Sequence[Outcome], swept: Swept) -> list[tuple[int, list[Outcome]]]:
    """Each key's place with the design points that move it alone."""
    alone = [point for point in points if len(point.places) == 1]
    rows = [(place, [point for point in alone if point.places == (place,)]) for place in range(len(swept.moved))]
    return [(place, found) for place, found in rows if found]


def _span(found: Sequence[Outcome]) -> float:
    differences = [0.0, *(point.difference for point in found)]
    return max(differences) - min(differences)


def _ground(ax: Axes, count: int, sides: Sequence[Side], swept: Swept) -> None:
    """The axis, wide enough for the words at the ends of bars."""
    low, high = min(side.end for side in sides), max(side.end for side in sides)
    if low == high:
        low, high = low - 1.0, high + 1.0
    width = inches_of(ax)[0]
    for _ in range(SETTLED):
        inch = (high - low) / width
        low = min(low, *(side.end - (LETTER * len(side.text) + 0.15) * inch for side in sides if side.sign < 0))
        high = max(high, *(side.end + (LETTER * len(side.text) + 0.15) * inch for side in sides if side.sign > 0))
    ax.set_xlim(low, high)
    ax.set_ylim(-0.5, max(count, 2) - 0.5)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(f"difference, {swept.unit}")


def _row(ax: Axes, height: int, base: str, place: int, found: Sequence[Outcome], swept: Swept) -> None:
    """The name of a key with its value as it stands, its bars, and their ends."""
    moved = swept.moved[place]
    note(ax, moved.name, (0, height + 0.3), (2, 0), ("axes fraction", "data"), size=TEXT, weight="bold", va="center")
    note(ax, f"as it stands {base}", (1, height + 0.3), (-2, 0), ("axes fraction", "data"), color=MUTED, ha="right",
         va="center")  # fmt: skip
    y = height - BELOW
    for side in (_side(found, place, -1, swept), _side(found, place, 1, swept)):
        for point in side.points:
            _bar(ax, y, point, COLOURS[moved.kind])
        if side.points:
            outer = side.points[0]
            reach = (outer.difference - outer.difference_half_width, outer.difference + outer.difference_half_width)
            ax.plot(reach, (y, y), color=INK, linewidth=1.0, zorder=5)
            note(ax, side.text, (side.end, y), (4 * side.sign, 0), "data", ha="left" if side.sign > 0 else "right",
                 va="center")  # fmt: skip
    if not any(point.difference or point.difference_half_width for point in found):
        note(ax, f"{', '.join(point.values[place] for point in found)}: moves nothing", (0, y), (4, 0), "data",
             color=MUTED, va="center")  # fmt: skip


def _bar(ax: Axes, y: float, point: Outcome, colour: str) -> None:
    settled = abs(point.difference) > point.difference_half_width
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": HATCH, "hatch": "////", "linewidth": 0.6}
    ax.barh(y, point.difference, BAR, zorder=2, **({"color": colour, "linewidth": 0.0} if settled else look))
    ax.plot((point.difference,) * 2, (y - BAR / 2, y + BAR / 2), color="white", linewidth=0.8, zorder=3)
