"""The regret ledger: what each scenario let go that the first kept, when that comes to be missed, and what it cost."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import band_of
from sim.plots.frame import heading, note, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.named_rows import BAR, bound, figures_beside, rows_axes
from sim.plots.style import BN, CAPACITY, INK, MUTED, SMALL, readable, scenario_colour, scenario_name, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import HALF_WIDTHS, mean_text, words_of
from sim.quantities.durations import SECONDS_PER_DAY
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from sim.runs.results import Results
    from sim.statistics.optionality import Optionality
    from sim.statistics.regret import Ledger, Released

TAKES = "runs"
ABOUT = "What each scenario let go that the first kept, when it comes to be missed, and what the choice cost"

COSTS, SAVED = "#c4501b", CAPACITY["used"]
GONE = "of that, gone"
LINES = {"let go": INK, "missed": CAPACITY["used"], GONE: "#c4501b"}
ROW = 2.0  # inches of a scenario
KW_TO_GW = 1e-6


class Regretted(NamedTuple):
    """A scenario that let go of something, and its account."""

    place: int
    ledger: "Ledger"
    option: "Optionality"


@styled
def draw(runs: "Sequence[Results]") -> Figure:
    """A row for each scenario that let go of something: GW by month at the left, what it cost at the right."""
    found = regretted(runs)
    words = words_of(
        runs, "What was let go, and when it comes to be missed",
        f"Scenario by scenario, what {runs[0].name} kept and comes to use; and what the choice cost",
        "lines: mean, P10-P90 shaded; let go by decision, since the start; missed: in use there, whole from the first "
        "month in which any of it is; gone: no longer to be had by then, taken by a rival or never a lease",
        HALF_WIDTHS,
        "return: on the day it is missed, at the rent of that day, beyond the payments given up; stranded: what was "
        "never used, more than there; rent saved within the horizon",
    )  # fmt: skip
    rows = max(len(found), 1)
    figure, cells = sheet(words, (11.4, 2.6 + (ROW + 0.75) * rows), (rows, 3), width_ratios=(4.6, 3.3, 3.0), wspace=0.0,
                          hspace=0.75 / ROW, foot=0.1)  # fmt: skip
    if not found:
        ax = figure.add_subplot(cells[0, :])
        ax.set_axis_off()
        note(ax, f"no scenario let go of anything that {runs[0].name} kept, as far as stored logs tell", (0.5, 0.5),
             (0, 0), color=MUTED, ha="center", va="center")  # fmt: skip
    for row, each in enumerate(found):
        left = figure.add_subplot(cells[row, 0])
        _name(left, runs, each.place)
        _curves(left, runs[0], each.ledger)
        vintage_line(left, runs[0], named=row == 0)
        _costs(figure, cells[row, 2], each)
    return figure


def regretted(runs: "Sequence[Results]") -> list[Regretted]:
    """Those of the scenarios after the first that let go of something, as far as both are stored."""
    from sim.statistics.optionality import optionality  # with what reads scenarios, which other figures do not need
    from sim.statistics.regret import regret

    kept, found = runs[0], []
    for place, run in list(enumerate(runs))[1:]:
        if kept.folder and run.folder and run.series("released_mw").any():
            ledger = regret(run, kept)
            if ledger.entries:
                found.append(Regretted(place, ledger, optionality(run, kept, ledger)))
    return found


def by_month(run: "Results", ledger: "Ledger", dated: "Iterable[tuple[Released, int]]") -> np.ndarray:
    """GW since the start by (replication, month): each tranche whole from the month of its instant on."""
    starts = np.array([(month - run.start).days * SECONDS_PER_DAY for month in run.months])
    rows = {replication: row for row, replication in enumerate(ledger.replications)}
    gw = np.zeros((len(rows), len(run.months)))
    for entry, instant in dated:
        month = max(int(np.searchsorted(starts, instant, "right")) - 1, 0)
        gw[rows[entry.replication], month:] += entry.kw * KW_TO_GW
    return gw


def _curves(ax: Axes, kept: "Results", ledger: "Ledger") -> None:
    from sim.statistics.regret import NEVER

    entries, x = ledger.entries, month_ends(kept.months)
    missed = [entry for entry in entries if entry.used != NEVER]
    dated = {
        "let go": [(entry, entry.released) for entry in entries],
        "missed": [(entry, entry.used) for entry in missed],
        GONE: [(entry, entry.used) for entry in missed if entry.was_gone],
    }
    labels = []
    for name, colour in LINES.items():
        gw = by_month(kept, ledger, dated[name])
        mean, band = gw.mean(axis=0), band_of(gw)
        ax.fill_between(x, band.low, band.high, color=colour, alpha=0.13, linewidth=0, zorder=2.0)
        ax.plot(x, mean, color=colour, linewidth=1.6, zorder=3, linestyle=(0, (3, 1.6)) if name == GONE else "-")
        labels.append(Label(float(mean[-1]), f"{name}  {mean_text(gw[:, -1], 2)}", colour, bold=True))
    fiscal_axis(ax, kept)
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter("{x:g}")
    unit_label(ax, "GW")
    label_right(ax, labels, size=SMALL + 0.4)
    heading(ax, "GW at the end")


def _costs(figure: Figure, cell, each: Regretted) -> None:
    """What the choice cost to the right of zero, what it saved to the left, $bn."""
    replications = each.ledger.replications
    rows = {replication: row for row, replication in enumerate(replications)}
    back = np.zeros(len(replications))
    for entry in each.ledger.entries:
        back[rows[entry.replication]] += entry.return_usd
    option = each.option
    parts = {"fees": option.fees, "stranded": option.stranded, "return": back, "came back": option.came_back,
             "rent saved": -option.rent_saved}  # fmt: skip
    parts = {name: usd * BN for name, usd in parts.items() if name != "came back" or usd.any()}
    ax = rows_axes(figure, cell, list(parts))
    texts = {name: mean_text(bn if name != "rent saved" else -bn, 2) for name, bn in parts.items()}
    ends: list[float] = []
    for row, (name, bn) in enumerate(parts.items()):
        y, mean = len(parts) - 1 - row, float(bn.mean())
        half = np.nan_to_num(mean_interval(bn).half_width)
        ax.barh(y, mean, BAR, color=COSTS if mean > 0 else SAVED, zorder=2)
        ax.plot((mean - half, mean + half), (y, y), color=INK, linewidth=1.0, zorder=4)
        figures_beside(ax, y, max(mean + half, 0.0), texts[name])
        ends += [mean - half, mean + half]
    ax.locator_params(axis="x", nbins=5)
    bound(ax, min(ends), max(ends), max(map(len, texts.values())))
    unit_label(ax, "$bn")


def _name(ax: Axes, runs: "Sequence[Results]", place: int) -> None:
    name = scenario_name(runs[place].name, place)
    note(ax, f"{name} beside {runs[0].name}", (0, 1), (0, 6), size=SMALL + 1.4, weight="bold", va="bottom",
         color=readable(scenario_colour(place)))  # fmt: skip
