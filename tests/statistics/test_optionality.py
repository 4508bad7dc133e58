"""What it cost to keep the choice open, from amounts by month written by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.statistics.optionality import optionality
from sim.statistics.regret import Ledger
from tests.plots.synthetic import SyntheticResults
from tests.statistics.test_regret import DAY, entry, start_of


def test_a_return_breaks_even_once_rent_saved_covers_fees_and_what_is_dearer():
    """$100 a month saved from month 10 on, against $150 of fees and $200 dearer: 100, 200, 300, 400: month 13."""
    kept, run = SyntheticResults("kept", n=1), SyntheticResults("run", n=1)
    flat = {"finance_lease_payments_usd": 0.0, "rent_paid_usd": 0.0, "release_fees_usd": 0.0}
    for one in (kept, run):
        one._tables |= {name: np.zeros_like(one._tables["call_capex_usd"]) for name in flat}
    cells = kept._tables["call_capex_usd"].shape
    months = np.arange(len(run.months))
    kept.put("rent_paid_usd", np.where(months >= 10, 100.0, 0.0) / (cells[0] * cells[1]))
    run.put("release_fees_usd", np.where(months == 2, 150.0, 0.0) / (cells[0] * cells[1]))
    run._scalars, kept._scalars = {"stranded_usd": np.array([7.0])}, {"stranded_usd": np.array([5.0])}
    held = entry(payments=2_000, premium=0.1)
    held.released = start_of(run, 2)
    found = optionality(run, kept, Ledger("run", "kept", [0], [held]))
    assert found.break_even[0] == 13
    assert found.months[int(found.break_even_by(0.5).value)] == date(2024, 8, 1)
    assert not found.break_even_by(0.5).is_told, "of one replication"
    assert (found.fees[0], found.stranded[0], found.came_back[0]) == (pytest.approx(150), 2, 0)
    assert found.rent_saved[0] == pytest.approx(100 * (len(months) - 10))
    held.back = start_of(run, 20)
    assert optionality(run, kept, Ledger("run", "kept", [0], [held])).came_back[0] == pytest.approx(200)


def empty_runs():
    """A run and the one that kept everything, in which nothing is paid."""
    runs = SyntheticResults("run", n=2), SyntheticResults("kept", n=2)
    for one in runs:
        one._tables |= {name: np.zeros_like(one._tables["call_capex_usd"])
                        for name in ("finance_lease_payments_usd", "rent_paid_usd", "release_fees_usd")}  # fmt: skip
        one._scalars = {"stranded_usd": np.zeros(2)}
    return runs


def put_evenly(run, name, by_month):
    """An amount by month, the same in every cell, so that it is the total."""
    cells = run._tables["call_capex_usd"].shape
    run.put(name, np.asarray(by_month, dtype=float) / (cells[0] * cells[1]))


def test_a_return_is_dearer_by_the_rent_of_each_month_and_paid_off_only_for_good():
    """$101 are saved each month; a rent that rises by half from month 6 on makes a return $1,000 dearer for good."""
    run, kept = empty_runs()
    put_evenly(kept, "rent_paid_usd", np.full(len(run.months), 101.0))
    held = entry(payments=2_000, rents=[(0, 1.0), (start_of(run, 6), 1.5)])
    held.released = start_of(run, 0)
    found = optionality(run, kept, Ledger("run", "kept", [1], [replace(held, replication=1)]))
    # 606 are saved when the rent rises, 909 after nine months, 1,010 after ten: that month is number 9 from 0.
    assert found.break_even.tolist() == [9]
    assert (found.released_mw.tolist(), found.months) == ([10], run.months)


def test_of_replications_without_a_release_none_breaks_even_and_each_has_its_own():
    run, kept = empty_runs()
    put_evenly(kept, "rent_paid_usd", np.full(len(run.months), 1.0))
    mine = entry(kw=4_000)
    mine.released = start_of(run, 3)
    found = optionality(run, kept, Ledger("run", "kept", [0, 1], [mine, replace(mine, kw=500)]))
    assert found.released_mw.tolist() == [4.5, 0]
    assert found.break_even[0] == 4, "the month after the one at whose start it was let go"
    assert np.isnan(found.break_even[1])
    assert (found.break_even_by(0.5).value, found.break_even_by(0.5).n) == (4, 2)
    assert np.isinf(found.break_even_by(0.51).value), "more than half of them never do"


def test_a_gain_that_turns_at_the_last_month_never_pays():
    run, kept = empty_runs()
    months = np.arange(len(run.months))
    put_evenly(kept, "finance_lease_payments_usd", np.where(months == len(months) - 1, -5.0, 1e-9))
    held = entry()
    held.released = 0
    assert np.isnan(optionality(run, kept, Ledger("run", "kept", [0], [held])).break_even[0])
    held.released = start_of(run, len(months) - 1) + DAY
    put_evenly(kept, "finance_lease_payments_usd", np.full(len(months), 1.0))
    assert np.isnan(optionality(run, kept, Ledger("run", "kept", [0], [held])).break_even[0])


def test_what_comes_back_the_moment_it_was_let_go_came_back():
    run, kept = empty_runs()
    held = entry(payments=1_000, premium=0.1, back=0)
    assert optionality(run, kept, Ledger("run", "kept", [0], [held])).came_back.tolist() == [pytest.approx(100)]


def test_a_gain_of_cents_is_a_gain():
    run, kept = empty_runs()
    put_evenly(kept, "rent_paid_usd", np.where(np.arange(len(run.months)) == 7, 0.25, 0.0))
    put_evenly(run, "release_fees_usd", np.where(np.arange(len(run.months)) == 1, 0.2, 0.0))
    held = entry()
    held.released = start_of(run, 1)
    assert optionality(run, kept, Ledger("run", "kept", [0], [held])).break_even.tolist() == [7]


def test_what_is_paid_while_away_is_no_rent_saved_and_the_last_month_counts():
    run, kept = empty_runs()
    months = np.arange(len(run.months))
    put_evenly(kept, "rent_paid_usd", np.full(len(months), 5.0))
    put_evenly(run, "rent_paid_usd", np.full(len(months), 2.0))
    put_evenly(run, "release_fees_usd", np.where(months == len(months) - 1, 30.0, 0.0))
    found = optionality(run, kept, Ledger("run", "kept", [0], [entry()]))
    assert found.rent_saved[0] == pytest.approx(3 * len(months))
    assert found.fees[0] == pytest.approx(30)


def test_all_that_was_let_go_in_a_replication_has_to_be_paid_for():
    """$101 saved a month against $500 dearer each of two: ten months, and five for one of them alone."""
    run, kept = empty_runs()
    put_evenly(kept, "rent_paid_usd", np.full(len(run.months), 101.0))
    one, other = (entry(name, payments=5_000, premium=0.1) for name in ("one/0", "two/0"))
    one.released = other.released = 0
    for entries, month in (([one], 4), ([one, other], 9), ([other, one], 9)):
        found = optionality(run, kept, Ledger("run", "kept", [1], [replace(each, replication=1) for each in entries]))
        assert found.break_even.tolist() == [month]


def test_a_return_is_priced_at_its_day():
    run, kept = empty_runs()
    held = entry(payments=1_000, rents=[(0, 1.0), (start_of(run, 6), 1.5)], back=start_of(run, 8))
    assert optionality(run, kept, Ledger("run", "kept", [0], [held])).came_back.tolist() == [pytest.approx(500)]


def test_a_replication_without_a_release_does_not_end_the_search():
    run, kept = empty_runs()
    put_evenly(kept, "rent_paid_usd", np.full(len(run.months), 1.0))
    held = replace(entry(), replication=1, released=0)
    found = optionality(run, kept, Ledger("run", "kept", [0, 1], [held]))
    assert np.isnan(found.break_even[0])
    assert found.break_even[1] == 1


def test_nothing_gained_is_nothing_lost_and_the_last_month_may_be_the_first():
    run, kept = empty_runs()
    last = len(run.months) - 1
    held = entry()
    held.released = start_of(run, last - 1)
    assert optionality(run, kept, Ledger("run", "kept", [0], [held])).break_even.tolist() == [last]
