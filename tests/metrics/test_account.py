"""What the operator earns and what its capacity costs, from logs written by hand."""

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import DAY, MONTHS, instant, layout, log, row

CLASS = {"client": "partner", "grade": "ai", "arrivals": [{"first_day": "2023-07-01", "rate": 1.0}], "size": 1.0,
         "notice": 0, "patience": 0, "duration": 1, "regions": {"east": 1.0}}  # fmt: skip
SITES = [{"id": "opening", "region": "east", "grade": "general", "tenure": "owned", "stage": "live", "pipeline": "p",
          "tranches": [{"capacity": 10.0}]}]  # fmt: skip
LAYOUT = layout(
    pipelines=[{"id": "p", "build": 0}], sites=SITES,
    demand={"classes": [CLASS | {"id": "training", "price": 600.0}, CLASS | {"id": "inference", "price": 900.0}]},
)  # fmt: skip
EAST = {"region": 0, "grade": codes.GENERAL}
YEAR = 366 * DAY
"""The first fiscal year holds 29 February 2024."""


def series(rows, metric, region="east", **names):
    found = measure(log(rows), LAYOUT).series.get(SeriesKey(metric, region, **names))
    return np.zeros(MONTHS, dtype=np.int64) if found is None else found


def request(event, at, kw=1_000, workload=0, entity=3, **names):
    return row(event, at, kw=kw, workload=workload, entity=entity, client=codes.PARTNER, **(EAST | names))


def used(at, kw):
    return row(kinds.BASELINE_SERVED, at, kw=kw, value=kw, **EAST)


def test_power_is_price_times_pue_times_use_to_the_second():
    # 2,000 kW from 11 September on: 20 of its 30 days, then less. East pays $80 a MWh, at a PUE of 1.18.
    rows = [used(instant(2, 11), 2_000), used(instant(4), -500)]
    cost = series(rows, "power_cost_usd")
    assert cost[:2].tolist() == [0, 0]
    assert cost[2] == pytest.approx(2 * 20 * 24 * 80 * 1.18, abs=1)
    assert cost[3] == pytest.approx(2 * 31 * 24 * 80 * 1.18, abs=1)
    assert cost[4] == pytest.approx(1.5 * 30 * 24 * 80 * 1.18, abs=1)


def test_revenue_is_the_price_by_the_time_served_of_the_fiscal_year():
    rows = [request(kinds.REQUEST_SERVED, instant(1, 16)), request(kinds.REQUEST_ENDED, instant(3, 2))]
    earned = series(rows, "revenue_usd", client="partner")
    # A day is 12 / 366 of a month's price: 16 days of August, all 30 of September, one of October.
    expected = [1_000 * 600 * days * 12 / 366 for days in (16, 30, 1)]
    assert earned[1:4] == pytest.approx(expected, abs=1)
    assert earned.sum() == round(sum(expected))


def test_a_year_of_service_earns_twelve_months():
    rows = [request(kinds.REQUEST_SERVED, 0, workload=1)]
    assert series(rows, "revenue_usd", client="partner")[:12].sum() == 12 * 1_000 * 900


@pytest.mark.parametrize("above", [300_000, -150_001, 50_000_000])
def test_what_was_matched_earns_the_price_that_was_matched(above):
    """$600 per kW and month, and so many dollars per MW and month on top."""
    rows = [request(kinds.REQUEST_SERVED, instant(1, 16)),
            request(kinds.REQUEST_SERVED, instant(1, 16), kw=2_000, entity=4, dollars=above),
            request(kinds.REQUEST_ENDED, instant(2), kw=500, entity=5, dollars=above),
            request(kinds.REQUEST_SHED, instant(3, 2), kw=1_500, entity=4, dollars=above)]  # fmt: skip
    earned = series(rows, "revenue_usd", client="partner")
    days = ((1_000, 0, (16, 30, 31)), (2_000, above, (16, 0, 0)), (1_500, above, (0, 30, 1)))
    expected = [sum(kw * (600 + more / 1_000) * of[month] for kw, more, of in days) * 12 / 366 for month in range(3)]
    assert earned[1:4] == pytest.approx(expected, abs=1)


def test_providers_earn_nothing_here():
    rows = [request(kinds.REQUEST_SERVED, 0, holder=1)]
    assert not series(rows, "revenue_usd", client="partner").any()


def test_servers_are_written_off_from_the_month_after_delivery():
    rows = [row(kinds.CAPEX_ACCRUED, instant(3), entity=1, region=0, item=codes.SERVERS, basis=codes.ACCRUAL,
                dollars=72_000, value=2)]  # fmt: skip
    written_off = series(rows, "depreciation_usd", asset="servers")
    # Six years of 365 days are 71.95 months of 30.4375 days.
    life = 6 * 365 / 30.4375
    assert not written_off[:3].any()
    assert written_off[3:] == pytest.approx(np.full(MONTHS - 3, 72_000 / life), abs=1)


def test_an_owned_facility_is_written_off_from_ready_on():
    ready = row(kinds.TRANCHE_READY, instant(4, 20), entity=1, other=0, kw=10, item=stages.BUILDING, **EAST)
    written_off = series([ready], "depreciation_usd", asset="facility")
    # 10 kW at $13,000 over 180 months.
    assert not written_off[:5].any()
    assert written_off[5:] == pytest.approx(np.full(MONTHS - 5, 130_000 / 180), abs=1)


def test_the_opening_fleet_is_of_every_age():
    live = row(kinds.TRANCHE_DECLARED, 0, entity=1, other=0, kw=10, item=stages.LIVE, **EAST)
    facility = series([live], "depreciation_usd", asset="facility")
    # A cohort of 1/180 runs out each month: in month m on average 1 - (m + 1/2) / 180 of the fleet is written off.
    expected = [130_000 / 180 * (1 - (m + 0.5) / 180) for m in range(MONTHS)]
    assert facility == pytest.approx(expected, abs=1)
    servers = series([live], "depreciation_usd", asset="servers")
    life = 6 * 365 / 30.4375
    assert servers[0] == pytest.approx(170_000 / life * (1 - 0.5 / life), abs=1)


def test_idle_cost_is_the_share_of_the_cost_not_used():
    live = row(kinds.TRANCHE_DECLARED, 0, entity=1, other=0, kw=10, item=stages.LIVE, **EAST)
    rows = [live, used(0, 4), used(instant(1, 16), 6)]
    cost, idle = (series(rows, name) for name in ("capacity_cost_usd", "idle_cost_usd"))
    # July: 6 of 10 kW idle. August: 6 of 10 for 15 of its 31 days. From then on none.
    assert idle[0] == pytest.approx(0.6 * cost[0], abs=1)
    assert idle[1] == pytest.approx(0.6 * 15 / 31 * cost[1], abs=1)
    assert not idle[2:].any()


def test_result_and_cash_add_up():
    rows = [
        request(kinds.REQUEST_SERVED, 0),
        used(0, 500),
        row(kinds.RELEASE_FEE_DUE, instant(2), region=0, dollars=7),
        row(kinds.CAPEX_ACCRUED, instant(3), entity=1, region=0, item=codes.SERVERS, basis=codes.ACCRUAL,
            dollars=72_000, value=2),
        row(kinds.CAPEX_PAID, instant(5), entity=codes.SERVERS, item=codes.SERVERS, basis=codes.CASH, dollars=72_000,
            value=4),
        row(kinds.SHORTFALL_BILLED, instant(12), entity=2024, holder=-1, dollars=90, value=11),
    ]  # fmt: skip
    earned = series(rows, "revenue_usd", client="partner") + np.where(np.arange(MONTHS) == 11, 90, 0)
    power, fees = series(rows, "power_cost_usd"), np.where(np.arange(MONTHS) == 2, 7, 0)
    written_off = series(rows, "depreciation_usd", asset="servers")
    result = series(rows, "operating_result_usd", None)
    assert (result == earned - power - fees - written_off).all()
    paid = np.where(np.arange(MONTHS) == 4, 72_000, 0)
    assert (series(rows, "cash_flow_usd", None) == earned - power - fees - paid).all()
