"""Tables of supply from a scenario: regions, holders, pipelines, portfolios, sites."""

import math

import numpy as np

from sim.events import codes, stages
from sim.quantities.durations import NEVER, SECONDS_PER_MONTH
from sim.scenario.uncertainties import SPARE_SIGMAS
from sim.scenario.unlimited import UNLIMITED
from sim.streams import stream_key
from sim.world import tables_supply as rows
from sim.world.lists import Lists
from sim.world.naming import AREAS, Naming
from sim.world.outlook import NO_LIMIT
from sim.world.rows import array


def regions(n: Naming) -> np.ndarray:
    """One row a region."""
    return array(rows.Region, len(n.regions), area=[AREAS.index(r.area) for r in n.regions],
                 build_index=[r.build_index for r in n.regions], first_coming=-1)


def holders(n: Naming) -> np.ndarray:
    """The operator, then the providers."""
    made = array(rows.Holder, 1 + len(n.providers), on_demand_kw=-1)
    made[0]["reserve"] = n.scenario.operator.reserve
    for row, p in zip(made[1:], n.providers, strict=True):
        row["reserve"] = p.other_customers
        row["price"] = p.price
        row["bidding_delay"] = p.bidding_delay
        if p.on_demand is not None:
            row["on_demand_kw"] = NO_LIMIT if p.on_demand.limit == UNLIMITED else p.on_demand.limit
            row["on_demand_lead"] = p.on_demand.lead_time
    return made


def rivals(n: Naming) -> np.ndarray:
    """One row a rival; no rows where there are none."""
    made = array(rows.Rival, len(n.rivals))
    for row, rival in zip(made, n.rivals, strict=True):
        row["areas"] = sum(1 << AREAS.index(area) for area in rival.areas)
        row["weight"] = rival.weight
    return made


def pipelines(n: Naming, lists: Lists) -> np.ndarray:
    """One row a pipeline."""
    made = array(rows.Pipeline, len(n.pipelines))
    for row, p in zip(made, n.pipelines, strict=False):
        for step in ("loi", "soq", "lead", "slip", "power_slip", "fit_out"):
            row[step] = lists.dist(getattr(p, step))
        for plain in ("loi_converts", "soq_converts", "build", "plan_ahead", "power_ahead"):
            row[plain] = getattr(p, plain)
        row["deferral_limit"] = NEVER if p.deferral_limit is None else p.deferral_limit
    return made


def slots_of(p, n: Naming, sigmas: float = SPARE_SIGMAS) -> int:
    """How many site rows a portfolio needs: its count, or what its total or rate makes likely and some sigma more.

    The number of sites that make up a total varies as the total over the mean, times the sizes' squared coefficient of
    variation (renewal theory); where they hardly vary that of a rate stands in.
    """
    spread = 1.0
    if p.count is not None:
        return p.count
    if p.total is not None:
        mean, variance = n.moments(p.site)
        mean = max(mean, 1.0)
        expected = p.total / mean
        spread = max(variance / mean**2, 1.0)
    else:
        first = max(n.instant(p.arrivals.first_day), 0)
        last = min(n.instant(p.arrivals.last_day) + 86_400, n.horizon)
        expected = p.arrivals.rate * max(last - first, 0) / SECONDS_PER_MONTH
    return math.ceil(expected + sigmas * math.sqrt(expected * spread) + sigmas)


def portfolios(n: Naming, lists: Lists, first_site: int) -> np.ndarray:
    """One row a portfolio; its sites take consecutive rows from `first_site` on."""
    made = array(rows.Portfolio, len(n.portfolios))
    for row, p in zip(made, n.portfolios, strict=False):
        _describe(row, p, n, lists)
        row["first_site"] = first_site
        row["slots"] = slots_of(p, n)
        first_site += int(row["slots"])
    return made


def _describe(row, p, n: Naming, lists: Lists) -> None:
    row["key"] = stream_key(p.id)
    row["holder"] = n.holder(p.holder)
    row["tenure"] = codes.TENURES.index(p.tenure)
    row["delivery"] = codes.DELIVERIES.index(p.delivery)
    row["stage"] = stages.NAMES.index(p.stage)
    row["pipeline"] = n.index["pipelines"][p.pipeline]
    row["terms"] = n.terms_or_none(p.terms)
    row["size"], row["tranche"], row["gap"] = lists.dist(p.site), lists.dist(p.tranche), lists.dist(p.tranche_gap)
    shares = {n.region(r): p.regions[r] for r in sorted(p.regions)}
    row["regions"], row["region_count"] = lists.shares(shares)
    row["ready"], row["ready_count"] = _ready(p, n, lists)
    row["ai_share"] = p.ai_share
    row["even"], row["fixed"] = p.spread == "even", p.fixed
    row["count"] = -1 if p.count is None else p.count
    row["total_kw"] = -1 if p.total is None else p.total
    row["ends"] = -1 if p.live_ends is None else n.instant(p.live_ends)
    row["ends_known"] = 0 if p.live_ends_known_from is None else n.instant(p.live_ends_known_from)
    if p.arrivals is not None:
        row["rate"] = p.arrivals.rate / SECONDS_PER_MONTH
        row["first_arrival"] = max(n.instant(p.arrivals.first_day), 0)
        row["last_arrival"] = n.instant(p.arrivals.last_day) + 86_400


def _ready(p, n: Naming, lists: Lists) -> tuple[int, int]:
    """Knots of ready dates: the spans' ends with cumulated shares, then their first instants."""
    if p.ready is None:
        return -1, 0
    spans = sorted((span for span in p.ready if span.capacity > 0), key=lambda span: (span.first_day, span.last_day))
    total, running, cumulated = sum(span.capacity for span in spans), 0, []
    for span in spans:
        running += span.capacity
        cumulated.append(running / total)
    first = lists.points([n.instant(span.last_day) + 86_400 for span in spans], cumulated)
    lists.points([n.instant(span.first_day) for span in spans], [0.0] * len(spans))
    return first, len(spans)


def sites(n: Naming, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows for every site that may be, the declared ones filled in, and the tranches of the declared ones."""
    made = array(rows.Site, count, first_tranche=-1, tranche_size=-1)
    tranches = array(rows.Tranche, sum(len(s.tranches) for s in n.sites), next=-1)
    t = 0
    for index, (row, site) in enumerate(zip(made, n.sites, strict=False)):
        _declare(row, site, n)
        pipeline = n.pipelines[n.index["pipelines"][site.pipeline]]
        row["first_tranche"], row["tranches"] = t, len(site.tranches)
        row["last_tranche"] = t + len(site.tranches) - 1
        row["kw"] = sum(tranche.capacity for tranche in site.tranches)
        row["dated"] = all(tranche.ready is not None for tranche in site.tranches)
        for ordinal, tranche in enumerate(sorted(site.tranches, key=_order)):
            ready = known_at(site, n) + _expected_ready(site, pipeline, n)
            _declare_tranche(tranches[t], tranche, ready, (pipeline, n))
            tranches[t]["site"], tranches[t]["ordinal"], tranches[t]["grade"] = index, ordinal, row["grade"]
            tranches[t]["next"] = t + 1 if ordinal + 1 < len(site.tranches) else -1
            t += 1
    return made, tranches


def _order(tranche) -> tuple:
    """Order of a site's tranches, whatever that of the file: by ready date, the undated last, larger first."""
    return tranche.ready is None, tranche.ready or 0, -tranche.capacity, str(tranche.power), str(tranche.ends)


def _declare(row, site, n: Naming) -> None:
    row["key"] = stream_key(site.id)
    row["holder"] = n.holder(site.holder)
    row["region"] = n.region(site.region)
    row["grade"] = codes.GRADES.index(site.grade)
    row["tenure"] = codes.TENURES.index(site.tenure)
    row["delivery"] = codes.DELIVERIES.index(site.delivery)
    row["stage"] = stages.NAMES.index(site.stage)
    row["pipeline"] = n.index["pipelines"][site.pipeline]
    row["terms"] = n.terms_or_none(site.terms)
    row["elapsed"] = site.step_elapsed
    if site.money is not None:
        row["stated"], row["stated_usd"] = 1, site.money.committed
        row["stated_accrued_usd"], row["stated_unpaid_usd"] = site.money.accrued, site.money.unpaid
    row["known"] = known_at(site, n)


def known_at(site, n: Naming) -> int:
    """Instant at which a declared site becomes known."""
    return 0 if site.known_from is None else max(n.instant(site.known_from), 0)


def _expected_ready(site, pipeline, n: Naming) -> int:
    """Seconds to ready from when a site is known, where no date is given: the means of the steps that remain."""
    steps = {"loi": n.mean(pipeline.loi) + n.mean(pipeline.soq), "soq": n.mean(pipeline.soq)}
    return round(n.mean(pipeline.lead) + steps.get(site.stage, 0.0))


def _declare_tranche(row, tranche, expected_ready: int, context) -> None:
    pipeline, n = context
    row["kw"] = tranche.capacity
    ready = expected_ready if tranche.ready is None else n.instant(tranche.ready) - pipeline.plan_ahead
    row["announced"] = row["plan"] = ready
    row["power_plan"] = ready - pipeline.power_ahead if tranche.power is None else n.instant(tranche.power)
    row["ends_at"] = -1 if tranche.ends is None else n.instant(tranche.ends)
    row["ends_known"] = 0 if tranche.ends_known_from is None else n.instant(tranche.ends_known_from)
    row["it_age"] = -1 if tranche.servers_age is None else round(tranche.servers_age / SECONDS_PER_MONTH)
    for field in ("outlook_month", "live_at", "ready_at", "actual", "due", "rent_from", "refresh_due"):
        row[field] = -1
    row["rent_index"] = 1.0
