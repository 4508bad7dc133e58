"""A scenario made ready to run: the tables every replication starts from, and the names behind their indexes."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.events import codes
from sim.policy.response import ShareCapRule
from sim.quantities.power import MOST_TRANCHES
from sim.scenario.scenario import Scenario
from sim.world import build_demand as demand
from sim.world import build_forecasts as forecasts
from sim.world import build_market as market
from sim.world import build_money as money
from sim.world import build_run as run
from sim.world import build_supply as supply
from sim.world import calendar as cal
from sim.world import tables_run, tables_supply
from sim.world.action_kinds import SCALE_DEMAND
from sim.world.build_actions import actions
from sim.world.build_courses import Courses
from sim.world.build_periods import shortfalls
from sim.world.countable import UncountableError, refuse_the_uncountable
from sim.world.layout import Layout, Range
from sim.world.lists import Lists
from sim.world.naming import Naming, name
from sim.world.rows import array
from sim.world.tables import TABLES, LogRow

SPLITS = 64
ROOM_SIGMAS = 3
"""Sites beyond the expected number of a portfolio for whose tranches there are rows from the start."""
PARTS_PER_REQUEST = 4
BUFFER_ROWS = 1 << 12
"""Rows of the log that are handed over at a time, some 600 kB."""


@dataclass(frozen=True)
class Model:
    """Tables at the start, by name, and their layout. Replications copy them, so one model serves many threads."""

    scenario: Scenario
    layout: Layout
    tables: dict[str, np.ndarray] = field(repr=False)
    heap: int
    """Keys the calendar may hold at once."""
    room: float = 1.0
    """Sizes of tranche table and log over what is expected; a replication that finds one full is repeated with twice
    as much. Sites and requests have names by their place, so theirs are sized ten sigma over what is expected."""
    until: date | None = None
    """Last day that is simulated, where that is not the horizon's."""

    @cached_property
    def larger(self) -> "Model":
        """The same with twice the room."""
        return build(self.scenario, self.room * 2, self.until)

    @property
    def grown(self) -> "Model":
        """The largest that a replication has asked for so far."""
        return self.larger.grown if "larger" in self.__dict__ else self


def build(scenario: Scenario, room: float = 1.0, until: date | None = None) -> Model:
    """Lay a scenario out in tables. Raises ValueError where it is too large for the calendar's keys, or may come
    to more than 64 bits count.

    Its replications end with the day `until`, where there is one: up to then they are what they would have been.
    """
    n = name(scenario)
    lists = Lists(n)
    portfolios = supply.portfolios(n, lists, len(n.sites))
    site_count = len(n.sites) + int(portfolios["slots"].sum())
    sites, declared = supply.sites(n, site_count)
    workloads, rates = demand.workloads(n, lists)
    request_count = len(scenario.demand.opening()) + int(workloads["slots"].sum())
    rules, first_rule = run.rules(n)
    courses = Courses(n)
    paths, lines = courses.paths(), courses.lines()
    versions, levels = courses.tables()
    states, drifts = forecasts.states(n, lists, paths)
    refresh, fleets = money.refresh(n)
    tables = {
        "uncertainties": run.uncertainties(n, lists),
        "months": run.months(n), "years": run.years(n), "rules": rules, "regions": supply.regions(n),
        "holders": supply.holders(n), "rivals": supply.rivals(n), "pipelines": supply.pipelines(n, lists),
        "portfolios": portfolios, "sites": sites, "tranches": _tranches(n, declared, room),
        "lines": lines, "actions": actions(n, lists, first_rule, portfolios),
        "paths": paths, "versions": versions, "levels": levels, "states": states, "drifts": drifts,
        "errors": forecasts.errors(n, lists, paths),
        "growths": array(TABLES["growths"], len(paths) * len(n.fiscal_years)),
        "baselines": demand.baselines(n), "workloads": workloads, "rates": rates,
        "requests": demand.requests(n, request_count + _parts(workloads, room)), "regimes": demand.regimes(n, lists),
        "consents": demand.consents(n), "responses": demand.responses(n, first_rule),
        "terms": money.lease_terms(n), "costs": money.costs(n), "curve": money.curve(n),
        "items": money.items(site_count), "assets": money.assets(), "refresh": refresh, "fleets": fleets,
        "generations": money.generations(n), "shortfalls": shortfalls(n),
    }
    tables |= {"rents": market.rents(n), "markets": market.markets(n, lists), "steps": market.power_steps(n),
               "options": market.options(n)}
    tables["pools"] = demand.pools(n, tables["baselines"])
    pools = len(tables["pools"])
    tables["dues"] = array(TABLES["dues"], len(tables["tranches"]))
    tables["queues"] = array(TABLES["queues"], 1 + 2 * pools, first=-1, last=-1)
    tables["outlook"] = array(tables_supply.Outlook, pools * (len(n.fiscal_years) + 2))
    tables["run"] = _run(n, lists, tables, first_rule)
    tables["run"][0]["first_part"] = request_count
    tables["run"][0]["until"] = n.horizon if until is None else n.instant(until + timedelta(days=1))
    ring = int(tables["run"][0]["ring"])
    tables["listed"] = array(TABLES["listed"], len(tables["items"]))
    tables["paid"] = array(TABLES["paid"], len(tables["items"]) * ring)
    tables["wakes"], tables["kinds"] = run.wakes([len(tables[kind.wakes]) for kind in cal.KINDS])
    tables["gammas"] = array(TABLES["gammas"], 1)
    tables["dists"] = _rows(tables_run.Dist, lists.dists)
    tables["knots"] = _rows(tables_run.Knot, lists.knots)
    tables["entries"] = _rows(tables_run.Entry, [(e,) for e in lists.entries])
    tables["log"] = array(LogRow, BUFFER_ROWS + int(_rows_of_an_event(tables) * room))
    _refuse_the_unpackable(n, tables)
    refuse_the_uncountable(n, tables)
    heap = 4 * len(tables["wakes"]) + 1024
    return Model(scenario, _layout(n, tables), tables, heap, room, until)


def _rows(row: type, values: list[tuple]) -> np.ndarray:
    made = array(row, len(values))
    for at, value in enumerate(values):
        made[at] = value
    return made


def _rows_of_an_event(tables: dict) -> int:
    """Rows that one event may write, the start and a month's end being the longest: a few of each tranche and site."""
    return BUFFER_ROWS + 4 * (len(tables["tranches"]) + len(tables["sites"]))


def _tranches(n: Naming, declared: np.ndarray, room: float) -> np.ndarray:
    """Rows for the declared tranches and for those the portfolios will be cut into."""
    expected = 0.0
    for p in n.portfolios:
        per_site = min(n.mean(p.site) / max(n.mean(p.tranche), 1.0) + 1.5, MOST_TRANCHES)
        expected += supply.slots_of(p, n, ROOM_SIGMAS) * per_site
    count = len(declared) + math.ceil(expected * room) + SPLITS
    made = array(tables_supply.Tranche, count, next=-1, rent_index=1.0)
    made[:len(declared)] = declared
    return made


def _parts(workloads: np.ndarray, room: float) -> int:
    """Rows for parts of requests: they come last, so that their number moves no other row."""
    return math.ceil(int((workloads["slots"] * workloads["partly"]).sum()) * PARTS_PER_REQUEST * room)


def _run(n: Naming, lists: Lists, tables: dict, first_rule: dict[str, int]) -> np.ndarray:
    s = n.scenario
    made = array(tables_run.Run, 1, kind=-1, cause=-1, backfill_dist=-1, slots_portfolio=-1)
    row = made[0]
    row["log_pause"] = BUFFER_ROWS
    row["seed"], row["months"], row["horizon"] = s.seed, len(n.fiscal_years), n.horizon
    row["regime"] = max((g for g, r in enumerate(n.regimes) if n.instant(r.first_day) <= 0), default=0)
    row["tranche_count"] = sum(len(site.tranches) for site in n.sites)
    row["declared_sites"], row["opening_requests"] = len(n.sites), len(s.demand.opening())
    row["dated_actions"], row["classes"] = len(n.actions), len(n.classes)
    ahead = tables["actions"]["known"] < tables["actions"]["at"]
    row["foreknown"] = int((ahead & (tables["actions"]["kind"] == SCALE_DEMAND)).sum())
    row["count_loi"], row["count_soq"] = s.operator.count_loi, s.operator.count_soq
    row["review_months"], row["reviewed_at"] = s.review.every_months, -1
    row["review_first"], row["review_count"] = first_rule["review:"], len(s.review.rules)
    row["review_selection"] = len(n.actions)
    rules = [rule for policy in s.agreement.responses for rule in policy.rules]
    row["share_caps"] = any(isinstance(rule, ShareCapRule) for rule in rules) or any(
        regime.share_cap is not None or regime.commitment is not None for regime in s.agreement.regimes)  # fmt: skip
    row["review_defer_by"] = s.review.defer_by
    row["review_ways"] = sum(1 << codes.WAYS.index(way) for way in s.review.when_short)
    row["review_slots"] = -1 if s.review.slots is None else n.index["portfolios"][s.review.slots]
    row["placement"], row["funding"] = first_rule["placement:"], first_rule["funding:"]
    row["generations"] = len(n.scenario.costs.generations)
    row["options"] = first_rule["options:"]
    row["waiting_site"] = row["waiting_tranche"] = -1
    row["hard_envelopes"] = int((tables["years"]["envelope"] == 2).sum())
    if s.backfill is not None:
        row["backfill_dist"], row["backfill_chance"] = lists.dist(s.backfill.delay), s.backfill.chance
        row["restart"] = s.backfill.restart
    freed = s.capex.freed
    row["freed_short"], row["freed_other"] = freed.short_lived, freed.other_regions
    if freed.slots is not None:
        row["slots_portfolio"] = n.index["portfolios"][freed.slots]
    first = len(tables["items"]) - 4
    row["first_refresh_item"], row["other_item"], row["redeployed_item"] = first, first + 2, first + 3
    row["ring"] = int(tables["costs"][0]["payment_months"]) + 2
    return made


def _refuse_the_unpackable(n: Naming, tables: dict) -> None:
    """A key must hold the horizon's instant and the largest entity."""
    largest = max(len(rows) for rows in tables.values())
    who, instead = f"scenario {n.scenario.name} has", "write fewer sites, requests or months"
    if largest > cal.ENTITY_MASK:
        raise UncountableError(f"{who} a table of {largest:,} rows, more than the calendar can name "
                               f"({cal.ENTITY_MASK:,}): {instead}")  # fmt: skip
    if n.horizon > cal.LARGEST_INSTANT:
        raise UncountableError(f"{who} a horizon of {n.horizon:,} seconds, more than the calendar can hold: {instead}")


def _layout(n: Naming, tables: dict) -> Layout:
    sites = [Range(site.id, i, 1, single=True) for i, site in enumerate(n.sites)]
    sites += [Range(p.id, int(row["first_site"]), int(row["slots"]))
              for p, row in zip(n.portfolios, tables["portfolios"], strict=False)]
    requests = [Range(r.id, i, 1, single=True) for i, r in enumerate(n.scenario.demand.opening())]
    requests += [Range(c.id, int(row["first_request"]), int(row["slots"]))
                 for c, row in zip(n.classes, tables["workloads"], strict=False)]
    baselines = tuple((n.baselines[row["path"]].id, int(row["region"]), int(row["grade"]))
                      for row in tables["baselines"][:sum(len(b.regions) for b in n.baselines)])
    return Layout(
        scenario=n.scenario, month_starts=np.array([n.instant(day) for day in n.month_dates], np.int64),
        month_dates=n.month_dates, fiscal_years=n.fiscal_years, regions=tuple(r.id for r in n.regions),
        holders=("operator", *(p.id for p in n.providers)), rivals=tuple(r.id for r in n.rivals),
        classes=tuple(c.id for c in n.classes), baselines=baselines, sites=tuple(sites), requests=tuple(requests),
        actions=(*(a.id for a in n.actions), "portfolio-review"), regimes=tuple(r.id for r in n.regimes))
