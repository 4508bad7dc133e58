"""Leases on the books, from logs written by hand: what is owed, written off, paid and costs, month by month.

A month of a contract is 30.4375 days; a lease that commences on the first of a month of the calendar has a whole age
at no later month's start, so each expectation states the age it uses.
"""

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from sim.quantities.durations import SECONDS_PER_MONTH
from tests.metrics.small_world import MONTHS, instant, layout, log, row

RENT, RATE, TERM = 100.0, 0.06, 24
TERMS = [
    {"id": "fin", "rent": RENT, "term_years": 2, "discount_rate": RATE, "accounting": "finance"},
    {"id": "op", "rent": RENT, "term_years": 2, "escalator": 0.1, "discount_rate": RATE, "accounting": "operating",
     "rent_free_months": 2},
    {"id": "rack", "rent": 500.0, "term_years": 2, "accounting": "operating"},
]  # fmt: skip


def site(name, terms, tenure="leased"):
    tranches = [{"capacity": 10.0}]
    return {"id": name, "region": "east", "grade": "ai", "tenure": tenure, "stage": "signed", "pipeline": "p",
            "terms": terms, "tranches": tranches}  # fmt: skip


SITES = [site("opening", "fin"), site("leases", "op"), site("racks", "rack", "service")]
LAYOUT = layout(lease_terms=TERMS, pipelines=[{"id": "p", "build": 0}], sites=SITES)
FIN, OP = 0, 1
PLACE = {"region": 0, "grade": codes.AI}
VALUE = sum(10 * RENT * (1 + RATE) ** (-k / 12) for k in range(TERM))
"""Present value of 10 kW on the terms `fin`."""


def commenced(at, other=FIN, entity=1, kw=10, value=VALUE):
    if other == FIN:
        return row(kinds.FINANCE_LEASE_COMMENCED, at, entity=entity, other=FIN, kw=kw, item=stages.BUILDING,
                   dollars=round(value), value=round(kw * RENT * TERM), **PLACE)  # fmt: skip
    return row(kinds.OPERATING_LEASE_COMMENCED, at, entity=entity, other=other, kw=kw, item=stages.BUILDING,
               value=round(kw * RENT * (10 + 12 * 1.1)), **PLACE)  # fmt: skip


def series(rows, metric):
    found = measure(log(rows), LAYOUT).series.get(SeriesKey(metric, "east"))
    return np.zeros(MONTHS, dtype=np.int64) if found is None else found


def rolled(rows, closing, *flows, opening=0):
    """Opening and flows, each with its sign, less closing: by month."""
    balance = series(rows, closing)
    before = np.concatenate([[opening], balance[:-1]])
    return before + sum(sign * series(rows, name) for sign, name in flows) - balance


LIABILITY = ((1, "finance_lease_interest_usd"), (-1, "finance_lease_payments_usd"), (-1, "finance_lease_ended_usd"))
ASSET = ((-1, "right_of_use_amortisation_usd"), (-1, "right_of_use_ended_usd"))


def came(rows):
    found = measure(log(rows), LAYOUT).series
    return found[SeriesKey("finance_leases_commenced_usd", "east", asset="finance_leases")]


def test_a_liability_is_the_value_of_the_payments_to_come():
    owed = series([commenced(instant(3))], "finance_lease_liability_usd")
    assert owed[2] == 0
    # Month 3 is October 2023, of 31 days: the second payment is 30.4375 days after the first, so it is made.
    age = 31 * 86_400 / SECONDS_PER_MONTH
    expected = sum(1_000 * (1 + RATE) ** (-(k - age) / 12) for k in range(2, TERM))
    assert owed[3] == pytest.approx(expected, abs=1)


def test_interest_is_the_rate_on_what_is_owed():
    # Over the first 15 days 23 payments are owed, of which none falls due.
    rows = [commenced(instant(3, 16))]
    owed = VALUE - 1_000
    assert series(rows, "finance_lease_interest_usd")[3] == pytest.approx(
        owed * ((1 + RATE) ** (16 / 365.25) - 1), abs=1
    )
    assert series(rows, "finance_lease_payments_usd")[3] == 1_000


def test_a_right_of_use_is_written_off_evenly_by_days():
    rows = [commenced(instant(3))]
    written_off = series(rows, "right_of_use_amortisation_usd")
    assert written_off[3] == pytest.approx(VALUE / TERM * 31 / 30.4375, abs=1)
    assert written_off[4] == pytest.approx(VALUE / TERM * 30 / 30.4375, abs=1)


def test_roll_forwards_close_to_the_dollar():
    rows = [commenced(instant(m, 1 + m), entity=m, kw=10 + m, value=VALUE * (10 + m) / 10) for m in range(1, 9)]
    assert not (rolled(rows, "finance_lease_liability_usd", *LIABILITY) + came(rows)).any()
    assert not (rolled(rows, "right_of_use_usd", *ASSET) + came(rows)).any()


def test_a_lease_that_is_cancelled_leaves_with_what_it_owed():
    end = row(kinds.LEASE_CANCELLED, instant(5, 10), entity=1, other=FIN, kw=10, item=stages.READY, **PLACE)
    rows = [commenced(instant(3)), end]
    assert not series(rows, "finance_lease_liability_usd")[5:].any()
    assert not series(rows, "finance_lease_payments_usd")[6:].any()
    # Oct 1 to Dec 10 is 70 days: two months and a bit, so the payments 3 to 23 are owed.
    age = 70 * 86_400 / SECONDS_PER_MONTH
    owed = sum(1_000 * (1 + RATE) ** (-(k - age) / 12) for k in range(3, TERM))
    assert series(rows, "finance_lease_ended_usd")[5] == pytest.approx(owed, abs=1)
    assert series(rows, "right_of_use_ended_usd")[5] == pytest.approx(VALUE * (1 - age / TERM), abs=1)
    assert not (rolled(rows, "finance_lease_liability_usd", *LIABILITY) + came(rows)).any()
    assert not (rolled(rows, "right_of_use_usd", *ASSET) + came(rows)).any()


def test_a_lease_cut_in_two_goes_on_in_its_parts():
    born = row(kinds.TRANCHE_DECLARED, 0, entity=1, other=FIN, kw=10, item=stages.SIGNED, value=0, **PLACE)
    cut = row(kinds.TRANCHE_SPLIT, instant(5), entity=7, other=FIN, kw=4, item=stages.READY, value=1, basis=0, **PLACE)
    end = row(kinds.LEASE_CANCELLED, instant(6), entity=7, other=FIN, kw=4, item=stages.READY, **PLACE)
    whole = series([born, commenced(instant(3))], "finance_lease_liability_usd")
    parted = series([born, commenced(instant(3)), cut, end], "finance_lease_liability_usd")
    assert np.abs(parted[:6] - whole[:6]).max() <= 1
    assert np.abs(parted[6:] - 0.6 * whole[6:]).max() <= 1


def test_an_operating_lease_costs_the_same_each_day_and_is_paid_as_agreed():
    rows = [commenced(instant(3), OP)]
    total = 10 * RENT * (10 + 12 * 1.1)
    assert series(rows, "rent_usd")[4] == pytest.approx(total / TERM * 30 / 30.4375, abs=1)
    # Rent-free for two contract months of 30.4375 days from 1 October: nothing is paid up to 1 December.
    assert series(rows, "rent_paid_usd")[3:6].tolist() == [0, 1_000, 1_000]
    assert not series(rows, "finance_lease_liability_usd").any()


def test_under_ifrs_every_lease_is_on_the_books():
    rows = [commenced(instant(3)), commenced(instant(3), OP, entity=2)]
    value = sum(10 * RENT * (1.1 if k >= 12 else 1.0) * (1 + RATE) ** (-k / 12) for k in range(2, TERM))
    asset = series(rows, "ifrs_right_of_use_usd")[3]
    assert asset == pytest.approx((VALUE + value) * (1 - 31 / 30.4375 / TERM), abs=2)
    assert series(rows, "ifrs_lease_liability_usd")[3] > series(rows, "finance_lease_liability_usd")[3] > 0


def test_opening_leases_are_of_every_age():
    declared = row(kinds.TRANCHE_DECLARED, 0, entity=1, other=FIN, kw=10, item=stages.LIVE, **PLACE)
    measures = measure(log([declared]), LAYOUT)
    key = SeriesKey("finance_lease_liability_usd", "east")
    # On the first day: the mean, over ages of 0 to 23 months, of the 23 to 0 payments that are owed then.
    owed = [sum(1_000 * (1 + RATE) ** (-k / 12) for k in range(1, TERM - age)) for age in range(TERM)]
    assert measures.opening[key] == pytest.approx(np.mean(owed), abs=1)
    # 24 contract months are 730.5 of the 731 days: in June 2025 the last of them runs out half a day before the end,
    # the 23 others pay month by month for all 30 days.
    assert measures.series[key][MONTHS - 1] == 0
    after = measures.series[SeriesKey("rent_usd", "east")]
    assert after[MONTHS - 1] == pytest.approx(1_000 * (23 * 30 + 0.5) / 24 / 30.4375, abs=1)
    opening = measures.opening[key]
    assert not rolled([declared], "finance_lease_liability_usd", *LIABILITY, opening=opening).any()


def test_a_service_costs_its_price_by_days():
    rows = [row(kinds.OPERATING_LEASE_COMMENCED, instant(3, 11), entity=3, other=2, kw=10, item=stages.BUILDING,
                value=10 * 500 * TERM, **PLACE)]  # fmt: skip
    sites = layout(lease_terms=TERMS, pipelines=[{"id": "p", "build": 0}], sites=SITES)
    assert sites.sites[1].count > 1  # site 2 is one of the range `leases`, on the terms `op`
    assert series(rows, "rent_usd")[3] == pytest.approx(10 * 500 * 21 / 30.4375, abs=1)
