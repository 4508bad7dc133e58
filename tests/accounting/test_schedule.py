"""Rents step up once a year, start after the free months, and belong to the days they cover."""

import numpy as np
import pytest

from sim.accounting.schedule import due, earned_by, extended, paid_by, rents, settled_by


def test_a_rent_steps_up_once_a_year():
    assert rents(25, 0.1) == pytest.approx([1.0] * 12 + [1.1] * 12 + [1.21])


def test_unless_it_is_said_a_rent_stays_as_it_is_and_is_due_from_the_first_month():
    assert rents(30) == [1.0] * 30


def test_rent_free_months_come_first_and_do_not_put_off_the_step():
    assert rents(14, 0.1, 3) == pytest.approx([0.0] * 3 + [1.0] * 9 + [1.1] * 2)


def test_payments_are_made_at_the_start_of_their_months():
    ages = np.array([-0.5, 0.0, 0.99, 1.0, 2.5, 9.0])
    assert paid_by([1.0, 2.0, 4.0], ages).tolist() == [0, 1, 1, 3, 7, 7]


def test_what_is_earned_of_a_month_is_prorated():
    ages = np.array([-1.0, 0.0, 0.25, 1.5, 3.0, 8.0])
    assert earned_by([1.0, 2.0, 4.0], ages).tolist() == [0, 0, 0.25, 2.0, 7.0, 7.0]


def test_payments_of_a_period_are_due_together_at_its_start_or_its_end():
    monthly = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    assert due(monthly, 3) == [7, 0, 0, 56, 0, 0]
    assert due(monthly, 2) == [3, 0, 12, 0, 48, 0]
    assert due(monthly, 3, in_arrears=True) == [0, 0, 0, 7, 0, 0, 56]
    assert due(monthly, 1, in_arrears=True) == [0, *monthly]
    assert due(monthly) == monthly


def test_in_arrears_an_extension_begins_on_the_day_of_the_last_payment():
    year = due([1.0] * 12, 12, in_arrears=True)
    both = extended(year, year, in_arrears=True)
    assert [(month, usd) for month, usd in enumerate(both) if usd] == [(12, 12), (24, 12)]
    assert extended([1.0], [2.0]) == [1, 2]
    assert extended([0.0, 7.0], [3.0, 5.0], in_arrears=True) == [0, 10, 5], "what both pay on that day"


def test_what_has_run_of_a_period_in_arrears_is_paid_when_the_lease_ends():
    quarters = due([1.0] * 6, 3, in_arrears=True)
    ages = np.array([0.0, 1.5, 3.0, 4.0, 6.0, 9.0])
    assert settled_by(quarters, 3, ages).tolist() == [0, 1.5, 3, 4, 6, 6]
    assert paid_by(quarters, ages).tolist() == [0, 0, 3, 3, 6, 6]
