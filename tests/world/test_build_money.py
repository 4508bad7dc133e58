"""Lease terms as money: payments and present value against annuities and dated payments; the tests of ASC 842."""

import math
from datetime import date

import numpy as np
import pytest

from sim.quantities.calendar import add_months
from sim.world.model import build
from tests.world.small import BASE, scenario

RENT = 145.0


def row_of(region=1.0, **terms):
    """The one lease's row in the first of two regions."""
    one = {"id": "lease", "rent": f"${RENT}/kW-month", "accounting": "by_test"} | terms
    east, north = BASE["regions"]
    made = build(scenario(lease_terms=[one], regions=[east | {"rent_index": region}, north]))
    return made.tables["terms"][0]


def annuity_due(rate, months):
    """Present value of 1 at the start of each month: (1 - v^n) / (1 - v), with v for a month of a yearly rate."""
    v = (1 + rate) ** (-1 / 12)
    return float(months) if v == 1 else (1 - v**months) / (1 - v)


def growing(rate, escalator, years):
    """Sum of ((1 + escalator) / (1 + rate))^year over the years of a term."""
    q = (1 + escalator) / (1 + rate)
    return float(years) if math.isclose(q, 1) else (1 - q**years) / (1 - q)


def of_free_months(rate, escalator, free):
    """What the rent-free months at the beginning would have been worth."""
    years, months = divmod(free, 12)
    whole = growing(rate, escalator, years) * annuity_due(rate, 12) if years else 0.0
    return whole + ((1 + escalator) / (1 + rate)) ** years * annuity_due(rate, months)


TERMS = [(15, 0.0, 0.0, 0), (15, 0.03, 0.045, 0), (15, 0.03, 0.045, 7), (20, 0.025, 0.06, 12), (5, 0.04, 0.04, 18),
         (1, 0.1, 0.08, 3), (50, 0.0, 0.2, 36)]  # fmt: skip
"""Years, escalator, discount rate, rent-free months."""


def percent(share):
    return f"{share * 100:g} %/year"


def terms_of(years, escalator, rate, free):
    return {"term_years": years, "escalator": percent(escalator), "discount_rate": percent(rate),
            "rent_free_months": free}  # fmt: skip


@pytest.mark.parametrize("terms", TERMS)
def test_payments_are_a_growing_annuity_less_the_free_months(terms):
    years, escalator, _, free = terms
    expected = RENT * (12 * growing(0.0, escalator, years) - of_free_months(0.0, escalator, free))
    assert row_of(**terms_of(*terms))["undiscounted"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("terms", TERMS)
def test_the_present_value_is_a_growing_annuity_due_less_the_free_months(terms):
    years, escalator, rate, free = terms
    whole = annuity_due(rate, 12) * growing(rate, escalator, years)
    expected = RENT * (whole - of_free_months(rate, escalator, free))
    assert row_of(**terms_of(*terms))["present_value"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("commences", [date(2024, 7, 1), date(2025, 1, 31), date(2027, 2, 28)])
@pytest.mark.parametrize("terms", TERMS)
def test_payments_dated_on_the_calendar_are_worth_the_same_but_for_three_days(terms, commences):
    """Leases are discounted by contract periods of a month. The same day of a month m months on lies some three
    days at most from m twelfths of 365.25: February alone is 2.4 days short, a leap day and the end of a month add one.
    """
    years, escalator, rate, free = terms
    dates = [add_months(commences, month) for month in range(years * 12)]
    days = np.array([(one - commences).days for one in dates])
    paid = np.array([0.0 if m < free else RENT * (1 + escalator) ** (m // 12) for m in range(years * 12)])
    value = float(np.sum(paid * (1 + rate) ** (-days / 365.25)))
    three_days = (1 + rate) ** (3 / 365.25) - 1
    assert row_of(**terms_of(*terms))["present_value"] == pytest.approx(value, rel=three_days + 1e-12)


def test_rent_follows_the_index_of_the_region():
    dear, plain = (row_of(region=index, **terms_of(15, 0.03, 0.045, 7)) for index in (1.3, 1.0))
    for column in ("rent_month", "undiscounted", "present_value"):
        assert dear[column] == pytest.approx(1.3 * plain[column], rel=1e-12)


@pytest.mark.parametrize(("years", "finance"), [(14, 0), (15, 1), (16, 1)])
def test_a_term_of_three_quarters_of_the_life_is_a_finance_lease(years, finance):
    """Of an economic life of 20 years."""
    assert row_of(**terms_of(years, 0.0, 0.045, 0))["finance"] == finance


def test_a_present_value_of_nine_tenths_of_the_fair_value_is_a_finance_lease():
    """Five years at 0 % are worth 60 months of rent."""
    worth = 60 * RENT
    for fair_value, finance in ((worth / 0.9 - 1, 1), (worth / 0.9 + 1, 0)):
        assert row_of(**terms_of(5, 0.0, 0.0, 0), fair_value=f"${fair_value:.4f}/kW")["finance"] == finance


@pytest.mark.parametrize(("accounting", "finance"), [("finance", 1), ("operating", 0)])
def test_a_stated_classification_stands_whatever_the_tests_say(accounting, finance):
    terms = terms_of(20 if accounting == "operating" else 2, 0.0, 0.045, 0) | {"accounting": accounting}
    assert row_of(**terms)["finance"] == finance
