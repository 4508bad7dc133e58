"""Leases paid by quarter or year, in advance or in arrears, on the books: from logs written by hand.

10 kW at $100 a kW and month for a year, $1,000 a month at 6 %; it begins with the second month of the scenario.
"""

import numpy as np
import pytest

from sim.accounting.measure import present_value
from sim.accounting.schedule import due
from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from sim.quantities.durations import SECONDS_PER_MONTH
from tests.metrics.small_world import MONTHS, instant, layout, log, row

RATE, RENT, TERM = 0.06, 1_000.0, 12
WAYS = {"yearly": ("year", "in_advance"), "yearly-late": ("year", "in_arrears"),
        "quarterly": ("quarter", "in_advance"), "quarterly-late": ("quarter", "in_arrears")}  # fmt: skip
PERIOD = {"year": 12, "quarter": 3}
SAME, HIGHER, BREAK, EXTENSION = range(4)
OPTIONS = [
    {"kind": "rent_review", "after_years": 1, "stated_rent": 100.0},
    {"kind": "rent_review", "after_years": 2, "stated_rent": 150.0},
    {"kind": "break", "after_years": 3, "notice": 0},
    {"kind": "extension", "years": 1, "notice": 3 * SECONDS_PER_MONTH, "stated_rent": 150.0},
]
COSTS = {"initial_direct_costs": 70.0, "incentive": 20.0}
"""$50 a kW more in the right of use."""


def terms(name, accounting, years, **fields):
    period, when = WAYS[name.split(":")[0]]
    return {"id": f"{name}-{accounting}", "rent": 100.0, "term_years": years, "discount_rate": RATE,
            "accounting": accounting, "payment_period": period, "payment_due": when} | fields  # fmt: skip


def world(name, accounting="finance", years=1, tenure="leased", **fields):
    """A layout with one lease or service, signed and not yet ready."""
    made = terms(name, accounting, years, **fields)
    said = {"id": "opening", "region": "east", "grade": "ai", "tenure": tenure, "stage": "signed", "pipeline": "p",
            "terms": made["id"], "tranches": [{"capacity": 10.0}]}  # fmt: skip
    return layout(lease_terms=[made], pipelines=[{"id": "p", "build": 0}], sites=[said])


PLACE = {"region": 0, "grade": codes.AI, "kw": 10, "entity": 1, "item": stages.LIVE, "other": 0}
START = instant(1)
BORN = row(kinds.TRANCHE_DECLARED, 0, **(PLACE | {"item": stages.SIGNED, "value": 0}))


def stream(name, months=TERM):
    period, when = WAYS[name]
    return due([RENT] * months, PERIOD[period], in_arrears=when == "in_arrears")


def commenced(name, finance=True, months=TERM):
    event = kinds.FINANCE_LEASE_COMMENCED if finance else kinds.OPERATING_LEASE_COMMENCED
    value = present_value(stream(name, months), RATE)
    return row(event, START, **PLACE, dollars=round(value) if finance else 0, value=round(RENT * months))


def ended(months, event=kinds.TRANCHE_ENDED, stage=stages.LIVE):
    return row(event, START + round(months * SECONDS_PER_MONTH), **(PLACE | {"item": stage}))


def used(option, months, event=kinds.RENT_REVIEWED, **fields):
    return row(event, START + round(months * SECONDS_PER_MONTH), basis=option, **(PLACE | fields))


class Books:
    """The series of a log that was written by hand."""

    def __init__(self, said, *rows):
        self.found = measure(log([BORN, *rows]), said)

    def __getitem__(self, metric):
        made = self.found.series.get(SeriesKey(f"{metric}_usd", "east"))
        return np.zeros(MONTHS, dtype=np.int64) if made is None else made

    def close(self, extra=0):
        """Every roll-forward, to the dollar."""
        came = self.found.series[SeriesKey("finance_leases_commenced_usd", "east", asset="finance_leases")]
        owed = self["finance_lease_interest"] - self["finance_lease_payments"] - self["finance_lease_ended"]
        owed = owed + came + self["finance_lease_remeasured"]
        kept = self["right_of_use_remeasured"] - self["right_of_use_amortisation"] - self["right_of_use_ended"]
        kept = kept + came + extra * (came > 0)
        assert (np.diff(self["finance_lease_liability"], prepend=0) == owed).all()
        assert (np.diff(self["right_of_use"], prepend=0) == kept).all()


def paid_in(books, metric="finance_lease_payments"):
    return {int(month): int(books[metric][month]) for month in np.flatnonzero(books[metric])}


def month_of(months):
    seconds = START + round(months * SECONDS_PER_MONTH)
    return next(m for m in range(MONTHS) if instant(m + 1) > seconds)


@pytest.mark.parametrize("name", WAYS)
def test_rent_is_paid_when_its_period_is_due_and_nothing_is_left_at_the_end(name):
    books = Books(world(name), commenced(name), ended(TERM))
    expected = {month_of(k): usd for k, usd in enumerate(stream(name)) if usd}
    assert paid_in(books) == expected
    assert books["finance_lease_liability"][-1] == books["right_of_use"][-1] == 0
    assert abs(books["finance_lease_ended"]).sum() <= 1
    assert books["finance_lease_interest"].sum() == 12_000 - round(present_value(stream(name), RATE))
    books.close()


@pytest.mark.parametrize("name", WAYS)
def test_between_payments_a_liability_is_the_value_of_those_to_come(name):
    books, m = Books(world(name), commenced(name)), month_of(7)
    age = (instant(m + 1) - START) / SECONDS_PER_MONTH
    left = [(k, usd) for k, usd in enumerate(stream(name)) if k >= age]
    expected = sum(usd * (1 + RATE) ** (-(k - age) / 12) for k, usd in left)
    assert books["finance_lease_liability"][m] == pytest.approx(expected, abs=1)


def test_a_lease_in_arrears_that_ends_early_pays_what_has_run():
    """Four and a half months: a quarter when it is over, and half of the next when the lease is."""
    name = "quarterly-late"
    books = Books(world(name), commenced(name), ended(4.5, kinds.LEASE_CANCELLED, stages.READY))
    assert paid_in(books) == {month_of(3): 3_000, month_of(4.5): 1_500}
    books.close()


def test_a_lease_in_advance_that_ends_early_gets_nothing_back():
    books = Books(world("yearly"), commenced("yearly"), ended(4.5, kinds.LEASE_CANCELLED, stages.READY))
    assert paid_in(books) == {1: 12_000}
    books.close()


@pytest.mark.parametrize("name", WAYS)
def test_an_operating_lease_costs_the_same_each_month_whenever_it_is_paid(name):
    books = Books(world(name, "operating"), commenced(name, finance=False), ended(TERM))
    assert books["rent"].sum() == books["rent_paid"].sum() == 12_000
    days = np.diff([instant(m) for m in range(2, 13)]) / SECONDS_PER_MONTH
    assert books["rent"][2:12] == pytest.approx(RENT * days, abs=1)


# --- costs of obtaining a lease, and what the landlord gives


def test_initial_costs_less_the_incentive_stand_in_the_right_of_use_alone():
    books = Books(world("yearly", **COSTS), commenced("yearly"), ended(TERM))
    value = round(present_value(stream("yearly"), RATE))
    assert books["right_of_use_amortisation"].sum() == value + 500
    assert books["finance_lease_interest"].sum() == 12_000 - value
    assert (books["initial_direct_costs"][1], books["lease_incentives"][1]) == (700, 200)
    assert (books["initial_direct_costs"].sum(), books["lease_incentives"].sum()) == (700, 200)
    books.close(extra=500)


def test_initial_costs_are_cash_when_the_lease_commences():
    with_costs, without = (
        measure(log([BORN, commenced("yearly")]), world("yearly", **costs)).series[SeriesKey("cash_flow_usd")]
        for costs in (COSTS, {})
    )
    assert np.flatnonzero(with_costs - without).tolist() == [1]
    assert (with_costs - without)[1] == -500


def test_an_operating_lease_spreads_its_initial_costs():
    books = Books(world("yearly", "operating", **COSTS), commenced("yearly", finance=False), ended(TERM))
    assert (books["rent"].sum(), books["rent_paid"].sum()) == (12_500, 12_000)
    age = (instant(2) - START) / SECONDS_PER_MONTH
    assert books["rent"][1] == pytest.approx(12_500 * age / TERM, abs=1)
    assert books["ifrs_right_of_use"][1] == pytest.approx(
        (present_value(stream("yearly"), RATE) + 500) * (1 - age / TERM), abs=1
    )


def test_a_part_cut_off_takes_its_share_of_the_initial_costs():
    """4 of 10 kW are cut off and end: 40 % of what is left of the right of use goes."""
    cut = row(kinds.TRANCHE_SPLIT, START + 6 * SECONDS_PER_MONTH, value=1, basis=0,
              **(PLACE | {"entity": 7, "kw": 4, "item": stages.READY}))  # fmt: skip
    gone = row(kinds.LEASE_CANCELLED, START + 6 * SECONDS_PER_MONTH,
               **(PLACE | {"entity": 7, "kw": 4, "item": stages.READY}))  # fmt: skip
    books = Books(world("yearly", **COSTS), commenced("yearly"), cut, gone)
    kept = 0.4 * (present_value(stream("yearly"), RATE) + 500) / 2
    assert books["right_of_use_ended"].sum() == pytest.approx(kept, abs=1)
    books.close(extra=500)


# --- options and reviews


@pytest.mark.parametrize("name", WAYS)
def test_a_review_that_leaves_the_rent_as_it_was_moves_nothing(name):
    said = world(name, years=2, options=OPTIONS[:1], **COSTS)
    plain = Books(said, commenced(name, months=24))
    reviewed = Books(said, commenced(name, months=24), used(0, 12, dollars=12_000, value=1))
    for metric in ("finance_lease_liability", "right_of_use", "finance_lease_payments", "finance_lease_interest",
                   "right_of_use_amortisation", "finance_lease_remeasured", "right_of_use_remeasured"):  # fmt: skip
        assert abs(plain[metric] - reviewed[metric]).max() <= 1, metric
    reviewed.close(extra=500)


@pytest.mark.parametrize("over", [None, 16.4])
@pytest.mark.parametrize("way", [*WAYS.values(), ("month", "in_advance")])
def test_a_service_costs_its_price_by_days_though_an_option_is_used(way, over):
    """A review that leaves its price moves nothing: not after it, and not before, when none could know of it."""
    fields = dict(zip(("payment_period", "payment_due"), way, strict=True))
    said = world("yearly", "operating", 2, "service", options=OPTIONS[:1], **fields)
    rows = commenced("yearly", finance=False, months=24), *([] if over is None else [ended(over)])
    plain, reviewed = Books(said, *rows), Books(said, *rows, used(0, 12, dollars=12_000, value=1))
    age = over or (instant(MONTHS) - START) / SECONDS_PER_MONTH
    assert reviewed["services"].sum() == pytest.approx(RENT * age, abs=1)
    for metric in ("services", "rent_paid"):
        assert abs(plain[metric] - reviewed[metric]).max() <= 1, metric


@pytest.mark.parametrize("name", WAYS)
def test_a_reviewed_rent_moves_both_sides_by_the_payments_that_change(name):
    said = world(name, years=2, options=[OPTIONS[0] | {"stated_rent": 150.0}])
    books = Books(said, commenced(name, months=24), used(0, 12, dollars=18_000, value=1))
    more = present_value([0.5 * usd for usd in stream(name)], RATE)
    for side in ("finance_lease", "right_of_use"):
        moved = books[f"{side}_remeasured"]
        assert np.flatnonzero(moved).tolist() == [month_of(12)]
        assert moved.sum() == pytest.approx(more, abs=1)
    assert books["remeasurement_gain"].sum() == 0
    books.close()


@pytest.mark.parametrize("name", WAYS)
def test_an_extension_at_a_stated_rent_is_paid_as_the_term_is(name):
    """Decided at nine months: its payments follow those of the year, in arrears the first a period later."""
    said = world(name, options=OPTIONS[3:])
    ends = START + 24 * SECONDS_PER_MONTH
    extended = used(0, 9, kinds.LEASE_EXTENDED, dollars=18_000, value=ends)
    books = Books(said, commenced(name), extended)
    added = [0.0] * 12 + [1.5 * usd for usd in stream(name)]
    value = present_value(added, RATE, first=-9.0)
    assert books["finance_lease_remeasured"].sum() == pytest.approx(value, abs=1)
    assert books["finance_lease_payments"][: month_of(12) + 1].sum() == sum(stream(name)[:13]) + added[12]
    books.close()


def test_a_broken_lease_in_arrears_pays_to_its_end_and_leaves_nothing():
    name = "yearly-late"
    said = world(name, years=2, options=[OPTIONS[2] | {"after_years": 1}])
    broken = used(0, 12 - 1e-4, kinds.BREAK_EXERCISED, value=START + 12 * SECONDS_PER_MONTH)
    books = Books(said, commenced(name, months=24), broken, ended(12))
    assert paid_in(books) == {month_of(12): 12_000}
    assert books["finance_lease_liability"][-1] == books["right_of_use"][-1] == 0
    assert abs(books["finance_lease_ended"]).sum() <= 1
    books.close()


@pytest.mark.parametrize("name", WAYS)
def test_a_part_given_back_goes_with_its_share_and_the_rest_is_as_it_was(name):
    """At a year of two 4 of 10 kW are broken off: what a lease of 6 kW and one of 4 that is broken come to."""
    said = world(name, years=2, options=[OPTIONS[2] | {"after_years": 1, "share": 0.4}], **COSTS)
    part = {"entity": 7, "kw": 4}
    decided, over = 12 - 1e-4, START + 12 * SECONDS_PER_MONTH
    cut = used(-1, decided, kinds.TRANCHE_SPLIT, value=1, **part)
    broken = used(0, decided, kinds.BREAK_EXERCISED, **(part | {"value": over}))
    gone = row(kinds.TRANCHE_ENDED, over, **(PLACE | part))
    books = Books(said, commenced(name, months=24), cut | {"basis": 0}, broken, gone)
    whole = Books(said, commenced(name, months=24))
    for metric in ("finance_lease_liability", "right_of_use"):
        assert books[metric][-1] == pytest.approx(0.6 * whole[metric][-1], abs=1)
    before = present_value(stream(name, 24), RATE) / 2 + 250
    payments = stream(name, 24)
    if name.endswith("late"):
        payments[12] = 0.0  # it is due when the part ends, and stays
    left = present_value(payments[12:], RATE)
    assert books["remeasurement_gain"].sum() == pytest.approx(0.4 * (left - before), abs=3)
    books.close(extra=500)


def test_a_break_on_the_day_it_is_decided_leaves_numbers():
    """Nothing of the term is left to spread over."""
    said = world("yearly", years=2, options=[OPTIONS[2] | {"after_years": 1}])
    broken = used(0, 12, kinds.BREAK_EXERCISED, value=START + 12 * SECONDS_PER_MONTH)
    books = Books(said, commenced("yearly", months=24), broken, ended(12))
    assert books["right_of_use"][-1] == 0
    books.close()


# --- beyond the horizon, and before the start


@pytest.mark.parametrize("name", WAYS)
def test_what_falls_due_after_the_horizon_is_committed_there(name):
    """The horizon is 23 months of the calendar after the start of a lease of two years."""
    found = measure(log([BORN, commenced(name, months=24)]), world(name, years=2)).scalars
    age = (instant(MONTHS) - START) / SECONDS_PER_MONTH
    later = [(k, usd) for k, usd in enumerate(stream(name, 24)) if k >= age]
    assert found["beyond_leases_usd"] == pytest.approx(sum(usd for _, usd in later))


@pytest.mark.parametrize("name", WAYS)
def test_leases_of_every_age_pay_a_year_of_rent_in_a_year(name):
    """But for one in ten: its term is over, and it has paid in advance, or pays its arrears and goes on by month."""
    said = world(name, "operating", years=10)
    running = row(kinds.TRANCHE_DECLARED, 0, **(PLACE | {"item": stages.LIVE, "value": 0, "holder": 0}))
    found = measure(log([running]), said).series[SeriesKey("rent_paid_usd", "east")]
    assert found[:12].sum() == pytest.approx(12_000, rel=0.06)
