"""Leases are classified at signing by the tests of the standard, and the log says which one decided."""

import pytest

from sim.events import codes, kinds
from tests.world.small import day, run, site, tranche

# 15 years of $100 a month and kW without interest: $18,000 per kW; a life of 25 years leaves the term at 60 % of it.
TERMS = {"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year", "accounting": "by_test",
         "economic_life_years": 25}  # fmt: skip


def committed(**terms):
    log = run(
        lease_terms=[TERMS | terms], sites=[site("hall", "signed", tranche(1, day(400)))]
    )
    return log.one(kinds.LEASE_COMMITTED)


@pytest.mark.parametrize(("terms", "reason"), [
    ({}, "no_test_met"),
    ({"economic_life_years": 20}, "lease_term"),
    ({"fair_value": "$20000/kW"}, "present_value"),
    ({"fair_value": "$20001/kW"}, "no_test_met"),
    # A rent-free year takes $1,200 off the value.
    ({"fair_value": "$20000/kW", "rent_free_months": 12}, "no_test_met"),
    ({"transfers_ownership": True}, "transfer"),
    ({"purchase_option": True}, "purchase_option"),
    ({"no_alternative_use": True}, "no_alternative_use"),
])  # fmt: skip
def test_the_log_names_the_test_that_decided(terms, reason):
    row = committed(**terms)
    assert row.name["reason"] == reason
    assert row.basis == (reason != "no_test_met")


@pytest.mark.parametrize(("said", "basis"), [("finance", 1), ("operating", 0)])
def test_what_the_terms_state_needs_no_test(said, basis):
    row = committed(accounting=said, economic_life_years=20)
    assert (row.basis, row.reason) == (basis, codes.NONE)
