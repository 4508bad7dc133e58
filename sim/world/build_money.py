"""Tables of money from a scenario: lease terms by region, prices, capex items, the spending curve."""

from functools import lru_cache
from math import fsum
from typing import get_args

import numpy as np

from sim.accounting.classify import Facts, Test, deciding_test
from sim.accounting.measure import present_value
from sim.accounting.schedule import due, rents
from sim.events import codes
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import beta_cdf
from sim.world import tables_money as rows
from sim.world.build_clauses import clauses
from sim.world.naming import Naming
from sim.world.rows import array

CURVE_STEPS = 1000


def monthly_rents(terms) -> list[float]:
    """Rents of the months of lease terms per dollar of year-1 monthly rent, whenever they are paid."""
    return rents(terms.term_years * 12, terms.escalator, terms.rent_free_months)


def payments(terms) -> list[float]:
    """What lease terms pay at the start of each month, per dollar of year-1 monthly rent."""
    return due(monthly_rents(terms), terms.months_paid_together, in_arrears=terms.in_arrears)


def lease_terms(n: Naming) -> np.ndarray:
    """One row for each terms and region; leases discount per month."""
    made = array(rows.Terms, len(n.terms) * len(n.regions))
    option = 0
    for i, terms in enumerate(n.terms):
        stream = payments(terms)
        value = present_value(stream, terms.discount_rate)
        for j, region in enumerate(n.regions):
            row = made[i * len(n.regions) + j]
            rent = terms.rent * region.rent_index
            row["rent_month"], row["undiscounted"], row["present_value"] = rent, rent * fsum(stream), rent * value
            row["finance"], row["test"] = classified(terms, rent * value)
            row["term_months"] = terms.term_years * 12
            fees = terms.release_fees
            row["fee_soq"], row["fee_signed"], row["fee_building"] = fees.soq, fees.signed, fees.building
            row["premium"], row["deferral_share"] = terms.reentry_premium, terms.deferral_rent_share
            clauses(row, terms)
            row["first_option"], row["option_count"] = option, len(terms.options)
            option += len(terms.options)
    return made


def classified(terms, value: float) -> tuple[bool, int]:
    """Whether terms of a present value make a finance lease, and the reason that decided; -1 where they say it."""
    if terms.accounting != "by_test":
        return terms.accounting == "finance", codes.NONE
    test = deciding_test(Facts(
        terms.term_years, terms.economic_life_years, value, terms.fair_value,
        terms.transfers_ownership, terms.purchase_option, terms.no_alternative_use,
    ))  # fmt: skip
    return test != "no_test_met", codes.LEASE_TESTS + get_args(Test).index(test)


def costs(n: Naming) -> np.ndarray:
    """The one row of prices."""
    c = n.scenario.costs
    made = array(rows.Costs, 1)
    row = made[0]
    for name in ("land", "facility", "shell_fit", "contracts_lead", "it_lead"):
        row[name] = getattr(c, name)
    for grade in codes.GRADES:
        row[f"it_{grade}"] = getattr(c.servers, grade) + getattr(c.network, grade)
    if c.retrofit is not None:
        row["works"], row["works_time"] = c.retrofit.works, c.retrofit.time
    row["payment_months"] = round(c.payment_terms / SECONDS_PER_MONTH)
    row["life_months"] = round(c.it_life / SECONDS_PER_MONTH)
    row["refresh_lead_months"] = round(c.it_lead / SECONDS_PER_MONTH)
    row["other_month"] = n.scenario.capex.other
    row["other_leases"] = n.scenario.capex.other_leases
    return made


def curve(n: Naming) -> np.ndarray:
    """Regularised incomplete beta function at equal steps of progress."""
    c = n.scenario.costs.curve
    return array(rows.Curve, CURVE_STEPS + 1, share=_shares(c.alpha, c.beta))


@lru_cache(maxsize=16)
def _shares(alpha: float, beta: float) -> tuple[float, ...]:
    return tuple(beta_cdf(alpha, beta, i / CURVE_STEPS) for i in range(CURVE_STEPS + 1))


def items(site_count: int) -> np.ndarray:
    """Three items a site, then refresh by grade, other capex, redeployed money."""
    rest = (codes.REFRESH_GENERAL, codes.REFRESH_AI, codes.OTHER_CAPEX, codes.REDEPLOYED)
    of_sites = np.arange(site_count * codes.SITE_ASSETS)
    made = array(rows.Item, len(of_sites) + len(rest), site=-1, grade=-1)
    made["site"][: len(of_sites)], made["asset"][: len(of_sites)] = np.divmod(of_sites, codes.SITE_ASSETS)
    made["asset"][len(of_sites) :] = rest
    return made


def assets() -> np.ndarray:
    """One row a cost class."""
    return array(rows.Asset, len(codes.ASSETS))


def refresh(n: Naming) -> tuple[np.ndarray, np.ndarray]:
    """IT of the fleet that is live at the start, its ages spread evenly over its life: the same each month. And the
    fleets that it belongs to, by grade.
    """
    months = len(n.fiscal_years)
    made, fleets = array(rows.Refresh, 2 * months), array(rows.Fleet, 2)
    for p in n.scenario.portfolios:
        if p.stage == "live" and p.holder == "operator" and p.tenure != "service":
            if p.total is not None:
                kw: float = p.total
            else:
                assert p.count is not None, f"{p.id}: live at the start, so it has no arrivals"
                kw = p.count * n.mean(p.site)
            for grade, share in (("general", 1 - p.ai_share), ("ai", p.ai_share)):
                _add(made, fleets, grade, kw * share, n)
    for s in n.scenario.sites:
        if s.stage == "live" and s.holder == "operator" and s.tenure != "service":
            _add(made, fleets, s.grade, sum(t.capacity for t in s.tranches if t.servers_age is None), n)
    made["fleet_usd"], made["fleet_kw"] = made["usd"], made["kw"]
    return made, fleets


def generations(n: Naming) -> np.ndarray:
    """One row a generation of servers, by date."""
    listed = sorted(n.scenario.costs.generations, key=lambda g: (g.first_day, g.grade))
    made = array(rows.Generation, len(listed))
    for row, g in zip(made, listed, strict=True):
        row["grade"], row["first"] = codes.GRADES.index(g.grade), n.instant(g.first_day)
        row["price"], row["life_months"] = g.servers + g.network, round(g.life / SECONDS_PER_MONTH)
    return made


def _add(made: np.ndarray, fleets: np.ndarray, grade: str, kw: float, n: Naming) -> None:
    months = len(n.fiscal_years)
    first = codes.GRADES.index(grade) * months
    life = round(n.scenario.costs.it_life / SECONDS_PER_MONTH)
    price = getattr(n.scenario.costs.servers, grade) + getattr(n.scenario.costs.network, grade)
    usd = kw * price
    made["usd"][first:first + months] += usd / life
    made["kw"][first:first + min(months, life)] += usd / price / life if price > 0 else 0.0
    fleets[codes.GRADES.index(grade)]["kw"] += kw
