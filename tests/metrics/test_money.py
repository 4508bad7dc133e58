"""Money by month, from logs written by hand."""

import pytest

from sim.events import codes, kinds
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import instant, layout, log, row

LAYOUT = layout()


def flows(rows, metric, **names):
    """Months that are not zero, of one cell."""
    found = measure(log(rows), LAYOUT).series.get(SeriesKey(metric, **names))
    return {} if found is None else {m: int(v) for m, v in enumerate(found) if v}


def capex(event, month, dollars, asset=codes.SERVERS, region=0, basis=codes.ACCRUAL):
    """A row that belongs to a month and is written at that month's end."""
    columns = {"region": region, "item": asset, "basis": basis, "dollars": dollars, "value": month}
    return row(event, instant(month + 1), entity=9, **columns)


@pytest.mark.parametrize(("event", "metric", "names"), [
    (kinds.CAPEX_COMMITTED, "committed_usd", {"region": "east", "asset": "servers"}),
    (kinds.CAPEX_ACCRUED, "accrued_usd", {"region": "east", "asset": "servers"}),
    (kinds.CAPEX_PAID, "paid_usd", {"asset": "servers"}),
])  # fmt: skip
def test_a_row_counts_in_the_month_it_belongs_to(event, metric, names):
    assert flows([capex(event, 2, 10), capex(event, 2, 5), capex(event, 23, 1)], metric, **names) == {
        2: 15,
        23: 1,
    }


def test_spending_of_no_region_is_kept_and_named_so():
    rows = [capex(kinds.CAPEX_ACCRUED, 1, 10, codes.OTHER_CAPEX, region=-1)]
    assert flows(rows, "call_capex_usd", region="none", asset="other") == {1: 10}


LEASE = {"region": 1, "grade": 1, "kw": 40, "item": 5}
COMMENCED = [
    row(kinds.LEASE_COMMITTED, 0, dollars=900, **LEASE),
    row(kinds.LEASE_COMMITTED, instant(2), dollars=500, **LEASE | {"kw": 10}),
    row(kinds.FINANCE_LEASE_COMMENCED, instant(5), dollars=600, value=900, **LEASE),
    row(kinds.LEASE_UNCOMMITTED, instant(7), dollars=300, **LEASE | {"kw": 6}),
    row(kinds.OPERATING_LEASE_COMMENCED, instant(9), value=200, **LEASE | {"kw": 4}),
]


def test_call_capex_is_accrual_and_finance_leases_in_the_month_they_commence():
    rows = [*COMMENCED, capex(kinds.CAPEX_ACCRUED, 5, 50, codes.FACILITY, region=1)]
    assert flows(rows, "call_capex_usd", region="north", asset="finance_leases") == {5: 600}
    assert flows(rows, "call_capex_usd", region="north", asset="facility") == {5: 50}
    assert flows(rows, "finance_leases_commenced_usd", region="north", asset="finance_leases") == {5: 600}


def test_leases_not_yet_commenced_are_what_was_signed_less_what_commenced_or_left():
    stock = measure(log(COMMENCED), LAYOUT).series[SeriesKey("leases_not_yet_commenced_usd", "north")]
    assert stock[[0, 2, 5, 7, 9, 23]].tolist() == [900, 1400, 500, 200, 0, 0]
    mw = measure(log(COMMENCED), LAYOUT).series[SeriesKey("leases_not_yet_commenced_mw", "north")]
    assert mw[[0, 2, 5, 7, 9, 23]].tolist() == [40, 50, 10, 4, 0, 0]


def test_leases_outside_data_centers_are_a_constant_stock():
    measures = measure(log(COMMENCED), LAYOUT)
    elsewhere = SeriesKey("leases_not_yet_commenced_usd", "none")
    assert set(measures.series[elsewhere].tolist()) == {3_000_000}
    assert measures.opening[elsewhere] == 3_000_000


def test_construction_commitments_are_committed_less_accrued_of_land_and_facilities():
    opening = [
        row(kinds.CAPEX_DECLARED, 0, region=0, item=codes.FACILITY, basis=codes.COMMITMENT, dollars=100),
        row(kinds.CAPEX_DECLARED, 0, region=0, item=codes.FACILITY, basis=codes.ACCRUAL, dollars=30),
        row(kinds.CAPEX_DECLARED, 0, region=0, item=codes.FACILITY, basis=codes.CASH, dollars=20),
        row(kinds.CAPEX_DECLARED, 0, region=0, item=codes.SERVERS, basis=codes.COMMITMENT, dollars=999),
    ]
    rows = [
        *opening,
        capex(kinds.CAPEX_ACCRUED, 0, 10, codes.FACILITY),
        capex(kinds.CAPEX_COMMITTED, 3, 40, codes.LAND, basis=codes.COMMITMENT),
        capex(kinds.CAPEX_COMMITTED, 3, 77, codes.SERVERS, basis=codes.COMMITMENT),
        capex(kinds.CAPEX_COMMITTED, 4, -25, codes.FACILITY, basis=codes.COMMITMENT),
    ]
    measures = measure(log(rows), LAYOUT)
    key = SeriesKey("construction_commitments_usd", "east")
    assert measures.opening[key] == 70
    assert measures.series[key][[0, 3, 4, 23]].tolist() == [60, 100, 75, 75]


def test_long_lived_are_land_facilities_and_finance_leases():
    rows = [capex(kinds.CAPEX_ACCRUED, 1, 1, asset) for asset in range(codes.FINANCE_LEASES)]
    found = measure(log([*rows, COMMENCED[2]]), LAYOUT).series
    long_lived = {key.asset for key in found if key.metric == "long_lived_usd"}
    assert long_lived == {"land", "facility", "finance_leases"}


def test_the_programme_is_what_the_years_envelope_covers():
    rows = [
        capex(kinds.CAPEX_ACCRUED, month, 10, asset)
        for month in (11, 12)
        for asset in (codes.LAND, codes.SERVERS)
    ]
    # FY24 ends with month 11; its scope holds land, that of FY25 only servers.
    assert flows(rows, "programme_capex_usd", region="east", asset="land") == {11: 10}
    assert flows(rows, "programme_capex_usd", region="east", asset="servers") == {11: 10, 12: 10}


def test_without_envelopes_the_programme_is_the_call_capex():
    rows = [capex(kinds.CAPEX_ACCRUED, 3, 10, codes.OTHER_CAPEX)]
    found = measure(log(rows), layout(capex={})).series
    assert found[SeriesKey("programme_capex_usd", "east", asset="other")][3] == 10


def test_fees_freed_money_and_shortfalls_are_flows():
    rows = [
        row(kinds.RELEASE_FEE_DUE, instant(4, 20), region=0, dollars=5),
        row(kinds.MONEY_FREED, instant(4, 20), region=0, dollars=11, value=2025),
        row(kinds.MONEY_FREED, instant(4, 20), region=0, dollars=13, value=2026),
        row(kinds.MONEY_REDEPLOYED, instant(6), dollars=9, value=6),
        capex(kinds.CAPEX_COMMITTED, 6, 8, codes.REDEPLOYED),
        capex(kinds.CAPEX_ACCRUED, 6, 8, codes.REDEPLOYED),
        row(kinds.SHORTFALL_BILLED, instant(12), entity=2024, holder=-1, dollars=3, value=11),
    ]
    assert flows(rows, "release_fees_usd", region="east") == {4: 5}
    assert flows(rows, "freed_usd") == {4: 24}
    assert flows(rows, "redeployed_usd") == {6: 17}
    assert flows(rows, "shortfall_billed_usd") == {11: 3}
