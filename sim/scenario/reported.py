"""`reported`: published figures shown beside the simulated ones; never an input of the simulation."""

from typing import Literal

from sim.quantities import Dollars, LastDay
from sim.quantities.record import Record


class Reported(Record):
    """One published figure of a period or a date."""

    figure: Literal["call_capex", "cash_capex", "finance_leases_commenced", "leases_not_yet_commenced",
                    "construction_commitments"]
    """What was published."""
    period_ends: LastDay
    """Last day of the quarter, or the balance date."""
    amount: Dollars
    """As published, nominal."""
