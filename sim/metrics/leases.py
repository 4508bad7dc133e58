"""What was released, deferred, retaken and recontracted, month by month, in its parts and by its cause.

Released is what the operator let go: lapsed (an LOI or SOQ let expire) and cancelled, by an action or a
review. LOIs and SOQs that simply do not convert are attrition, shown apart.
"""

import numpy as np

from sim.events import codes, kinds, stages
from sim.events.moves import ON_PURPOSE
from sim.metrics.declared import Derived, Integers, Posting, Scalar, Series
from sim.metrics.folded import Folded

PLACE = ("region", "grade")
CAUSES = {"action": codes.ACTION, "review": codes.REVIEW}
LAPSED = (kinds.LEASE_LAPSED,)
CANCELLED = (kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED)
RELEASED = {
    "loi_lapsed": ("LOI lapsed", LAPSED, stages.LOI),
    "soq_lapsed": ("SOQ lapsed", LAPSED, stages.SOQ),
    "cancelled_planned": ("Cancelled, planned", CANCELLED, stages.PLANNED),
    "cancelled_signed": ("Cancelled, signed", CANCELLED, stages.SIGNED),
    "cancelled_building": ("Cancelled, building", CANCELLED, stages.BUILDING),
    "cancelled_ready": ("Cancelled, ready", CANCELLED, stages.READY),
}
"""Title, events and stage left of each part of what is released."""
DELAYED = {
    "deferred": ("Deferred", (kinds.TRANCHE_DEFERRED,)),
    "fit_out_held": ("Fit-out held", (kinds.FIT_OUT_HELD,)),
}
ATTRITION = {
    "loi_attrition": ("LOI not converted", stages.LOI),
    "soq_attrition": ("SOQ not converted", stages.SOQ),
}


def flow(name: str, title: str, events: tuple[int, ...], item: int | None = None,
         reason: tuple[int, ...] | None = None, operator: bool | None = True) -> Series:  # fmt: skip
    """MW to which something happened in a month."""
    left = None if item is None else (item,)
    postings = tuple(Posting(event, item=left, reason=reason, operator=operator) for event in events)
    return Series(f"{name}_mw", "MW", "flow", title, PLACE, postings)


def with_causes(name: str, title: str, events: tuple[int, ...], item: int | None = None) -> list[Series]:
    """What was done on purpose, whole and by cause."""
    return [
        flow(name, title, events, item, ON_PURPOSE),
        *(flow(f"{name}_by_{c}", f"{title}, by {c}", events, item, (code,)) for c, code in CAUSES.items()),
    ]


def total(name: str, title: str, parts: list[str]) -> Derived:
    """The sum of several series of MW."""

    def added(folded: Folded) -> Integers:
        first, *rest = (folded.of(f"{part}_mw") for part in parts)
        whole: Integers = sum(rest, first)
        return whole

    return Derived(f"{name}_mw", "MW", "flow", title, PLACE, added)


def coming_back(folded: Folded) -> Integers:
    """Dollars committed by leases that take released tranches back: those of the same tranche and instant."""
    same = ["replication", "instant", "entity"]
    rows = folded.rows(kinds.RELEASE_RECONTRACTED)
    back = set(rows[same][rows["instant"] >= folded.plan.counted_from].tolist())
    usd = np.zeros(folded.count, dtype=np.int64)
    for row in folded.rows(kinds.LEASE_COMMITTED) if back else ():
        if row[same].item() in back:
            usd[row["replication"]] += row["dollars"]
    return usd


METRICS = (
    *(series for name, part in RELEASED.items() for series in with_causes(name, *part)),
    *(series for name, part in DELAYED.items() for series in with_causes(name, *part)),
    total("cancelled", "Cancelled", [name for name in RELEASED if name.startswith("cancelled_")]),
    total("released", "Released: lapsed and cancelled", list(RELEASED)),
    *(flow(name, title, LAPSED, stage, (codes.ATTRITION,)) for name, (title, stage) in ATTRITION.items()),
    total("attrition", "LOI and SOQ not converted", list(ATTRITION)),
    flow("retaken", "Released MW taken by rivals", (kinds.RELEASE_TAKEN,), reason=ON_PURPOSE),
    flow("retaken_attrition", "Unconverted MW taken by rivals", (kinds.RELEASE_TAKEN,), reason=(codes.ATTRITION,)),
    total("taken_by_rivals", "MW taken by rivals", ["retaken", "retaken_attrition"]),
    flow("vacated", "Vacated, to be sublet", (kinds.LEASE_VACATED,)),
    flow("sublet", "Sublet to rivals", (kinds.LEASE_SUBLET,)),
    flow("recontracted", "Released MW taken back", (kinds.RELEASE_RECONTRACTED,)),
    Scalar("recontracted_leases_usd", "$", "Payments of leases that take released MW back, undiscounted", coming_back,
           rows=(kinds.RELEASE_RECONTRACTED, kinds.LEASE_COMMITTED)),
    flow("signed", "Leases signed", (kinds.LEASE_SIGNED,)),
    flow("went_live", "Went live", (kinds.TRANCHE_LIVE,)),
)
