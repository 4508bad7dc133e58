"""The partner's requests as a flow: when they were asked for, what the operator answered, and who took them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from sim.metrics.request_paths import ANSWERS, EXERCISED, LAPSED, NOBODY, OPEN, UNABLE, UNWILLING, ways
from sim.plots.frame import inches_of, note, sheet
from sim.plots.labels import spread
from sim.plots.style import ANSWERS as ANSWER_COLOURS
from sim.plots.style import GW, HATCH, INK, MUTED, OPERATOR, PROVIDERS, SMALL, UNSERVED, styled
from sim.plots.words import mean_text, plain, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "The partner's requests as a flow: asked for, answered by the operator, and taken by whom"

MOST_LOGS = 9
COLUMNS = (0.0, 1.0, 2.0)
WIDTH = 0.035  # of a node, half
GAP = 0.018  # between nodes, of all that was asked
NAMES = {EXERCISED: ANSWER_COLOURS["exercised"], UNABLE: ANSWER_COLOURS["unable"],
         UNWILLING: ANSWER_COLOURS["unwilling"], LAPSED: ANSWER_COLOURS["lapsed"]}  # fmt: skip
OTHER = "#c9ced2"
SECONDS_PER_DAY = 86_400
Triple = tuple[int, int, int]
"""Fiscal year of the request, answer, taker."""


@styled
def draw(run: "Results") -> Figure:
    """Three columns of nodes; a ribbon keeps the colour of who took the MW in the end."""
    logs = run.logged[:MOST_LOGS]
    flows = flows_of(run, logs)
    typical = f"ribbons: the mean of {len(logs)} of them, whose logs are stored"
    if len(logs) == 1:
        typical = f"ribbons: replication {logs[0]}"
    words = words_of(
        [run], run.title, f"{run.partner_name}'s requests, through the agreement, to who took them",
        f"{typical}, critical IT power in GW over the horizon",
        "in brackets: mean of all replications ± half-width of its 95 % interval",
        "the answer is the operator's last; taken: promised a place last, kept or not; no offer needed: an open "
        "market, a standing approval, a class carved out; parts of a request count by their own way",
    )  # fmt: skip
    figure, cells = sheet(words, (10, 6.6), (1, 1), right=2.15)
    ax = figure.add_subplot(cells[0, 0])
    ax.set_axis_off()
    ax.set_xlim(-0.22, 2 + WIDTH)
    if not flows:
        note(ax, "the partner asked for nothing", (0.5, 0.5), (0, 0), color=MUTED, ha="center", va="center")
        return figure
    _alluvial(ax, run, flows)
    return figure


def flows_of(run: "Results", logs: Sequence[int]) -> dict[Triple, float]:
    """GW of each way through the agreement, the mean of some replications."""
    counted_from = (run.months[0] - run.start).days * SECONDS_PER_DAY
    found: dict[Triple, float] = {}
    for replication in logs:
        for way in ways(run.log(replication), counted_from):
            triple = (_fiscal_year(run, way.asked_at), way.answer, way.taker)
            found[triple] = found.get(triple, 0.0) + way.kw * 1e-6 / len(logs)
    return {triple: gw for triple, gw in found.items() if gw > 0}


def _fiscal_year(run: "Results", instant: int) -> int:
    day = date.fromordinal(run.start.toordinal() + instant // SECONDS_PER_DAY)
    month = (day.year - run.months[0].year) * 12 + day.month - run.months[0].month
    return run.fiscal_years[min(max(month, 0), len(run.months) - 1)]


def _alluvial(ax: Axes, run: "Results", flows: dict[Triple, float]) -> None:
    takers = [*range(len(run.providers) + 1), NOBODY, OPEN]
    orders = (sorted({triple[0] for triple in flows}), list(range(len(ANSWERS))), takers)
    total = float(np.sum(list(flows.values())))
    places = [_places(flows, at, order, GAP * total) for at, order in enumerate(orders)]
    ax.set_ylim(-max(-min(low for low, _ in place.values()) for place in places), 0)
    _ribbons(ax, run, flows, orders, places)
    colours = (dict.fromkeys(orders[0], MUTED), NAMES, {taker: _colour(taker) for taker in takers})
    texts = ([f"FY{year % 100:02d}" for year in places[0]], [ANSWERS[answer] for answer in places[1]],
             [_taker(run, taker) for taker in places[2]])  # fmt: skip
    for at, (place, x) in enumerate(zip(places, COLUMNS, strict=True)):
        for key, (low, high) in place.items():
            ax.fill_between((x - WIDTH, x + WIDTH), low, high, facecolor=colours[at].get(key, OTHER), linewidth=0,
                            zorder=3)  # fmt: skip
        told = [f"{name}  {plain(high - low, 2)}" for name, (low, high) in zip(texts[at], place.values(), strict=True)]
        if at == 2:
            told = [f"{text}\n{_of_all(run, taker)}" for text, taker in zip(told, place, strict=True)]
        _name(ax, at, list(place.values()), told)
    for x, title, side in zip(COLUMNS, ("GW asked in", "the operator answered", "taken by"),
                              ("right", "center", "left"), strict=True):  # fmt: skip
        shift = {"right": 12, "center": 0, "left": -8}[side]
        note(ax, title, (x, 0), (shift, 7), "data", ha=side, weight="bold", size=SMALL + 1.2)


def _places(flows: dict[Triple, float], at: int, order: Sequence[int], gap: float) -> dict[int, tuple[float, float]]:
    """Where each node of a column lies, from the top at zero downwards: its lower and upper end."""
    places, top = {}, 0.0
    for key in order:
        gw = float(np.sum([part for triple, part in flows.items() if triple[at] == key]))
        if gw > 0:
            places[key] = (top - gw, top)
            top -= gw + gap
    return places


def _ribbons(ax: Axes, run: "Results", flows: dict[Triple, float], orders: Sequence[Sequence[int]],
             places: Sequence[dict[int, tuple[float, float]]]) -> None:  # fmt: skip
    """Each way as two ribbons, in the order of the nodes at either end, so that few cross."""
    ranks = [{key: place for place, key in enumerate(order)} for order in orders]
    for left, right in ((0, 1), (1, 2)):
        tops = [{key: high for key, (_, high) in places[at].items()} for at in (left, right)]
        leaves: dict[Triple, float] = {}
        arrives: dict[Triple, float] = {}
        other = 2 if left == 0 else 0
        for ends, first, second, top in ((leaves, left, right, tops[0]), (arrives, right, left, tops[1])):
            for triple in sorted(flows, key=lambda t: (ranks[first][t[first]], ranks[second][t[second]],
                                                       ranks[other][t[other]])):  # fmt: skip
                ends[triple] = top[triple[first]]
                top[triple[first]] -= flows[triple]
        for triple, gw in flows.items():
            ax.add_patch(_ribbon(COLUMNS[left] + WIDTH, leaves[triple], COLUMNS[right] - WIDTH, arrives[triple], gw,
                                 _colour(triple[2])))  # fmt: skip


def _ribbon(x0: float, top0: float, x1: float, top1: float, gw: float, colour: str) -> PathPatch:
    """A band of even height between two nodes, along a cubic curve."""
    half = (x0 + x1) / 2
    points = [(x0, top0), (half, top0), (half, top1), (x1, top1), (x1, top1 - gw), (half, top1 - gw),
              (half, top0 - gw), (x0, top0 - gw), (x0, top0)]  # fmt: skip
    curve = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(points, curve), facecolor=colour, alpha=0.5, linewidth=0, zorder=2)


def _name(ax: Axes, at: int, ends: Sequence[tuple[float, float]], texts: Sequence[str]) -> None:
    """Names of a column's nodes, spread so that none covers another."""
    low, high = ax.get_ylim()
    line = 1.35 * SMALL / 72 / inches_of(ax)[1] * (high - low)
    upwards = list(zip(ends, texts, strict=True))[::-1]
    gaps = [line * (1 + text.count("\n")) for _, text in upwards]
    middles = spread([(bottom + top) / 2 for (bottom, top), _ in upwards], gaps, low, high)
    halo = [withStroke(linewidth=2.2, foreground="white")]
    shift, side = ((-5, "right"), (6, "left"), (6, "left"))[at]
    for y, (_, text) in zip(middles, upwards, strict=True):
        note(ax, text, (COLUMNS[at] + (-WIDTH if at == 0 else WIDTH), y), (shift, 0), "data", ha=side, va="center",
             color=INK, path_effects=halo, zorder=6, linespacing=1.15)  # fmt: skip


def _of_all(run: "Results", taker: int) -> str:
    """What it took in the mean of all replications."""
    if taker == 0:
        mw = run.series("reserved_operator_mw")
    elif taker == NOBODY:
        mw = run.series("unserved_mw")
    elif taker > 0:
        mw = run.series("reserved_provider_mw", holder=list(run.providers)[taker - 1])
    else:
        ended = ("reserved_operator_mw", "reserved_provider_mw", "unserved_mw")
        mw = run.series("asked_mw") - np.sum([run.series(metric) for metric in ended], axis=0)
    return f"[{mean_text(mw.sum(axis=1) * GW, 2)}]"


def _taker(run: "Results", taker: int) -> str:
    names = [run.operator_name, *run.providers.values()]
    return {NOBODY: "nobody", OPEN: "open at the end"}.get(taker) or names[taker]


def _colour(taker: int) -> str:
    if taker in (NOBODY, OPEN):
        return UNSERVED if taker == NOBODY else HATCH
    return OPERATOR if taker == 0 else PROVIDERS[(taker - 1) % len(PROVIDERS)]
