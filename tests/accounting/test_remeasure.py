"""A change of a lease moves both sides of the books by what the standards say, and balances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounting.remeasure import Balance, ended, part_ended, reassessed, reduced

AMOUNTS = st.floats(0, 1e9)


def test_a_right_of_use_does_not_fall_below_zero():
    assert reassessed(Balance(100.0, 30.0), 60.0) == (60.0, 0.0, 10.0)


def test_keeping_all_on_the_old_terms_changes_nothing():
    assert part_ended(Balance(100.0, 80.0), 1.0, 100.0) == (100.0, 80.0, 0.0)


def test_a_lease_that_is_over_earns_what_was_owed_less_the_asset_and_the_fee():
    assert ended(Balance(100.0, 80.0), 5.0) == (0.0, 0.0, 15.0)
    assert ended(Balance(100.0, 80.0)) == (0.0, 0.0, 20.0)
    assert part_ended(Balance(100.0, 80.0), 0.0, 0.0) == (0.0, 0.0, 20.0)


@given(AMOUNTS, AMOUNTS, st.floats(0, 1), st.floats(0, 1), AMOUNTS)
def test_the_gain_is_the_change_of_assets_less_that_of_debts(owed, asset, share, asset_share, new):
    after = reduced(Balance(owed, asset), Balance(owed * share, asset * asset_share), new)
    change = (after.right_of_use - asset) - (after.liability - owed)
    assert after.gain == pytest.approx(change, abs=1e-6)
    assert after.right_of_use >= 0
