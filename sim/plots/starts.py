"""Roll-forward of leases not yet commenced, by the fiscal year in which they are expected to start."""

from typing import TYPE_CHECKING, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.frame import note, sheet, unit_label
from sim.plots.named_rows import BAR, ROW, bound, figures_beside, rows_axes
from sim.plots.style import BN, CAPACITY, INK, MUTED, SMALL, styled
from sim.plots.words import HALF_WIDTHS, mean_text, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Leases not yet commenced by the fiscal year of their expected start, and how they roll forward"

STOCK = "leases_by_start_usd"
IN = {"at the start": "#a7b0b6", "signed": CAPACITY["used"], "re-dated to it": CAPACITY["idle"]}
OUT = {"commenced": CAPACITY["ready"], "taken back": "#c4501b", "re-dated from it": CAPACITY["building"]}
MOST_BARS = 12


class Rolled(NamedTuple):
    """How the leases of one start year roll forward over the horizon, in $bn by replication."""

    start: str
    opening: np.ndarray
    signed: np.ndarray
    commenced: np.ndarray
    taken_back: np.ndarray
    redated: np.ndarray
    """Above zero where more came from other years than left for them."""
    closing: np.ndarray

    @property
    def parts(self) -> tuple[list[float], list[float]]:
        """Means of what adds and of what takes away, as IN and OUT name them."""
        redated = float(self.redated.mean())
        adds = [float(self.opening.mean()), float(self.signed.mean()), max(redated, 0.0)]
        return adds, [float(self.commenced.mean()), float(self.taken_back.mean()), max(-redated, 0.0)]


@styled
def draw(run: "Results") -> Figure:
    """The stock at each fiscal year end by start year above, the roll-forward of each start year below."""
    rolled = rolled_of(run)
    words = words_of(
        [run], run.title, f"{run.operator_name}: data-center leases signed and not commenced, by expected start",
        "undiscounted payments in $bn; bars: mean", HALF_WIDTHS,
        "each start year over the horizon: at the start + signed - commenced - taken back ± re-dated = at the end",
        "re-dated: from or to another start year, net; a re-pricing takes back and signs anew",
    )  # fmt: skip
    rows = max(len(rolled), 4)  # the gap between the panels goes by their heights
    figure, cells = sheet(words, (9.8, 5.6 + ROW * rows), (2, 2), foot=0.12, right=1.2, hspace=0.36, wspace=0.02,
                          height_ratios=(3.1, ROW * rows + 0.2), width_ratios=(0.5, 7))  # fmt: skip
    _stock(figure.add_subplot(cells[0, :]), run)
    ax = rows_axes(figure, cells[1, 1], [_short(each.start) for each in rolled])
    ax.set_title("Rolled forward over the horizon, by start year", pad=22)
    _rolls(ax, rolled)
    return figure


def rolled_of(run: "Results") -> list[Rolled]:
    """Each start year in which anything stands or moves, and what starts later."""
    found = []
    for start in run.start_years:
        signed, commenced, taken_back, redated = (
            run.series(f"leases_by_start_{part}_usd", start=start).sum(axis=1) * BN
            for part in ("signed", "commenced", "taken_back", "redated")
        )
        opening, closing = run.opening(STOCK, start=start) * BN, run.series(STOCK, start=start)[:, -1] * BN
        each = Rolled(start, opening, signed, commenced, taken_back, redated, closing)
        if start == run.start_years[-1] or any((values != 0).any() for values in each[1:]):
            found.append(each)
    return found


def stock_of(run: "Results", start: str | None = None) -> tuple[list[str], np.ndarray]:
    """Labels, and $bn of a start year, or of all, at the start, at each fiscal year end, and at the end: [replication,
    date].
    """
    labels, _, ends = run.yearly(STOCK, start=start)
    values = [run.opening(STOCK, start=start)[:, None], ends]
    names = ["start", *(f"{label} end" for label in labels)]
    if not labels or labels[-1] != f"FY{run.fiscal_years[-1] % 100:02d}":
        names.append("end")
        values.append(run.series(STOCK, start=start)[:, -1:])
    return names, np.concatenate(values, axis=1) * BN


def _stock(ax: Axes, run: "Results") -> None:
    """Stacked bars, the nearest start year at the bottom."""
    names, total = stock_of(run)
    x, floor = np.arange(len(names)), np.zeros(len(names))
    shown = [start for start in run.start_years if (run.series(STOCK, start=start) != 0).any()]
    shades = mpl.colormaps["cividis"](np.linspace(0.08, 0.95, max(len(shown), 1)))
    looks = []
    for start, shade in zip(shown, shades, strict=False):
        mean = stock_of(run, start)[1].mean(axis=0)
        ax.bar(x, mean, 0.66, bottom=floor, color=shade, edgecolor="white", linewidth=0.4, zorder=2)
        floor = floor + mean
        looks.append(Patch(color=shade, label=_short(start)))
    for place in range(0, len(names), -(-len(names) // MOST_BARS)):
        text = mean_text(total[:, place], 1).replace(" ±", "\n±").replace(" (", "\n(")
        note(ax, text, (place, floor[place]), (0, 3), "data", ha="center", va="bottom", linespacing=1.1)
    ax.set_xticks(x[:: -(-len(names) // MOST_BARS)], names[:: -(-len(names) // MOST_BARS)])
    ax.set_xlim(-0.6, len(names) - 0.4)
    ax.set_ylim(0, 1.2 * float(floor.max()) or 1.0)
    ax.set_title("Not yet commenced, by the fiscal year of the expected start")
    unit_label(ax, "$bn")
    if looks:
        ax.legend(handles=looks[::-1], title="expected\nstart", loc="upper left", bbox_to_anchor=(1.005, 1.02),
                  frameon=False, fontsize=SMALL, title_fontsize=SMALL, handlelength=1.0)  # fmt: skip


def _rolls(ax: Axes, rolled: list[Rolled]) -> None:
    """What adds to the right of zero, what takes away to the left; a diamond where the year ends."""
    low = high = 0.0
    for place, each in enumerate(rolled):
        y, closing = len(rolled) - 1 - place, float(each.closing.mean())
        ends = []
        for parts, looks, sign in zip(each.parts, (IN, OUT), (1, -1), strict=True):
            reached = 0.0
            for part, colour in zip(parts, looks.values(), strict=True):
                ax.barh(y, sign * part, BAR, left=reached, color=colour, zorder=2)
                reached += sign * part
            ends.append(reached)
        ax.plot(closing, y, "D", color=INK, markersize=4.4, markeredgecolor="white", markeredgewidth=0.7, zorder=5)
        figures_beside(ax, y, max(ends[0], closing, 0.0), mean_text(each.closing, 1))
        low, high = min(low, ends[1]), max(high, ends[0], closing)
    bound(ax, low, high, len("000.0 ± 00.0"))
    ended = Line2D([], [], marker="D", linestyle="", color=INK, markersize=4, label="at the end")
    shown = [*(Patch(color=colour, label=name) for name, colour in (IN | OUT).items()), ended]
    ax.legend(handles=shown, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=len(shown), frameon=False,
              fontsize=SMALL, handlelength=1.0, columnspacing=1.1, handletextpad=0.5)  # fmt: skip
    ax.set_xlabel("$bn over the horizon: taken away ◂  ▸ added; figures: at the end", color=MUTED)


def _short(start: str) -> str:
    """`FY2025` as axes say it: `FY25`."""
    return start if not start.startswith("FY") else f"FY{start[4:]}"
