"""Leases on the books by month: roll-forwards of liabilities and rights of use, rent, and what is paid.

Finance leases by ASC 842 roll forward part by part; beside them all leases stand as IFRS 16 has them, each measured
like a finance lease. Services are no leases under either.
"""

import numpy as np

from sim.metrics import lease_kernel as k
from sim.metrics.contracts import ROWS, contracts
from sim.metrics.declared import Derived, Integers, Kind
from sim.metrics.folded import Folded, along
from sim.metrics.lease_books import FINANCE, OPERATING, SERVICE, books

LEASES = (FINANCE, OPERATING)
EVERY = (FINANCE, OPERATING, SERVICE)


def by_region(name: str, kind: Kind, title: str, *parts: tuple[int, tuple[int, ...]]) -> Derived:
    """The sum of amounts, each of contracts of some classes, by region."""

    def compute(folded: Folded) -> Integers:
        held = folded.shared(books)
        total: Integers = np.sum([held[amount, c] for amount, classes in parts for c in classes], axis=0)
        if kind == "flow":
            total = np.diff(total, axis=-1, prepend=total[..., :1])
        return along(total, "region")

    return Derived(f"{name}_usd", "$", kind, title, ("region",), compute, ROWS)


def at_commencement(name: str, title: str, column: str) -> Derived:
    """Dollars that are due once, on the day a lease commences, by region."""

    def compute(folded: Folded) -> Integers:
        held = folded.shared(contracts)
        usd = np.zeros((folded.count, len(folded.layout.regions) + 1, folded.plan.months + 1), dtype=np.int64)
        month = np.searchsorted(folded.plan.starts, held.start, side="right")
        due = (held.opening == 0) & (month <= folded.plan.months)
        np.add.at(usd, (held.replication[due], held.region[due], month[due]), getattr(held, column)[due])
        return along(usd, "region")

    return Derived(f"{name}_usd", "$", "flow", title, ("region",), compute, ROWS)


def of_finance(name: str, kind: Kind, title: str, amount: int) -> Derived:
    """An amount of finance leases."""
    return by_region(name, kind, f"Finance leases: {title}", (amount, (FINANCE,)))


METRICS = (
    of_finance("finance_lease_liability", "level", "liability", k.LIABILITY),
    of_finance("finance_lease_interest", "flow", "interest", k.INTEREST),
    of_finance("finance_lease_payments", "flow", "payments", k.PAYMENTS_MADE),
    of_finance("finance_lease_remeasured", "flow", "liability moved by options used", k.REMEASURED),
    of_finance("right_of_use_remeasured", "flow", "right of use moved by options used", k.REVALUED),
    of_finance("remeasurement_gain", "flow", "gain of terms shortened", k.GAINED),
    of_finance("finance_lease_ended", "flow", "liability of those ended early", k.ENDED),
    of_finance("right_of_use", "level", "right of use", k.RIGHT_OF_USE),
    of_finance("right_of_use_amortisation", "flow", "amortisation", k.AMORTISATION),
    of_finance("right_of_use_ended", "flow", "right of use of those ended early", k.GIVEN_UP),
    by_region("ifrs_lease_liability", "level", "IFRS 16: liability of all leases", (k.LIABILITY, LEASES)),
    by_region("ifrs_right_of_use", "level", "IFRS 16: right of use of all leases", (k.RIGHT_OF_USE, LEASES)),
    by_region("rent", "flow", "Rent of operating leases, and of opening leases past their term",
              (k.COSTS, (OPERATING,)), (k.MONTH_BY_MONTH, LEASES)),
    by_region("services", "flow", "Services bought", (k.COSTS, (SERVICE,)), (k.MONTH_BY_MONTH, (SERVICE,))),
    by_region("rent_paid", "flow", "Paid for rent and services",
              (k.PAYMENTS_MADE, (OPERATING, SERVICE)), (k.MONTH_BY_MONTH, EVERY)),
    at_commencement("initial_direct_costs", "Paid to obtain leases, at commencement", "direct_costs"),
    at_commencement("lease_incentives", "Received from landlords, at commencement", "incentive"),
)  # fmt: skip
