"""Dated actions: what they may take, what they do to it, what they could not do."""

import pytest
from pydantic import ValidationError

from sim.events import codes, kinds
from tests.world.small import DAY, START, action, day, live, run, scenario, site, tranche, workload

FITTED = [{"id": "plain", "build": "365 days", "fit_out": "90 days"}]
UNDATED = [{"id": "plain", "build": "100 days", "loi": "60 days", "soq": "30 days", "lead": "200 days"}]


def ready_of(log):
    """Day on which each tranche is ready."""
    return {r.name["entity"]: r.instant / DAY for r in log.of(kinds.TRANCHE_READY)}


def test_a_deferral_moves_what_is_building():
    log = run(sites=[site("a", "building", tranche(10, day(200)))],
              timeline=[action("later", "defer", day(30), 10, ["building"], by="300 days")])  # fmt: skip
    assert ready_of(log) == {"a/0": 500}


def test_a_deferral_moves_what_is_not_yet_signed():
    log = run(pipelines=UNDATED, sites=[site("a", "loi", tranche(10))],
              timeline=[action("later", "defer", day(30), 10, ["loi"], by="300 days")])  # fmt: skip
    assert ready_of(log) == {"a/0": 60 + 30 + 200 + 300}


def test_deferring_a_part_leaves_the_other_on_its_date():
    log = run(pipelines=UNDATED, sites=[site("a", "loi", tranche(10))],
              timeline=[action("later", "defer", day(30), 4, ["loi"], by="300 days", split=True)])  # fmt: skip
    assert ready_of(log)["a/1"] == 60 + 30 + 200


@pytest.mark.parametrize("tenure", ["leased", "owned"])
def test_what_is_cancelled_when_ready_never_goes_live(tenure):
    log = run(pipelines=FITTED, sites=[site("a", "ready", tranche(10), tenure=tenure)],
              timeline=[action("stop", "cancel", day(30), 10, ["ready"], select={"tenures": [tenure]})])  # fmt: skip
    assert len(log.of(kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED)) == 1
    assert log.of(kinds.TRANCHE_LIVE) == []


def test_only_a_ready_tranche_has_its_fit_out_held():
    log = run(pipelines=FITTED, sites=[site("a", "building", tranche(10, day(200)))],
              timeline=[action("hold", "hold", day(30), 10, ["building"], by="20 days")])  # fmt: skip
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 10_000
    assert log.one(kinds.TRANCHE_LIVE).instant == 290 * DAY


def test_a_ready_tranche_is_not_deferred():
    log = run(pipelines=FITTED, sites=[site("a", "ready", tranche(10))],
              timeline=[action("later", "defer", day(30), 10, ["ready"], by="50 days")])  # fmt: skip
    assert log.of(kinds.TRANCHE_DEFERRED) == []
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 10_000


def test_a_fit_out_held_goes_live_later():
    log = run(pipelines=FITTED, sites=[site("a", "ready", tranche(10))],
              timeline=[action("hold", "hold", day(30), 10, ["ready"], by="20 days")])  # fmt: skip
    assert log.one(kinds.TRANCHE_LIVE).instant == 110 * DAY


def test_an_action_that_falls_short_says_by_how_much_and_why():
    log = run(sites=[site("a", "signed", tranche(10, day(500)))],
              timeline=[action("stop", "cancel", day(30), 25, ["signed"])])  # fmt: skip
    assert log.one(kinds.ACTION_TAKEN).kw == 10_000
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.kw, short.reason) == (15_000, codes.EXHAUSTED)


def parts_of(log):
    """kW of each tranche at the end."""
    kw = {}
    for r in log.of(kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT):
        kw[r.value] = r.kw
        if r.event == kinds.TRANCHE_SPLIT:
            kw[r.basis] -= r.kw
    return kw


ODD_RENT = [{"id": "lease", "rent": "$97.13/kW-month", "term_years": 15, "escalator": "3 %/year",
             "discount_rate": "4.5 %/year", "accounting": "finance"}]  # fmt: skip


def stock_after(megawatts_and_days):
    """What is left of the stock of leases not commenced when every part has commenced or was cancelled; kW by part."""
    cuts = [action(f"cut-{i}", "defer", day(when), mw, ["building"], by="1 days", split=True)
            for i, (mw, when) in enumerate(megawatts_and_days)]  # fmt: skip
    log = run(lease_terms=ODD_RENT, timeline=cuts, sites=[site("a", "building", tranche(10, day(200)))])
    commenced = sum(r.value for r in log.of(kinds.FINANCE_LEASE_COMMENCED))
    return log.dollars(kinds.LEASE_COMMITTED) - commenced, parts_of(log)


def test_parts_of_a_split_sum_to_the_whole_in_kw():
    _, parts = stock_after([(3, 10), (2, 20), (1, 30)])
    assert len(parts) > 1
    assert sum(parts.values()) == 10_000


def test_parts_of_a_split_sum_to_the_whole_in_dollars():
    left = [stock_after([(mw, 10), (mw, 20), (mw, 30)])[0] for mw in (1, 2, 3)]
    assert left == [0, 0, 0]


# --- the order where none is named

OWN = {"tenure": "owned"}


def test_the_least_consequence_comes_first_where_no_stage_is_named():
    building = [site(name, "building", tranche(10, day(when))) for name, when in (("late", 300), ("soon", 200))]
    sites = [site("signed", "signed", tranche(10, day(500))), site("letter", "loi", tranche(10)), *building]
    stop = {"id": "stop", "action": "release", "at": day(30), "capacity": "30 MW", "select": {}}
    log = run(pipelines=[{"id": "plain", "build": "365 days", "loi": "60 days"}], sites=sites, timeline=[stop])
    left = log.of(kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED)
    assert [row.name["entity"] for row in left] == ["letter/0", "signed/0", "late/0"]
    assert ready_of(log) == {"soon/0": 200}


# --- deferrals up to a limit


def deferred_twice(limit, megawatts=10):
    """A lease put off by 200 days, and by 200 days again."""
    pipelines = [{"id": "plain", "build": "365 days", "deferral_limit": limit}]
    twice = [action(f"later-{i}", "defer", day(30 + i), megawatts, ["building"], by="200 days") for i in range(2)]
    return run(pipelines=pipelines, sites=[site("a", "building", tranche(10, day(150)))], timeline=twice)


def test_deferrals_add_up_to_the_limit():
    log = deferred_twice("300 days")
    assert ready_of(log) == {"a/0": 150 + 300}
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.name["entity"], short.name["other"], short.kw) == ("later-1", "a", 10_000)
    assert (short.value, short.reason) == (100 * DAY, codes.DEFERRAL_LIMIT)


def test_what_may_not_be_deferred_further_falls_short_with_its_reason():
    log = deferred_twice("200 days")
    assert ready_of(log) == {"a/0": 150 + 200}
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.name["entity"], short.kw, short.value, short.reason) == ("later-1", 10_000, 0, codes.DEFERRAL_LIMIT)


def test_what_was_deferred_to_the_limit_is_passed_over_for_the_next():
    pipelines = [{"id": "plain", "build": "365 days", "deferral_limit": "50 days"}]
    twice = [action(f"later-{i}", "defer", day(30 + i), 10, ["building"], by="50 days") for i in range(2)]
    sites = [site("late", "building", tranche(10, day(300))), site("soon", "building", tranche(10, day(200)))]
    assert ready_of(run(pipelines=pipelines, sites=sites, timeline=twice)) == {"late/0": 350, "soon/0": 250}


def test_a_fee_is_paid_for_the_time_that_was_deferred():
    terms = [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "accounting": "finance",
              "deferral_rent_share": 0.5}]  # fmt: skip
    pipelines = [{"id": "plain", "build": "365 days", "deferral_limit": "2 months"}]
    later = action("later", "defer", day(30), 10, ["building"], by="10 months")
    log = run(pipelines=pipelines, lease_terms=terms, sites=[site("a", "building", tranche(10, day(150)))],
              timeline=[later])  # fmt: skip
    assert log.one(kinds.RELEASE_FEE_DUE).dollars == 10_000 * 100 // 2 * 2


# --- builds that stand still


def still(what, when, megawatts=10, **fields):
    """Owned builds are paused, or go on."""
    return {"id": f"{what}-{when}", "action": what, "at": day(when), "capacity": f"{megawatts} MW"} | fields


def paused(first=100, last=160, **fields):
    """A build of 10 MW, to be ready 200 days on, stands still from one day to another."""
    return run(sites=[site("a", "building", tranche(10, day(200)), **OWN)],
               timeline=[still("pause", first), still("resume", last)], **fields)  # fmt: skip


def test_a_resumed_build_is_ready_as_much_later_as_it_stood_still():
    log = paused()
    assert ready_of(log) == {"a/0": 200 + 60}
    assert log.one(kinds.BUILD_PAUSED).instant == 100 * DAY
    assert log.one(kinds.BUILD_RESUMED).value == 60 * DAY


def test_a_paused_build_spends_nothing_and_then_what_was_left():
    log = paused()
    months = {row.value: row.dollars for row in log.of(kinds.CAPEX_ACCRUED, item=codes.FACILITY)}
    # It stands still from 9 October to 8 December: November (month 4) falls into that whole.
    assert 4 not in months
    assert months[3] > 0
    assert months[5] > 0
    opened = log.dollars(kinds.CAPEX_DECLARED, item=codes.FACILITY, basis=codes.ACCRUAL)
    assert opened + sum(months.values()) == 10_000 * 10_000


def test_a_build_resumed_at_once_is_as_if_it_had_never_stood_still():
    log, plain = paused(100, 100), run(sites=[site("a", "building", tranche(10, day(200)), **OWN)])
    told = [[(r.instant, r.dollars) for r in each.of(kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID)] for each in (log, plain)]
    assert told[0] == told[1]


def test_it_of_a_paused_build_is_ordered_a_lead_time_before_its_new_date():
    # Without the pause on day 110; while it stands still, nothing is ordered.
    log = paused()
    assert log.one(kinds.CAPEX_COMMITTED, item=codes.SERVERS).instant == (200 + 60 - 90) * DAY


def test_it_that_is_overdue_when_a_build_goes_on_is_ordered_then():
    log = run(sites=[site("a", "building", tranche(10, day(120)), **OWN)], costs={"it_lead": "60 days"},
              timeline=[still("pause", 50), still("resume", 51)])  # fmt: skip
    assert log.one(kinds.CAPEX_COMMITTED, item=codes.SERVERS).instant == (121 - 60) * DAY


def test_nobody_counts_on_a_paused_build():
    asks = [{"first_day": START, "rate": "1/day"}]
    demand = {"classes": [workload(arrivals=asks, notice="300 days", duration="10 days")]}
    log = paused(last=250, demand=demand)
    taken = [row.instant // DAY for row in log.of(kinds.OFFER_EXERCISED)]
    assert any(when < 100 for when in taken)
    assert [when for when in taken if 100 <= when < 250] == []
    assert any(when >= 250 for when in taken)


def test_a_pause_takes_only_owned_builds_and_says_what_it_falls_short_by():
    sites = [site("lease", "building", tranche(10, day(200))), site("own", "building", tranche(4, day(200)), **OWN)]
    log = run(sites=sites, timeline=[still("pause", 50)])
    assert [row.name["entity"] for row in log.of(kinds.BUILD_PAUSED)] == ["own/0"]
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.kw, short.reason) == (6_000, codes.EXHAUSTED)
    assert ready_of(log) == {"lease/0": 200}


def test_a_part_of_a_build_may_stand_still():
    log = run(sites=[site("a", "building", tranche(10, day(200)), **OWN)],
              timeline=[still("pause", 100, 4, split=True), still("resume", 130, 4)])  # fmt: skip
    assert ready_of(log) == {"a/0": 230, "a/1": 200}


def test_what_is_nearest_to_ready_is_resumed_first():
    sites = [site(name, "building", tranche(10, day(when)), **OWN) for name, when in (("late", 300), ("soon", 200))]
    log = run(sites=sites, timeline=[still("pause", 100, 20), still("resume", 130, 10)])
    assert ready_of(log) == {"soon/0": 230}


def test_a_paused_build_may_be_cancelled_but_not_deferred():
    stop = action("stop", "cancel", day(120), 10, ["building"], select={"tenures": ["owned"]})
    later = action("later", "defer", day(110), 10, ["building"], by="9 days", select={"tenures": ["owned"]})
    log = run(sites=[site("a", "building", tranche(10, day(200)), **OWN)],
              timeline=[still("pause", 100), later, stop])  # fmt: skip
    assert log.one(kinds.ACTION_FELL_SHORT).name["entity"] == "later"
    assert log.one(kinds.BUILD_CANCELLED).instant == 120 * DAY
    spent = log.dollars(kinds.CAPEX_ACCRUED, item=codes.FACILITY)
    opened = log.dollars(kinds.CAPEX_DECLARED, item=codes.FACILITY, basis=codes.ACCRUAL)
    # It had stood still since day 100: 265 of 365 days of building, by the curve 3p^2 - 2p^3.
    progress = 265 / 365
    share = 3 * progress**2 - 2 * progress**3
    assert spent + opened == pytest.approx(10_000 * 10_000 * share, rel=1e-5)


def test_a_paused_build_frees_the_money_of_its_year():
    year = {"id": "fy25", "fiscal_year": 2025, "amount": "$400M", "kind": "soft", "scope": ["facility"]}
    log = paused(100, 400, capex={"envelopes": [year]})
    freed = log.of(kinds.MONEY_FREED)
    left = 1 - (3 * (265 / 365) ** 2 - 2 * (265 / 365) ** 3)
    assert freed[0].instant == 100 * DAY
    assert freed[0].dollars == pytest.approx(10**8 * left, rel=1e-4)


# --- a provider's dates


def moved(by, at=50, **fields):
    """A provider's sites, signed and building, whose dates move."""
    sites = [site("a", "building", tranche(10, day(200)), holder="cloud"),
             site("b", "signed", tranche(10, day(500)), holder="cloud")]  # fmt: skip
    move = {"id": "move", "action": "move_dates", "at": day(at), "provider": "cloud", "by": by} | fields
    return run(sites=sites, timeline=[move])


def test_a_provider_moves_all_its_dates():
    log = moved("100 days")
    assert ready_of(log) == {"a/0": 300, "b/0": 600}
    assert log.one(kinds.ACTION_TAKEN).kw == 20_000
    assert log.of(kinds.ACTION_FELL_SHORT) == []
    assert log.one(kinds.BUILDING_STARTED).instant == (600 - 365) * DAY


def test_a_provider_moves_the_dates_of_the_sites_named():
    assert ready_of(moved("100 days", sites=["b"])) == {"a/0": 200, "b/0": 600}


def test_a_provider_may_be_sooner():
    log = moved("-60 days")
    assert ready_of(log) == {"a/0": 140, "b/0": 440}
    assert log.one(kinds.BUILDING_STARTED).instant == (440 - 365) * DAY


def test_no_date_moves_to_before_the_action():
    log = moved("-180 days", sites=["a"])
    assert ready_of(log)["a/0"] == 50
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.name["other"], short.kw, short.value, short.reason) == ("a", 10_000, 30 * DAY, codes.PAST)


def test_what_is_ready_already_has_no_date_to_move():
    log = moved("100 days", at=250, sites=["a"])
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.kw, short.reason) == (10_000, codes.DELIVERED)
    assert log.one(kinds.ACTION_TAKEN).kw == 0


def test_a_portfolio_of_a_provider_moves_too():
    fleet = {"id": "fleet", "holder": "cloud", "tenure": "owned", "stage": "building", "pipeline": "plain", "count": 2,
             "site": "5 MW", "tranche": "5 MW", "regions": {"east": "100 %"},
             "ready": [{"first_day": day(200), "last_day": day(200), "capacity": "1 MW"}]}  # fmt: skip
    move = {"id": "move", "action": "move_dates", "at": day(50), "provider": "cloud", "by": "100 days"}
    plain = run(portfolios=[fleet])
    log = run(portfolios=[fleet], timeline=[move | {"sites": ["fleet"]}])
    assert ready_of(log) == pytest.approx({name: when + 100 for name, when in ready_of(plain).items()})


# --- other rules


SCRIPT = {"kind": "scripted", "at": day(100), "grade": "general", "release_kw": "10 MW"}


def test_other_review_rules_hold_from_their_date():
    # Reviews are held every three months: the first after 9 October is that of 1 January, 184 days on.
    policy = {"id": "cut", "action": "set_policy", "at": day(100), "review": [SCRIPT | {"at": day(120)}]}
    sites = [site("a", "signed", tranche(10, day(600)))]
    assert run(sites=sites, timeline=[policy]).one(kinds.LEASE_CANCELLED).instant == 184 * DAY
    assert run(sites=sites).of(kinds.LEASE_CANCELLED) == []


def test_reviews_begin_with_the_first_rules_there_are():
    policy = {"id": "cut", "action": "set_policy", "at": day(100), "review": [SCRIPT | {"at": day(120)}]}
    log = run(sites=[site("a", "signed", tranche(10, day(600)))], review={"rules": []}, timeline=[policy])
    assert log.of(kinds.REVIEW_HELD)[0].instant == 184 * DAY
    assert log.one(kinds.LEASE_CANCELLED).instant == 184 * DAY


def test_another_placement_holds_from_its_date():
    halls = [live("small", 20), live("large", 400, region="north")]
    demand = {"classes": [workload(arrivals=[{"first_day": START, "rate": "1/week"}], duration="20 days",
                                   regions={"east": "100 %", "north": "0 %"})]}  # fmt: skip
    policy = {"id": "spread", "action": "set_policy", "at": day(200), "placement": {"kind": "most_headroom"}}
    log = run(sites=halls, demand=demand, timeline=[policy])
    places = {row.instant < 200 * DAY: set() for row in log.of(kinds.OFFER_EXERCISED)}
    for row in log.of(kinds.REQUEST_RESERVED):
        places[row.instant < 200 * DAY].add(row.name["region"])
    assert places == {True: {"east"}, False: {"north"}}


def test_another_funding_order_holds_from_its_date():
    # Two campuses wait for a year's money that is enough for one: the first in line, unless AI goes first.
    sites = [site("general", "planned", tranche(10, day(485)), **OWN),
             site("ai", "planned", tranche(10, day(490)), grade="ai", **OWN)]  # fmt: skip
    years = [{"id": f"fy{y}", "fiscal_year": y, "amount": amount, "kind": "hard", "scope": ["facility"]}
             for y, amount in ((2025, "$1M"), (2026, "$120M"))]  # fmt: skip
    policy = {"id": "ai", "action": "set_policy", "at": day(100), "funding": {"kind": "ai_first"}}
    first = [run(sites=sites, capex={"envelopes": years}, timeline=timeline).of(kinds.SPENDING_STARTED, item=0)[0]
             for timeline in ([], [policy])]  # fmt: skip
    assert [row.name["other"] for row in first] == ["general", "ai"]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"action": "move_dates", "provider": "clowd", "by": "1 day"}, "did you mean cloud"),
        ({"action": "move_dates", "provider": "cloud", "by": "1 day", "sites": ["hall"]}, "no site or portfolio of"),
        ({"action": "move_dates", "provider": "cloud", "by": "0 days"}, "moves no date"),
        ({"action": "set_policy"}, "give one of review, placement, funding"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(what, reason):
    with pytest.raises((AssertionError, ValidationError), match=reason):
        scenario(sites=[live("hall", 10)], timeline=[{"id": "x", "at": day(10)} | what])
