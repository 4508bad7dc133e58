"""The bridge closes in each month of a log, whatever it holds."""

import numpy as np
import pytest

from sim.events import codes, kinds
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import MONTHS, instant, layout, log, row

LAYOUT = layout(capex={})


def capex(event, month, dollars, basis, item=codes.SERVERS):
    at = 0 if event == kinds.CAPEX_DECLARED else instant(month + 1)
    return row(event, at, entity=9, region=0, item=item, basis=basis, dollars=dollars, value=month)


def lease(event, month, dollars=0, value=0, kw=5):
    return row(event, instant(month, 2) if month else 0, entity=1, region=0, kw=kw, dollars=dollars, value=value)


ROWS = [
    capex(kinds.CAPEX_DECLARED, 0, 100, codes.COMMITMENT),
    capex(kinds.CAPEX_DECLARED, 0, 40, codes.ACCRUAL),
    capex(kinds.CAPEX_DECLARED, 0, 15, codes.CASH),
    lease(kinds.LEASE_COMMITTED, 0, 900),
    capex(kinds.CAPEX_ACCRUED, 1, 60, codes.ACCRUAL),
    capex(kinds.CAPEX_PAID, 2, 50, codes.CASH),
    capex(kinds.CAPEX_COMMITTED, 3, 70, codes.COMMITMENT),
    lease(kinds.LEASE_COMMITTED, 3, 300),
    lease(kinds.FINANCE_LEASE_COMMENCED, 4, 600, 900),
    capex(kinds.CAPEX_ACCRUED, 4, 20, codes.ACCRUAL),
    lease(kinds.LEASE_UNCOMMITTED, 6, 100),
    lease(kinds.OPERATING_LEASE_COMMENCED, 7, 0, 200),
    capex(kinds.CAPEX_PAID, 8, 25, codes.CASH),
]
MEASURES = measure(log(ROWS), LAYOUT)


def total(metric):
    cells = [values for key, values in MEASURES.series.items() if key.metric == metric]
    return sum(cells, np.zeros(MONTHS, dtype=np.int64))


def change(metric):
    opening = sum(value for key, value in MEASURES.opening.items() if key.metric == metric)
    return np.diff(total(metric), prepend=opening)


def test_balances_are_what_the_rows_leave():
    assert total("open_commitments_usd")[[0, 1, 3, 4, 23]].tolist() == [60, 0, 70, 50, 50]
    assert total("capex_payable_usd")[[0, 1, 2, 4, 8]].tolist() == [25, 85, 35, 55, 30]


@pytest.mark.parametrize(("whole", "part", "balance"), [
    ("committed_usd", "accrued_usd", "open_commitments_usd"),
    ("accrued_usd", "paid_usd", "capex_payable_usd"),
])  # fmt: skip
def test_each_basis_is_the_next_and_the_change_of_what_lies_between(whole, part, balance):
    assert (total(whole) == total(part) + change(balance)).all()


def test_the_call_basis_is_accrual_and_finance_leases():
    assert (total("call_capex_usd") == total("accrued_usd") + total("finance_leases_commenced_usd")).all()
    bridge = total("paid_usd") + total("payable_change_usd") + total("finance_leases_commenced_usd")
    assert (total("call_capex_usd") == bridge).all()
    assert total("call_capex_usd").sum() == 680


@pytest.mark.parametrize("unit", ["usd", "mw"])
def test_leases_not_yet_commenced_roll_forward(unit):
    flows = total(f"leases_signed_{unit}") - total(f"leases_commenced_{unit}") - total(f"leases_taken_back_{unit}")
    assert (change(f"leases_not_yet_commenced_{unit}") == flows).all()


def test_what_was_signed_before_the_start_is_the_opening_and_no_flow():
    assert total("leases_signed_usd")[[0, 3]].tolist() == [0, 300]
    assert MEASURES.opening[SeriesKey("leases_not_yet_commenced_usd", "east")] == 900
