"""Funding: which start that waits for a hard envelope goes first, and what the wait does to its dates."""

import pytest

from sim.events import codes, kinds
from tests.world.small import DAY, action, day, run, site, tranche

OWN = {"tenure": "owned"}


def years(*amounts, scope=("facility",), **fields):
    """Hard envelopes of 2025 and the years after it, in millions."""
    listed = [{"id": f"fy{2025 + i}", "fiscal_year": 2025 + i, "amount": f"${amount}M", "kind": "hard",
               "scope": list(scope)} for i, amount in enumerate(amounts)]  # fmt: skip
    return {"envelopes": listed} | fields


def started(log, before=365):
    """The sites whose spending started after a wait and before a day, in order, each with its day."""
    rows = [row for row in log.of(kinds.SPENDING_STARTED) if row.instant < before * DAY]
    return [(row.name["entity"], row.instant / DAY) for row in rows]


def orders(rule, amounts):
    """IT of 10 MW each is wanted: $70M of general on day 110 and of `late` on 130, $250M of ai on day 120."""
    sites = [site("first", "building", tranche(10, day(200))),
             site("lab", "building", tranche(10, day(210)), grade="ai"),
             site("late", "building", tranche(10, day(220)))]  # fmt: skip
    set_to = [{"id": f"set-{when}", "action": "set_envelope", "at": day(when), "fiscal_year": 2025,
               "amount": f"${amount}M"} for when, amount in amounts]  # fmt: skip
    return run(sites=sites, timeline=set_to, capex=years(1, scope=["servers"], funding={"kind": rule}))


def test_who_waits_longest_goes_first():
    """$330M pay for the first two; the last waits for more."""
    log = orders("in_order", [(140, 330), (160, 390)])
    assert started(log) == [("first", 140), ("lab", 140), ("late", 160)]


def test_nothing_overtakes_in_its_own_priority():
    """$150M would pay for both general orders, not for the ai order that stands between them."""
    assert started(orders("in_order", [(140, 150)])) == [("first", 140)]


def test_ai_first_lets_ai_go_first():
    """$260M pay for the ai order alone, though a general one waits longer."""
    assert started(orders("ai_first", [(140, 260)])) == [("lab", 140)]


def test_another_priority_may_go_where_the_highest_does_not_fit():
    assert started(orders("ai_first", [(140, 150)])) == [("first", 140), ("late", 140)]


def test_a_new_start_does_not_pass_one_that_waits():
    """$100M would pay for 5 MW on day 200, but 10 MW that do not fit have waited since day 110."""
    log = run(sites=[site("first", "building", tranche(20, day(200))), site("new", "building", tranche(5, day(290)))],
              capex=years(100, scope=["servers"]))  # fmt: skip
    waited = {row.name["entity"]: row.instant / DAY for row in log.of(kinds.SPENDING_WAITED)}
    assert waited == {"first": 110, "new": 200}


def test_a_build_that_waited_is_put_off_by_its_wait():
    """Contracts are due on day 75; the next year opens on day 365: all its dates move by 290 days."""
    log = run(sites=[site("a", "planned", tranche(10, day(420)), **OWN)],
              pipelines=[{"id": "plain", "build": "285 days"}], capex=years(1))  # fmt: skip
    put_off = log.one(kinds.TRANCHE_DEFERRED)
    assert (put_off.instant, put_off.value, put_off.reason) == (365 * DAY, 290 * DAY, codes.MONEY)
    assert log.one(kinds.SPENDING_STARTED).value == 290 * DAY
    assert log.one(kinds.BUILDING_STARTED).instant == (420 - 285 + 290) * DAY
    assert log.one(kinds.TRANCHE_READY).instant == (420 + 290) * DAY


@pytest.mark.parametrize(("amount", "starts"), [(1_001, True), (999, False)])
def test_a_build_that_waited_reserves_its_whole_price(amount, starts):
    """$1bn, to be spent from day 425 to day 710, all in fiscal 2026, which opens on day 365."""
    log = run(sites=[site("a", "planned", tranche(100, day(420)), **OWN)],
              pipelines=[{"id": "plain", "build": "285 days"}], capex=years(1, amount))  # fmt: skip
    assert started(log, 730) == ([("a", 365)] if starts else [])


def test_a_lease_that_waited_is_signed_when_money_is_there():
    """1 MW at $100 for 180 months is $18M, against $1M in the year it would commence."""
    log = run(pipelines=[{"id": "plain", "build": "50 days", "soq": "30 days", "lead": "100 days"}],
              sites=[site("a", "soq", tranche(1))], capex=years(1, scope=["finance_leases"]),
              timeline=[{"id": "set", "action": "set_envelope", "at": day(70), "fiscal_year": 2025,
                         "amount": "$18M"}])  # fmt: skip
    assert log.one(kinds.SPENDING_WAITED).instant == 30 * DAY
    assert log.one(kinds.LEASE_SIGNED).instant == 70 * DAY
    assert log.one(kinds.TRANCHE_READY).instant == 170 * DAY


def test_servers_ordered_after_ready_come_their_lead_time_later():
    """Ready on day 200 without IT; the money comes on day 250, the servers on day 340, fitted out in 20 days."""
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "20 days"}],
              sites=[site("a", "building", tranche(10, day(200)))], capex=years(1, scope=["servers"]),
              timeline=[{"id": "set", "action": "set_envelope", "at": day(250), "fiscal_year": 2025,
                         "amount": "$70M"}])  # fmt: skip
    assert log.one(kinds.TRANCHE_READY).instant == 200 * DAY
    assert log.one(kinds.TRANCHE_LIVE).instant == (250 + 90 + 20) * DAY


def test_what_a_cancellation_frees_is_spent_on_what_waits():
    """The order of 20 MW that is given up on day 150 makes room for the 5 MW that have waited since day 120."""
    log = run(sites=[site("a", "building", tranche(20, day(200)), region="north"),
                     site("b", "building", tranche(5, day(210)))],
              capex=years(150, scope=["servers"]),
              timeline=[action("stop", "cancel", day(150), 20, ["building"],
                               select={"regions": ["north"]})])  # fmt: skip
    assert started(log) == [("b", 150)]


def test_what_is_cancelled_while_it_waits_is_not_started():
    """An order has waited since day 110 when its tranche is given up; on day 160 there is money."""
    log = run(sites=[site("a", "building", tranche(10, day(200)))], capex=years(1, scope=["servers"]),
              timeline=[action("stop", "cancel", day(150), 10, ["building"]),
                        {"id": "set", "action": "set_envelope", "at": day(160), "fiscal_year": 2025,
                         "amount": "$9bn"}])  # fmt: skip
    assert log.one(kinds.SPENDING_WAITED).instant == 110 * DAY
    assert started(log, 730) == []
