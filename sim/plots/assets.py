"""Capex by what it buys and how long that lives: sites and leases for 15 years and more, servers and the rest less."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.events import codes
from sim.plots.bands import band_of, draw_band
from sim.plots.frame import heading, note, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import BN, INK, MUTED, styled
from sim.plots.time_axis import fiscal_axis, period_places, vintage_line
from sim.plots.words import HALF_WIDTHS, mean_text, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Capex by asset and its life, and the long-lived share of it"

METRIC = "call_capex_usd"
LOOKS = {
    "other": ("other", "#b4bcc1"),
    "servers": ("servers, network", "#1f5a7d"),
    "refresh_ai": ("refresh, AI", "#4f8fb5"),
    "refresh_general": ("refresh, general", "#8fc1dd"),
    "redeployed": ("redeployed", "#c4dfee"),
    "land": ("land", "#7f4f24"),
    "facility": ("buildings, power", "#d98c1f"),
    "finance_leases": ("finance leases", "#f3cf8e"),
}
"""Assets from the bottom, the short-lived first: name and colour, grey and blue, then brown and ochre of long lives."""
LONG_LIVED = frozenset(asset for asset, lives in zip(codes.ASSETS, codes.LONG_LIVED, strict=True) if lives)
SHARE = "#b06a10"


@styled
def draw(run: "Results") -> Figure:
    """Call basis by fiscal quarter above, from short-lived to long-lived; what share is long-lived below."""
    words = words_of(
        [run], run.title, f"{run.operator_name}: capital expenditure by asset and its life, call basis, nominal $bn",
        "bars: mean by fiscal quarter; whiskers and shading: P10-P90; share: median",
        f"{HALF_WIDTHS}, over the whole fiscal quarters of the horizon",
        "long-lived: 15 years and more: land, buildings with their power, finance leases at commencement; "
        "redeployed: what freed money bought",
    )  # fmt: skip
    figure, cells = sheet(words, (10, 7.9), (2, 1), right=2.35, height_ratios=(2.1, 1), hspace=0.26)
    bars, share = (figure.add_subplot(cells[row, 0]) for row in range(2))
    bars.set_title("By asset")
    share.set_title("Long-lived share")
    for ax, panel in ((bars, _stack), (share, _share)):
        if run.quarterly(METRIC)[0]:
            panel(ax, run)
        else:
            fiscal_axis(ax, run)
            ax.set_yticks([])
            note(ax, "no fiscal quarter lies whole in the horizon", (0.5, 0.5), (0, 0), color=MUTED, ha="center",
                 va="center")  # fmt: skip
        vintage_line(ax, run, named=ax is bars)
    unit_label(bars, "$bn")
    unit_label(share, "%")
    return figure


def parts_of(run: "Results") -> dict[str, np.ndarray]:
    """$bn of each asset by fiscal quarter, [replication, quarter], but for those on which nothing is ever spent."""
    parts = {asset: run.quarterly(METRIC, asset=asset)[2] * BN for asset in LOOKS}
    return {asset: usd for asset, usd in parts.items() if (usd != 0).any()}


def long_lived_percent(run: "Results") -> np.ndarray:
    """The long-lived share of each fiscal quarter's capex in %, [replication, quarter]; 0 where nothing is spent."""
    whole, part = run.quarterly(METRIC)[2], run.quarterly("long_lived_usd")[2]
    return 100.0 * np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)


def _stack(ax: Axes, run: "Results") -> None:
    """Bars side by side, a layer for each asset; a white line parts the short-lived from the long-lived."""
    _, ends, total = run.quarterly(METRIC)
    x, length = period_places(ends, 3)
    after = date2num(ends) + 1
    edges = np.r_[after[0] - length, after]
    floor, labels = np.zeros(len(ends)), []
    parts = parts_of(run)
    for asset, usd in parts.items():
        name, colour = LOOKS[asset]
        mean = usd.mean(axis=0)
        ax.stairs(floor + mean, edges, baseline=floor, fill=True, color=colour, zorder=2)
        labels.append(Label(float(floor[-1] + mean[-1] / 2), f"{name}  {mean_text(usd.sum(axis=1), 1)}", colour, True))
        floor = floor + mean
    lived = [usd.mean(axis=0) for asset, usd in parts.items() if asset not in LONG_LIVED]
    ax.stairs(np.sum([np.zeros(len(ends)), *lived], axis=0), edges, baseline=None, color="white", linewidth=1.8,
              zorder=2.3)  # fmt: skip
    ax.vlines(edges[1:-1], 0, floor[1:], color="white", linewidth=0.7, zorder=2.4)
    band = band_of(total * BN)
    ax.vlines(x, band.low, band.high, color=INK, linewidth=0.9, zorder=3)
    fiscal_axis(ax, run)
    ax.set_ylim(0, 1.08 * max(float(band.high.max()), float(floor.max())) or 1.0)
    label_right(ax, labels)
    heading(ax, "$bn in all")


def _share(ax: Axes, run: "Results") -> None:
    """The long-lived share by quarter, and of the whole beside it."""
    _, ends, total = run.quarterly(METRIC)
    x, _ = period_places(ends, 3)
    band = band_of(long_lived_percent(run))
    draw_band(ax, x, band, SHARE)
    fiscal_axis(ax, run)
    ax.set_ylim(0, 100)
    whole, part = total.sum(axis=1), run.quarterly("long_lived_usd")[2].sum(axis=1)
    of_all = 100.0 * np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
    label_right(ax, [Label(float(band.middle[-1]), f"long-lived  {mean_text(of_all, 1)}", SHARE, True)])
    heading(ax, "% of all quarters")
