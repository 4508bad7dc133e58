"""A commitment that takes a right's place: the operator first up to what is committed, then an open market."""

import pytest

from sim.events import kinds
from tests.world.asking import NEVER, ask, holders, made, told
from tests.world.small import DAY, RIGHT, day, live, workload

CLOUD_FIRST = [workload(providers=["cloud", "operator"])]
HALL = [live("hall", 200)]


def committed(amount, regimes=None, *, year=2025, **changes):
    """A commitment for a fiscal year in place of a right; a request is worth $3.288M, $0.5M a month for 200 days."""
    fields = {"capacity": changes.pop("capacity")} if "capacity" in changes else {}
    agreement = {"commitments": [{"id": "c", "by_year": [{"fiscal_year": year, "amount": amount}]} | fields]}
    usual = {"regime": "committed", "commitment": "c"}
    return ask(regimes or usual, **({"agreement": agreement, "classes": CLOUD_FIRST, "sites": HALL} | changes))


def at_operator(log):
    return [r for r, holder in sorted(holders(log).items()) if holder == "operator"]


@pytest.mark.parametrize(
    ("amount", "requests"), [("$0", 0), ("$1", 1), ("$3M", 1), ("$4M", 2), ("$10M", 4), ("$13M", 4)]
)
def test_the_operator_comes_first_until_as_much_is_booked_as_was_committed(amount, requests):
    log = committed(amount)
    assert at_operator(log) == list(range(requests))
    assert len(holders(log)) == len(made(log)) > 20


def test_a_commitment_of_nothing_is_an_open_market():
    assert told(committed("$0")) == told(ask({"regime": "open"}, classes=CLOUD_FIRST, sites=HALL))


def test_a_commitment_without_end_puts_the_operator_first():
    log = committed("$100bn")
    assert set(holders(log).values()) == {"operator"}


def test_what_the_operator_cannot_host_goes_to_the_market_at_once():
    log = committed("$100bn", sites=[live("hall", 5)])
    assert at_operator(log) == [0, 1, 2, 3, 4]
    assert {r.instant - made(log)[r.entity] for r in log.of(kinds.REQUEST_RESERVED)} == {0}


def test_an_unwilling_operator_leaves_all_to_the_market():
    agreement = {"commitments": [{"id": "c", "by_year": [{"fiscal_year": 2025, "amount": "$1bn"}]}]} | NEVER
    assert set(holders(committed("$1bn", agreement=agreement)).values()) == {"cloud"}


def test_committed_mw_reach_where_the_dollars_do_not():
    assert at_operator(committed("$0", capacity="7 MW")) == [0, 1, 2, 3, 4, 5, 6]


def test_committed_mw_are_of_both_grades_together():
    both = [*CLOUD_FIRST, workload("ai", providers=["cloud", "operator"], grade="ai")]
    halls = [*HALL, live("ai-hall", 200, grade="ai")]
    log = committed("$0", capacity="7 MW", classes=both, sites=halls)
    taken = log.of(kinds.REQUEST_RESERVED, holder="operator")
    by_grade = [sum(1 for r in taken if r.name["workload"] == name) for name in ("training", "ai")]
    assert min(by_grade) > 0
    assert sum(by_grade) == 7


def test_a_year_without_an_amount_has_no_commitment():
    """All is asked for in the first month, for a start in fiscal 2025."""
    assert at_operator(committed("$100bn", year=2026)) == []


def test_the_year_is_that_of_the_start():
    """Asked for in the first month with a year's notice: starts in fiscal 2026."""
    classes = [workload(providers=["cloud", "operator"], notice="365 days")]
    assert at_operator(committed("$100bn", year=2026, classes=classes)) == list(range(len(made(committed("$0")))))
    assert at_operator(committed("$100bn", year=2025, classes=classes)) == []


def test_nothing_is_offered_and_no_answer_awaited():
    log = committed("$10M")
    assert log.of(kinds.OFFER_MADE, kinds.OFFER_DECLINED, kinds.WAIVER_GRANTED) == []


def test_what_is_not_used_is_billed_at_the_end_of_the_year():
    """Four requests of $500 x 1,000 kW for 200 days, at 12 months for 365 days: $13.151M of $20M."""
    agreement = {"commitments": [
        {"id": "c", "by_year": [{"fiscal_year": 2025, "amount": "$10M"}]},
        {"id": "more", "by_year": [{"fiscal_year": 2025, "amount": "$10M"}]},
    ]}  # fmt: skip
    log = committed("$10M", agreement=agreement)
    used = 4 * 500 * 1_000 * 200 * 12 / 365
    [short] = [r.dollars for r in log.of(kinds.SHORTFALL_BILLED) if r.entity == 2025]
    assert short == pytest.approx(20e6 - used, abs=1)


def test_the_right_ends_when_the_commitment_takes_its_place():
    """Offers open on that day are answered under the right; what is asked later comes to nobody as an offer."""
    regimes = [RIGHT, {"first_day": day(15), "regime": "committed", "commitment": "c"}]
    log = committed("$10M", regimes)
    offered = {r.entity for r in log.of(kinds.OFFER_MADE)}
    assert offered == {r for r, at in made(log).items() if at < 15 * DAY}
    answered = {r.entity: r.instant - made(log)[r.entity] for r in log.of(kinds.OFFER_EXERCISED)}
    assert answered == dict.fromkeys(offered, 10 * DAY)
    assert log.one(kinds.REGIME_STARTED).value == 3


def test_who_waits_when_the_commitment_begins_is_put_afresh_that_instant():
    regimes = [RIGHT, {"first_day": day(100), "regime": "committed", "commitment": "c"}]
    providers = [{"id": "cloud", "kind": "third_party", "price": "$900/kW-month"}]
    free = [workload(providers=["cloud", "operator"], patience="300 days")]
    right = RIGHT | {"free_period": "600 days"}
    grow = [live("hall", 1)]
    log = committed("$1bn", [right, regimes[1]], providers=providers, classes=free, sites=grow)
    again = {r.entity for r in log.of(kinds.OFFER_ASKED_ANEW)}
    assert {r.instant for r in log.of(kinds.OFFER_ASKED_ANEW)} == {100 * DAY}
    assert again == set(made(log)) - set(holders(log, instant=10 * DAY + made(log)[0]))


def test_a_commitment_reads_the_price_that_was_matched():
    """At $900 a request is worth $5.918M: one less reaches $10M."""
    right = RIGHT | {"trigger": "third_party_offer"}
    regimes = [right, {"first_day": day(60), "regime": "committed", "commitment": "c"}]
    late = [{"first_day": day(62), "rate": "1/day"}, {"first_day": day(93), "rate": "0/day"}]
    classes = [*CLOUD_FIRST, workload("late", providers=["cloud", "operator"], arrivals=late)]
    worth = 900 * 1_000 * 200 * 12 / 365
    several = len(made(committed("$0")))
    log = committed(f"${round(several * worth) + 1}", regimes, classes=classes)
    assert list(holders(log, workload="late").values()).count("operator") == 1


@pytest.mark.parametrize(("regime", "problem"), [
    ({"regime": "committed", "commitment": "c"}, "no commitment 'c'"),
    ({"regime": "committed"}, "given where, and only where, the regime is `committed`"),
    (RIGHT | {"carved_out": ["trainin"]}, "did you mean training"),
    (RIGHT | {"carved_out": ["training"], "with_operator": ["training"]}, "both carved out and with the operator"),
])  # fmt: skip
def test_a_regime_that_contradicts_itself_is_refused(regime, problem):
    with pytest.raises(AssertionError, match=problem):
        ask(regime)
