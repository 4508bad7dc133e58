"""Rents step up once a year, start after the free months, and belong to the days they cover."""

import numpy as np
import pytest

from sim.accounting.schedule import earned_by, paid_by, rents


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
