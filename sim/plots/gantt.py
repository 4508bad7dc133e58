"""Sites of one replication and the stages that their tranches go through, from letter of intent to live or let go."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.events import stages
from sim.metrics.stage_spans import Staged, staged
from sim.plots.frame import note, sheet
from sim.plots.style import CAPACITY, GW, HATCH, INK, MUTED, SMALL, TINY, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import mean_text, plain, words_of
from sim.quantities.power import KW_PER_MW

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "A Gantt chart of sites and their stages in one replication"

MOST_SITES = 34
DECIDED_ON = 14
"""Most of them that are shown because something of theirs was let go or put off."""
ROW = 0.185  # inches of a site
BAR = 0.78  # of a row
LONGEST_NAME = 24  # letters
SECONDS_PER_DAY = 86_400
LOOKS: dict[int, tuple[str, dict[str, Any]]] = {
    stages.PLANNED: ("planned (own)", {"facecolor": "#e4e7e9"}),
    stages.LOI: ("LOI", {"facecolor": "#ffffff", "edgecolor": HATCH, "hatch": "//////", "linewidth": 0.3}),
    stages.SOQ: ("SOQ", {"facecolor": "#e4e7e9", "edgecolor": HATCH, "hatch": "//////", "linewidth": 0.3}),
    stages.SIGNED: ("contracted", {"facecolor": "#a7b0b6"}),
    stages.BUILDING: ("building", {"facecolor": CAPACITY["building"]}),
    stages.READY: ("ready", {"facecolor": CAPACITY["ready"]}),
    stages.LIVE: ("live", {"facecolor": CAPACITY["used"]}),
    stages.RETROFIT: ("retrofit", {"facecolor": "#7b68a6"}),
    stages.RELEASED: ("lapsed (never converted, too) or cancelled", {"facecolor": "#f6d3c4"}),
    stages.TAKEN: ("taken by a rival", {"facecolor": "#c4501b"}),
}
"""Name and looks of each stage that is drawn."""
MARKS = {"let_go": ("let go by decision", "X"), "put_off": ("deferred", ">")}


@dataclass(frozen=True)
class Site:
    """A site with its tranches, the largest at the bottom of its bar."""

    number: int
    region: int
    tranches: list[Staged]

    @property
    def kw(self) -> int:
        """Of all tranches, whatever became of them."""
        return sum(tranche.kw for tranche in self.tranches)

    @property
    def is_decided_on(self) -> bool:
        """Whether the operator let go of something, or put it off."""
        return any(tranche.let_go or tranche.put_off for tranche in self.tranches)

    @property
    def is_moving(self) -> bool:
        """Whether a tranche changes its stage."""
        return any(len(tranche.spans) > 1 for tranche in self.tranches)

    @property
    def begins(self) -> tuple[int, int]:
        """When it begins and its number: the order of rows."""
        return min(tranche.spans[0].since for tranche in self.tranches), self.number


@styled
def draw(run: "Results") -> Figure:
    """A row for each site, by region; in it a lane for each tranche, as high as its share of the site's MW."""
    replication = typical_of(run)
    sites = sites_of(run, replication)
    shown = shown_of(sites)
    live = run.series("live_mw")[:, -1] * GW
    which = "shown is the middle one, by live GW, of the replications whose logs are stored"
    words = words_of(
        [run], run.title, f"{run.operator_name}'s sites and their stages in replication {replication}",
        f"live at the end {plain(float(live[replication]), 2)} GW, in all replications {mean_text(live, 2)} "
        "(half-width of the 95 % interval of the mean)",
        f"{len(shown)} of {len(sites)} sites: up to {DECIDED_ON} at which something was let go or put off by decision, "
        "then those with the most MW, of which a stage changes first",
        f"lanes: tranches, as high as their share of the site's critical IT MW; {which}",
    )  # fmt: skip
    numbers = {region: number for number, region in enumerate(sorted(region for region, _, _ in run.regions))}
    rows: list[str | Site] = []
    for region, name, _ in run.regions:  # in the log by its number, which goes by id
        here = sorted((site for site in shown if site.region == numbers[region]), key=lambda site: site.begins)
        rows += [name, *here] if here else []
    figure, cells = sheet(words, (10.4, 2.2 + ROW * max(len(rows), 4)), (1, 2), head=0.2, right=0.85,
                          width_ratios=(1.05, 8), wspace=0.02)  # fmt: skip
    ax = figure.add_subplot(cells[0, 1])
    _rows(ax, run, rows, run.site_names(replication))
    return figure


def typical_of(run: "Results") -> int:
    """Of the replications whose logs are stored the one whose live MW at the end lie in the middle."""
    live = run.series("live_mw")[:, -1]
    ordered = sorted(run.logged, key=lambda replication: (live[replication], replication))
    return ordered[len(ordered) // 2]


def sites_of(run: "Results", replication: int) -> list[Site]:
    """All sites of the operator in a replication."""
    horizon = (run.horizon_end - run.start).days * SECONDS_PER_DAY
    found: dict[int, Site] = {}
    for tranche in staged(run.log(replication), horizon):
        found.setdefault(tranche.site, Site(tranche.site, tranche.region, [])).tranches.append(tranche)
    return list(found.values())


def shown_of(sites: list[Site]) -> list[Site]:
    """Those for which there is room: where something was decided, then the largest, of which a stage changes first."""
    largest = sorted(sites, key=lambda site: (not site.is_moving, -site.kw, site.number))
    decided = [site for site in largest if site.is_decided_on][:DECIDED_ON]
    return (decided + [site for site in largest if site not in decided])[:MOST_SITES]


def _rows(ax: Axes, run: "Results", rows: list[str | Site], names: dict[int, str]) -> None:
    """All rows from the top: a region's name, then its sites."""
    ax.set_ylim(-0.6, max(len(rows), 1) - 0.4)
    ax.set_yticks([])
    boxes: dict[int, list[np.ndarray]] = {stage: [] for stage in LOOKS}
    marks: dict[str, list[tuple[float, float]]] = {mark: [] for mark in MARKS}
    for place, each in enumerate(rows):
        y = len(rows) - 1 - place
        if isinstance(each, str):
            _beside(ax, y, each, weight="bold", size=SMALL + 0.6)
            continue
        name = names.get(each.number, f"site {each.number}")
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        _beside(ax, y, short, size=TINY + 0.4)
        note(ax, f"{each.kw / KW_PER_MW:,.0f}", (1, y), (6, 0), ("axes fraction", "data"), va="center", size=TINY + 0.4)
        _lanes(run, each, y, boxes, marks)
    for stage, found in boxes.items():
        ax.add_collection(PolyCollection(found, zorder=2, **{"linewidth": 0.0} | LOOKS[stage][1]))
    for mark, (_, shape) in MARKS.items():
        x, middles = ([at[axis] for at in marks[mark]] for axis in (0, 1))
        ax.plot(x, middles, shape, color=INK, markersize=4.6, markeredgecolor="white", markeredgewidth=0.6, zorder=5)
    note(ax, "MW", (1, 1), (6, 4), color=MUTED, va="bottom", size=TINY + 0.4)
    fiscal_axis(ax, run)
    ax.grid(visible=False, axis="y")
    vintage_line(ax, run)
    _legend(ax, [stage for stage, found in boxes.items() if found], [mark for mark, found in marks.items() if found])


def _beside(ax: Axes, y: float, text: str, **look: Any) -> None:
    """A row's name."""
    note(ax, text, (0, y), (-6, 0), ("axes fraction", "data"), ha="right", va="center", **look)


def _lanes(run: "Results", site: Site, y: float, boxes: dict[int, list[np.ndarray]],
           marks: dict[str, list[tuple[float, float]]]) -> None:  # fmt: skip
    """The boxes and marks of a site, within the months that are drawn."""
    start, first, last = date2num(run.start), date2num(run.months[0]), month_ends(run.months)[-1]
    low = y - BAR / 2
    for tranche in sorted(site.tranches, key=lambda tranche: (-tranche.kw, tranche.ordinal)):
        high = low + BAR * tranche.kw / max(site.kw, 1)
        for span in tranche.spans:
            left, right = (float(np.clip(start + at / SECONDS_PER_DAY, first, last)) for at in span[1:])
            if span.stage in boxes and right > left:
                boxes[span.stage].append(np.array([(left, low), (right, low), (right, high), (left, high)]))
        for mark, found in marks.items():
            days = [start + at / SECONDS_PER_DAY for at in getattr(tranche, mark)]
            found += [(day, (low + high) / 2) for day in days if first <= day <= last]
        low = high


def _legend(ax: Axes, seen: list[int], marked: list[str]) -> None:
    """What the colours and marks are that the chart has."""
    looks: list[Any] = [Patch(label=LOOKS[stage][0], **{"linewidth": 0.0} | LOOKS[stage][1]) for stage in seen]
    looks += [Line2D([], [], marker=MARKS[mark][1], linestyle="", color=INK, markersize=4.6, label=MARKS[mark][0])
              for mark in marked]  # fmt: skip
    if looks:
        ax.legend(handles=looks, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=-(-len(looks) // 2),
                  frameon=False, fontsize=SMALL, handlelength=1.2, columnspacing=1.1)  # fmt: skip
