"""Money by month: committed, accrued, paid, the call basis, and commitments not yet on the books."""

import numpy as np

from sim.events import codes, kinds
from sim.metrics.declared import Derived, Integers, Posting, Ratio, Series, When
from sim.metrics.folded import Folded, along

BY = ("region", "asset")
CONSTRUCTION = (codes.LAND, codes.FACILITY)


def booked(event: int, sign: int = 1, item: tuple[int, ...] | None = None) -> Posting:
    """Dollars of a row, in the month that it belongs to."""
    return Posting(event, "dollars", sign, When.BOOKED, item=item, operator=None)


def dollars(event: int, sign: int = 1, asset: int | None = None) -> Posting:
    """Dollars of a row, in the month of its instant."""
    return Posting(event, "dollars", sign, operator=None, asset=asset)


def declared(basis: int, sign: int) -> Posting:
    """An opening balance of construction."""
    return Posting(kinds.CAPEX_DECLARED, "dollars", sign, item=CONSTRUCTION, basis=(basis,), operator=None)


def flow(name: str, title: str, by: tuple[str, ...], *postings: Posting) -> Series:
    """Dollars of a month."""
    return Series(f"{name}_usd", "$", "flow", title, by, postings)


def call_capex(folded: Folded) -> Integers:
    """Accrued property and equipment + finance leases commencing."""
    return folded.of("accrued_usd") + folded.of("finance_leases_commenced_usd")


def long_lived(folded: Folded) -> Integers:
    """The part of call capex with a life of 15 years and more."""
    counts = np.array([*codes.LONG_LIVED, False], dtype=np.int64)
    return folded.of("call_capex_usd") * along(counts[:, None], "asset")


def programme(folded: Folded) -> Integers:
    """Call capex within the scope of its fiscal year's envelope.

    A year without envelope has the scope of the nearest earlier one, or of the first where there is none
    earlier; without any envelope everything counts.
    """
    counts = folded.plan.said.programme
    return folded.of("call_capex_usd") * along(counts, "asset")


def not_yet_commenced(folded: Folded) -> Integers:
    """Undiscounted payments of leases signed and not commenced, with those outside data centers."""
    stock = folded.of("data_center_leases_not_yet_commenced_usd").copy()
    stock[:, -1] += round(folded.layout.scenario.capex.other_leases)
    return stock


METRICS = (
    flow("committed", "Committed", BY, booked(kinds.CAPEX_COMMITTED)),
    flow("accrued", "Accrued", BY, booked(kinds.CAPEX_ACCRUED)),
    flow("paid", "Paid", ("asset",), booked(kinds.CAPEX_PAID)),
    flow("finance_leases_commenced", "Finance leases commencing", BY,
         dollars(kinds.FINANCE_LEASE_COMMENCED, asset=codes.FINANCE_LEASES)),
    Derived("call_capex_usd", "$", "flow", "Call capex: accrual + finance leases commencing", BY, call_capex),
    Derived("long_lived_usd", "$", "flow", "Long-lived call capex", BY, long_lived),
    Ratio("long_lived_share", "Long-lived share of call capex", "long_lived_usd", "call_capex_usd"),
    Derived("programme_capex_usd", "$", "flow", "Programme: call capex within the envelope's scope", BY,
            programme),
    Series("construction_commitments_usd", "$", "level", "Construction committed, not accrued", ("region",), (
        declared(codes.COMMITMENT, 1),
        declared(codes.ACCRUAL, -1),
        booked(kinds.CAPEX_COMMITTED, item=CONSTRUCTION),
        booked(kinds.CAPEX_ACCRUED, -1, item=CONSTRUCTION),
    )),
    Series("data_center_leases_not_yet_commenced_usd", "$", "level",
           "Data-center leases not yet commenced, undiscounted", ("region",), (
        dollars(kinds.LEASE_COMMITTED),
        dollars(kinds.LEASE_UNCOMMITTED, -1),
        Posting(kinds.FINANCE_LEASE_COMMENCED, "value", -1, operator=None),
        Posting(kinds.OPERATING_LEASE_COMMENCED, "value", -1, operator=None),
    )),
    Derived("leases_not_yet_commenced_usd", "$", "level", "Leases not yet commenced, undiscounted",
            ("region",), not_yet_commenced),
    Series("leases_not_yet_commenced_mw", "MW", "level", "Leases not yet commenced", ("region",), (
        Posting(kinds.LEASE_COMMITTED, operator=None),
        Posting(kinds.LEASE_UNCOMMITTED, sign=-1, operator=None),
        Posting(kinds.FINANCE_LEASE_COMMENCED, sign=-1, operator=None),
        Posting(kinds.OPERATING_LEASE_COMMENCED, sign=-1, operator=None),
    )),
    flow("release_fees", "Cost of release", ("region",), dollars(kinds.RELEASE_FEE_DUE)),
    flow("freed", "Reserved money freed, in the month of the decision", (), dollars(kinds.MONEY_FREED)),
    flow("redeployed", "Freed money set to work", (), booked(kinds.MONEY_REDEPLOYED),
         booked(kinds.CAPEX_COMMITTED, item=(codes.REDEPLOYED,))),
    flow("shortfall_billed", "Take-or-pay shortfall billed", (), booked(kinds.SHORTFALL_BILLED)),
)  # fmt: skip
