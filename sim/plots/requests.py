"""What became of the partner's requests: what the operator answered, and who took the MW in the end."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.frame import heading, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import ANSWERS, GW, INK, OPERATOR, PROVIDERS, UNSERVED, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import HALF_WIDTHS, mean_text, words_of
from sim.quantities.durations import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "What became of the partner's requests: the operator's answers, and who took them"

MONTHS = 6


@dataclass(frozen=True)
class Part:
    """A layer of the stack: a name, a colour, and MW by month [replication, month]."""

    name: str
    colour: str
    mw: np.ndarray


@styled
def draw(run: "Results") -> Figure:
    """Two stacks by half fiscal year: answers above, who took the MW beneath; what was asked as a marker."""
    words = words_of(
        [run], run.title,
        f"What became of {run.partner_name}'s requests to {run.operator_name} and to providers",
        "bars: mean; whiskers: P10-P90 of what was asked", HALF_WIDTHS,
        "critical IT power in GW by half fiscal year of the request",
        "the two stacks count the same requests: a declined one shows again below, with whoever took it; "
        "answers may overlap (unable at first, taken later); between stack and marker, above: "
        "not put to the operator (standing approval), below: open at the end",
    )  # fmt: skip
    figure, cells = sheet(words, (10, 7.8), (2, 1), right=2.6, hspace=0.3)
    asked = run.series("asked_mw")
    stacks = (("What the operator answered", answers_of(run)), ("Who took them", takers_of(run)))
    first = None
    for row, (title, parts) in enumerate(stacks):
        ax = first = figure.add_subplot(cells[row, 0], sharey=first)
        ax.set_title(title)
        unit_label(ax, "GW")
        fiscal_axis(ax, run)
        _stack(ax, run, parts, asked)
        vintage_line(ax, run, named=row == 0)
    return figure


def answers_of(run: "Results") -> list[Part]:
    """The operator's answers; a request under a standing approval or a waiver has none."""
    return [
        Part("taken by the operator", ANSWERS["exercised"], run.series("reserved_operator_mw")),
        Part("declined, unable", ANSWERS["unable"], run.series("declined_unable_mw")),
        Part("declined, unwilling", ANSWERS["unwilling"], run.series("declined_unwilling_mw")),
        Part("offer lapsed", ANSWERS["lapsed"], run.series("offers_lapsed_mw")),
    ]


def takers_of(run: "Results") -> list[Part]:
    """Who reserved the MW: the operator, each provider, nobody."""
    providers = [
        Part(name, PROVIDERS[i % len(PROVIDERS)], run.series("reserved_provider_mw", holder=holder))
        for i, (holder, name) in enumerate(run.providers.items())
    ]
    operator = Part(run.operator_name, OPERATOR, run.series("reserved_operator_mw"))
    return [operator, *providers, Part("served by nobody", UNSERVED, run.series("unserved_mw"))]


def _stack(ax: Axes, run: "Results", parts: list[Part], asked: np.ndarray) -> None:
    halves = _halves(run)
    length = np.array([float(DAYS_PER_MONTH) * len(months) for months in halves])
    x = month_ends(run.months)[[months[-1] for months in halves]] - length / 2
    floor, labels = np.zeros(len(halves)), []
    for part in parts:
        mean = _summed(part.mw, halves).mean(axis=0) * GW
        ax.bar(x, mean, 0.78 * length, bottom=floor, color=part.colour, zorder=2)
        total = part.mw.sum(axis=1) * GW
        if total.any():
            text = f"{part.name}  {mean_text(total, 2)}"
            labels.append(Label(float(floor[-1] + mean[-1] / 2), text, part.colour, True))
        floor = floor + mean
    low, high = np.quantile(_summed(asked, halves) * GW, (0.1, 0.9), axis=0)
    mean = _summed(asked, halves).mean(axis=0) * GW
    ax.vlines(x, low, high, color=INK, linewidth=0.8, zorder=3)
    ax.hlines(mean, x - 0.45 * length, x + 0.45 * length, color=INK, linewidth=1.5, zorder=3)
    ax.set_ylim(0, 1.06 * max(float(high.max()), float(floor.max()), 1e-9))
    labels.append(Label(float(mean[-1]), f"— asked  {mean_text(asked.sum(axis=1) * GW, 2)}", INK, True))
    label_right(ax, labels)
    heading(ax, "GW in all")


def _halves(run: "Results") -> list[np.ndarray]:
    """Month indexes of each half fiscal year of the horizon, whole or cut by its ends."""
    years = np.array(run.fiscal_years)
    halves = []
    for year in sorted(set(run.fiscal_years)):
        within = np.flatnonzero(years == year)
        cut = MONTHS if within[0] else max(len(within) - MONTHS, 0)  # the first year may have begun before
        halves += [half for half in (within[:cut], within[cut:]) if len(half)]
    return halves


def _summed(mw: np.ndarray, halves: list[np.ndarray]) -> np.ndarray:
    """MW by half year: [replication, half]."""
    return np.stack([mw[:, months].sum(axis=1) for months in halves], axis=1)
