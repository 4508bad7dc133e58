"""Options of leases: on the day of notice a lease is extended, broken or let run, by what would be missed without."""

import pytest

from sim.events import codes, kinds
from sim.policy.options import BREAK, EXTENSION, IfShort, Never, OptionView
from sim.scenario.terms import LeaseOption, LeaseTerms
from tests.world.replayer import Replayer
from tests.world.small import DAY, MONTH, START, day, live, run, site, tranche

EXTENDED = {"kind": "extension", "years": 2, "notice": "100 days"}
BROKEN = {"kind": "break", "at": day(400), "notice": "100 days", "fee_months": 6}
RENT = 1_000_000
"""Dollars a month for 10 MW."""


def leased(options, rule, wanted, ends, **fields):
    """10 MW leased and live until a day beside 5 MW of the operator's own, with a constant demand in MW."""
    said = {"id": "lease", "rent": "$100/kW-month", "term_years": 15, "escalator": "0 %/year",
            "discount_rate": "0 %/year", "accounting": "finance", "options": options} | fields  # fmt: skip
    path = {"kind": "growth", "level": f"{wanted} MW", "rate": "0 %/year"}
    log = run(
        lease_terms=[said],
        operator={"options": rule},
        sites=[site("hall", "live", tranche(10, ends=day(ends))), live("own", 5)],
        demand={"baseline": [{"id": "own", "grade": "general", "path": path, "regions": {"east": "100 %"}}]},
    )
    Replayer(log.layout).replay(log.array)
    return log


IF_SHORT = {"kind": "if_short"}


def test_a_lease_whose_mw_would_be_missed_is_extended():
    """5 MW would stay and 8 are wanted; two years more of $1m a month."""
    log = leased([EXTENDED], IF_SHORT, 8, 400)
    made = log.one(kinds.LEASE_EXTENDED)
    assert (made.instant, made.value) == (300 * DAY, 400 * DAY + 24 * MONTH)
    assert made.dollars == 24 * RENT
    assert log.of(kinds.TRANCHE_ENDED) == []


def test_a_lease_that_would_not_be_missed_ends():
    log = leased([EXTENDED], IF_SHORT, 5, 400)
    passed = log.one(kinds.OPTION_PASSED)
    assert (passed.instant, passed.value, passed.reason) == (300 * DAY, 0, codes.TERM)
    ended = log.one(kinds.TRANCHE_ENDED)
    assert (ended.instant, ended.reason) == (400 * DAY, codes.NONE)


def test_an_extension_is_worth_its_payments_discounted_to_the_day_of_notice():
    """12 months of rent at 1 % a month of discount; the first falls one month after notice."""
    yearly = 1.01**12 - 1
    log = leased([EXTENDED | {"years": 1, "notice": "1 month"}], IF_SHORT, 8, 400,
                 discount_rate=f"{100 * yearly:.10f} %/year")  # fmt: skip
    value = sum(RENT * 1.01 ** -(m + 1) for m in range(12))
    assert log.one(kinds.LEASE_REMEASURED).dollars == pytest.approx(value, abs=2)


def test_an_extension_is_worth_more_at_the_lower_rate_of_its_own_option():
    """The same 12 months, the terms' 1 % a month set aside for the option's none; the row names the option used."""
    option = EXTENDED | {"years": 1, "notice": "1 month", "discount_rate": "0 %/year"}
    log = leased([BROKEN | {"at": day(1)}, option], IF_SHORT, 8, 400, discount_rate="12 %/year")
    assert log.one(kinds.LEASE_REMEASURED).dollars == 12 * RENT
    assert log.one(kinds.LEASE_EXTENDED).basis == 1


def test_an_extension_goes_on_with_the_escalator():
    """The 16th year costs 1.1 to the 15th times the first."""
    log = leased([EXTENDED | {"years": 1}], IF_SHORT, 8, 400, escalator="10 %/year")
    assert log.one(kinds.LEASE_EXTENDED).dollars == round(12 * RENT * 1.1**15)


def test_an_extension_at_the_market_starts_anew():
    log = leased([EXTENDED | {"years": 2, "rent": "market"}], IF_SHORT, 8, 400, escalator="10 %/year")
    assert log.one(kinds.LEASE_EXTENDED).dollars == round(12 * RENT + 12 * RENT * 1.1)


def test_extensions_follow_each_other():
    """A year each, 100 days' notice before each end."""
    year = EXTENDED | {"years": 1}
    log = leased([year, year], IF_SHORT, 8, 150)
    assert [r.instant for r in log.of(kinds.LEASE_EXTENDED)] == [50 * DAY, 50 * DAY + 12 * MONTH]


def test_a_lease_that_is_not_missed_is_broken_at_its_date_for_its_fee():
    log = leased([BROKEN], IF_SHORT, 5, 700)
    used = log.one(kinds.BREAK_EXERCISED)
    assert (used.value, used.basis) == (400 * DAY, 0)
    fee = log.one(kinds.RELEASE_FEE_DUE)
    assert (fee.instant, fee.dollars, fee.reason) == (300 * DAY, 6 * RENT, codes.BREAK_OPTION)
    ended = log.one(kinds.TRANCHE_ENDED)
    assert (ended.instant, ended.reason) == (400 * DAY, codes.BREAK_OPTION)


def test_a_lease_that_is_missed_is_not_broken():
    log = leased([BROKEN], IF_SHORT, 6, 700)
    assert (log.one(kinds.OPTION_PASSED).value, log.one(kinds.TRANCHE_ENDED).instant) == (-1_000, 700 * DAY)


def test_a_break_counts_its_years_from_commencement():
    """Ready on day 10 and live at once: it may end a year of 12 sampled months later."""
    said = {"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year",
            "options": [{"kind": "break", "after_years": 1, "notice": "60 days"}]}  # fmt: skip
    log = run(lease_terms=[said], operator={"options": IF_SHORT},
              sites=[site("a", "building", tranche(10, day(10)))])  # fmt: skip
    assert log.one(kinds.BREAK_EXERCISED).instant == 10 * DAY + 12 * MONTH - 60 * DAY
    assert log.one(kinds.TRANCHE_ENDED).instant == 10 * DAY + 12 * MONTH


PART = BROKEN | {"share": "30 %"}


def test_a_break_of_a_part_gives_it_back_and_the_rest_goes_on():
    """3 of 10 MW, for their share of the fee; 7 stay to the term's end, beside 5 of the operator's own."""
    log = leased([PART], IF_SHORT, 12, 700)
    cut, used = log.one(kinds.TRANCHE_SPLIT), log.one(kinds.BREAK_EXERCISED)
    assert (cut.instant, cut.kw, used.kw, used.value) == (300 * DAY, 3_000, 3_000, 400 * DAY)
    assert used.entity == cut.entity
    assert log.one(kinds.RELEASE_FEE_DUE).dollars == round(0.3 * 6 * RENT)
    ended = {row.entity: (row.instant, row.kw, row.reason) for row in log.of(kinds.TRANCHE_ENDED)}
    assert ended.pop(cut.entity) == (400 * DAY, 3_000, codes.BREAK_OPTION)
    assert list(ended.values()) == [(700 * DAY, 7_000, codes.NONE)]


def test_only_the_part_has_to_be_done_without():
    """12 MW are wanted of 15: 3 can go, all 10 could not; a MW more and not even they."""
    assert leased([BROKEN], IF_SHORT, 12, 700).of(kinds.BREAK_EXERCISED) == []
    assert len(leased([PART], IF_SHORT, 12, 700).of(kinds.BREAK_EXERCISED)) == 1
    assert leased([PART], IF_SHORT, 13, 700).one(kinds.OPTION_PASSED).value == -1_000


def test_parts_are_given_back_one_after_the_other():
    """Half, and later half of what is left; what was given back decides nothing more."""
    later = PART | {"at": day(560), "share": "50 %"}
    log = leased([PART | {"share": "50 %"}, later], IF_SHORT, 5, 700)
    assert [(row.instant, row.kw) for row in log.of(kinds.BREAK_EXERCISED)] == [(300 * DAY, 5_000), (460 * DAY, 2_500)]
    assert log.of(kinds.OPTION_PASSED) == []


@pytest.mark.parametrize("options", [[EXTENDED], [BROKEN]])
def test_never_uses_no_option(options):
    log = leased(options, {"kind": "never"}, 8, 700)
    assert log.of(kinds.LEASE_EXTENDED, kinds.BREAK_EXERCISED) == []
    assert len(log.of(kinds.OPTION_PASSED)) == 1


@pytest.mark.parametrize(
    ("kind", "headroom", "used"),
    [(EXTENSION, -1, True), (EXTENSION, 3, True), (EXTENSION, 4, False), (BREAK, 3, False), (BREAK, 4, True)],
)
def test_if_short_keeps_what_leaves_less_than_its_margin(kind, headroom, used):
    rule = IfShort.model_construct(margin_kw=4)
    assert IfShort.decide(rule, OptionView(kind, headroom, 10)) is used
    assert Never.decide(rule, OptionView(kind, headroom, 10)) is False


@pytest.mark.parametrize(
    "fields",
    [{"kind": "break", "notice": "1 day"}, {"kind": "break", "notice": "1 day", "at": START, "after_years": 2},
     {"kind": "break", "notice": "1 day", "at": START, "years": 2}, {"kind": "extension", "notice": "1 day"},
     {"kind": "extension", "notice": "1 day", "years": 1, "fee_months": 2},
     {"kind": "extension", "notice": "1 day", "years": 1, "share": "50 %"},
     {"kind": "break", "notice": "1 day", "at": START, "share": "0 %"}],
)  # fmt: skip
def test_an_option_that_mixes_the_kinds_is_refused(fields):
    with pytest.raises(ValueError, match=r"break|extension"):
        LeaseOption.model_validate(fields)


@pytest.mark.parametrize("options", [[EXTENDED, BROKEN], [{"kind": "break", "after_years": 15, "notice": "1 day"}]])
def test_options_out_of_order_are_refused(options):
    with pytest.raises(ValueError, match="break"):
        LeaseTerms.model_validate({"id": "lease", "rent": "$1/kW-month", "term_years": 15, "options": options})
