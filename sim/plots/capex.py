"""Capex by fiscal quarter on each basis, with reported figures as dots, and the year against its envelope."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.plots.bands import Band, band_of, draw_band, median_note
from sim.plots.frame import note, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import BASES, BN, INK, MUTED, REPORTED, styled
from sim.plots.time_axis import fiscal_axis, month_ends, period_places, vintage_line
from sim.plots.words import plain, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Capex by fiscal quarter on each basis, against reported figures and the envelope"

ACCRUED, LEASES, CALL = "accrued_usd", "finance_leases_commenced_usd", "call_capex_usd"
BAR = {"accrual": "#9fb8c9", "leases": "#e8b768"}


@styled
def draw(run: "Results") -> Figure:
    """Call basis in its two parts; accrual, cash and finance leases apart; the programme within each year."""
    words = words_of(
        [run], run.title,
        f"{run.operator_name}: capital expenditure by fiscal quarter and basis, nominal $bn",
        "bars: mean; lines: median; whiskers and shading: P10-P90",
        median_note(_named(run), "$bn", 1),
        "call basis = accrued property and equipment + finance leases commencing; "
        "cash = property and equipment paid",
        "dots: reported by the company, never an input of the simulation",
    )  # fmt: skip
    figure, cells = sheet(words, (10, 10.6), (3, 1), right=1.9, hspace=0.3, height_ratios=(1.15, 1, 1.05))
    call, bases, years = (figure.add_subplot(cells[row, 0]) for row in range(3))
    quarters = run.quarterly(CALL)[0]
    for ax, title, panel in ((call, "Call basis, by quarter", _call),
                             (bases, "Accrual, cash, finance leases commencing, by quarter", _bases)):  # fmt: skip
        ax.set_title(title)
        if quarters:
            panel(ax, run)
        else:
            _without_quarters(ax, run)
    _programme(years, run)
    for ax in (call, bases, years):
        unit_label(ax, "$bn")
        vintage_line(ax, run, named=ax is call)
    return figure


def _named(run: "Results") -> Iterator[np.ndarray]:
    """What the figures at the lines' ends are medians of: last quarters, and what a year's programme came to."""
    for metric in (ACCRUED, "paid_usd", LEASES):
        values = run.quarterly(metric)[2]
        if values.shape[1]:
            yield values[:, -1] * BN
    spent, years = run.series("programme_capex_usd") * BN, np.array(run.fiscal_years)
    for year in sorted(set(run.fiscal_years)):
        yield spent[:, years == year].sum(axis=1)


def _call(ax: Axes, run: "Results") -> None:
    """Bars of the call basis: what was accrued below, finance leases commencing above."""
    _, ends, accrued = run.quarterly(ACCRUED)
    leases, total = run.quarterly(LEASES)[2] * BN, run.quarterly(CALL)[2] * BN
    x, length = period_places(ends, 3)
    below, above = accrued.mean(axis=0) * BN, leases.mean(axis=0)
    ax.bar(x, below, 0.8 * length, color=BAR["accrual"], zorder=2)
    ax.bar(x, above, 0.8 * length, bottom=below, color=BAR["leases"], zorder=2)
    band = band_of(total)
    ax.vlines(x, band.low, band.high, color=INK, linewidth=0.9, zorder=3)
    _dots(ax, run, "call_capex")
    fiscal_axis(ax, run)
    top = max(float(band.high.max()), 1e-9)
    ax.set_ylim(0, 1.08 * top)
    labels = [
        Label(below[-1] / 2, "accrued", BAR["accrual"], bold=True),
        Label(below[-1] + above[-1] / 2, "finance leases\ncommencing", BAR["leases"], bold=True),
    ]
    if any(row["figure"] == "call_capex" for row in run.reported):
        labels.append(Label(top, "● reported", REPORTED, bold=True))
    label_right(ax, labels)


def _bases(ax: Axes, run: "Results") -> None:
    """Lines of accrual, cash and finance leases, which never add up to one another."""
    labels, least = [], 0.0
    for name, metric, figure in (("accrual", ACCRUED, None), ("cash", "paid_usd", "cash_capex"),
                                 ("finance leases", LEASES, "finance_leases_commenced")):  # fmt: skip
        _, ends, values = run.quarterly(metric)
        x, _ = period_places(ends, 3)
        band = band_of(values * BN)
        draw_band(ax, x, band, BASES[name])
        least = min(least, float(band.low.min()))
        labels.append(Label(band.middle[-1], f"{name}  {plain(band.middle[-1], 1)}", BASES[name], bold=True))
        if figure:
            _dots(ax, run, figure, face=BASES[name])
    fiscal_axis(ax, run)
    ax.set_ylim(bottom=min(0.0, least))
    label_right(ax, labels)


def _without_quarters(ax: Axes, run: "Results") -> None:
    """A panel that says why it is empty."""
    fiscal_axis(ax, run)
    ax.set_yticks([])
    note(ax, "no fiscal quarter lies whole in the horizon", (0.5, 0.5), (0, 0), color=MUTED, ha="center", va="center")


def _dots(ax: Axes, run: "Results", figure: str, *, face: str = REPORTED) -> None:
    """Reported quarters as dots at the middle of the quarter, those within the horizon."""
    told = {row["period_ends"]: row["amount"] * BN for row in run.reported if row["figure"] == figure}
    x, _ = period_places([end for end in told if isinstance(end, date)], 3)
    inside = (x >= date2num(run.months[0])) & (x <= month_ends(run.months)[-1])
    ax.plot(x[inside], np.array(list(told.values()))[inside], "o", markersize=5.2, markerfacecolor=face,
            markeredgecolor="white", markeredgewidth=0.9, zorder=5)  # fmt: skip


def _programme(ax: Axes, run: "Results") -> None:
    """What the programme has spent since the year began, month by month, and the envelope it has."""
    ax.set_title("Programme (the envelope's scope, call basis), cumulated within each fiscal year")
    spent, years = run.series("programme_capex_usd") * BN, np.array(run.fiscal_years)
    for year in sorted(set(run.fiscal_years)):
        within = np.flatnonzero(years == year)
        x = np.r_[date2num(run.months[within[0]]), month_ends(run.months)[within]]
        band = _from_zero(band_of(np.cumsum(spent[:, within], axis=1)))
        draw_band(ax, x, band, BASES["call"])
        plans = [envelope for envelope in run.envelopes if envelope["fiscal_year"] == year]
        for envelope in plans:
            _envelope(ax, x, envelope)
        last = float(band.middle[-1])
        above = max([float(band.high[-1]), *(envelope["amount"] * BN for envelope in plans)])
        text = plain(last, 0 if last >= 10 else 1)
        note(ax, text, (x[-1], above), (-2, 3), "data", ha="right", color=INK, weight="bold")
    fiscal_axis(ax, run)
    top = 1.06 * ax.get_ylim()[1]
    ax.set_ylim(0, top)
    labels = [Label(0.85 * top, "spent in the year:\nmedian at its end", BASES["call"], bold=True)]
    if run.envelopes:
        kinds = " and ".join(sorted({envelope["kind"] for envelope in run.envelopes}))
        labels.append(Label(0.6 * top, f"{kinds} envelope", REPORTED, bold=True))
    label_right(ax, labels)


def _envelope(ax: Axes, x: np.ndarray, envelope: dict[str, Any]) -> None:
    """The year's amount: a whole line where it is hard, dashed where it is soft."""
    amount = envelope["amount"] * BN
    dashes: dict[str, Any] = {} if envelope["kind"] == "hard" else {"dashes": (4, 2)}
    ax.plot(x[[0, -1]], [amount, amount], color=REPORTED, linewidth=1.5, zorder=4, **dashes)
    note(ax, f"{amount:,.4g}", (x[0], amount), (2, 3), "data", color=REPORTED)


def _from_zero(band: Band) -> Band:
    """A band that starts at zero, where the year starts."""
    return Band(*(np.r_[0.0, edge] for edge in (band.low, band.middle, band.high)))
