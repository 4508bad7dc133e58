"""Whether 64 bits hold whatever a scenario may come to: its kW, its kW in time, its dollars.

Each value of a scenario lies within what can be meant by it; all of them together may still come to more than whole
numbers of 64 bits hold, which would wrap round in the log and in every sum without a word.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.scenario import Scenario
from sim.scenario.uncertainties import (
    LIKELY_SIGMAS,
    SPARE_SIGMAS,
    Factors,
    factors_of,
    likely_most,
    moments,
)
from sim.world.naming import Naming
from sim.world.worth import Part, dollars_per_kw, dollars_stated, matched_above, worth_of_a_dollar

MOST = 1 << 59
"""Of an estimate. What is left to 2^63, 16 times, is for figures that add up several others."""
MOST_IN_TIME = 1 << 62
"""Of kW times seconds: every figure is of one level, and nothing is added up of it but its own months and cells."""


class UncountableError(ValueError):
    """A scenario may come to more than is counted exactly, or than the calendar has names for."""


class Estimate(NamedTuple):
    """What a scenario may come to at most."""

    what: str
    amount: float
    allowed: int
    factors: list[list[Part]]
    """What it is made of: sums that are multiplied with one another."""


class _Kilowatts(NamedTuple):
    """Whose kW there may be, by the key that says so."""

    supply: list[Part]
    requests: list[Part]
    others: list[Part]


def refuse_the_uncountable(n: Naming, tables: dict[str, np.ndarray]) -> None:
    """UncountableError where whole numbers of a scenario may leave 64 bits, with the keys that bring it about."""
    for estimate in estimates(n, tables):
        if not estimate.amount <= estimate.allowed:
            largest = [max(parts, key=lambda part: part.amount) for parts in estimate.factors]
            keys = " and ".join(f"{part.key} ({part.amount:,.0f} {part.unit})" for part in largest)
            raise UncountableError(
                f"scenario {n.scenario.name} may come to {estimate.amount:.2g} {estimate.what}, more than is surely "
                f"counted in 64 bits: at most {float(estimate.allowed):.2g} are allowed. Most of it comes from {keys}: "
                "write less there, or a shorter horizon"
            )


def estimates(n: Naming, tables: dict[str, np.ndarray]) -> Iterator[Estimate]:
    """What a scenario may come to, each far above anything likely.

    Why whole numbers of what passes stay within 64 bits: every kW is a site's, a request's, a baseline's or a step's of
    the grid. No portfolio has more sites than there are rows, no class more requests, and the sizes of so many draws
    sum to their mean and ten sigma at most, under the largest factor that is likely for all of them together. In time
    a kW stands no longer than the horizon; capacity and requests are never one level. Every dollar is stated as such,
    or a price of a kW of capacity: paid when the kW comes, and again each time that a review or an action lets it go,
    takes it back, puts it off or rebuilds it, or its servers' life ends, or else month by month (`worth.py`). What is
    freed, redeployed, owed or discounted is made of the same dollars.
    """
    kw = _kilowatts(n, tables)
    every = [*kw.supply, *kw.requests, *kw.others]
    yield Estimate("kW", _total(every), MOST, [every])
    for level in (kw.supply, kw.requests):
        yield Estimate("kW times seconds", _total(level) * n.horizon, MOST_IN_TIME, [level])
    above = list(matched_above(n))
    if above:
        yield Estimate("kW times dollars times seconds", _total(kw.requests) * max(part.amount for part in above),
                       MOST_IN_TIME, [kw.requests, above])  # fmt: skip
    prices, stated, worth = dollars_per_kw(n, tables), dollars_stated(n, tables), worth_of_a_dollar(n)
    yield Estimate("dollars for capacity", _total(kw.supply) * _total(prices) * worth, MOST, [kw.supply, prices])
    yield Estimate("dollars stated", _total(stated) * worth, MOST, [stated])


def _total(parts: Iterable[Part]) -> float:
    return math.fsum(part.amount for part in parts)


def _kilowatts(n: Naming, tables: dict[str, np.ndarray]) -> _Kilowatts:
    s, factors = n.scenario, factors_of(n.scenario.uncertainties)
    supply = [Part(f"sites[{site.id}]", sum(t.capacity for t in site.tranches), "kW") for site in n.sites]
    for p, row in zip(n.portfolios, tables["portfolios"], strict=False):
        kw = sum_of_draws(p.site, int(row["slots"]), factors) if p.total is None else float(p.total)
        supply.append(Part(f"portfolios[{p.id}]", kw, "kW"))
    requests = [Part(f"demand: request {r.id}", float(r.capacity), "kW") for r in s.demand.opening()]
    for c, row in zip(n.classes, tables["workloads"], strict=False):
        kw = sum_of_draws(c.size, int(row["slots"]), factors) * _scaled(s, c.id, factors)
        requests.append(Part(f"demand.classes[{c.id}].size", kw, "kW"))
    others = [Part(f"demand.baseline[{b.id}].path", _baseline_kw(n, tables, p) * _scaled(s, b.id, factors), "kW")
              for p, b in enumerate(n.baselines)]  # fmt: skip
    others += [Part(f"regions[{r.id}].power", sum(step.capacity for step in r.power.steps), "kW")
               for r in n.regions if r.power is not None]  # fmt: skip
    return _Kilowatts(supply, requests, others)


def sum_of_draws(drawn: Any, count: int, factors: Factors) -> float:
    """What so many draws sum to at most, as far as can be told: what scales them scales all of them alike."""
    mean, variance = moments(drawn, {})
    scaled_by = {each.scaled_by for each in (drawn, *(part.value for part in getattr(drawn, "parts", ())))}
    scale = math.prod(max(likely_most(factors[name], factors), 1.0) for name in scaled_by if name in factors)
    return scale * (count * mean + SPARE_SIGMAS * math.sqrt(count * variance))


def _scaled(s: Scenario, target: str, factors: Factors) -> float:
    """What actions may multiply the sizes of a class by, or the level of a baseline."""
    return math.prod(max(likely_most(action.factor, factors), 1.0) for action in s.timeline
                     if action.action == "scale_demand" and action.target == target)  # fmt: skip


def _baseline_kw(n: Naming, tables: dict[str, np.ndarray], p: int) -> float:
    """What the path of a baseline may come to: its own course, its growth as scaled, and six sigma of its noise."""
    path, months, factors = tables["paths"][p], len(n.fiscal_years), factors_of(n.scenario.uncertainties)
    of_path = slice(path["first_version"], path["first_version"] + path["versions"])
    courses = [tables["levels"][first : first + months]
               for first in (path["first"], *tables["versions"]["first"][of_path])]  # fmt: skip
    states = tables["states"][path["first_state"] : path["first_state"] + path["states"]]
    scaled_by = n.baselines[p].growth_scaled_by
    scale = max(likely_most(factors[scaled_by], factors), 1.0) if scaled_by in factors else 1.0
    top = max(float(course["kw"].max()) for course in courses)
    grown = max(float(course["growth"].clip(0).sum()) for course in courses) * (scale - 1)
    grown += months * max(states["growth"].max(initial=0.0), 0.0) * scale
    if path["ceiling"] > 0:
        top, grown = max(top, float(path["ceiling"])), 0.0
    volatility = max(path["volatility"], states["volatility"].max(initial=0.0))
    return top * math.exp(min(grown + LIKELY_SIGMAS * volatility * math.sqrt(months), 700.0))
