"""Ways to end a lease, what late delivery and deferral cost, prepayments: by hand, from a rent of $1m a month."""

from datetime import date
from types import SimpleNamespace

import pytest

from sim.events import codes, kinds
from sim.scenario.terms import LeaseTerms
from sim.world.deferral import deferral_left
from tests.world.replayer import Replayer
from tests.world.small import DAY, MONTH, action, day, instant, run, site, tranche

RENT = 1_000_000
"""Dollars a month for the 10 MW of every test, at $100/kW-month."""
KW = 10_000


def terms(**fields):
    """Lease terms at that rent."""
    return [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year",
             "accounting": "finance"} | fields]  # fmt: skip


def late(**fields):
    """A pipeline whose construction is 300 days late."""
    return [{"id": "plain", "build": "100 days", "slip": "300 days"} | fields]


LONG_STOP = {"long_stop": "100 days", "delay_credit": "$10/kW-month", "prepayment": "$50/kW"}


def cancelled(at, ground=None, **fields):
    """10 MW due on day 100 and 300 days late, cancelled on a day."""
    log = run(
        pipelines=late(),
        lease_terms=terms(**(LONG_STOP | fields)),
        sites=[site("a", "building", tranche(10, day(100)))],
        timeline=[action("stop", "cancel", day(at), 10, ["building"], select={"ground": ground})],
    )
    Replayer(log.layout).replay(log.array)
    return log


def test_past_the_long_stop_a_lease_ends_free_and_its_prepayment_comes_back():
    log = cancelled(201, "long_stop")
    left = log.one(kinds.LEASE_CANCELLED)
    assert (left.dollars, left.reason) == (0, codes.LONG_STOP)
    assert log.of(kinds.RELEASE_FEE_DUE, kinds.PREPAYMENT_FORFEITED) == []
    assert log.one(kinds.PREPAYMENT_REFUNDED).dollars == 50 * KW
    assert log.one(kinds.DELAY_CREDITED).dollars == round(10 * KW * 100 * DAY / MONTH)


@pytest.mark.parametrize("at", [150, 200])
def test_before_the_long_stop_has_passed_nothing_ends_on_its_ground(at):
    log = cancelled(at, "long_stop")
    assert log.of(kinds.LEASE_CANCELLED) == []
    assert log.one(kinds.ACTION_FELL_SHORT).kw == KW


def test_by_agreement_a_late_lease_costs_its_fee_and_its_prepayment():
    log = cancelled(201, release_fees={"signed": 12, "building": 24})
    assert log.one(kinds.RELEASE_FEE_DUE).dollars == 24 * RENT
    assert log.one(kinds.PREPAYMENT_FORFEITED).dollars == 50 * KW


@pytest.mark.parametrize(("slip", "counted"), [(40, 40), (300, 100)])
def test_late_delivery_is_credited_up_to_the_long_stop(slip, counted):
    log = run(pipelines=late(slip=f"{slip} days"), lease_terms=terms(**LONG_STOP),
              sites=[site("a", "building", tranche(10, day(100)))])  # fmt: skip
    credit = log.one(kinds.DELAY_CREDITED)
    assert credit.instant == (100 + slip) * DAY
    assert credit.dollars == round(10 * KW * counted * DAY / MONTH)


def test_what_the_operator_puts_off_is_not_the_landlords_delay():
    log = run(
        pipelines=late(slip="40 days"),
        lease_terms=terms(**LONG_STOP),
        sites=[site("a", "building", tranche(10, day(100)))],
        timeline=[action("later", "defer", day(10), 10, ["building"], by="200 days")],
    )
    assert log.one(kinds.DELAY_CREDITED).dollars == round(10 * KW * 40 * DAY / MONTH)


SETTLED = {
    "settlement": {
        "floor": {"signed": 2, "building": 3},
        "cap": {"signed": 10, "building": 12},
        "reletting_cost": "$50/kW",
    }
}
"""Re-letting costs half a month's rent."""


def left_by_agreement(backfill, **changes):
    """Fees of 10 MW due on day 100 and let go on day 30, as (instant, dollars, reason)."""
    log = run(
        pipelines=late(slip="0 days"),
        lease_terms=terms(**SETTLED),
        sites=[site("a", "building", tranche(10, day(100)))],
        timeline=[action("stop", "cancel", day(30), 10, ["building"])],
        rivals=[{"id": "rival", "areas": ["us"]}],
        backfill=backfill,
        **changes,
    )
    Replayer(log.layout).replay(log.array)
    return [(r.instant, r.dollars, r.reason) for r in log.of(kinds.RELEASE_FEE_DUE)]


FLOOR = (30 * DAY, 3 * RENT, codes.NONE)


def test_a_rival_who_comes_before_the_rent_would_have_begun_leaves_the_floor():
    assert left_by_agreement({"delay": "60 days"}) == [FLOOR]


def test_rent_until_it_is_let_anew_and_the_cost_of_that_are_due_beyond_the_floor():
    taken = 100 * DAY + 6 * MONTH
    fees = left_by_agreement({"delay": f"{(taken - 30 * DAY) / DAY} days"})
    assert fees == [FLOOR, (taken, 6 * RENT + RENT // 2 - 3 * RENT, codes.RELET)]


def test_where_nobody_takes_it_the_cap_is_due_when_so_much_rent_is_lost():
    fees = left_by_agreement({"delay": "900 days"})
    assert fees == [FLOOR, (100 * DAY + 12 * MONTH, 12 * RENT - 3 * RENT, codes.CAP_REACHED)]


def test_the_gain_of_a_higher_rent_over_the_term_is_taken_off():
    taken = 100 * DAY + 6 * MONTH
    dearer = [{"id": "east", "area": "us", "power_price": "$80/MWh",
               "rent_path": {"kind": "growth", "level": 1.01, "rate": "0 %/year"}},
              {"id": "north", "area": "europe", "power_price": "$100/MWh"}]  # fmt: skip
    fees = left_by_agreement({"delay": f"{(taken - 30 * DAY) / DAY} days"}, regions=dearer)
    gain = 180 * RENT // 100
    assert fees == [FLOOR, (taken, 6 * RENT + RENT // 2 - gain - 3 * RENT, codes.RELET)]


def test_a_prepayment_is_paid_at_signing_and_credited_over_the_first_rents():
    """Signed on day 30, ready on 16 February 2025: 13 of its 28 days, then whole months, then what is left."""
    log = run(
        pipelines=[{"id": "plain", "build": "100 days", "soq": "30 days", "lead": "200 days"}],
        lease_terms=terms(prepayment="$250/kW"),
        sites=[site("a", "soq", tranche(10))],
    )
    assert log.one(kinds.TRANCHE_READY).instant == instant(date(2025, 2, 16))
    paid = log.one(kinds.PREPAYMENT_PAID)
    assert (paid.instant, paid.dollars) == (30 * DAY, 250 * KW)
    first = round(RENT * 13 / 28)
    credits = [(r.value, r.dollars) for r in log.of(kinds.PREPAYMENT_CREDITED)]
    assert credits == [(7, first), (8, RENT), (9, RENT), (10, 250 * KW - first - 2 * RENT)]
    Replayer(log.layout).replay(log.array)


def test_rent_free_months_put_the_credit_off():
    log = run(lease_terms=terms(prepayment="$50/kW", rent_free_months=2),
              sites=[site("a", "building", tranche(10, day(100)))])  # fmt: skip
    begins = 100 * DAY + 2 * MONTH
    month = max(m for m, start in enumerate(log.layout.month_starts) if start <= begins)
    assert log.one(kinds.PREPAYMENT_CREDITED).value == month


def deferred(slip, by, **fields):
    """Fees, and rents by month, of 10 MW due on 1 January 2025 and deferred in July 2024."""
    log = run(
        pipelines=[{"id": "plain", "build": "300 days", "slip": slip}],
        lease_terms=terms(**fields),
        sites=[site("a", "building", tranche(10, date(2025, 1, 1)))],
        timeline=[action("later", "defer", day(30), 10, ["building"], by=by)],
    )
    fees = [r.dollars for r in log.of(kinds.RELEASE_FEE_DUE)]
    return fees, [(r.value, r.dollars) for r in log.of(kinds.DEFERRAL_RENT_DUE)]


def test_a_deferral_costs_its_share_of_the_rent_at_once():
    assert deferred("0 days", "6 months", deferral_rent_share=0.5) == ([3 * RENT], [])


def test_a_deferral_may_cost_the_rent_from_the_old_date_on():
    """From 1 January to 1 March."""
    assert deferred("0 days", "59 days", deferral="rent") == ([], [(6, RENT), (7, RENT)])


def test_rent_of_a_deferred_lease_waits_for_the_landlord():
    """The landlord would have been ready on 1 February; the tenant comes on 1 April."""
    assert deferred("31 days", "59 days", deferral="rent") == ([], [(7, RENT), (8, RENT)])


@pytest.mark.parametrize(("limit", "put_off", "left"), [(200, 50, 150), (200, 200, 0), (200, 220, 0)])
def test_the_limit_of_its_pipeline_says_how_much_a_lease_may_still_be_put_off(limit, put_off, left):
    world = SimpleNamespace(
        pipelines=[SimpleNamespace(deferral_limit=limit)], sites=[SimpleNamespace(pipeline=0)],
        tranches=[SimpleNamespace(site=0, put_off=put_off)],
    )  # fmt: skip
    assert deferral_left(world, 0) == left


def test_terms_of_a_lease_have_no_second_limit_of_deferrals():
    with pytest.raises(ValueError, match="deferral_limit"):
        LeaseTerms.model_validate(terms(deferral_limit="90 days")[0])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"release_fees": {"signed": 1}} | SETTLED, "not both"),
        ({"deferral": "rent", "deferral_rent_share": 0.5}, "leave it out"),
        ({"delay_credit": "$1/kW-month"}, "give one"),
        ({"settlement": {"floor": {"signed": 5, "building": 5}, "cap": {"signed": 4, "building": 9}}}, "above its cap"),
    ],
)
def test_terms_that_contradict_themselves_are_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        LeaseTerms.model_validate(terms(**fields)[0])


def test_what_is_settled_later_comes_off_the_money_freed():
    """Let go on day 30 for a rival on day 300: 200 days of rent lost and half a month's re-letting, less 3 months paid.

    Freed is the lease of 180 months in fiscal 2025, less all of these; half of what is freed buys servers.
    """
    year = {"id": "y", "fiscal_year": 2025, "amount": "$9bn", "kind": "soft", "scope": ["finance_leases"]}
    log = run(
        pipelines=late(slip="0 days"), lease_terms=terms(**SETTLED),
        sites=[site("a", "building", tranche(10, day(100)))],
        timeline=[action("stop", "cancel", day(30), 10, ["building"])],
        rivals=[{"id": "rival", "areas": ["us"]}], backfill={"chance": "100 %", "delay": "270 days"},
        capex={"envelopes": [year], "freed": {"short_lived": "50 %"}},
    )  # fmt: skip
    later = round(RENT * (200 * DAY / MONTH + 0.5)) - 3 * RENT
    settled = log.one(kinds.MONEY_FREED, instant=300 * DAY)
    assert (settled.dollars, settled.value) == (-later, 2025)
    assert log.dollars(kinds.MONEY_FREED) == 180 * RENT - 3 * RENT - later
    bought = log.dollars(kinds.CAPEX_COMMITTED, item=codes.REDEPLOYED)
    assert bought == pytest.approx((177 * RENT - later) / 2, abs=1)
