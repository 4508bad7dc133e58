"""Net present value and what is committed beyond the horizon, from logs written by hand.

The horizon is 731 days after the start, since 2024 is a leap year. A month of a contract is 30.4375 days.
"""

import pytest

from sim.events import codes, kinds
from sim.metrics import measure
from sim.quantities.durations import NEVER, SECONDS_PER_MONTH
from tests.metrics.small_world import DAY, MONTHS, instant, layout, log, row

RATE = 0.10
RENT, TERM = 100.0, 60
TERMS = [{"id": "lease", "rent": RENT, "term_years": 5, "discount_rate": 0.05, "accounting": "operating"}]
SITES = [{"id": "opening", "region": "east", "grade": "ai", "tenure": "leased", "stage": "signed", "pipeline": "p",
          "terms": "lease", "tranches": [{"capacity": 10.0}]}]  # fmt: skip
CLASSES = [{"id": "training", "client": "partner", "grade": "ai", "size": 1.0, "notice": 0, "patience": 0,
            "arrivals": [{"first_day": "2023-07-01", "rate": 1.0}], "duration": 1, "regions": {"east": 1.0},
            "price": 50.0}]  # fmt: skip


def discounting(rate):
    return layout(lease_terms=TERMS, pipelines=[{"id": "p", "build": 0}], sites=SITES, demand={"classes": CLASSES},
                  operator={"name": "Operator", "discount_rate": rate})  # fmt: skip


LAYOUT = discounting(RATE)
HORIZON = 731 * DAY
KW = 10
MONTHLY = KW * RENT
EAST = {"region": 0, "grade": codes.AI, "kw": KW}


def scalars(*rows, of=LAYOUT):
    return measure(log(rows), of).scalars


def worth(seconds, rate=RATE):
    """What a dollar at an instant is worth at the start: a year is 365.25 days."""
    return (1 + rate) ** (-seconds / (365.25 * DAY))


def signed(expected, at=0):
    return row(kinds.LEASE_COMMITTED, at, entity=1, other=0, dollars=round(MONTHLY * TERM), value=expected, **EAST)


def commenced(at):
    return row(kinds.OPERATING_LEASE_COMMENCED, at, entity=1, other=0, value=round(MONTHLY * TERM), **EAST)


def declared():
    return row(kinds.TRANCHE_DECLARED, 0, entity=1, other=0, value=0, **EAST)


def test_payments_due_from_the_horizon_on_are_beyond_it():
    """Paid from day 31 on, 24 payments come before day 731: the last on day 31 + 23 x 30.4375 = 731.06 is the 24th."""
    start = instant(1)
    before = [k for k in range(TERM) if start + k * SECONDS_PER_MONTH < HORIZON]
    assert len(before) == 23
    found = scalars(declared(), signed(start), commenced(start))
    assert found["beyond_leases_usd"] == pytest.approx(MONTHLY * (TERM - 23))
    expected = sum(MONTHLY * worth(start + k * SECONDS_PER_MONTH) for k in range(23, TERM))
    assert found["beyond_leases_pv_usd"] == pytest.approx(expected)


def test_a_lease_that_has_not_commenced_is_beyond_whole_from_the_date_it_is_expected():
    expected_at = HORIZON + 100 * DAY
    found = scalars(declared(), signed(expected_at, at=instant(3)))
    assert found["beyond_leases_usd"] == MONTHLY * TERM
    expected = sum(MONTHLY * worth(expected_at + k * SECONDS_PER_MONTH) for k in range(TERM))
    assert found["beyond_leases_pv_usd"] == pytest.approx(expected)


def test_a_lease_that_has_ended_owes_nothing_beyond():
    ended = row(kinds.TRANCHE_ENDED, instant(5), entity=1, other=0, item=6, **EAST)
    assert scalars(declared(), signed(instant(1)), commenced(instant(1)), ended)["beyond_leases_usd"] == 0


def asked(event, at, **columns):
    return row(event, at, entity=3, other=0, client=codes.PARTNER, workload=0, **(EAST | columns))


@pytest.mark.parametrize("rate", [RATE, 0.0, 1e-16, 1e-12, -0.05])
def test_revenue_of_what_is_in_service_runs_to_its_contracted_end(rate):
    end = HORIZON + 12 * SECONDS_PER_MONTH
    rows = (asked(kinds.REQUEST_RESERVED, instant(2), value=instant(2)),
            asked(kinds.REQUEST_SERVED, instant(2), value=0),
            asked(kinds.REQUEST_LEFT_OPEN, HORIZON, value=end))  # fmt: skip
    found = scalars(*rows, of=discounting(rate))
    assert found["beyond_revenue_usd"] == pytest.approx(50 * KW * 12)
    slices = 100_000
    even = sum(worth(HORIZON + (i + 0.5) / slices * (end - HORIZON), rate) for i in range(slices)) / slices
    assert found["beyond_revenue_pv_usd"] == pytest.approx(50 * KW * 12 * even, rel=1e-9)


def test_what_has_no_contracted_end_has_no_revenue_beyond():
    rows = (asked(kinds.REQUEST_SERVED, instant(2), value=0), asked(kinds.REQUEST_LEFT_OPEN, HORIZON, value=NEVER))
    found = scalars(*rows)
    assert found["beyond_revenue_usd"] == found["beyond_revenue_pv_usd"] == 0


def test_revenue_of_what_is_promised_begins_when_it_is_due():
    due, end = HORIZON + SECONDS_PER_MONTH, HORIZON + 7 * SECONDS_PER_MONTH
    rows = (asked(kinds.REQUEST_RESERVED, instant(20), value=due), asked(kinds.REQUEST_LEFT_OPEN, HORIZON, value=end))
    assert scalars(*rows)["beyond_revenue_usd"] == pytest.approx(50 * KW * 6)


def test_revenue_of_what_was_matched_is_at_the_price_that_was_matched():
    end = HORIZON + 6 * SECONDS_PER_MONTH
    found = scalars(asked(kinds.REQUEST_LEFT_OPEN, HORIZON, value=end, dollars=25_500))
    assert found["beyond_revenue_usd"] == pytest.approx((50 + 25.5) * KW * 6)


def test_a_providers_revenue_is_not_the_operators():
    rows = [asked(kinds.REQUEST_LEFT_OPEN, HORIZON, value=HORIZON + DAY, holder=1)]
    assert scalars(*rows)["beyond_revenue_usd"] == 0


def test_capex_committed_and_not_paid_is_beyond():
    money = {"entity": 0, "other": 0, "region": 0, "item": codes.FACILITY}
    rows = (row(kinds.CAPEX_COMMITTED, instant(4), dollars=900, basis=codes.COMMITMENT, value=3, **money),
            row(kinds.CAPEX_ACCRUED, instant(6), dollars=500, basis=codes.ACCRUAL, value=5, **money),
            row(kinds.CAPEX_PAID, instant(8), entity=codes.FACILITY, item=codes.FACILITY, dollars=200,
                basis=codes.CASH, value=7))  # fmt: skip
    found = scalars(*rows)
    assert found["beyond_capex_usd"] == 700
    assert found["beyond_capex_pv_usd"] == pytest.approx(700 * worth(HORIZON + 60 * DAY))
    assert found["npv_within_usd"] == pytest.approx(-200 * worth(instant(8)))
    assert found["npv_usd"] == pytest.approx(found["npv_within_usd"] - found["beyond_capex_pv_usd"])


def test_nothing_is_worth_nothing():
    found = scalars(row(kinds.HORIZON_REACHED, HORIZON))
    names = [name for name in found if name.startswith(("npv", "beyond"))]
    assert len(names) == 8
    assert all(found[name] == 0 for name in names)
    assert MONTHS == 24
