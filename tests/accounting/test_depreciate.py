"""Assets are written off evenly, and their parts sum to the cost."""

import numpy as np
import pytest

from sim.accounting.depreciate import of_cohorts, of_even_fleet
from sim.accounting.rounding import posted, rounded


def test_a_cohort_is_written_off_from_the_end_of_its_month_over_its_life():
    # 120 in month 0 over four months: 30 a month from month 1 to month 4.
    assert np.diff(of_cohorts([120, 0, 0, 0, 0, 0, 0], 4)).tolist() == [30, 30, 30, 30, 0, 0]


def test_cohorts_add_up():
    total = of_cohorts([[100.0, 50.0, 0.0, 0.0], [0.0, 0.0, 8.0, 0.0]], 2)
    assert total.tolist() == [[0, 50, 125, 150], [0, 0, 0, 4]]


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


def test_halves_are_rounded_to_even():
    assert rounded([0.5, 1.5, -0.5, 2.5]).tolist() == [0, 2, 0, 2]
