"""The bridge between the bases of capex, and the roll-forward of leases not yet commenced, to the dollar.

Committed = accrued + change of what is committed and not accrued; accrued = paid + change of what is accrued and not
paid; call basis = accrued + finance leases commencing. Leases not yet commenced: opening + signed - commenced -
taken back = closing. A re-pricing takes back what was signed and signs it anew.
"""

from sim.events import codes, kinds
from sim.metrics.declared import Posting, Series, Unit, When

ASSET = ("asset",)
PLACE = ("region",)
COMMENCED = (kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED)


def opening(basis: int, sign: int) -> Posting:
    """An opening balance."""
    return Posting(kinds.CAPEX_DECLARED, "dollars", sign, basis=(basis,), operator=None)


def booked(event: int, sign: int) -> Posting:
    """Dollars of a row, in the month that it belongs to."""
    return Posting(event, "dollars", sign, When.BOOKED, operator=None)


def moved(name: str, unit: Unit, title: str, *postings: Posting) -> Series:
    """A part of the roll-forward of leases not yet commenced."""
    return Series(name, unit, "flow", title, PLACE, postings)


def after_start(event: int) -> Posting:
    """MW of a row after the first instant."""
    return Posting(event, when=When.AFTER_START, operator=None)


METRICS = (
    Series("open_commitments_usd", "$", "level", "Capex committed, not accrued", ASSET, (
        opening(codes.COMMITMENT, 1),
        opening(codes.ACCRUAL, -1),
        booked(kinds.CAPEX_COMMITTED, 1),
        booked(kinds.CAPEX_ACCRUED, -1),
    )),
    Series("capex_payable_usd", "$", "level", "Capex accrued, not paid", ASSET, (
        opening(codes.ACCRUAL, 1),
        opening(codes.CASH, -1),
        booked(kinds.CAPEX_ACCRUED, 1),
        booked(kinds.CAPEX_PAID, -1),
    )),
    Series("payable_change_usd", "$", "flow", "Change of capex accrued, not paid", ASSET, (
        booked(kinds.CAPEX_ACCRUED, 1),
        booked(kinds.CAPEX_PAID, -1),
    )),
    moved("leases_signed_usd", "$", "Leases signed, undiscounted",
          Posting(kinds.LEASE_COMMITTED, "dollars", when=When.AFTER_START, operator=None)),
    moved("leases_commenced_usd", "$", "Leases commenced, undiscounted",
          *(Posting(event, "value", when=When.AFTER_START, operator=None) for event in COMMENCED)),
    moved("leases_taken_back_usd", "$", "Leases cancelled before they commence, undiscounted",
          Posting(kinds.LEASE_UNCOMMITTED, "dollars", when=When.AFTER_START, operator=None)),
    moved("leases_signed_mw", "MW", "Leases signed, to commence", after_start(kinds.LEASE_COMMITTED)),
    moved("leases_commenced_mw", "MW", "Leases commenced", *(after_start(event) for event in COMMENCED)),
    moved("leases_taken_back_mw", "MW", "Leases cancelled before they commence",
          after_start(kinds.LEASE_UNCOMMITTED)),
)  # fmt: skip
