"""Leases whose options were used, on the books: from logs written by hand.

10 kW at $100 a kW and month for two years, $1,000 a month at 6 %; decided at an age of twelve months.
"""

import numpy as np
import pytest

from sim.accounting.measure import present_value
from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from sim.quantities.durations import SECONDS_PER_MONTH
from tests.metrics.small_world import MONTHS, instant, layout, log, row

RATE, RENT = 0.06, 1_000.0
BREAK = {"kind": "break", "notice": 0, "after_years": 1}
EXTENSION = {"kind": "extension", "notice": 12 * SECONDS_PER_MONTH, "years": 1}
DEARER = 0.12
"""Rate of the day, for options that are remeasured at it."""
OPTIONS = [BREAK, BREAK | {"discount_rate": DEARER}, EXTENSION, EXTENSION | {"discount_rate": DEARER},
           EXTENSION | {"rent": "market"}]  # fmt: skip
BREAKS, BREAKS_DEARER, EXTENDS, EXTENDS_DEARER, EXTENDS_AT_MARKET = range(5)


def terms(accounting):
    return {"id": accounting, "rent": 100.0, "term_years": 2, "discount_rate": RATE, "accounting": accounting,
            "options": OPTIONS}  # fmt: skip


def site(name, accounting):
    return {"id": name, "region": "east", "grade": "ai", "tenure": "leased", "stage": "signed", "pipeline": "p",
            "terms": accounting, "tranches": [{"capacity": 10.0}]}  # fmt: skip


LAYOUT = layout(
    lease_terms=[terms("finance"), terms("operating")], pipelines=[{"id": "p", "build": 0}],
    sites=[site("opening", "finance"), site("leases", "operating")],
)  # fmt: skip
PLACE = {"region": 0, "grade": codes.AI, "kw": 10, "entity": 1, "item": stages.LIVE}
START = instant(1)
DECIDED = START + 12 * SECONDS_PER_MONTH
VALUE = sum(RENT * (1 + RATE) ** (-k / 12) for k in range(24))


BORN = [row(kinds.TRANCHE_DECLARED, 0, other=site, **(PLACE | {"entity": entity, "item": stages.SIGNED, "value": 0}))
        for site, entity in ((0, 1), (1, 2))]  # fmt: skip


def commenced(finance=True):
    event = kinds.FINANCE_LEASE_COMMENCED if finance else kinds.OPERATING_LEASE_COMMENCED
    return row(event, START, other=0 if finance else 1, dollars=round(VALUE) if finance else 0, value=24_000,
               **(PLACE | {"entity": 1 if finance else 2}))  # fmt: skip


def extension(finance=True, option=EXTENDS):
    return row(kinds.LEASE_EXTENDED, DECIDED, other=0 if finance else 1, dollars=12_000, basis=option,
               value=START + 36 * SECONDS_PER_MONTH, **(PLACE | {"entity": 1 if finance else 2}))  # fmt: skip


def broken(months, option=BREAKS):
    return row(kinds.BREAK_EXERCISED, DECIDED, other=0, basis=option,
               value=START + round(months * SECONDS_PER_MONTH), **PLACE)  # fmt: skip


def cut(month, kw=4):
    """So many kW of the finance lease become tranche 7."""
    return row(kinds.TRANCHE_SPLIT, START + month * SECONDS_PER_MONTH, other=0, value=1, basis=0,
               **(PLACE | {"entity": 7, "kw": kw}))  # fmt: skip


def measured(rows):
    return measure(log([*BORN, *rows]), LAYOUT)


def series(rows, metric):
    found = measured(rows).series.get(SeriesKey(metric, "east"))
    return np.zeros(MONTHS, dtype=np.int64) if found is None else found


def month_of(seconds):
    return next(m for m in range(MONTHS) if instant(m + 1) > seconds)


def closes(rows):
    """Every roll-forward, to the dollar."""
    came = measured(rows).series[SeriesKey("finance_leases_commenced_usd", "east", asset="finance_leases")]
    names = {"finance_lease_liability_usd": ("interest", "-payments", "-ended", "remeasured"), "right_of_use_usd":
             ("-amortisation", "-ended", "remeasured")}  # fmt: skip
    for balance, parts in names.items():
        stem = balance.removesuffix("_liability_usd").removesuffix("_usd")
        flows = sum((-1 if p[0] == "-" else 1) * series(rows, f"{stem}_{p.lstrip('-')}_usd") for p in parts)
        assert (np.diff(series(rows, balance), prepend=0) == came + flows).all(), balance


def test_an_extension_adds_the_value_of_its_payments_to_both_sides():
    """They are due 12 to 23 months after the decision."""
    rows = [commenced(), extension()]
    added = present_value([RENT] * 12, RATE, first=12)
    for side in ("finance_lease", "right_of_use"):
        moved = series(rows, f"{side}_remeasured_usd")
        assert np.flatnonzero(moved).tolist() == [month_of(DECIDED)]
        assert moved.sum() == pytest.approx(added, abs=1)
    assert series(rows, "remeasurement_gain_usd").sum() == 0
    closes(rows)


def test_after_an_extension_the_right_of_use_is_written_off_over_the_longer_term():
    rows = [commenced(), extension()]
    added = present_value([RENT] * 12, RATE, first=12)
    kept, m = series(rows, "right_of_use_usd"), MONTHS - 1
    age = (instant(m + 1) - START) / SECONDS_PER_MONTH
    assert kept[m] == pytest.approx((VALUE / 2 + added) * (36 - age) / 24, abs=2)


def test_after_an_extension_the_liability_is_the_value_of_all_payments_to_come():
    owed, m = series([commenced(), extension()], "finance_lease_liability_usd"), MONTHS - 1
    age = (instant(m + 1) - START) / SECONDS_PER_MONTH
    first = int(np.ceil(age))
    assert owed[m] == pytest.approx(present_value([RENT] * (36 - first), RATE, first=first - age), abs=2)


def test_before_the_decision_nothing_differs_but_by_rounding():
    plain, revised = [commenced()], [commenced(), extension()]
    for metric in ("finance_lease_liability_usd", "right_of_use_usd", "finance_lease_payments_usd"):
        assert abs(series(plain, metric)[:12] - series(revised, metric)[:12]).max() <= 1


def test_an_extended_operating_lease_spreads_what_is_left_of_its_cost():
    """$24,000 over 24 months, then the $12,000 left and $12,000 more over 24: $1,000 a month all along."""
    rent = series([commenced(finance=False), extension(finance=False)], "rent_usd")
    assert rent.sum() == pytest.approx(RENT * (instant(MONTHS) - START) / SECONDS_PER_MONTH, abs=2)


def test_ifrs_has_an_extended_operating_lease_with_its_extension():
    plain, revised = [commenced(finance=False)], [commenced(finance=False), extension(finance=False)]
    more = series(revised, "ifrs_lease_liability_usd") - series(plain, "ifrs_lease_liability_usd")
    m = month_of(DECIDED)
    age = (instant(m + 1) - START) / SECONDS_PER_MONTH
    assert more[m] == pytest.approx(present_value([RENT] * 12, RATE, first=24 - age), abs=2)


def test_a_break_keeps_the_share_of_the_time_left_and_gains_the_rest():
    """Decided at 12 months, over at 18: 6 of 12 months left are kept."""
    rows = [commenced(), broken(18)]
    before = present_value([RENT] * 11, RATE, first=1)  # the thirteenth payment, due that instant, is made
    after = present_value([RENT] * 5, RATE, first=1)
    assert series(rows, "finance_lease_remeasured_usd").sum() == pytest.approx(after - before, abs=1)
    assert series(rows, "right_of_use_remeasured_usd").sum() == pytest.approx(-VALUE / 4, abs=1)
    assert series(rows, "remeasurement_gain_usd").sum() == pytest.approx(before - after - VALUE / 4, abs=1)
    closes(rows)


def test_a_broken_lease_ends_with_nothing_on_the_books_and_its_payments_made():
    ends = row(kinds.TRANCHE_ENDED, START + 18 * SECONDS_PER_MONTH, other=0, **PLACE)
    rows = [commenced(), broken(18), ends]
    assert series(rows, "finance_lease_liability_usd")[-1] == series(rows, "right_of_use_usd")[-1] == 0
    assert series(rows, "finance_lease_payments_usd").sum() == 18 * RENT
    assert abs(series(rows, "finance_lease_ended_usd").sum()) <= 1
    assert abs(series(rows, "right_of_use_ended_usd").sum()) <= 1
    closes(rows)


def test_what_an_extension_adds_beyond_the_horizon_is_committed_there():
    """The horizon is 23 months of the calendar after the start, so 1,000 a month from the 24th payment to the 36th."""
    plain, revised = (measured(rows).scalars for rows in ([commenced()], [commenced(), extension()]))
    assert revised["beyond_leases_usd"] - plain["beyond_leases_usd"] == pytest.approx(12 * RENT)
    assert plain["beyond_leases_usd"] == pytest.approx(RENT)


def test_a_payment_due_a_second_before_a_month_begins_is_made_in_the_month_before():
    """After sixteen months to the second, of which an age in months less a second's share would fall short."""
    begins = instant(18) - 16 * SECONDS_PER_MONTH - 1
    rows = [row(kinds.FINANCE_LEASE_COMMENCED, begins, other=0, dollars=round(VALUE), value=24_000, **PLACE)]
    used = row(kinds.LEASE_EXTENDED, begins + 12 * SECONDS_PER_MONTH, other=0, dollars=12_000, basis=EXTENDS,
               value=begins + 36 * SECONDS_PER_MONTH, **PLACE)  # fmt: skip
    for told in (rows, [*rows, used]):
        assert series(told, "finance_lease_payments_usd")[:18].sum() == 17 * RENT
        closes(told)


# --- at the rate of the day


def test_an_extension_at_a_rate_of_its_own_values_all_that_is_left_at_it():
    """Of the old term 11 payments are left, due in 1 to 11 months, and 12 of the extension: 12 to 23 months."""
    rows = [commenced(), extension(option=EXTENDS_DEARER)]
    moved = present_value([RENT] * 23, DEARER, first=1) - present_value([RENT] * 11, RATE, first=1)
    for side in ("finance_lease", "right_of_use"):
        assert series(rows, f"{side}_remeasured_usd").sum() == pytest.approx(moved, abs=1)
    assert series(rows, "remeasurement_gain_usd").sum() == 0
    closes(rows)


def test_interest_runs_at_the_rate_of_the_day_from_then_on():
    rows = [commenced(), extension(option=EXTENDS_DEARER)]
    owed, m = series(rows, "finance_lease_liability_usd"), MONTHS - 1
    age = (instant(m + 1) - START) / SECONDS_PER_MONTH
    first = int(np.ceil(age))
    assert owed[m] == pytest.approx(present_value([RENT] * (36 - first), DEARER, first=first - age), abs=2)


def test_a_break_at_a_rate_of_its_own_gains_at_the_old_rate_and_moves_the_right_of_use_by_the_new():
    """As Example 17 of IFRS 16 has it: first what is given up goes, then what is kept is valued anew."""
    rows = [commenced(), broken(18, BREAKS_DEARER)]
    before, kept = (present_value([RENT] * n, RATE, first=1) for n in (11, 5))
    after = present_value([RENT] * 5, DEARER, first=1)
    assert series(rows, "finance_lease_remeasured_usd").sum() == pytest.approx(after - before, abs=1)
    assert series(rows, "right_of_use_remeasured_usd").sum() == pytest.approx(-VALUE / 4 + after - kept, abs=1)
    assert series(rows, "remeasurement_gain_usd").sum() == pytest.approx(before - kept - VALUE / 4, abs=1)
    closes(rows)


def test_an_extension_at_the_market_adds_payments_at_the_rent_of_the_day():
    """$1,500 a month instead of $1,000, for its twelve months alone."""
    rows = [commenced(), extension(option=EXTENDS_AT_MARKET) | {"dollars": 18_000}]
    assert series(rows, "finance_lease_remeasured_usd").sum() == pytest.approx(
        present_value([1_500.0] * 12, RATE, first=12), abs=1
    )
    closes(rows)


# --- cut in two


METRICS = ("finance_lease_liability_usd", "right_of_use_usd", "finance_lease_payments_usd",
           "finance_lease_remeasured_usd", "remeasurement_gain_usd")  # fmt: skip


@pytest.mark.parametrize("option", [extension(), broken(18)])
@pytest.mark.parametrize("month", [6, 14])
def test_the_parts_of_a_lease_are_worth_the_whole_whenever_it_is_cut(option, month):
    """4 of 10 kW are cut off after its option was used, or before, when each part uses it for itself."""
    if month == 14:
        parted = [commenced(), option, cut(month)]
    else:
        parts = [option | {"kw": kw, "entity": entity, "dollars": option["dollars"] * kw // 10}
                 for kw, entity in ((6, 1), (4, 7))]  # fmt: skip
        parted = [commenced(), cut(month), *parts]
    for metric in METRICS:
        assert abs(series(parted, metric) - series([commenced(), option], metric)).max() <= 2, metric
    closes(parted)


def test_a_part_that_ends_after_an_extension_takes_its_share_of_both_sides_with_it():
    """At an age of 15 months 4 of 10 kW end: 40 % of what is owed to month 36, and of the right of use."""
    rows = [commenced(), extension(), cut(14),
            row(kinds.LEASE_CANCELLED, START + 15 * SECONDS_PER_MONTH, other=0,
                **(PLACE | {"entity": 7, "kw": 4, "item": stages.READY}))]  # fmt: skip
    added = present_value([RENT] * 12, RATE, first=12)
    owed = 0.4 * (RENT + present_value([RENT] * 20, RATE, first=1))  # what falls due on that very day is not yet paid
    kept = 0.4 * (VALUE / 2 + added) * (36 - 15) / 24
    assert series(rows, "finance_lease_ended_usd").sum() == pytest.approx(owed, abs=2)
    assert series(rows, "right_of_use_ended_usd").sum() == pytest.approx(kept, abs=2)
    closes(rows)
