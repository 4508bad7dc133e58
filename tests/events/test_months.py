"""The month of an instant is that which has begun last, from whatever month on it is looked for."""

from bisect import bisect_right
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from sim.events.months import month_near, month_of
from sim.quantities.calendar import add_months

DAY = 86_400
FIRST = date(2023, 7, 1)
STARTS = [(add_months(FIRST, m) - FIRST).days * DAY for m in range(121)]
MONTHS = np.array(STARTS).view([("start", np.int64)]).view(np.recarray)


@njit
def compiled(months, guess, instant):
    return month_near(months, guess, instant), month_of(months, instant)


@settings(deadline=None)  # compiled when first called
@given(st.integers(-DAY, STARTS[-1] + DAY) | st.sampled_from(STARTS), st.sampled_from([-1, 0, 1]), st.integers(-3, 130))
def test_it_has_begun_last_and_is_found_from_any_month_on(instant, more, guess):
    instant += more
    expected = max(bisect_right(STARTS, instant) - 1, 0)
    assert month_of(MONTHS, instant) == month_near(MONTHS, guess, instant) == expected
    assert compiled(MONTHS, guess, instant) == (expected, expected)


@pytest.mark.parametrize(("instant", "month"), [
    (-1, 0), (0, 0), (31 * DAY - 1, 0), (31 * DAY, 1), (STARTS[-1] - 1, 119), (STARTS[-1], 120), (2 * STARTS[-1], 120),
])  # fmt: skip
def test_a_month_begins_with_its_first_instant_and_the_horizon_is_one_more(instant, month):
    assert month_of(MONTHS, instant) == month
