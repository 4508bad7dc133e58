"""The running account by month: what the operator earns, what its capacity costs, what is idle of it, and cash.

Power is the use of each second times the region's price and PUE. Revenue is each request's price, its class's or one
that was matched, by the time it is served, a month of a fiscal year being its part of the year, as the partner is
billed, but for a matched one being told in whole dollars per MW and month. Use of the operator's own services earns
nothing here. Each amount posts as differences of rounded totals.
"""

import numpy as np

from sim.accounting.rounding import posted
from sim.events import kinds, stages
from sim.events.months import PRICE_BITS
from sim.metrics.capacity import in_service
from sim.metrics.declared import ASSET, Derived, Integers, InTime, Posting
from sim.metrics.folded import Folded, along, summed
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.quantities.power import KW_PER_MW

SERVED = in_service(operator=True)
USED = (Posting(kinds.BASELINE_SERVED), Posting(kinds.BASELINE_SPILLED), *SERVED)
LIVE = (
    Posting(kinds.TRANCHE_DECLARED, item=(stages.LIVE,)),
    Posting(kinds.TRANCHE_LIVE),
    Posting(kinds.TRANCHE_ENDED, sign=-1, item=(stages.LIVE,)),
    Posting(kinds.RETROFIT_BEGUN, sign=-1, item=(stages.LIVE,)),
)
KW_SECONDS_PER_MWH = 3_600_000


def power(folded: Folded) -> Integers:
    """Price × PUE × use."""
    said = folded.plan.said
    price = said.of_regions("power_price") * said.of_regions("pue") / KW_SECONDS_PER_MWH
    return shaped(price[:, None] * folded.in_time["used"])


def revenue(folded: Folded) -> Integers:
    """Price × MW served, by region and client: the class's, or one that was matched."""
    said = folded.plan.said
    served = folded.in_time["served"] * said.months_per_second
    above = folded.in_time["above_price"] * (2.0**PRICE_BITS / KW_PER_MW) * said.months_per_second
    usd: Floats = sum((price * served[:, place] for place, price in enumerate(said.prices)), above)
    return along(_after_start(posted(np.cumsum(usd.swapaxes(1, 2), axis=-1))), "region", "client")


def sublease_income(folded: Folded) -> Integers:
    """What subtenants pay from their signature to the lease's end, prorated by months of 30.4375 days."""
    rows, starts = folded.rows(kinds.LEASE_SUBLET), folded.plan.starts
    ends = np.minimum(rows["value"][:, None], starts[1:])
    seconds = np.maximum(ends - np.maximum(rows["instant"][:, None], starts[:-1]), 0)
    usd = np.zeros((folded.count, len(folded.layout.regions) + 1, folded.plan.months))
    np.add.at(usd, (rows["replication"], rows["region"]), rows["dollars"][:, None] * seconds / SECONDS_PER_MONTH)
    return shaped(usd)


def capacity_cost(folded: Folded) -> Integers:
    """Depreciation, amortisation and interest of finance leases, rent, services."""
    parts = ("right_of_use_amortisation_usd", "finance_lease_interest_usd", "rent_usd", "services_usd")
    cost: Integers = summed(folded.of("depreciation_usd"), ASSET)
    for name in parts:
        cost = cost + folded.of(name)
    return cost


def idle_cost(folded: Folded) -> Integers:
    """The part of the capacity's cost that belongs to the MW-time not used."""
    served, stood = folded.in_time["used"], folded.in_time["live"]
    share = np.divide(np.maximum(stood - served, 0), stood, out=np.zeros(stood.shape), where=stood > 0)
    return shaped(share * folded.of("capacity_cost_usd")[:, :, 0, 0, 0, 0, 0, 1:])


def result(folded: Folded) -> Integers:
    """Revenue and shortfalls less power, the capacity's cost and fees, with what ended and shortened leases leave."""
    left = total(folded, "finance_lease_ended_usd") - total(folded, "right_of_use_ended_usd")
    left = left + total(folded, "remeasurement_gain_usd")
    costs = ("power_cost_usd", "capacity_cost_usd", "release_fees_usd")
    return earned(folded) + left - totals(folded, costs)


def cash(folded: Folded) -> Integers:
    """Revenue and shortfalls less power, payments of leases and services, what leases cost to obtain less what
    landlords give, fees, and capex paid.
    """
    paid = ("power_cost_usd", "finance_lease_payments_usd", "rent_paid_usd", "release_fees_usd", "paid_usd",
            "initial_direct_costs_usd")  # fmt: skip
    return earned(folded) + total(folded, "lease_incentives_usd") - totals(folded, paid)


def earned(folded: Folded) -> Integers:
    """Revenue, shortfalls billed, and what subtenants pay."""
    return totals(folded, ("revenue_usd", "sublease_income_usd")) + folded.of("shortfall_billed_usd")


def total(folded: Folded, name: str) -> Integers:
    """A series over all its cells."""
    return along(folded.whole(name))


def totals(folded: Folded, names: tuple[str, ...]) -> Integers:
    """The sum of several series, each over all its cells."""
    every: Integers = np.sum([total(folded, name) for name in names], axis=0)
    return every


def shaped(usd: Floats) -> Integers:
    """Dollars by replication, region and month, posted, as an array of a series."""
    return along(_after_start(posted(np.cumsum(usd, axis=-1))), "region")


def _after_start(flows: Integers) -> Integers:
    """The same with nothing in the opening state."""
    return np.concatenate([np.zeros_like(flows[..., :1]), flows], axis=-1)


PLACE = ("region",)

IN_TIME = (
    InTime("used", PLACE, USED),
    InTime("live", PLACE, LIVE),
    InTime("served", ("workload", "client", "region"), SERVED),
    InTime("above_price", ("client", "region"), SERVED, by_price=True),
)

METRICS = (
    Derived("revenue_usd", "$", "flow", "Revenue", ("region", "client"), revenue),
    Derived("sublease_income_usd", "$", "flow", "Rent of subtenants", PLACE, sublease_income, (kinds.LEASE_SUBLET,)),
    Derived("power_cost_usd", "$", "flow", "Power", PLACE, power),
    Derived("capacity_cost_usd", "$", "flow", "Cost of capacity: depreciation, leases, rent, services", PLACE,
            capacity_cost),
    Derived("idle_cost_usd", "$", "flow", "Cost of idle capacity", PLACE, idle_cost),
    Derived("operating_result_usd", "$", "flow", "Revenue less running cost", (), result),
    Derived("cash_flow_usd", "$", "flow", "Cash: revenue less running payments and capex", (), cash),
)  # fmt: skip
