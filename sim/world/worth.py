"""What a kW of the operator may cost and earn to the end of the horizon at most, price by price, and dollars stated as
such: generous estimates, by which it is seen that sums of dollars stay countable.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from sim.events.months import PRICE_BITS
from sim.quantities.durations import SECONDS_PER_DAY, SECONDS_PER_MONTH
from sim.quantities.power import KW_PER_MW
from sim.scenario.uncertainties import LIKELY_SIGMAS
from sim.world.naming import Naming

HOURS_PER_MONTH = SECONDS_PER_MONTH / 3600
MONTH_AT_MOST = 31 * SECONDS_PER_DAY
IN_ALL = "$/kW in all"
"""Unit of what a price comes to for a kW."""


class Part(NamedTuple):
    """What one key of a scenario may come to."""

    key: str
    amount: float
    unit: str


def dollars_per_kw(n: Naming, tables: dict[str, np.ndarray]) -> list[Part]:
    """Of a kW: what it costs to build and to fill with servers, its lease, what it earns, its power."""
    months, turns, s = len(n.fiscal_years), _turns(n), n.scenario
    build = max(region.build_index for region in n.regions)
    costs = s.costs
    works = 0.0 if costs.retrofit is None else costs.retrofit.works
    prices = [Part("costs.land", turns * costs.land, IN_ALL),
              *(Part(f"costs.{name}", turns * build * price, IN_ALL) for name, price in
                (("facility", costs.facility), ("shell_fit", costs.shell_fit), ("retrofit.works", works)))]  # fmt: skip
    life = min(tables["costs"]["life_months"].min(), tables["generations"]["life_months"].min(initial=1 << 30))
    ahead = _unpaid(tables) * (1 + _unpaid(tables)) + int(tables["costs"][0]["refresh_lead_months"])
    bought = turns + (months + ahead) // max(int(life), 1) + 1
    servers = [(f"costs.servers.{grade} with its network", float(tables["costs"][0][f"it_{grade}"]))
               for grade in ("general", "ai")]  # fmt: skip
    servers += [("costs.generations", float(row["price"])) for row in tables["generations"]]
    prices.append(max((Part(key, bought * price, IN_ALL) for key, price in servers), key=_amount))
    prices += _largest(_leases(n, tables, turns))
    sold = [*((f"demand.classes[{c.id}]", c.price) for c in n.classes),
            *((f"providers[{p.id}]", p.price) for p in n.providers)]  # fmt: skip
    prices += _largest(Part(f"{key}.price", months * price, IN_ALL) for key, price in sold)
    mwh = months * HOURS_PER_MONTH / KW_PER_MW
    prices += _largest(Part(f"regions[{r.id}].power_price", mwh * r.power_price * r.pue, IN_ALL) for r in n.regions)
    return prices


def _turns(n: Naming) -> int:
    """How often a kW may come: at first, and after each review and action, which let go, take back or put off once."""
    return 1 + len(n.fiscal_years) // n.scenario.review.every_months + len(n.actions)


def _unpaid(tables: dict[str, np.ndarray]) -> int:
    """Months that had accrued before the start and are not yet paid; what is unpaid is multiplied by them once more."""
    return int(tables["costs"][0]["payment_months"])


def _leases(n: Naming, tables: dict[str, np.ndarray], turns: int) -> Iterator[Part]:
    """Of each lease terms and region: all payments and those of its options, or their value where it is more, months of
    rent for leaving and deferring, or while it is deferred or sublet, and what else is paid once; each as often as it
    may be signed, at the highest rent of the day.
    """
    months, s = len(n.fiscal_years), n.scenario
    volatility = max(tables["markets"]["volatility"].max(initial=0.0), 0.0)
    index = tables["rents"]["base"].max() * math.exp(LIKELY_SIGMAS * volatility * math.sqrt(months))
    put_off = max([s.review.defer_by, *(abs(int(by)) for by in tables["actions"]["by"])]) / SECONDS_PER_MONTH
    for i, terms in enumerate(n.terms):
        once = terms.prepayment + terms.initial_direct_costs + terms.incentive + (terms.assignment or 0.0)
        once += 0.0 if terms.settlement is None else terms.settlement.reletting_cost
        once += terms.delay_credit * (terms.long_stop or 0) / SECONDS_PER_MONTH
        for row in tables["terms"][i * len(n.regions) : (i + 1) * len(n.regions)]:
            fees = max(float(row[name]) for name in row.dtype.names if name.startswith(("fee_", "floor_", "cap_")))
            options = tables["options"][row["first_option"] : row["first_option"] + row["option_count"]]
            fees += options["fee_months"].sum()
            rent = max(row["undiscounted"], row["present_value"]) + row["rent_month"] * (months + fees + put_off)
            rent += np.maximum(options["undiscounted"], options["present_value"]).sum()
            factor = index * (1.0 + max(row["premium"], 0.0))
            yield Part(f"lease_terms[{terms.id}].rent", float(turns * (rent * factor + once)), IN_ALL)


def dollars_stated(n: Naming, tables: dict[str, np.ndarray]) -> list[Part]:
    """Opening balances, envelopes, commitments, capex of no site."""
    s = n.scenario
    unpaid = _unpaid(tables)
    months = len(n.fiscal_years) + unpaid * (1 + unpaid)
    stated = [Part("capex.other", months * s.capex.other, "$"), Part("capex.other_leases", s.capex.other_leases, "$")]
    stated += [Part(f"sites[{site.id}].money", site.money.committed + (1 + unpaid) * site.money.unpaid, "$")
               for site in n.sites if site.money is not None]  # fmt: skip
    stated += [Part(f"capex.envelopes[{e.id}].amount", e.amount, "$") for e in s.capex.envelopes]
    stated += [Part(f"timeline[{a.id}].amount", float(row["amount_usd"]), "$")
               for a, row in zip(n.actions, tables["actions"], strict=False)]  # fmt: skip
    for c in s.agreement.commitments:
        amounts = [*(year.amount for year in c.by_year), *(year.amount for year in c.by_calendar_year)]
        stated.append(Part(f"agreement.commitments[{c.id}]", c.billed_before + sum(amounts), "$"))
    return stated


def matched_above(n: Naming) -> Iterator[Part]:
    """What each provider's price, where the operator may match it, differs from that of a class at most, per MW and
    month and times the longest month, as it is weighed with kW.
    """
    if any(regime.trigger == "third_party_offer" for regime in n.regimes):
        longest = MONTH_AT_MOST >> PRICE_BITS
        for p in n.providers:
            above = max((abs(p.price - c.price) for c in n.classes), default=0.0)
            unit = "$ per MW and month above a class's, in time"
            yield Part(f"providers[{p.id}].price", longest * KW_PER_MW * above, unit)


def worth_of_a_dollar(n: Naming) -> float:
    """What a dollar of the horizon's end may be worth at its start: more than one where money is discounted below 0."""
    return max(1.0, (1.0 + n.scenario.operator.discount_rate) ** (-len(n.fiscal_years) / 12))


def _largest(parts: Iterable[Part]) -> list[Part]:
    """The largest of some parts that stand for one another: no kW has two leases, or two prices."""
    listed = sorted(parts, key=_amount)
    return listed[-1:]


def _amount(part: Part) -> float:
    return part.amount
