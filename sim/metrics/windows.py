"""What an analyst would have counted: MW lapsed, cancelled or deferred within six months.

A tranche counts once in a window, with the MW of the last thing that happened to it there: one that is
deferred and then cancelled is not two. What is read are six months because the notes of February and
March 2025 spoke of six; the window of the reading is that which ends with the scenario's vintage.
"""

from collections.abc import Callable

import numpy as np

from sim.events import kinds
from sim.metrics.declared import Integers, Scalar
from sim.metrics.folded import Folded
from sim.metrics.said import Floats
from sim.quantities.power import KW_PER_MW

MONTHS = 6
EVENTS = (kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED, kinds.TRANCHE_DEFERRED)
GIGAWATTS = (1, 2)
KW_PER_GW = 1_000_000


def windows(folded: Folded) -> Integers:
    """kW within each run of six months of the horizon, by replication and first month, but for the warm-up's."""
    count = max(folded.plan.months - MONTHS + 1, 1)
    rows = folded.rows(*EVENTS)
    rows = rows[(rows["holder"] == 0) & (rows["instant"] >= folded.plan.counted_from)]
    month = np.searchsorted(folded.layout.month_starts, rows["instant"], side="right") - 1
    order = np.lexsort((rows["sequence"], rows["entity"], rows["replication"]))
    of, entity, kw = (rows[column][order] for column in ("replication", "entity", "kw"))
    month = month[order]
    following = np.full(len(order), folded.plan.months + MONTHS, dtype=np.int64)
    same = (entity[1:] == entity[:-1]) & (of[1:] == of[:-1])
    following[:-1][same] = month[1:][same]
    # A row counts in the windows that hold it and end before the next row of its tranche.
    first = np.clip(month - MONTHS + 1, 0, count)
    last = np.clip(np.minimum(month, following - MONTHS), -1, count - 1)
    counts = first <= last
    change = np.zeros((folded.count, count + 1), dtype=np.int64)
    np.add.at(change, (of[counts], first[counts]), kw[counts])
    np.add.at(change, (of[counts], last[counts] + 1), -kw[counts])
    within: Integers = np.cumsum(change, axis=1)[:, :count]
    return within


def reading_window(folded: Folded) -> Floats:
    """kW in the six months that end with the vintage; NaN without a vintage or so much history after the warm-up."""
    vintage, unknown = folded.layout.scenario.vintage, np.full(folded.count, np.nan)
    if vintage is None:
        return unknown
    begun = [i for i, day in enumerate(folded.layout.month_dates[:-1]) if day <= vintage]
    first = len(begun) - MONTHS
    known = folded.plan.warm_up <= first <= folded.plan.months - MONTHS
    return folded.shared(windows)[:, first].astype(np.float64) if known else unknown


def most(folded: Folded) -> Floats:
    """kW in the six months that hold most."""
    kw: Floats = folded.shared(windows).max(axis=1).astype(np.float64)
    return kw


def over(name: str, title: str, kw_of: Callable[[Folded], Floats], gigawatts: int) -> Scalar:
    """Whether it is more than so many GW: 1 or 0, NaN of nothing."""

    def is_over(folded: Folded) -> Floats:
        kw = kw_of(folded)
        return np.where(np.isnan(kw), kw, kw > gigawatts * KW_PER_GW)

    return Scalar(f"{name}_over_{gigawatts}_gw", "probability", f"More than {gigawatts} GW {title}", is_over,
                  rows=EVENTS)  # fmt: skip


METRICS = (
    Scalar("window_released_deferred_mw", "MW", "Lapsed, cancelled or deferred, six months to the vintage",
           lambda folded: reading_window(folded) / KW_PER_MW, rows=EVENTS),
    Scalar("six_months_released_deferred_mw", "MW", "Lapsed, cancelled or deferred, most in any six months",
           lambda folded: most(folded) / KW_PER_MW, rows=EVENTS),
    *(over("window", "in the six months to the vintage", reading_window, gw) for gw in GIGAWATTS),
    *(over("six_months", "in any six months", most, gw) for gw in GIGAWATTS),
)  # fmt: skip
