"""Stranded capacity: MW that are ready or live and have never been used, and what they have cost."""

import numpy as np

from sim.events import codes, kinds
from sim.metrics.declared import CLIENT, Derived, Integers, Posting, Scalar, Series, When
from sim.metrics.folded import Folded, summed
from sim.quantities.power import KW_PER_MW

PLACE = ("region", "grade")
OF_SITES = (codes.LAND, codes.FACILITY, codes.SERVERS)


def never_used(folded: Folded) -> Integers:
    """Ready and not live, and live beyond the most that has been used so far in its region and grade.

    At the end of the horizon: what was ready and never live, or idle throughout.
    """
    most = np.maximum.accumulate(summed(folded.of("used_mw"), CLIENT), axis=-1)
    idle: Integers = np.maximum(folded.of("live_mw") - most, 0)
    return folded.of("ready_mw") + idle


def cost_of_never_used(folded: Folded) -> Integers:
    """Of each MW that never was used, what a MW that became ready since the start has cost on average by then.

    Accrued for sites and present value of finance leases commenced, in its region and grade; what stood at the start
    has no cost in the log and counts with none.
    """
    came = folded.of("came_ready_mw")
    invested = folded.of("invested_usd")
    counted = np.minimum(folded.of("never_used_mw"), came)
    usd: Integers = np.rint(invested * (counted / np.maximum(came, 1))).astype(np.int64)
    return usd


def at_the_end(folded: Folded, series: str) -> Integers:
    """A series as it stands when the horizon is reached, by replication."""
    return folded.total(series)[:, -1]


METRICS = (
    Series("came_ready_mw", "MW", "level", "Became ready since the start", PLACE, (Posting(kinds.TRANCHE_READY),)),
    Series("invested_usd", "$", "level", "Accrued for sites and finance leases commenced since the start", PLACE, (
        Posting(kinds.CAPEX_ACCRUED, "dollars", when=When.BOOKED, item=OF_SITES),
        Posting(kinds.FINANCE_LEASE_COMMENCED, "dollars"),
    )),
    Derived("never_used_mw", "MW", "level", "Ready or live, never used", PLACE, never_used),
    Derived("never_used_usd", "$", "level", "Cost of what was never used", PLACE, cost_of_never_used),
    Scalar("stranded_mw", "MW", "Stranded: never used by the end",
           lambda folded: at_the_end(folded, "never_used_mw") / KW_PER_MW),
    Scalar("stranded_usd", "$", "Cost of what is stranded by the end",
           lambda folded: at_the_end(folded, "never_used_usd")),
)  # fmt: skip
