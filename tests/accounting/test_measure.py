"""What is owed grows by interest and falls by payments, and nothing is left at the end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounting.measure import (
    discount_factors,
    liabilities,
    liability_at,
    operating_cost_by,
    operating_right_of_use,
    present_value,
    straight_line,
)
from sim.accounting.schedule import paid_by, rents
from sim.quantities.durations import SECONDS_PER_MONTH

RATES = st.floats(0.0, 0.2)
STREAMS = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=60)


def test_without_interest_a_value_is_the_sum():
    assert present_value(rents(36, 0.03, 2), 0.0) == pytest.approx(sum(rents(36, 0.03, 2)))


def test_a_payment_in_advance_is_worth_a_period_more():
    # An annuity-due is worth (1 + i) times the annuity, i the rate of a period.
    late = present_value([100.0] * 24, 0.06, first=1.0)
    assert present_value([100.0] * 24, 0.06) == pytest.approx(late * 1.06 ** (1 / 12))


def test_dates_and_periods_agree_where_a_month_is_a_twelfth_of_a_year():
    factors = discount_factors(0.045, SECONDS_PER_MONTH * np.arange(40))
    assert 5.0 * factors.sum() == pytest.approx(present_value([5.0] * 40, 0.045))


@given(STREAMS, RATES)
def test_each_liability_is_the_one_before_with_interest_less_the_payment(payments, rate):
    owed = liabilities(payments, rate)
    for k in range(1, len(payments)):
        assert owed[k] == pytest.approx(owed[k - 1] * (1 + rate) - payments[k], abs=1e-6 * sum(payments) + 1e-9)
    assert owed[-1] == 0


@given(STREAMS, RATES)
def test_the_liability_at_a_whole_age_is_that_after_its_payment(payments, rate):
    ages = np.arange(len(payments), dtype=float)
    expected = liabilities(payments, rate, 12)
    assert liability_at(payments, rate, ages) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_between_payments_a_liability_grows_by_interest():
    owed = liability_at([10.0, 10.0, 10.0], 0.12, np.array([0.0, 0.5, 1.0, 3.0, 4.0, -0.1]))
    assert owed[0] == pytest.approx(10 / 1.12 ** (1 / 12) + 10 / 1.12 ** (2 / 12))
    assert owed[1] == pytest.approx(owed[0] * 1.12 ** (1 / 24))
    assert owed[2] == pytest.approx(owed[0] * 1.12 ** (1 / 12) - 10)
    assert owed[3:].tolist() == [0, 0, 0]


def test_a_right_of_use_is_written_off_evenly():
    assert straight_line(120.0, 12, np.array([-1.0, 0.0, 3.0, 12.0, 20.0])).tolist() == [0, 120, 90, 0, 0]


def test_an_operating_lease_costs_the_same_each_month_and_leaves_no_asset():
    stream = rents(24, 0.1, 3)
    ages = np.linspace(0, 24, 49)
    cost = operating_cost_by(stream, ages)
    assert np.diff(cost) == pytest.approx(sum(stream) / 48)
    asset = operating_right_of_use(liability_at(stream, 0.05, ages), paid_by(stream, ages), cost)
    assert asset[0] == pytest.approx(present_value(stream, 0.05))
    assert asset[-1] == pytest.approx(0.0, abs=1e-9)


def test_an_operating_lease_costs_nothing_before_it_starts_and_no_more_once_it_has_ended():
    assert operating_cost_by([3.0, 0.0, 6.0], np.array([-8.0, 0.0, 1.0, 3.0, 7.0])).tolist() == [0, 0, 3, 9, 9]


def test_long_before_its_start_and_long_after_its_end_nothing_is_owed_or_paid():
    ages = np.array([-900.0, 900.0])
    assert liability_at([10.0, 20.0, 30.0], 0.12, ages).tolist() == [0, 0]
    assert paid_by([10.0, 20.0, 30.0], ages).tolist() == [0, 60]


def test_a_dated_dollar_gains_a_year_s_interest_a_year_and_what_is_past_is_worth_more():
    year = 365.25 * 86_400
    assert discount_factors(0.1, [year, -2 * year, 0.0]) == pytest.approx([1 / 1.1, 1.21, 1.0])
