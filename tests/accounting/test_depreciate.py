"""Assets are written off evenly, and their parts sum to the cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounting.depreciate import of_cohorts, of_even_fleet
from sim.accounting.rounding import posted, rounded


def test_a_cohort_is_written_off_from_the_end_of_its_month_over_its_life():
    # 120 in month 0 over four months: 30 a month from month 1 to month 4.
    assert np.diff(of_cohorts([120, 0, 0, 0, 0, 0, 0], 4)).tolist() == [30, 30, 30, 30, 0, 0]


def test_cohorts_add_up():
    total = of_cohorts([[100.0, 50.0, 0.0, 0.0], [0.0, 0.0, 8.0, 0.0]], 2)
    assert total.tolist() == [[0, 50, 125, 150], [0, 0, 0, 4]]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.floats(0.25, 40))
def test_each_cohort_loses_the_same_in_every_period_of_its_life_and_nothing_after(additions, life):
    periods = range(len(additions))
    expected = [sum(cost * min((end - start) / life, 1.0) for start, cost in enumerate(additions) if start <= end)
                for end in periods]  # fmt: skip
    assert of_cohorts(additions, life) == pytest.approx(expected, rel=1e-9, abs=1e-3)
    assert of_cohorts([[0] * len(additions), additions], life)[1] == pytest.approx(expected, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize("life", [0, -1])
def test_what_has_no_life_is_written_off_at_once(life):
    assert of_cohorts([[1, 2, 3], [0, 5, 0]], life).tolist() == [[1, 3, 6], [0, 5, 5]]
    assert of_cohorts([1, 2, 3], life).tolist() == [1, 3, 6]


def test_a_life_shorter_than_a_period_ends_within_the_next():
    assert of_cohorts([8, 0, 0], 0.5).tolist() == [0, 8, 8]


def test_fleets_of_even_ages_are_the_limit_of_many_cohorts():
    """Cohorts of a hundredth of a fleet, one each hundredth of its life before now, and none after."""
    steps, life, cost = 400, 6.0, np.array([[100.0], [700.0]])
    additions = np.concatenate([np.full(steps, 1 / steps), np.zeros(steps)])
    written_off = of_cohorts(additions, steps)
    since_now = written_off[steps - 1:: 50] - written_off[steps - 1]
    ages = np.arange(len(since_now)) * 50 * life / steps
    assert of_even_fleet(cost, life, ages)[:, 0] == pytest.approx(cost * since_now, abs=5.0)
    assert of_even_fleet(cost, life, ages).shape == (2, 1, len(ages))
    assert of_even_fleet(cost, life, [-3.0, 0.0]).tolist() == [[[0, 0]], [[0, 0]]]


def test_a_fleet_of_even_ages_loses_a_cohort_each_month():
    # Four cohorts of 10 aged 0 to 4 months on average: 40/4 a month at first, a quarter less each month.
    ages = np.arange(5)
    continuous = np.diff(of_even_fleet(40.0, 4, ages))
    assert continuous == pytest.approx([8.75, 6.25, 3.75, 1.25])
    assert of_even_fleet(40.0, 4, np.array([4.0, 9.0])).tolist() == [20, 20]


def test_what_is_posted_sums_to_the_rounded_total():
    totals = np.cumsum(np.full(7, 1 / 3))
    assert posted(totals).tolist() == [0, 1, 0, 0, 1, 0, 0]
    assert posted(totals).sum() == rounded(totals[-1]) == 2


def test_the_first_period_posts_all_it_has_and_each_row_is_its_own():
    made = posted([[2.4, 2.6, 5.0], [-1.5, -1.4, -1.4]])
    assert made.tolist() == [[2, 1, 2], [-2, 1, 0]]
    assert made.dtype == rounded(1.0).dtype == np.int64


def test_halves_are_rounded_to_even():
    assert rounded([0.5, 1.5, -0.5, 2.5]).tolist() == [0, 2, 0, 2]
