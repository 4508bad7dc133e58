"""What the grid sees: facility MW (critical IT × PUE) contracted, energised and drawn by region, whoever the tenant.

A landlord whose tenant lets go goes on, so a cancelled lease stays contracted, and is energised at its announced date;
an owned build that is cancelled leaves. What lapsed as an LOI or SOQ counts from the day a rival takes it; when it
is energised the log does not tell. A rival is taken to draw all of what it took and is energised.
"""

from collections.abc import Callable

import numpy as np

from sim.accounting.rounding import posted, rounded
from sim.events import kinds, stages
from sim.metrics.capacity import in_service
from sim.metrics.declared import CLIENT, GRADE, Derived, Integers, Posting, Series
from sim.metrics.folded import Folded, along, summed
from sim.metrics.released_course import ROWS, Released, released

PLACE = ("region",)
UNDER_CONTRACT = (stages.SIGNED, stages.BUILDING, stages.READY, stages.LIVE)


def everyones(event: int, sign: int = 1, item: tuple[int, ...] | None = None) -> Posting:
    """MW of a row, whoever holds the site."""
    return Posting(event, sign=sign, item=item, operator=None)


def level(name: str, title: str, *postings: Posting) -> Series:
    """Critical IT MW by region."""
    return Series(f"{name}_mw", "MW", "level", title, PLACE, postings)


def contracted(folded: Folded) -> Integers:
    """Under contract, with what lapsed and a rival took since."""
    return facility(folded, folded.of("tenants_contracted_mw") + at_months(folded, folded.shared(released).lapsed))


def energised(folded: Folded) -> Integers:
    """Ready or live, with cancelled leases from their announced date on."""
    course = folded.shared(released)
    return facility(folded, folded.of("tenants_energised_mw") + at_months(folded, course.energised))


def drawn(folded: Folded) -> Integers:
    """Used, and what rivals took and is energised."""
    used = summed(folded.of("used_mw"), GRADE, CLIENT) + folded.of("used_elsewhere_mw")
    return facility(folded, used + at_months(folded, folded.shared(released).drawn_by_rivals))


def changed_tenant(folded: Folded) -> Integers:
    """What the operator let go and a rival took."""
    taken = summed(folded.of("taken_by_rivals_mw"), GRADE)
    pue = along(folded.plan.said.of_regions("pue")[:, None], "region")
    return posted(pue * np.cumsum(taken, axis=-1))


def facility(folded: Folded, critical: Integers) -> Integers:
    """Facility kW of critical kW by region."""
    return rounded(along(folded.plan.said.of_regions("pue")[:, None], "region") * critical)


def at_months(folded: Folded, changes: Released) -> Integers:
    """The level that dated changes of kW make up, by region, at each month's end."""
    months = folded.plan.months + 1
    moved = np.zeros((folded.count, len(folded.layout.regions) + 1, months), dtype=np.int64)
    of, instant, region, kw = np.array(changes, dtype=np.int64).reshape(-1, 4).T
    column = np.searchsorted(folded.plan.starts, instant, side="right")
    within = column < months
    np.add.at(moved, (of[within], region[within], column[within]), kw[within])
    return along(np.cumsum(moved, axis=-1), "region")


def grid(name: str, title: str, compute: Callable[[Folded], Integers]) -> Derived:
    """Facility MW by region."""
    return Derived(f"grid_{name}_mw", "MW", "level", f"Grid: {title}, facility MW", PLACE, compute, ROWS)


METRICS = (
    level("tenants_contracted", "Signed or building, by anyone, and leases let go once signed",
          everyones(kinds.TRANCHE_DECLARED, item=UNDER_CONTRACT),
          everyones(kinds.LEASE_SIGNED),
          everyones(kinds.BUILDING_STARTED, item=(stages.PLANNED,)),
          everyones(kinds.BUILD_CANCELLED, -1, (stages.BUILDING, stages.READY)),
          everyones(kinds.TRANCHE_ENDED, -1)),
    level("tenants_energised", "Ready or live, by anyone",
          everyones(kinds.TRANCHE_DECLARED, item=(stages.READY, stages.LIVE)),
          everyones(kinds.TRANCHE_READY),
          everyones(kinds.BUILD_CANCELLED, -1, (stages.READY,)),
          everyones(kinds.TRANCHE_ENDED, -1)),
    level("used_elsewhere", "Used at providers, by region", *in_service(operator=False)),
    grid("contracted", "contracted", contracted),
    grid("energised", "energised", energised),
    grid("drawn", "drawn", drawn),
    Derived("grid_changed_tenant_mw", "MW", "flow", "Grid: let go and taken by a rival, facility MW", PLACE,
            changed_tenant),
)  # fmt: skip
