"""From the pipeline to live: what came in, lapsed, was cancelled and went live, and of it what was late or taken on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.events import kinds
from sim.plots.frame import sheet
from sim.plots.named_rows import BAR, ROW, bound, figures_beside, rows_axes
from sim.plots.style import CAPACITY, FAINT, GW, HATCH, INK, MUTED, SMALL, styled
from sim.plots.words import HALF_WIDTHS, mean_text, plain, words_of
from sim.quantities.durations import SECONDS_PER_MONTH

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "From the pipeline to live: converted, lapsed, cancelled, deferred, taken by rivals, gone live"

STAGES = {
    "LOI": ("prospective_loi_mw", CAPACITY["prospective"]),
    "SOQ": ("prospective_soq_mw", "#e4e7e9"),
    "planned (own)": ("planned_mw", "#d0d5d8"),
    "contracted": ("contracted_mw", "#a7b0b6"),
    "building": ("building_mw", CAPACITY["building"]),
    "ready": ("ready_mw", CAPACITY["ready"]),
}
"""Stages before live, from the earliest, each with its level and its colour."""
LEAVES = {
    "LOIs not converted": "loi_attrition_mw",
    "SOQs not converted": "soq_attrition_mw",
    "LOIs lapsed": "loi_lapsed_mw",
    "SOQs lapsed": "soq_lapsed_mw",
    "cancelled": "cancelled_mw",
    "vacated, lease runs on": "vacated_mw",
    "went live": "went_live_mw",
}
AFTER = {
    "deferred": "deferred_mw",
    "fit-out held": "fit_out_held_mw",
    "released, taken by rivals": "retaken_mw",
    "not converted, taken by rivals": "retaken_attrition_mw",
}
"""What happened to MW that stay in the pipeline, or had left it: no steps, each counted as often as it happens."""
LATE_MONTHS = 3
LATE = f"ready over {LATE_MONTHS} months late"
MOST_LOGS = 9
RARE = ("vacated, lease runs on", "taken back", "fit-out held")
"""Rows that are left out where they are nil in every replication."""
COLOURS = {"LOIs lapsed": "#c4501b", "SOQs lapsed": "#c4501b", "cancelled": "#c4501b", "went live": CAPACITY["used"],
           "came in": MUTED, "taken back": CAPACITY["idle"]}  # fmt: skip
ASIDE = "#9aa3a9"
SECONDS_PER_DAY = 86_400
KW_PER_GW = 1_000_000


@dataclass(frozen=True)
class Step:
    """A row: GW by replication, below zero for what leaves."""

    name: str
    gw: np.ndarray

    @property
    def counts(self) -> bool:
        """Whether it is shown."""
        return self.name not in RARE or bool((self.gw != 0).any())


@styled
def draw(run: "Results") -> Figure:
    """A waterfall over the horizon above; what was put off, and who took what was let go, below."""
    steps, asides = [[s for s in some if s.counts] for some in (steps_of(run), asides_of(run))]
    words = words_of(
        [run], run.title, f"{run.operator_name}: from the pipeline to live, leases and own builds over the horizon",
        "bars: mean, critical IT power in GW", HALF_WIDTHS,
        "came in: new letters of intent, builds and retrofits, less what ended without having been live",
        "not converted: by the draw; lapsed and cancelled: by decision; below: no steps of the waterfall, and MW that "
        "are deferred twice count twice; late: against its plan, least to most of the replications whose logs are "
        "stored",
    )  # fmt: skip
    rows = (len(steps) + 2, len(asides))
    figure, cells = sheet(words, (9.6, 3.3 + ROW * sum(rows)), (2, 2), head=0.05, foot=0.12, height_ratios=rows,
                          width_ratios=(1.55, 7), hspace=0.34, wspace=0.02)  # fmt: skip
    ends = ("in the pipeline at the start", "in the pipeline at the end")
    upper = rows_axes(figure, cells[0, 1], [ends[0], *(step.name for step in steps), ends[1]], (*ends, "went live"))
    lower = rows_axes(figure, cells[1, 1], [step.name for step in asides])
    _waterfall(upper, run, steps)
    for place, step in enumerate(asides):
        y, mean = len(asides) - 1 - place, float(step.gw.mean())
        lower.barh(y, mean, BAR, color=ASIDE, zorder=2)
        figures_beside(lower, y, mean, _of_logs(step.gw) if step.name == LATE else mean_text(step.gw, 2))
    lower.set_xlim(upper.get_xlim())
    lower.set_xticks(upper.get_xticks())
    lower.set_title("Put off, late, and taken after it was let go")
    lower.set_xlabel("GW")
    return figure


def steps_of(run: "Results") -> list[Step]:
    """What leads from the pipeline at the start to that at the end; they add up in every replication."""
    start, end = (sum(parts) for parts in zip(*_stages(run), strict=True))
    leaves = [Step(name, -_total(run, metric)) for name, metric in LEAVES.items()]
    back = Step("taken back", _total(run, "recontracted_mw"))
    came = end - start - back.gw - sum(step.gw for step in leaves)
    return [Step("came in", came), back, *leaves]


def asides_of(run: "Results") -> list[Step]:
    """What is beside the waterfall."""
    late = Step(LATE, np.array([late_gw(run, replication) for replication in run.logged[:MOST_LOGS]]))
    deferred, *others = (Step(name, _total(run, metric)) for name, metric in AFTER.items())
    return [deferred, late, *others]


def late_gw(run: "Results", replication: int) -> float:
    """GW of the operator that became ready later than planned, by more than some months, in a replication."""
    log = run.log(replication)
    counts = (log["event"] == kinds.TRANCHE_READY) & (log["holder"] == 0) & (log["instant"] > 0)
    counts &= log["instant"] >= (run.months[0] - run.start).days * SECONDS_PER_DAY
    late = log["value"] > LATE_MONTHS * SECONDS_PER_MONTH
    return float(log["kw"][counts & late].sum()) / KW_PER_GW


def _of_logs(gw: np.ndarray) -> str:
    """Those of a few replications that are no random sample, so without an interval."""
    many = f" ({plain(gw.min(), 2)} to {plain(gw.max(), 2)} in {len(gw)} logs)" if len(gw) > 1 else " (in one log)"
    return plain(gw.mean(), 2) + many


def _stages(run: "Results") -> list[tuple[np.ndarray, np.ndarray]]:
    """GW in each stage at the start and at the end."""
    return [(run.opening(metric) * GW, run.series(metric)[:, -1] * GW) for metric, _ in STAGES.values()]


def _total(run: "Results", metric: str) -> np.ndarray:
    gw: np.ndarray = run.series(metric).sum(axis=1) * GW
    return gw


def _waterfall(ax: Axes, run: "Results", steps: Sequence[Step]) -> None:
    """The two ends by stage, and each step from where the last one ended."""
    stages = _stages(run)
    reached = _end(ax, len(steps) + 1, [start for start, _ in stages])
    highest = reached
    for place, step in enumerate(steps):
        y, mean = len(steps) - place, float(step.gw.mean())
        ax.plot((reached, reached), (y + 1 - BAR / 2, y + BAR / 2), color=MUTED, linewidth=0.6, zorder=1)
        ax.barh(y, mean, BAR, left=reached, color=COLOURS.get(step.name, ASIDE), zorder=2)
        figures_beside(ax, y, max(reached, reached + mean), mean_text(step.gw, 2, sign=True))
        reached += mean
        highest = max(highest, reached)
    ax.plot((reached, reached), (1 - BAR / 2, BAR / 2), color=MUTED, linewidth=0.6, zorder=1)
    _end(ax, 0, [end for _, end in stages])
    bound(ax, 0.0, highest, len("+00.00 ± 0.00"))
    looks = [Patch(label=name, **_look(colour)) for name, (_, colour) in STAGES.items()]
    ax.legend(handles=looks, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(looks), frameon=False,
              fontsize=SMALL, handlelength=1.0, columnspacing=1.2)  # fmt: skip


def _end(ax: Axes, y: float, parts: Sequence[np.ndarray]) -> float:
    """A bar of what is in the pipeline, by stage; where it ends."""
    reached = 0.0
    for part, (_, colour) in zip(parts, STAGES.values(), strict=True):
        ax.barh(y, float(part.mean()), BAR, left=reached, zorder=2, **_look(colour))
        reached += float(part.mean())
    figures_beside(ax, y, reached, mean_text(np.sum(parts, axis=0), 2))
    return reached


def _look(colour: str) -> dict[str, Any]:
    """What is not signed is hatched on white, as in every figure."""
    if colour == CAPACITY["prospective"]:
        return {"facecolor": colour, "edgecolor": HATCH, "hatch": "////", "linewidth": 0.5}
    return {"facecolor": colour, "edgecolor": INK if colour == FAINT else colour, "linewidth": 0.0}
