"""Rent of the day: what is signed later, taken back or let to rivals costs its terms, times the index of the region."""

import math
from itertools import pairwise

import numpy as np
import pytest

from sim.events import kinds
from sim.metrics import measure
from tests.world.replayer import Replayer
from tests.world.small import DAY, START, action, day, instant, run, site, tranche

MILLION = 1_000_000
RENT = 1_000_000
"""Dollars a month for 10 MW; the terms last 15 years, undiscounted and without escalator."""
WHOLE = 180 * RENT


def markets(path):
    """The two regions, the first with a path of rents."""
    return [{"id": "east", "area": "us", "power_price": "$80/MWh", "rent_path": path},
            {"id": "north", "area": "europe", "power_price": "$100/MWh"}]  # fmt: skip


def table(*points, **fields):
    """A path of rents through some days."""
    return {"kind": "table", "points": [{"at": day(at), "level": level} for at, level in points]} | fields


DOUBLED = table((0, 1.0), (184, 1.0), (185, 2.0))
"""Twice the terms' rent from 2 January 2025 on; so from the month of February on."""
STEPS = [{"id": "plain", "build": "100 days", "soq": "230 days", "lead": "200 days"}]


def test_a_lease_signed_later_costs_the_rent_of_its_day():
    """Signed on 16 February 2025; the one signed before the start costs what its terms say."""
    sites = [site("new", "soq", tranche(10)), site("old", "signed", tranche(10, day(500)))]
    log = run(pipelines=STEPS, regions=markets(DOUBLED), sites=sites)
    paid = {r.name["entity"]: r.dollars for r in log.of(kinds.LEASE_COMMITTED)}
    assert paid == {"old/0": WHOLE, "new/0": 2 * WHOLE}
    begun = {r.name["entity"]: r.dollars for r in log.of(kinds.FINANCE_LEASE_COMMENCED)}
    assert begun["new/0"] == 2 * WHOLE


def test_the_other_region_keeps_its_rent():
    log = run(pipelines=STEPS, regions=markets(DOUBLED), sites=[site("new", "soq", tranche(10), region="north")])
    assert log.one(kinds.LEASE_COMMITTED).dollars == WHOLE


def test_a_rival_takes_over_at_the_landlords_date_and_the_rent_of_the_day():
    log = run(
        pipelines=STEPS, regions=markets(DOUBLED), sites=[site("a", "signed", tranche(10, day(500)))],
        timeline=[action("stop", "cancel", day(30), 10, ["signed"])],
        rivals=[{"id": "rival", "areas": ["us"]}], backfill={"delay": "300 days"},
    )  # fmt: skip
    taken = log.one(kinds.RELEASE_TAKEN)
    assert (taken.instant, taken.dollars, taken.value) == (330 * DAY, 2 * RENT, 500 * DAY)


def test_each_month_tells_its_rent():
    log = run(regions=markets(DOUBLED))
    told = log.of(kinds.RENT_STEPPED)
    assert [r.value for r in told] == [MILLION] * 7 + [2 * MILLION] * 17
    assert [r.instant for r in told] == log.layout.month_starts[:-1].tolist()
    assert {r.name["entity"] for r in told} == {"east"}
    assert Replayer(log.layout).replay(log.array).rents == {0: 2 * MILLION}


def test_growth_follows_its_yearly_rate():
    told = run(regions=markets({"kind": "growth", "rate": "10 %/year"})).of(kinds.RENT_STEPPED)
    days = (instant(day(365)) / DAY) / 365.25
    assert told[12].value == pytest.approx(MILLION * 1.1**days, abs=1)


def test_volatility_is_that_of_the_logarithm_of_the_monthly_step():
    """460 steps of 20 %/year over twelve months, in 20 replications: within four standard errors."""
    path = {"kind": "growth", "rate": "0 %/year", "volatility": "20 %"}
    steps = []
    for replication in range(20):
        values = [r.value for r in run(replication=replication, regions=markets(path)).of(kinds.RENT_STEPPED)]
        steps += [math.log(after / before) for before, after in pairwise(values)]
    sigma = 0.2 / math.sqrt(12)
    assert len(steps) == 460
    assert abs(np.std(steps) - sigma) < 4 * sigma / math.sqrt(2 * len(steps))
    assert abs(np.mean(steps) + sigma**2 / 2) < 4 * sigma / math.sqrt(len(steps))


def test_where_rents_do_not_move_no_row_says_so():
    log = run(sites=[site("a", "signed", tranche(10, day(500)))])
    assert log.of(kinds.RENT_STEPPED) == []


def test_prepayments_not_yet_credited_are_a_stock():
    """Ready on the first day of the 13th month: half as much again as a month's rent lasts into the 14th."""
    said = [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "prepayment": "$150/kW"}]
    log = run(lease_terms=said, sites=[site("a", "building", tranche(10, START.replace(year=2025)))])
    series = measure(log.array, log.layout).series
    stock = sum(values for key, values in series.items() if key.metric == "prepayments_usd")
    assert stock[:14].tolist() == [1_500_000] * 12 + [500_000, 0]
