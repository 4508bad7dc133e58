"""Portfolio review: what is expected of supply and demand, what is let go, and what is taken back."""

import pytest

from sim.events import codes, kinds
from sim.quantities.calendar import add_months
from tests.world.small import DAY, START, action, day, instant, live, run, site, tranche, workload

FITTED = [{"id": "plain", "build": "50 days", "fit_out": "30 days"}]


def surplus(**fields):
    """A rule that looks five sampled months ahead; the review is quarterly, so first on 1 October 2024, day 92."""
    rule = {"kind": "surplus", "lead_time": "5 months", "most_kw": "1 GW"} | fields
    return {"every_months": 3, "rules": [rule]}


def baseline(*points, grade="general"):
    """The operator's own demand in the east: megawatts from given days on."""
    listed = [{"at": day(when), "level": f"{megawatts} MW"} for when, megawatts in points]
    path = {"kind": "table", "points": listed}
    return {"id": f"own-{grade}", "grade": grade, "path": path, "regions": {"east": "100 %"}}


def held(log, grade=codes.GENERAL):
    """What each review of a grade saw (surplus) and wanted, in MW."""
    return [(row.kw / 1000, row.value / 1000) for row in log.of(kinds.REVIEW_HELD, grade=grade)]


def test_supply_and_demand_are_those_expected_at_the_lead_time():
    """92 + 152 = day 244, in March 2025. By 1 March, day 243: 20 MW live, 30 ready on day 200 and live on 230, none
    of the 40 that are live on 250; against 8 MW of demand, 3 reserved from day 120 on, and 10 % of supply in reserve.
    """
    quiet = workload(arrivals=[{"first_day": START, "rate": "0/day"}])
    here = {"id": "here", "workload": "training", "capacity": "3 MW", "region": "east"}
    log = run(pipelines=FITTED, operator={"reserve": "10 %"}, review=surplus(),
              sites=[live("hall", 20), site("a", "signed", tranche(30, day(200))),
                     site("b", "signed", tranche(40, day(220)))],
              demand={"baseline": [baseline((0, 8))], "classes": [quiet], "in_service": [here]})  # fmt: skip
    seen = 20 + 30 - 8 - 3 - 5
    assert held(log)[0] == (seen, seen)


def test_a_review_sees_each_grade_by_itself():
    log = run(sites=[live("hall", 20), live("lab", 7, grade="ai")], review=surplus(most_kw="0 MW"))
    assert held(log)[0] == (20, 0)
    assert held(log, codes.AI)[0] == (7, 0)


def test_a_surplus_within_the_margin_is_kept_and_beyond_it_let_go_up_to_the_most():
    for margin, most, wanted in ((20, 100, 0), (12, 100, 8), (12, 5, 5)):
        log = run(sites=[live("hall", 20)], review=surplus(margin_kw=f"{margin} MW", most_kw=f"{most} MW"))
        assert held(log)[0] == (20, wanted)


def test_the_least_consequence_goes_first_then_the_latest_ready():
    """25 MW are wanted: the letter (5), the latest lease (12), not the next (10: 8 are left), then what builds (6)."""
    log = run(
        pipelines=[{"id": "plain", "build": "50 days", "loi": "700 days", "lead": "300 days"}],
        sites=[site("builds", "signed", tranche(6, day(390))), site("next", "signed", tranche(10, day(400))),
               site("latest", "signed", tranche(12, day(500))), site("letter", "loi", tranche(5)),
               site("lab", "signed", tranche(5, day(600)), grade="ai")],
        review=surplus(lead_time="20 months", most_kw="25 MW", margin_kw="0 MW") | {"every_months": 12},
    )  # fmt: skip
    assert held(log)[0] == (28, 25)
    short = log.one(kinds.ACTION_FELL_SHORT, cause=log.of(kinds.ACTION_TAKEN)[0].sequence)
    gone = log.of(kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED, grade=codes.GENERAL, instant=365 * DAY)
    assert [row.name["entity"] for row in gone] == ["letter/0", "latest/0", "builds/0"]
    assert short.kw == 2_000
    first = log.of(kinds.LEASE_CANCELLED)[0]
    assert (first.instant, first.reason) == (365 * DAY, codes.REVIEW)


def retaken(**changes):
    """Leases let go on days 20 and 40, 10 MW then 5, then 8 MW of an owned build; on day 184 demand is 12 MW more."""
    gone = [action("first", "cancel", day(20), 10, ["signed"], select={"regions": ["north"]}),
            action("second", "cancel", day(40), 5, ["signed"], select={"regions": ["east"]}),
            action("third", "cancel", day(10), 8, ["planned"], select={"tenures": ["owned"]})]  # fmt: skip
    return run(pipelines=FITTED, timeline=gone,
               sites=[site("a", "signed", tranche(5, day(600))),
                      site("b", "signed", tranche(10, day(500)), region="north"),
                      site("c", "planned", tranche(8, day(500)), tenure="owned")],
               demand={"baseline": [baseline((0, 0), (183, 0), (184, 12))]},
               **({"review": surplus(most_kw="1 GW") | {"every_months": 6}} | changes))  # fmt: skip


def test_what_was_let_go_first_is_taken_back_first_and_whole():
    """12 MW are short: the 10 let go first fit, the 5 let go next do not; an owned build does not come back."""
    log = retaken()
    assert held(log)[0] == (-12, -12)
    back = log.one(kinds.RELEASE_RECONTRACTED, instant=184 * DAY)
    assert back.name["entity"] == "b/0"


def test_no_more_is_taken_back_than_the_most():
    log = retaken(review=surplus(most_kw="7 MW") | {"every_months": 6})
    assert held(log)[0] == (-12, -7)
    assert log.of(kinds.RELEASE_RECONTRACTED)[0].name["entity"] == "a/0"


def test_what_is_taken_back_comes_a_restart_later_at_the_rent_of_the_day():
    """Ready on day 500 and 60 days to start again; 10 MW x $100 x 180 months, 20 % dearer than it was."""
    terms = [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year",
              "accounting": "finance", "reentry_premium": 0.2}]  # fmt: skip
    log = retaken(lease_terms=terms, backfill={"restart": "60 days", "delay": "900 days"})
    again = log.one(kinds.LEASE_COMMITTED, instant=184 * DAY)
    assert again.dollars == 10_000 * 100 * 180 * 12 // 10
    assert log.one(kinds.TRANCHE_READY, entity="b/0").instant == 560 * DAY


def test_what_a_rival_has_taken_does_not_come_back():
    taker = {"id": "rival", "name": "Rival", "areas": ["us", "europe"]}
    log = retaken(rivals=[taker], backfill={"delay": "30 days", "chance": "100 %"})
    assert len(log.of(kinds.RELEASE_TAKEN)) == 2
    assert log.of(kinds.RELEASE_RECONTRACTED) == []


def test_a_script_acts_once_at_the_first_review_from_its_date_on():
    script = {"kind": "scripted", "at": day(93), "grade": "general", "release_kw": "3 MW"}
    log = run(review={"every_months": 3, "rules": [script]})
    assert [wanted for _, wanted in held(log)] == [0, 3, 0, 0, 0, 0, 0]
    assert {wanted for _, wanted in held(log, codes.AI)} == {0}


@pytest.mark.parametrize("every", [3, 5])
def test_reviews_are_held_at_month_starts_so_many_months_apart(every):
    log = run(review={"every_months": every, "rules": [{"kind": "hold"}]})
    instants = [row.instant for row in log.of(kinds.REVIEW_HELD, grade=codes.GENERAL)]
    assert instants == [instant(add_months(START, k)) for k in range(every, 24, every)]
