"""A lease is classified by the first test that it meets, in the standard's order."""

import pytest

from sim.accounting.classify import Facts, deciding_test

OPERATING = Facts(term_years=10, economic_life_years=20, present_value=80.0, fair_value=100.0)


@pytest.mark.parametrize(("changes", "test"), [
    ({}, "no_test_met"),
    ({"term_years": 14.9}, "no_test_met"),
    ({"term_years": 15}, "lease_term"),
    ({"present_value": 89.9}, "no_test_met"),
    ({"present_value": 90.0}, "present_value"),
    ({"present_value": 1e9, "fair_value": None}, "no_test_met"),
    ({"no_alternative_use": True}, "no_alternative_use"),
    ({"no_alternative_use": True, "present_value": 95.0}, "present_value"),
    ({"term_years": 15, "present_value": 95.0}, "lease_term"),
    ({"purchase_option": True, "term_years": 15}, "purchase_option"),
    ({"transfers": True, "purchase_option": True}, "transfer"),
])  # fmt: skip
def test_the_first_test_that_is_met_decides(changes, test):
    assert deciding_test(OPERATING._replace(**changes)) == test
