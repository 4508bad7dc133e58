"""Envelopes: soft ones tell, hard ones hold back."""

from datetime import date

from sim.events import codes, kinds
from tests.world.small import DAY, START, action, day, live, run, site, tranche

OWN = {"tenure": "owned"}


def envelope(amount, *scope, year=2025, kind="hard", **fields):
    """A programme of one fiscal year."""
    listed = scope or ("land", "facility", "servers", "finance_leases")
    one = {"id": "one", "fiscal_year": year, "amount": amount, "kind": kind, "scope": list(listed)}
    return {"envelopes": [one | fields]}


def test_an_overrun_of_a_soft_envelope_is_told():
    log = run(sites=[site("a", "building", tranche(10, day(200)), **OWN)], capex=envelope("$1M", kind="soft"))
    spent = log.dollars(kinds.CAPEX_ACCRUED, item=codes.FACILITY) + log.dollars(kinds.CAPEX_ACCRUED, item=codes.SERVERS)
    assert log.one(kinds.ENVELOPE_EXCEEDED).dollars == spent - 10**6


def test_a_start_that_does_not_fit_waits_for_the_next_year():
    log = run(sites=[site("a", "planned", tranche(10, day(500)), **OWN)], capex=envelope("$1M", "facility"))
    assert log.one(kinds.SPENDING_WAITED).instant == (500 - 365 - 60) * DAY
    assert log.one(kinds.SPENDING_STARTED).instant == 365 * DAY


def test_what_a_review_frees_starts_what_waits():
    script = {"kind": "scripted", "at": day(170), "grade": "general", "release_kw": "100 MW"}
    log = run(
        pipelines=[{"id": "plain", "build": "100 days"}],
        sites=[site("a", "signed", tranche(100, day(300))), site("b", "planned", tranche(10, day(340)), **OWN)],
        capex=envelope("$1850M", "facility", "finance_leases"),
        review={"every_months": 6, "rules": [script]},
    )
    assert log.one(kinds.SPENDING_WAITED).instant == (340 - 100 - 60) * DAY
    assert log.one(kinds.LEASE_CANCELLED).instant == 184 * DAY
    assert log.one(kinds.SPENDING_STARTED).instant == 184 * DAY


def test_freed_money_is_less_the_fee():
    log = run(sites=[site("a", "signed", tranche(100, day(500)))],
              capex=envelope("$9bn", "finance_leases", year=2026, kind="soft"),
              timeline=[action("stop", "cancel", day(30), 100, ["signed"])])  # fmt: skip
    plan = 100_000 * 100 * 180
    assert log.one(kinds.RELEASE_FEE_DUE).dollars == 100_000 * 100 * 12
    assert log.dollars(kinds.MONEY_FREED) == plan - 100_000 * 100 * 12


def test_land_that_does_not_fit_waits():
    stream = {
        "id": "p", "tenure": "owned", "stage": "planned", "pipeline": "plain", "site": "500 MW", "tranche": "500 MW",
        "arrivals": {"rate": "5/month", "first_day": START, "last_day": date(2024, 12, 31)},
        "regions": {"east": "100 %"},
    }  # fmt: skip
    log = run(pipelines=[{"id": "plain", "build": "365 days", "lead": "700 days"}], portfolios=[stream],
              capex=envelope("$100M", "land"))  # fmt: skip
    assert len(log.of(kinds.SPENDING_WAITED)) > 0
    assert sum(r.dollars for r in log.of(kinds.CAPEX_ACCRUED, item=codes.LAND) if r.value < 12) <= 10**8


def test_an_envelope_may_be_cut_below_what_is_spent():
    cut = {"id": "cut", "action": "set_envelope", "at": day(150), "fiscal_year": 2025, "amount": "$1M"}
    log = run(sites=[site("o", "building", tranche(5, day(120)), **OWN)], capex=envelope("$900M"), timeline=[cut])
    assert log.of(kinds.HORIZON_REACHED)


def test_building_waits_for_contracts_that_wait_for_money():
    log = run(sites=[site("o", "planned", tranche(50, day(450)), **OWN)], costs={"contracts_lead": "0 days"},
              capex=envelope("$1M", "facility"))  # fmt: skip
    assert log.one(kinds.BUILDING_STARTED).instant >= log.one(kinds.SPENDING_STARTED).instant
    assert log.dollars(kinds.CAPEX_COMMITTED, item=codes.SERVERS) == 50_000 * 7_000


def test_refresh_that_waits_is_committed_once():
    log = run(sites=[live("hall", 30)], costs={"it_lead": "0 days", "it_life": "24 months"},
              capex=envelope("$50M", "refresh_general"))  # fmt: skip
    committed = log.dollars(kinds.CAPEX_COMMITTED, item=codes.REFRESH_GENERAL)
    assert committed == 24 * 30_000 * 7_000 // 24
