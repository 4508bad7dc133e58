"""Money of lease terms by month: prepayments, delay credits, rent of deferred leases, options used."""

from sim.events import kinds
from sim.metrics.declared import Posting, Series, When
from sim.metrics.money import dollars, flow

PLACE = ("region",)


def of_month(event: int) -> Posting:
    """Dollars of a row, in the month whose index it holds."""
    return Posting(event, "dollars", when=When.BOOKED, operator=None)


METRICS = (
    flow("prepaid", "Prepaid at signing", PLACE, dollars(kinds.PREPAYMENT_PAID)),
    flow("prepayment_credited", "Prepayments credited against rent", PLACE, of_month(kinds.PREPAYMENT_CREDITED)),
    flow("prepayment_refunded", "Prepayments refunded", PLACE, dollars(kinds.PREPAYMENT_REFUNDED)),
    flow("prepayment_forfeited", "Prepayments lost by leaving", PLACE, dollars(kinds.PREPAYMENT_FORFEITED)),
    Series("prepayments_usd", "$", "level", "Prepayments not yet credited", PLACE, (
        dollars(kinds.PREPAYMENT_DECLARED),
        dollars(kinds.PREPAYMENT_PAID),
        Posting(kinds.PREPAYMENT_CREDITED, "dollars", -1, When.BOOKED, operator=None),
        dollars(kinds.PREPAYMENT_REFUNDED, -1),
        dollars(kinds.PREPAYMENT_FORFEITED, -1),
    )),
    flow("delay_credits", "Credits for late delivery", PLACE, dollars(kinds.DELAY_CREDITED)),
    flow("deferral_rent", "Rent of deferred leases before they are ready", PLACE, of_month(kinds.DEFERRAL_RENT_DUE)),
    flow("extended", "Payments added by extensions, undiscounted", PLACE, dollars(kinds.LEASE_EXTENDED)),
    flow("extended_value", "Present value of extensions on the day", PLACE, dollars(kinds.LEASE_REMEASURED)),
    Series("extended_mw", "MW", "flow", "Leases extended", ("region", "grade"), (Posting(kinds.LEASE_EXTENDED),)),
    Series("broken_mw", "MW", "flow", "Leases ended early by an option", ("region", "grade"),
           (Posting(kinds.BREAK_EXERCISED),)),
)  # fmt: skip
