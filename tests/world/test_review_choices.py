"""A review acts with the cheapest consequence first, says why it chose each tranche, and fills a shortage in order."""

from datetime import date

from sim.events import codes, kinds, stages
from tests.world.small import DAY, day, live, run, site, tranche

SCRIPT = {"kind": "scripted", "at": day(10), "grade": "general"}
EVERY = ["loi", "soq", "signed", "building"]


def release(megawatts, **fields):
    """A review in the seventh month that releases so much."""
    return {"every_months": 6, "rules": [SCRIPT | {"release_kw": f"{megawatts} MW"}],
            "select": {"stages": EVERY, "tenures": ["leased", "owned"]}} | fields  # fmt: skip


def surplus(lead, **fields):
    """A review in the seventh month that compares supply with demand a lead time on."""
    rule = {"kind": "surplus", "lead_time": lead, "most_kw": "100 MW"}
    return {"every_months": 6, "rules": [rule], "select": {"stages": EVERY}} | fields


def chosen(log):
    """What the first review chose: site, way, dollars, dollars per MW of the next best."""
    rows = log.of(kinds.TRANCHE_CHOSEN, instant=184 * DAY)
    return [(r.name["other"], codes.WAYS[r.basis], r.dollars, r.value) for r in rows]


SLOW = [{"id": "plain", "build": "365 days", "loi": "900 days", "soq": "900 days"}]
STAGED = [site("b", "building", tranche(10, day(400))), site("s", "signed", tranche(10, day(700))),
          site("q", "soq", tranche(10, day(710))), site("l", "loi", tranche(10, day(720)))]  # fmt: skip


def test_the_cheapest_consequence_goes_first_and_the_next_best_is_told():
    log = run(pipelines=SLOW, sites=STAGED, review=release(40))
    rent = 10_000 * 100
    assert chosen(log) == [
        ("l", "lapse", 0, 3 * rent // 10), ("q", "lapse", 3 * rent, 12 * rent // 10),
        ("s", "cancel", 12 * rent, 24 * rent // 10), ("b", "cancel", 24 * rent, -1),
    ]  # fmt: skip
    assert {r.instant for r in log.of(kinds.TRANCHE_CHOSEN)} == {184 * DAY}


def test_of_equal_consequences_the_latest_ready_goes_first():
    sites = [site(name, "signed", tranche(10, when)) for name, when in (("a", day(650)), ("b", day(700)))]
    assert [name for name, *_ in chosen(run(sites=sites, review=release(10)))] == ["b"]


def test_what_is_spent_and_lost_counts_as_a_consequence():
    own = {"tenure": "owned"}
    sites = [site("begun", "building", tranche(10, day(300)), **own),
             site("planned", "planned", tranche(10, day(650)), **own)]  # fmt: skip
    select = {"stages": ["planned", "building"], "tenures": ["owned"]}
    log = run(sites=sites, review=release(10, select=select))
    [(name, way, usd, following)] = chosen(log)
    assert (name, way, usd) == ("planned", "cancel", 0)
    # Half of the curve (2, 2) lies at half of the way; the build began 65 days before the start.
    progress = (184 + 65) / 365
    lost_per_mw = 10_000 * 1_000 * (3 * progress**2 - 2 * progress**3)
    assert abs(following - lost_per_mw) < 1e-5 * lost_per_mw


TERMS = {"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year", "accounting": "finance",
         "release_fees": {"signed": 12, "building": 24}, "deferral_rent_share": 0.5}  # fmt: skip


def test_a_deferral_is_chosen_where_it_is_cheaper_than_ending():
    log = run(lease_terms=[TERMS], sites=[site("a", "building", tranche(10, day(400)))],
              review=surplus("300 days", defer_by="243.5 days"))  # fmt: skip
    assert chosen(log) == [("a", "defer", 10_000 * 100 * 4, -1)]
    assert log.one(kinds.TRANCHE_DEFERRED).value == 243.5 * DAY
    assert log.of(kinds.LEASE_CANCELLED, instant=184 * DAY) == []


def test_a_deferral_that_costs_more_than_ending_is_not_chosen():
    dear = TERMS | {"deferral_rent_share": 1.0, "release_fees": {"building": 3}}
    log = run(lease_terms=[dear], sites=[site("a", "building", tranche(10, day(400)))],
              review=surplus("300 days", defer_by="243.5 days"))  # fmt: skip
    assert [way for _, way, *_ in chosen(log)] == ["cancel"]


def demand(megawatts):
    """General demand in the east."""
    return {"baseline": [{"id": "own", "grade": "general", "regions": {"east": "100 %"},
                          "path": {"kind": "growth", "level": f"{megawatts} MW", "rate": "0 %/year"}}]}  # fmt: skip


SHORT = ["resume", "convert", "take_back", "sign"]
SLOTS = {"id": "slots", "tenure": "owned", "stage": "slot", "pipeline": "plain", "count": 3, "site": "10 MW",
         "tranche": "10 MW", "regions": {"north": "100 %"}}  # fmt: skip


def test_a_shortage_is_filled_in_the_order_of_what_each_way_commits_to():
    put_off = {"id": "later", "action": "defer", "at": day(30), "capacity": "10 MW", "by": "200 days",
               "select": {"stages": ["building"], "regions": ["north"]}}  # fmt: skip
    let_go = {"id": "stop", "action": "cancel", "at": day(30), "capacity": "10 MW",
              "select": {"stages": ["building"], "regions": ["east"]}}  # fmt: skip
    sites = [site("later", "building", tranche(10, day(300)), region="north"),
             site("gone", "building", tranche(10, day(300))), site("q", "soq", tranche(10, day(650)))]  # fmt: skip
    log = run(pipelines=SLOW, demand=demand(100), sites=sites, portfolios=[SLOTS], timeline=[put_off, let_go],
              review=surplus("300 days", when_short=SHORT, slots="slots"))  # fmt: skip
    first = [r for r in log.of(kinds.TRANCHE_CHOSEN) if r.instant == 184 * DAY]
    assert [codes.WAYS[r.basis] for r in first] == ["resume", "convert", "take_back", "sign", "sign", "sign"]
    # 100 MW are short: the deferred tranche is expected on day 500, past the lead time.
    assert log.of(kinds.SLOTS_RAN_OUT)[0].kw == 100_000 - 60_000
    assert [r.value for r in log.of(kinds.TRANCHE_DEFERRED)] == [200 * DAY, -200 * DAY]
    assert log.one(kinds.TRANCHE_READY, other="later").instant == 300 * DAY
    assert log.of(kinds.LEASE_SIGNED)[0].instant == 184 * DAY


def test_a_slot_is_started_in_the_region_that_is_shortest():
    slots = SLOTS | {"count": 40, "regions": {"east": "50 %", "north": "50 %"}}
    log = run(demand=demand(50), portfolios=[slots], sites=[live("hall", 30, region="north")],
              review=surplus("30 days", when_short=["sign"], slots="slots"))  # fmt: skip
    first = [r for r in log.of(kinds.TRANCHE_CHOSEN) if r.instant == 184 * DAY]
    assert [r.name["region"] for r in first] == ["east", "east"]
    assert log.of(kinds.SLOTS_RAN_OUT) == []


def test_a_review_that_may_do_nothing_when_short_does_nothing():
    log = run(demand=demand(100), sites=STAGED, pipelines=SLOW, review=surplus("30 days", when_short=[]))
    assert log.of(kinds.REVIEW_HELD) != []
    assert chosen(log) == []
    assert log.of(kinds.LEASE_SIGNED) == []
    assert stages.SOQ in {r.item for r in log.of(kinds.TRANCHE_DECLARED)}
    assert date(2025, 1, 1) == log.layout.date_of(log.of(kinds.REVIEW_HELD)[0].instant)
