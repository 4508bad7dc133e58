"""Averages over time: what a level comes to from the end of the warm-up to the horizon, exact to the second."""

from sim.events import kinds
from sim.metrics.capacity import in_service
from sim.metrics.declared import Integers, InTime, Posting, Scalar
from sim.metrics.folded import Folded
from sim.metrics.said import Floats
from sim.quantities.power import KW_PER_MW

WAITING = (
    Posting(kinds.REQUEST_MADE, operator=None),
    Posting(kinds.REQUEST_RETURNED, operator=None),
    Posting(kinds.REQUEST_RESERVED, sign=-1, operator=None),
    Posting(kinds.REQUEST_UNSERVED, sign=-1, operator=None),
)
"""Of the MW that look for a place: asked for, and accepted by nobody yet."""


def _counted(folded: Folded, level: str) -> Integers:
    """kW-seconds of a level after the warm-up, over all its cells, by replication."""
    by_month: Integers = folded.in_time[level].reshape(folded.count, -1, folded.plan.months)
    counted: Integers = by_month[..., folded.plan.warm_up :].sum(axis=(1, 2))
    return counted


def average(name: str, title: str, level: str, less: str | None = None) -> Scalar:
    """The average of a level, or of what one level exceeds another by, in MW."""

    def megawatts(folded: Folded) -> Floats:
        seconds = int(folded.plan.starts[-1]) - folded.plan.counted_from
        kw_seconds = _counted(folded, level) - (_counted(folded, less) if less else 0)
        average: Floats = kw_seconds / seconds / KW_PER_MW
        return average

    return Scalar(f"average_{name}_mw", "MW", f"{title}, average over time", megawatts)


IN_TIME = (
    InTime("waiting", ("client",), WAITING),
    InTime("used_elsewhere", ("region",), in_service(operator=False)),
)

METRICS = (
    average("live", "Live", "live"),
    average("used", "Used", "used"),
    average("idle", "Idle", "live", less="used"),
    average("waiting", "Asked for and accepted by nobody yet", "waiting"),
    average("provider_used", "Used at providers", "used_elsewhere"),
)
