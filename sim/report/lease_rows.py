"""What was released, what it cost, and whether it would have been used."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import numpy as np

from sim.report.cells import Figure, Section, mean_row, probability_row
from sim.report.periods import BN, GW, total_figure
from sim.runs.results import Results

GRADES = ("general", "ai")
MID_2028 = date(2028, 6, 30)
WINDOWS = {"window": "in the window", "six_months": "in any six months"}


PARTS = (
    total_figure("LOI lapsed", "GW", "loi_lapsed_mw"),
    total_figure("SOQ lapsed", "GW", "soq_lapsed_mw"),
    total_figure("cancelled", "GW", "cancelled_mw"),
)
"""Released is what was lapsed and what was cancelled by an action or a review."""
DEFERRED = total_figure("deferred", "GW", "deferred_mw")
RETAKEN = total_figure("retaken by rivals", "GW", "retaken_mw")


def released_section(runs: Sequence[Results]) -> Section:
    """(3) Released GW in its parts, never one number."""
    figures = (
        *PARTS,
        total_figure("released: the three", "GW", "released_mw"),
        DEFERRED,
        RETAKEN,
        total_figure("ordinary attrition", "GW", "loi_attrition_mw", "soq_attrition_mw"),
        total_figure("attrition taken by rivals", "GW", "retaken_attrition_mw"),
    )
    note = (
        "Released by an action or a review, and retaken of that alone. Attrition: LOIs and SOQs that by the draw do "
        "not convert; rivals take of it too. P: lapsed, cancelled or deferred, attrition included, in the six months "
        "to the vintage (the window) and in any six months of the horizon."
    )
    chances = [
        Figure(f"P(> {gigawatts} GW {when})", "%", 0, partial(chance, name=f"{name}_over_{gigawatts}_gw"))
        for name, when in WINDOWS.items()
        for gigawatts in (1, 2)
    ]
    rows = (*(mean_row(runs, f) for f in figures), *(probability_row(runs, f) for f in chances))
    return Section(3, "Released, GW over the horizon: mean", rows, note)


def chance(run: Results, name: str) -> np.ndarray:
    """1 where that much was lapsed, cancelled or deferred, attrition included, else 0; NaN without a vintage."""
    return run.scalar(name)


PRESENT_VALUES = {
    "NPV of cash": "npv_usd",
    "of it within the horizon": "npv_within_usd",
    "beyond: revenue": "beyond_revenue_usd", "beyond: revenue, PV": "beyond_revenue_pv_usd",
    "beyond: leases": "beyond_leases_usd", "beyond: leases, PV": "beyond_leases_pv_usd",
    "beyond: capex": "beyond_capex_usd", "beyond: capex, PV": "beyond_capex_pv_usd",
}  # fmt: skip
"""What the operator's cash is worth at the start, and what is committed beyond the horizon."""


def cost_section(runs: Sequence[Results]) -> Section:
    """(7) What letting go cost, what it freed, and how much came back."""
    figures = (
        total_figure("fees for release", "$bn", "release_fees_usd"),
        total_figure("money freed", "$bn", "freed_usd"),
        total_figure("freed money set to work", "$bn", "redeployed_usd"),
        total_figure("taken back by the operator", "GW", "recontracted_mw"),
        Figure("leases signed to take it back", "$bn", 1, coming_back),
        *(Figure(label, "$bn", 1, partial(_billions, name=name)) for label, name in PRESENT_VALUES.items()),
    )
    note = (
        "Net present value at the operator's rate from the start; its own services earn nothing here, so only "
        "differences speak. Beyond the horizon: what is committed then. "
        "What is taken back is leased again at the rent of the day: its payments, undiscounted, are committed at "
        "once and show in call capex at its RFS."
    )
    return Section(
        7, "Cost of release and of coming back: mean", tuple(mean_row(runs, f) for f in figures), note
    )


def _billions(run: Results, name: str) -> np.ndarray:
    return run.scalar(name) * BN


def coming_back(run: Results) -> np.ndarray:
    """Undiscounted payments of the leases by which released tranches were taken back, $bn."""
    return run.scalar("recontracted_leases_usd") * BN


def used_section(runs: Sequence[Results]) -> Section:
    """(8) How much of what was released the first scenario would have used by the middle of 2028."""
    first = runs[0]
    share = used_share(first)
    gigawatts = Figure("GW that would have been used", "GW", 2, partial(_used, first=first))
    note = (
        f"Per replication, region and grade: released by decision up to {MID_2028:%B %Y}, against what "
        f"{first.name} has idle then; used = released - idle, at least 0. Its own releases are not counted."
    )
    return Section(8, "Released capacity that would have been used by mid-2028: mean",
                   (mean_row(runs, share), mean_row(runs, gigawatts)), note)  # fmt: skip


def used_share(first: Results) -> Figure:
    """Share of what a scenario released that the first would have used by the middle of 2028."""
    return Figure("share that would have been used", "%", 0, partial(_share, first=first))


def released_and_used(
    run: Results, first: Results, at: date = MID_2028
) -> tuple[np.ndarray, np.ndarray] | None:
    """MW released by decision up to a day, and those the first scenario would have used: by replication.

    In each region and grade used = released - idle of the first scenario at that day, cut to [0, released].
    None where either horizon does not hold the day.
    """
    month, month_of_first = _month_that_ends(run, at), _month_that_ends(first, at)
    if month is None or month_of_first is None:
        return None
    released, used = np.zeros(run.n), np.zeros(run.n)
    for region, _, _ in run.regions:
        known = region in {r for r, _, _ in first.regions}
        for grade in GRADES:
            flow = run.series("released_mw", region=region, grade=grade)
            let_go = flow[:, : month + 1].sum(axis=1)
            idle = first.series("idle_mw", region=region, grade=grade)[:, month_of_first] if known else 0.0
            released += let_go
            used += np.clip(let_go - idle, 0.0, let_go)
    return released, used


def _month_that_ends(run: Results, day: date) -> int | None:
    return next((i for i, month in enumerate(run.months) if _last_day(month) == day), None)


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _share(run: Results, first: Results) -> np.ndarray | None:
    """Percent, NaN in replications in which nothing was released; None for the first scenario itself."""
    both = None if run is first else released_and_used(run, first)
    if both is None or not (both[0] > 0).any():
        return None
    released, used = both
    return 100.0 * np.divide(used, released, out=np.full(len(used), np.nan), where=released > 0)


def _used(run: Results, first: Results) -> np.ndarray | None:
    both = None if run is first else released_and_used(run, first)
    return None if both is None or not (both[0] > 0).any() else both[1] * GW
