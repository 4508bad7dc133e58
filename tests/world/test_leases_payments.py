"""When rent is due: by month, quarter or year, in advance or in arrears; and a rent that its contract changes."""

import pytest

from sim.events import kinds
from sim.scenario.scenario import Scenario
from sim.scenario.terms import LeaseOption, LeaseTerms
from tests.world.replayer import Replayer
from tests.world.small import BASE, DAY, MONTH, day, run, site, tranche

RENT = 1_000_000
"""Dollars a month for 10 MW."""
RATE = 0.06
YEAR = 12 * MONTH
IF_SHORT = {"kind": "if_short"}


def leased(ready=10, **fields):
    """10 MW that are ready and live on a day, on terms of two years."""
    said = {"id": "lease", "rent": "$100/kW-month", "term_years": 2, "discount_rate": "6 %/year",
            "accounting": "finance"} | fields  # fmt: skip
    log = run(lease_terms=[said], sites=[site("hall", "signed", tranche(10, day(ready)))])
    Replayer(log.layout).replay(log.array)
    return log


def worth(payments):
    """Payments by the year at which they are due, at the rate of the terms."""
    return round(sum(usd * (1 + RATE) ** -year for year, usd in payments))


@pytest.mark.parametrize(
    ("fields", "payments"),
    [
        ({}, [(k / 12, RENT) for k in range(24)]),
        ({"payment_due": "in_arrears"}, [((k + 1) / 12, RENT) for k in range(24)]),
        ({"payment_period": "quarter"}, [(k / 4, 3 * RENT) for k in range(8)]),
        ({"payment_period": "year"}, [(0, 12 * RENT), (1, 12 * RENT)]),
        ({"payment_period": "year", "payment_due": "in_arrears"}, [(1, 12 * RENT), (2, 12 * RENT)]),
        ({"payment_period": "year", "escalator": "10 %/year"}, [(0, 12 * RENT), (1, 13.2 * RENT)]),
        ({"payment_period": "quarter", "payment_due": "in_arrears", "rent_free_months": 4},
         [(0.5, 2 * RENT), *((k / 4, 3 * RENT) for k in range(3, 9))]),
    ],
)  # fmt: skip
def test_a_lease_is_worth_its_payments_when_they_are_due(fields, payments):
    log = leased(**fields)
    begun = log.one(kinds.FINANCE_LEASE_COMMENCED)
    assert begun.value == log.one(kinds.LEASE_COMMITTED).dollars == round(sum(usd for _, usd in payments))
    assert begun.dollars == worth(payments)


REVIEW = {"kind": "rent_review", "after_years": 1, "stated_rent": "$150/kW-month"}


def test_a_reviewed_rent_begins_at_its_year_to_the_end_of_the_term():
    log = leased(options=[REVIEW], payment_period="year")
    made = log.one(kinds.RENT_REVIEWED)
    assert (made.instant, made.basis) == (10 * DAY + YEAR, 0)
    assert made.dollars == made.value == 12 * 1.5 * RENT


def test_in_arrears_a_reviewed_rent_is_worth_less_on_its_day():
    made = leased(options=[REVIEW], payment_period="year", payment_due="in_arrears").one(kinds.RENT_REVIEWED)
    assert (made.dollars, made.value) == (18 * RENT, round(18 * RENT / 1.06))


def test_a_reviewed_rent_goes_on_with_the_escalator():
    made = leased(options=[REVIEW], term_years=3, escalator="10 %/year").one(kinds.RENT_REVIEWED)
    assert made.dollars == round(18 * RENT * 2.1)


def test_a_review_at_the_market_takes_the_rent_of_the_day():
    path = {"kind": "table", "points": [{"at": day(0), "level": "100 %"}, {"at": day(300), "level": "120 %"}]}
    region = {"id": "east", "area": "us", "power_price": "$80/MWh", "rent_path": path}
    said = {"id": "lease", "rent": "$100/kW-month", "term_years": 2, "discount_rate": "6 %/year",
            "options": [{"kind": "rent_review", "after_years": 1, "rent": "market"}]}  # fmt: skip
    log = run(lease_terms=[said], regions=[region, BASE["regions"][1]],
              sites=[site("hall", "signed", tranche(10, day(0)))])  # fmt: skip
    assert log.one(kinds.RENT_REVIEWED).dollars == pytest.approx(12 * RENT * 1.2, rel=1e-9)


def test_nobody_is_asked_about_a_review_and_what_follows_still_comes():
    """The rule uses no option: the break a year later is passed, the review before it is not."""
    broken = {"kind": "break", "after_years": 1, "notice": "30 days"}
    log = leased(options=[broken, REVIEW], term_years=3)
    assert [row.instant for row in log.of(kinds.OPTION_PASSED)] == [10 * DAY + YEAR - 30 * DAY]
    assert log.one(kinds.RENT_REVIEWED).instant == 10 * DAY + YEAR


def test_a_break_on_the_day_of_its_notice_ends_the_lease_a_second_later():
    said = {"kind": "break", "after_years": 1, "notice": "0 days"}
    terms = [{"id": "lease", "rent": "$100/kW-month", "term_years": 2, "options": [said]}]
    log = run(lease_terms=terms, operator={"options": IF_SHORT}, sites=[site("hall", "signed", tranche(10, day(10)))])
    Replayer(log.layout).replay(log.array)
    used, ended = log.one(kinds.BREAK_EXERCISED), log.one(kinds.TRANCHE_ENDED)
    assert (used.instant, used.value, ended.instant) == (10 * DAY + YEAR, 10 * DAY + YEAR + 1, 10 * DAY + YEAR + 1)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"prepayment": "$10/kW", "payment_period": "year"}, "prepayment"),
        ({"prepayment": "$10/kW", "payment_due": "in_arrears"}, "prepayment"),
        ({"payment_due": "in_arrears", "options": [{"kind": "break", "at": day(9), "notice": "1 day"}]}, "arrears"),
        ({"options": [REVIEW, {"kind": "extension", "years": 1, "notice": "1 day"}]}, "rent of its own"),
        ({"options": [REVIEW, REVIEW]}, "order"),
        ({"options": [REVIEW | {"after_years": 2}]}, "term"),
    ],
)  # fmt: skip
def test_terms_that_do_not_go_together_are_refused(fields, word):
    with pytest.raises(ValueError, match=word):
        LeaseTerms.model_validate({"id": "lease", "rent": "$1/kW-month", "term_years": 2} | fields)


@pytest.mark.parametrize(
    "fields",
    [
        REVIEW | {"notice": "1 day"}, REVIEW | {"years": 1}, REVIEW | {"rent": "market"}, {"kind": "rent_review"},
        {"kind": "rent_review", "after_years": 1},
        {"kind": "extension", "years": 1}, {"kind": "break", "after_years": 1},
        {"kind": "break", "after_years": 1, "notice": "1 day", "stated_rent": "$1/kW-month"},
        {"kind": "extension", "years": 1, "notice": "1 day", "rent": "market", "stated_rent": "$1/kW-month"},
    ],
)  # fmt: skip
def test_a_review_or_a_rent_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ValueError, match=r"review|notice|rent"):
        LeaseOption.model_validate(fields)


def test_costs_and_incentives_of_a_service_are_refused():
    terms = [{"id": "lease", "rent": "$1/kW-month", "term_years": 2, "incentive": "$5/kW"}]
    sites = [site("rack", "signed", tranche(1, day(9)), tenure="service")]
    problems = Scenario.model_validate(BASE | {"lease_terms": terms, "sites": sites}).check()
    assert any("of leases alone" in str(problem) for problem in problems)


def test_a_stated_rent_that_grows_past_what_a_rent_can_be_is_refused():
    review = REVIEW | {"stated_rent": "$4000/kW-month"}
    terms = [{"id": "lease", "rent": "$1/kW-month", "term_years": 50, "escalator": "20 %/year", "options": [review]}]
    problems = Scenario.model_validate(BASE | {"lease_terms": terms}).check()
    assert any("kW-month" in str(problem) for problem in problems)
