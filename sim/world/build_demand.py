"""Tables of demand and agreement from a scenario."""

import math

import numpy as np

from sim.events import codes
from sim.quantities.durations import NEVER, SECONDS_PER_MONTH
from sim.scenario.demand import OpeningRequest, ReservedRequest
from sim.scenario.uncertainties import SPARE_SIGMAS
from sim.streams import stream_key
from sim.world import tables_demand as rows
from sim.world.build_periods import committed_by_month
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array
from sim.world.states import ASKED, IN_SERVICE, RESERVED
from sim.world.tables_supply import Pool

NAMED = 1 << 32
"""Requests from before the start draw by their names: their ordinals lie beyond those of all that arrive."""


def baselines(n: Naming) -> np.ndarray:
    """One row a baseline and region, by id then region."""
    pairs = [(i, b, region) for i, b in enumerate(n.baselines) for region in sorted(b.regions)]
    made = array(rows.Baseline, len(pairs), factor=1.0)
    for row, (path, b, region) in zip(made, pairs, strict=False):
        row["path"], row["region"] = path, n.region(region)
        row["grade"], row["share"] = codes.GRADES.index(b.grade), b.regions[region]
        row["priority"] = b.priority
    return made


def pools(n: Naming, baselines: np.ndarray) -> np.ndarray:
    """One row a holder, region and grade; the baselines of each of the operator's are chained in their order."""
    made = array(Pool, (1 + len(n.providers)) * len(n.regions) * 2, curve_month=-1, first_baseline=-1)
    for b in reversed(range(len(baselines))):
        pool = made[baselines[b]["region"] * 2 + baselines[b]["grade"]]
        baselines[b]["next"], pool["first_baseline"] = pool["first_baseline"], b
    return made


def workloads(n: Naming, lists: Lists) -> tuple[np.ndarray, np.ndarray]:
    """One row a workload class, with slots for the requests it is likely to make, and its rate in each month."""
    months = len(n.fiscal_years)
    starts = [n.instant(day) for day in n.month_dates]
    made = array(rows.Workload, len(n.classes), size_factor=1.0, rate_factor=1.0, operator_place=-1)
    rates = array(rows.Rate, len(n.classes) * months)
    first = len(n.scenario.demand.opening())
    for i, (row, c) in enumerate(zip(made, n.classes, strict=False)):
        _describe(row, c, n, lists)
        row["rates"] = i * months
        expected = 0.0
        steps = sorted(c.arrivals, key=lambda step: step.first_day)
        for m in range(months):
            in_force = [step for step in steps if step.first_day <= n.month_dates[m]]
            rate = in_force[-1].rate / SECONDS_PER_MONTH if in_force else 0.0
            rates[i * months + m]["per_second"] = rate
            expected += rate * (starts[m + 1] - starts[m])
        for action in n.actions:
            if action.action == "scale_demand" and action.target == c.id and action.of == "rates":
                mean, variance = n.moments(action.factor)
                expected *= max(mean + SPARE_SIGMAS * math.sqrt(variance), 1.0)
        row["first_request"] = first
        row["slots"] = math.ceil(expected + SPARE_SIGMAS * math.sqrt(expected) + SPARE_SIGMAS)
        first += int(row["slots"])
    return made, rates


def _describe(row, c, n: Naming, lists: Lists) -> None:
    row["key"] = stream_key(c.id)
    row["client"] = codes.CLIENTS.index(c.client)
    row["grade"] = codes.GRADES.index(c.grade)
    for field in ("size", "notice", "patience", "duration"):
        row[field] = lists.dist(getattr(c, field))
    order = _in_order(c)
    row["regions"], row["region_count"] = lists.numbers(n.region(r) for r in order)
    row["shares"], _ = lists.shares({n.region(r): c.regions[r] for r in order})
    row["providers"], row["provider_count"] = lists.numbers(n.holder(p) for p in c.providers)
    row["operator_place"] = c.providers.index("operator") if "operator" in c.providers else 0
    row["price"], row["priority"], row["preemptible"] = c.price, c.priority, c.preemptible
    row["partly"], row["smallest_part"] = c.partly_servable, c.smallest_part


def requests(n: Naming, count: int) -> np.ndarray:
    """Rows for every request that may be, what was asked for before the start filled in."""
    made = array(rows.Request, count)
    for i, (row, r) in enumerate(zip(made, n.scenario.demand.opening(), strict=False)):
        row["workload"], row["kw"] = n.index["classes"][r.workload], r.capacity
        if isinstance(r, OpeningRequest):
            row["state"], row["ordinal"] = IN_SERVICE, -1 - i
            row["holder"], row["region"] = n.holder(r.holder), n.region(r.region)
            row["ends_at"] = NEVER if r.ends is None else n.instant(r.ends)
            continue
        row["ordinal"] = NAMED + stream_key(r.id) % NAMED
        row["start"], row["duration"] = n.instant(r.starts), -1 if r.duration is None else r.duration
        row["latest"] = NEVER if r.latest is None else n.instant(r.latest)
        row["first_region"] = -1
        if isinstance(r, ReservedRequest):
            row["state"], row["holder"], row["region"] = RESERVED, n.holder(r.holder), n.region(r.region)
        else:
            row["grade"] = -1
            row["state"], row["asked_at"] = ASKED, 0 if r.asked is None else n.instant(r.asked)
            if r.region is not None:
                [workload] = [c for c in n.classes if c.id == r.workload]
                row["first_region"] = _in_order(workload).index(r.region)
    return made


def _in_order(c) -> list[str]:
    """A class's regions, the likelier first."""
    return sorted(c.regions, key=lambda region: (-c.regions[region], region))


def regimes(n: Naming, lists: Lists) -> np.ndarray:
    """One row a regime, by date."""
    made = array(rows.Regime, len(n.regimes))
    for row, r in zip(made, n.regimes, strict=True):
        row["first"] = n.instant(r.first_day)
        row["regime"], row["trigger"] = codes.REGIMES.index(r.regime), codes.TRIGGERS.index(r.trigger)
        row["window"], row["response"] = r.window, lists.dist(r.response_time)
        row["free_period"], row["waiting_time"] = r.free_period, r.waiting_time
        row["carved"], row["kept"] = _mask(r.carved_out, n), _mask(r.with_operator, n)
        row["notice"], row["match_all"] = r.minimum_notice, r.matching == "all"
        row["partial"] = r.partial_exercise
        row["share_cap"] = -1.0 if r.share_cap is None else r.share_cap
        row["cure"] = -1 if r.cure_period is None else r.cure_period
        row["second_search"] = -1 if r.second_search is None else r.second_search
        row["amounts"], row["committed_kw"] = _committed(r, n, lists)
    return made


def _mask(names, n: Naming) -> int:
    """Workload classes as bits."""
    return sum(1 << n.index["classes"][name] for name in set(names))


def _committed(regime, n: Naming, lists: Lists) -> tuple[int, int]:
    """Where the dollars of a regime's commitment stand, month by month, and its kW; -1 for none."""
    if regime.commitment is None:
        return -1, -1
    [commitment] = [c for c in n.scenario.agreement.commitments if c.id == regime.commitment]
    first = committed_by_month(commitment, n, lists)
    return first, -1 if commitment.capacity is None else commitment.capacity


def consents(n: Naming) -> np.ndarray:
    """Standing approvals, then waivers, each by id; no rows where there are none."""
    agreement = n.scenario.agreement
    listed = [(0, c) for c in sorted(agreement.standing_approvals, key=lambda c: c.id)]
    listed += [(1, c) for c in sorted(agreement.waivers, key=lambda c: c.id)]
    made = array(rows.Consent, len(listed))
    for row, (waiver, c) in zip(made, listed, strict=True):
        row["waiver"], row["first"] = waiver, n.instant(c.first_day)
        row["last"] = NEVER if c.last_day is None else n.instant(c.last_day) + 86_400
        row["provider"] = n.holder(c.provider)
        row["classes"] = _mask(c.classes, n)
        row["limit_kw"] = -1 if c.limit is None else c.limit
    return made


def responses(n: Naming, first_rule: dict[str, int]) -> np.ndarray:
    """One row a response policy, by date."""
    listed = sorted(n.scenario.agreement.responses, key=lambda p: (p.first_day, p.id))
    made = array(rows.Response, len(listed))
    for row, p in zip(made, listed, strict=True):
        row["first"], row["rules"], row["rule_count"] = n.instant(p.first_day), first_rule[p.id], len(p.rules)
        row["draws"] = any(rule.draws for rule in p.rules)
    return made
