"""Capacity by month: the bands of the chart from live to letters of intent, who uses them, and headroom."""

import numpy as np

from sim.events import kinds, stages
from sim.events.moves import ENTERED_BY
from sim.metrics.declared import CLIENT, GRADE, REGION, Derived, Integers, Posting, Scalar, Series, When
from sim.metrics.folded import Folded, summed

PLACE = ("region", "grade")

MOVES = (
    *(event for events in ENTERED_BY.values() for event in events),
    kinds.BUILD_CANCELLED,
    kinds.TRANCHE_ENDED,
    kinds.RETROFIT_BEGUN,
)
"""Every event that takes a tranche from the stage in `item` to another."""


def staying_in(*at: int, operator: bool | None = True) -> tuple[Posting, ...]:
    """Postings of the MW in any of these stages: declared there, came in, left."""
    enter = [event for stage in at for event in ENTERED_BY.get(stage, ())]
    return (
        Posting(kinds.TRANCHE_DECLARED, item=at, operator=operator),
        *(Posting(event, operator=operator) for event in enter),
        *(Posting(event, sign=-1, item=at, operator=operator) for event in MOVES),
    )


def in_service(operator: bool) -> tuple[Posting, ...]:
    """Postings of the MW that requests use."""
    return (
        Posting(kinds.REQUEST_SERVED, operator=operator),
        Posting(kinds.REQUEST_ENDED, sign=-1, operator=operator),
        Posting(kinds.REQUEST_SHED, sign=-1, operator=operator),
    )


def idle(folded: Folded) -> Integers:
    """Live less used."""
    return folded.of("live_mw") - summed(folded.of("used_mw"), CLIENT)


def demand(folded: Folded) -> Integers:
    """Baseline demand and the requests that the operator serves or owes by now."""
    return folded.of("baseline_demand_mw") + summed(folded.of("request_demand_mw"), CLIENT)


def headroom(folded: Folded) -> Integers:
    """Live less the reserve, which is rounded half to even, less demand; negative where it is short."""
    reserve = folded.layout.scenario.operator.reserve
    live = folded.of("live_mw")
    left: Integers = live - np.rint(live * reserve).astype(np.int64) - folded.of("demand_mw")
    return left


def shortage(folded: Folded) -> Integers:
    """What demand and reserve exceed live MW by."""
    return np.maximum(-folded.of("headroom_mw"), 0)


def months_short(grade: int) -> Scalar:
    """Months after the warm-up that end with less than no headroom, all regions together."""

    def months(folded: Folded) -> Integers:
        by_grade = summed(folded.of("headroom_mw"), REGION).take(grade, axis=GRADE).reshape(folded.count, -1)
        short: Integers = (by_grade[:, 1 + folded.plan.warm_up :] < 0).sum(axis=1)
        return short

    name = ("general", "ai")[grade]
    return Scalar(f"months_short_{name}", "months", f"Months short of {name} capacity", months)


def level(name: str, title: str, by: tuple[str, ...], postings: tuple[Posting, ...]) -> Series:
    """A level in MW."""
    return Series(name, "MW", "level", title, by, postings)


METRICS = (
    level("live_mw", "Live", PLACE, staying_in(stages.LIVE)),
    level("ready_mw", "Ready, not live", PLACE, staying_in(stages.READY)),
    level("building_mw", "Building, with retrofits for their new grade", PLACE,
          staying_in(stages.BUILDING, stages.RETROFIT)),
    level("contracted_mw", "Signed, not building", PLACE, staying_in(stages.SIGNED)),
    level("planned_mw", "Owned, planned, not building", PLACE, staying_in(stages.PLANNED)),
    level("prospective_soq_mw", "Prospective: SOQ", PLACE, staying_in(stages.SOQ)),
    level("prospective_loi_mw", "Prospective: LOI", PLACE, staying_in(stages.LOI)),
    level("released_open_mw", "Released, not taken", PLACE, staying_in(stages.RELEASED)),
    level("used_mw", "Used", (*PLACE, "client"), (
        Posting(kinds.BASELINE_SERVED),
        Posting(kinds.BASELINE_SPILLED),
        *in_service(operator=True),
    )),
    level("spilled_mw", "General load on AI capacity", ("region",), (Posting(kinds.BASELINE_SPILLED),)),
    Derived("idle_mw", "MW", "level", "Idle", PLACE, idle),
    level("baseline_demand_mw", "Baseline demand", PLACE, (Posting(kinds.BASELINE_STEPPED),)),
    level("request_demand_mw", "Requests served or due at the operator", (*PLACE, "client"), (
        Posting(kinds.REQUEST_RESERVED, when=When.DUE),
        Posting(kinds.REQUEST_ENDED, sign=-1),
        Posting(kinds.REQUEST_LEFT, sign=-1),
        Posting(kinds.REQUEST_RETURNED, sign=-1),
        Posting(kinds.REQUEST_SHED, sign=-1),
    )),
    Derived("demand_mw", "MW", "level", "Demand on the operator", PLACE, demand),
    Derived("headroom_mw", "MW", "level", "Headroom", PLACE, headroom),
    Derived("short_mw", "MW", "level", "Short of demand and reserve", PLACE, shortage),
    level("provider_live_mw", "Live at providers", ("grade", "holder"),
          staying_in(stages.LIVE, operator=False)),
    level("provider_used_mw", "Used at providers", ("grade", "holder", "client"),
          in_service(operator=False)),
    months_short(0),
    months_short(1),
)  # fmt: skip
