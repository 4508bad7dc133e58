"""Depreciation by region and asset, in a straight line over each asset's life, to the dollar.

Servers and network are written off from the month after their delivery, facilities from the month after a tranche is
ready. What stood on the first day cost what it costs today, its ages spread evenly over the life. Land is not written
off; nor is what was spent on a build that is given up, which stays with what is under construction.
"""

import numpy as np

from sim.accounting.depreciate import of_cohorts, of_even_fleet
from sim.accounting.rounding import posted, rounded
from sim.events import codes, kinds, stages
from sim.metrics.declared import Derived, Integers
from sim.metrics.folded import Folded, along
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH

ROWS = (kinds.TRANCHE_DECLARED, kinds.TRANCHE_READY, kinds.RETROFIT_ENDED, kinds.CAPEX_DECLARED)
IT = [codes.SERVERS, codes.REFRESH_GENERAL, codes.REFRESH_AI, codes.REDEPLOYED]


def depreciation(folded: Folded) -> Integers:
    """Dollars written off in each month."""
    costs = folded.layout.scenario.costs
    it_life, life = costs.it_life / SECONDS_PER_MONTH, costs.facility_life / SECONDS_PER_MONTH
    accrued = folded.of("accrued_usd")[:, :, 0, 0, 0, :, 0]
    total = np.zeros(accrued.shape)
    delivered = accrued[:, :, IT].copy()
    delivered[:, :, IT.index(codes.SERVERS)] += _begun(folded)
    total[:, :, IT] = of_cohorts(delivered, it_life)
    old = _declared(folded, stages.LIVE)
    fleet, aged = _live_it(folded, old)
    months = np.arange(folded.plan.months + 1)
    total[:, :, codes.SERVERS] += of_even_fleet(fleet, it_life, months)
    for of, region, cost, age in aged:
        total[of, region, codes.SERVERS] += cost * np.clip(months, 0, it_life - age) / it_life
    total[:, :, codes.OTHER_CAPEX] = of_cohorts(accrued[:, :, codes.OTHER_CAPEX], life)
    total[:, :, codes.FACILITY] = _facilities(folded, old)
    flows = posted(total)
    flows[..., 0] = 0
    return along(flows, "region", "asset")


def _begun(folded: Folded) -> Integers:
    """Dollars of servers delivered before the first day where fit-out is under way, laid out as by `_by_region`."""
    rows = folded.rows(kinds.CAPEX_DECLARED)
    rows = rows[(rows["item"] == codes.SERVERS) & (rows["basis"] == codes.ACCRUAL)]
    return _by_region(folded, rows, rows["dollars"])


def _by_region(folded: Folded, rows: np.ndarray, dollars: Integers) -> Integers:
    """Dollars of rows by replication, region and month, those of the first instant in the opening state."""
    starts = folded.plan.starts
    made = np.zeros((folded.count, len(folded.layout.regions) + 1, folded.plan.months + 1), dtype=np.int64)
    column = np.where(rows["instant"] <= 0, 0, np.searchsorted(starts, rows["instant"], side="right"))
    within = column <= folded.plan.months
    np.add.at(made, (rows["replication"][within], rows["region"][within], column[within]), dollars[within])
    return made


def _live_it(folded: Folded, live: np.ndarray) -> tuple[Floats, list[tuple[int, int, float, float]]]:
    """Cost of the IT that is live on the first day: of the fleet by replication and region; and one by one of what has
    a stated age, with that. `live` are the tranches that were.
    """
    rows = live[folded.plan.said.tenure_of_site[live["other"]] != codes.SERVICE]
    ages = folded.plan.said.server_ages
    stated = np.isin(rows["other"], [site for site, _ in ages])
    stated[stated] = [(int(r["other"]), int(r["value"])) in ages for r in rows[stated]]
    costs = folded.layout.scenario.costs
    prices = np.array([getattr(costs.servers, g) + getattr(costs.network, g) for g in codes.GRADES])
    costs_of = rounded(prices[rows["grade"]] * rows["kw"])
    fleet: Floats = _by_region(folded, rows[~stated], costs_of[~stated])[..., 0].astype(np.float64)
    aged = [(int(r["replication"]), int(r["region"]), float(cost), ages[int(r["other"]), int(r["value"])])
            for r, cost in zip(rows[stated], costs_of[stated], strict=True)]  # fmt: skip
    return fleet, aged


def _declared(folded: Folded, stage: int) -> np.ndarray:
    """The operator's tranches that were in a stage on the first day."""
    rows = folded.rows(kinds.TRANCHE_DECLARED)
    tenure = folded.plan.said.tenure_of_site[rows["other"]]
    mine: np.ndarray = rows[(rows["item"] == stage) & (rows["holder"] == 0) & (tenure >= 0)]
    return mine


def _facilities(folded: Folded, old: np.ndarray) -> Floats:
    """Total written off of facilities by replication and region: owned ones, what tenants of powered shells bring, and
    works of retrofits. `old` are the tranches that were live on the first day.
    """
    said = folded.plan.said
    index = said.of_regions("build_index")
    rows = folded.rows(kinds.TRANCHE_READY)
    new = np.concatenate([rows[rows["holder"] == 0], _declared(folded, stages.READY)])
    total = np.zeros((folded.count, len(index), folded.plan.months + 1))
    for life_months, price, sites in said.facilities:
        for rows, opening in ((old, True), (new, False)):
            mine = rows[sites[rows["other"]]]
            cost = _by_region(folded, mine, rounded(price * index[mine["region"]] * mine["kw"]))
            if opening:
                total += of_even_fleet(cost[..., 0], life_months, np.arange(folded.plan.months + 1))
            else:
                total += of_cohorts(cost, life_months)
    works = folded.rows(kinds.RETROFIT_ENDED)
    life = folded.layout.scenario.costs.facility_life / SECONDS_PER_MONTH
    total += of_cohorts(_by_region(folded, works, works["dollars"]), life)
    return total


METRICS = (
    Derived("depreciation_usd", "$", "flow", "Depreciation", ("region", "asset"), depreciation, ROWS),
)
