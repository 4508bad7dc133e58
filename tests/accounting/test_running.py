"""Rules of a running lease say the same of a number, in machine code too, and of an array."""

import numpy as np
import pytest
from numba import njit

from sim.accounting.running import months_before, owed_once_settled, share_run
from sim.quantities.durations import SECONDS_PER_MONTH


def test_what_is_due_a_second_earlier_has_been_paid_whatever_the_month():
    months = np.arange(601)
    assert np.array_equal(np.floor(months_before(months * SECONDS_PER_MONTH + 1)), months)
    assert np.array_equal(np.floor(months_before(months * SECONDS_PER_MONTH)), months - 1)


def test_no_more_of_a_term_runs_than_all_of_it():
    assert share_run(np.array([0.0, 3.0, 12.0, 20.0]), 12).tolist() == [0, 0.25, 1, 1]


def test_what_is_settled_beyond_payments_is_owed_no_longer():
    assert owed_once_settled(np.array([50.0, 5.0]), 10.0, np.array([40.0, 16.0])).tolist() == [20, 0]


@pytest.mark.parametrize(("rule", "given"), [
    (months_before, (7,)), (share_run, (7.3, 120)), (share_run, (130.0, 120)),
    (owed_once_settled, (50, 10, 40)), (owed_once_settled, (5, 10, 16)),
])  # fmt: skip
def test_machine_code_gives_the_bits_of_python(rule, given):
    assert njit(rule)(*given) == rule(*given) == rule(*map(np.array, given))
