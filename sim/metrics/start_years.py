"""Roll-forward of leases not yet commenced by the fiscal year in which they are expected to start, in dollars and MW.

Opening + signed - commenced - taken back + re-dated = closing, in every start year and month. What is re-dated leaves
one year for another, so over all years it sums to zero. A re-pricing takes back what was signed and signs it anew.
"""

from collections.abc import Callable

import numpy as np

from sim.events import kinds
from sim.metrics import start_kernel as k
from sim.metrics.declared import Derived, Integers, Kind, Unit
from sim.metrics.folded import Folded, along

FOLLOWED = (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT, kinds.LEASE_COMMITTED, kinds.LEASE_UNCOMMITTED,
            kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED, kinds.SLIP_ANNOUNCED,
            kinds.TRANCHE_DEFERRED)  # fmt: skip
PARTS = {"signed": (k.SIGNED, "signed"), "commenced": (k.COMMENCED, "commenced"),
         "taken_back": (k.TAKEN_BACK, "taken back before they commence"),
         "redated": (k.REDATED, "re-dated from or to another year")}  # fmt: skip
UNITS: dict[str, tuple[Unit, int]] = {"usd": ("$", k.USD), "mw": ("MW", k.LEASED_KW)}


def moves(folded: Folded) -> Integers:
    """What moved by replication, part, unit, start year and month, and nobody's year last."""
    return folded.shared(rolled)[0]


def rolled(folded: Folded) -> tuple[Integers, Integers]:
    """The moves; what is still to commence at the horizon: by replication a line for each tranche, as the kernel's."""
    plan = folded.plan
    fiscal = np.array(plan.layout.fiscal_years)
    years = plan.starts[1:][np.append(fiscal[1:] != fiscal[:-1], True)]
    count = 1 + max(int(folded.rows(event)["entity"].max(initial=-1)) for event in FOLLOWED)
    found = np.zeros((folded.count, len(PARTS), len(UNITS), len(years) + 2, plan.months + 1), dtype=np.int64)
    tranches = np.full((folded.count, count, k.WIDTH), -1, dtype=np.int64)
    followed = np.isin(np.arange(len(plan.looked_at)), FOLLOWED)
    for of, rows in enumerate(folded.kept.by_replication):
        k.roll(rows, followed, tranches[of], (years, plan.month_rows), found[of])
    return found, tranches


def part_of(part: str, unit: str) -> Derived:
    """A part of the roll-forward, by start year."""
    place, title = PARTS[part]
    named, column = UNITS[unit]

    def compute(folded: Folded) -> Integers:
        flows = folded.shared(moves)[:, place, column].copy()
        flows[..., 0] = 0
        shaped: Integers = along(flows, "start")
        return shaped

    return _declared(f"leases_by_start_{part}_{unit}", named, "flow", f"Leases by start year: {title}", compute)


def stock_of(unit: str) -> Derived:
    """What is signed and not commenced, by start year."""
    named, column = UNITS[unit]

    def compute(folded: Folded) -> Integers:
        signed, commenced, back, redated = folded.shared(moves)[:, :, column].swapaxes(0, 1)
        shaped: Integers = along(np.cumsum(signed - commenced - back + redated, axis=-1), "start")
        return shaped

    return _declared(f"leases_by_start_{unit}", named, "level", "Leases not yet commenced, by start year", compute)


def _declared(name: str, unit: Unit, kind: Kind, title: str, compute: Callable[[Folded], Integers]) -> Derived:
    return Derived(name, unit, kind, title, ("start",), compute, FOLLOWED)


METRICS = tuple(
    metric for unit in UNITS for metric in (stock_of(unit), *(part_of(part, unit) for part in PARTS))
)
