"""Dollars go with kW, a half to the even dollar, to the same bit in Python and machine code."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from sim.events.parts import usd_of_part
from sim.streams import round_half_even

KW = st.integers(1, 10**8)


@njit
def compiled(usd, part_kw, whole_kw):
    return usd_of_part(usd, part_kw, whole_kw)


@pytest.mark.parametrize(("usd", "part_kw", "whole_kw", "expected"), [
    (1_000, 1, 4, 250), (1_000, 2, 3, 667), (1_000, 4, 4, 1_000), (0, 1, 4, 0), (5, 1, 2, 2), (7, 1, 2, 4),
    (-5, 1, 2, -2), (1_000, 0, 4, 0),
])  # fmt: skip
def test_it_is_the_share_of_the_kw_and_a_half_goes_to_the_even_dollar(usd, part_kw, whole_kw, expected):
    assert usd_of_part(usd, part_kw, whole_kw) == expected


@settings(deadline=None)  # compiled when first called
@given(st.integers(-(2**53), 2**53), KW, KW)
def test_machine_code_python_and_log_rows_give_the_same(usd, part_kw, more_kw):
    given = usd, part_kw, part_kw + more_kw
    found = usd_of_part(*given)
    assert type(found) is int
    assert found == compiled(*given) == usd_of_part(*map(np.int64, given))
    assert found == round_half_even(usd * (part_kw / given[-1]))
