"""Who knows what when: an entry known from a day on changes nothing before it, and may change what is done after."""

from datetime import date

import pytest

from sim.events import codes, kinds
from tests.world.decoded import parted, rows_of
from tests.world.small import RIGHT, START, day, instant, live, regimes, run, site, tranche, workload

EARLY, KNOWN = date(2024, 8, 1), date(2025, 1, 15)
RARE = [{"first_day": START, "rate": "1/week"}]
"""A request a week over the whole horizon."""


def asked(**fields):
    """A request for 1 MW a week, in exclusivity, in service for 400 days."""
    return {"classes": [workload(**{"arrivals": RARE, "duration": "400 days"} | fields)]}


def baseline(path):
    """The operator's own general demand, all of it in the east."""
    return {"baseline": [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}]}


def table(*points):
    """A path through points: day, level, and the day from which it is known where there is one."""
    listed = [{"at": at, "level": level} | ({"known_from": known[0]} if known else {}) for at, level, *known in points]
    return {"kind": "table", "points": listed}


def steady(megawatts):
    return {"kind": "growth", "level": f"{megawatts} MW", "rate": "0 %/year"}


HALL = [live("hall", 100)]
CAMPUS = site("campus", "planned", tranche(10, day(100 + 60 + 365)), tenure="owned")
"""An owned campus whose contracts are let 100 days from the start, to be built from 160 to 525."""
FY26 = {"id": "fy26", "fiscal_year": 2026, "amount": "$30M", "kind": "hard", "scope": ["facility"]}
"""A year of which the campus alone takes more: 160 of its 365 days of building lie in it, at a price of $100M."""
STEP = {"first_day": date(2025, 3, 1), "limit": "1 MW/month"}


def growth(known):
    """Own demand nearly doubles on 1 October 2025."""
    action = {"id": "more", "action": "scale_demand", "at": date(2025, 10, 1), "target": "own", "factor": 1.9}
    return {"sites": HALL, "demand": asked() | baseline(steady(50)), "timeline": [action | known]}


def budget(known):
    """A hard envelope is raised on 1 July 2025, when its year begins."""
    action = {"id": "more", "action": "set_envelope", "at": date(2025, 7, 1), "fiscal_year": 2026, "amount": "$900M"}
    return {"sites": [CAMPUS], "capex": {"envelopes": [FY26]}, "timeline": [action | known]}


def later_year(known):
    """A hard envelope of a later year is too small for what contracts let today will spend in it."""
    return {"sites": [CAMPUS], "capex": {"envelopes": [FY26 | known]}}


def point(known):
    """The second point of a table lies high above the first."""
    points = [(START, "50 MW"), (date(2025, 12, 1), "100 MW", *known.values())]
    return {"sites": HALL, "demand": asked() | baseline(table(*points))}


def end(known):
    """Nine tenths of what is live leave in October 2025."""
    renamed = {"ends_" + key: value for key, value in known.items()}
    leaves = site("leaves", "live", tranche(90, ends=date(2025, 10, 1), **renamed))
    return {"sites": [live("hall", 10), leaves], "demand": asked()}


def portfolio_end(known):
    """The same by a portfolio."""
    renamed = {"live_ends_" + key: value for key, value in known.items()}
    fleet = {"id": "fleet", "tenure": "owned", "stage": "live", "pipeline": "plain", "count": 1, "site": "90 MW",
             "tranche": "90 MW", "regions": {"east": "100 %"}, "live_ends": date(2025, 10, 1)}  # fmt: skip
    return {"sites": [live("hall", 10)], "portfolios": [fleet | renamed], "demand": asked()}


def provider_site(known):
    """A provider's campus is ready in July 2025; the operator has nothing."""
    campus = site("abilene", "building", tranche(200, date(2025, 7, 1)), holder="cloud", **known)
    return {"sites": [campus], "demand": asked(patience="400 days"), "agreement": regimes(RIGHT)}


def own_site(known):
    """A lease is signed by the day it becomes known."""
    return {"sites": [site("lease", "signed", tranche(100, date(2025, 9, 1)), **known)], "demand": asked()}


def limit(known):
    """What is ready in January 2025 takes until April, unless the line slows down in March."""
    steps = [{"first_day": START, "limit": "6 MW/month"}, STEP | known]
    often = [{"first_day": START, "rate": "1/day"}]
    return {"sites": [site("hall", "building", tranche(20, date(2025, 1, 1)))],
            "costs": {"fit_out": {"general": steps, "ai": steps[:1]}},
            "demand": asked(arrivals=often, notice="150 days", patience="10 days", duration="5 days")}  # fmt: skip


ENTRIES = {"scale_demand": growth, "set_envelope": budget, "envelope": later_year, "table point": point, "end": end,
           "portfolio's end": portfolio_end, "provider's site": provider_site, "own site": own_site,
           "fit-out limit": limit}  # fmt: skip
"""Every entry of the language that may say from when it is known."""


def without(changes):
    """The same scenario without the entry."""
    bare = changes | {"timeline": []}
    if "envelopes" in changes.get("capex", {}) and not changes.get("timeline"):
        bare |= {"capex": {}}
    if "fit_out" in changes.get("costs", {}):
        first = changes["costs"]["fit_out"]["ai"]
        bare |= {"costs": {"fit_out": dict.fromkeys(codes.GRADES, first)}}
    if "portfolios" in changes:
        bare |= {"portfolios": [{k: v for k, v in p.items() if not k.startswith("live_ends")}
                                for p in changes["portfolios"]]}  # fmt: skip
    if "baseline" in changes.get("demand", {}) and not changes.get("timeline"):
        bare |= {"demand": changes["demand"] | baseline(table((START, "50 MW")))}
    bare["sites"] = [
        s | {"tranches": [{k: v for k, v in t.items() if not k.startswith("ends")} for t in s["tranches"]]}
        for s in changes["sites"] if "known_from" not in s
    ]  # fmt: skip
    return bare


def rows(changes):
    log = run(**changes)
    return rows_of(log.layout, log.array)


def before(listed, when):
    return [row for row in listed if row[2] < instant(when)]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_known_from_a_day_on_changes_nothing_before_it(entry):
    changes = ENTRIES[entry]({"known_from": KNOWN})
    told, untold = rows(changes), rows(without(changes))
    assert parted(before(told, KNOWN), before(untold, KNOWN)) == ""
    assert parted(told, untold) != ""


@pytest.mark.parametrize("entry", ENTRIES)
def test_knowing_an_entry_earlier_changes_what_is_done(entry):
    told, earlier = (rows(ENTRIES[entry]({"known_from": known})) for known in (KNOWN, EARLY))
    quiet = (kinds.ACTION_ANNOUNCED, kinds.END_ANNOUNCED)
    told, earlier = ([row[:1] + row[2:-1] for row in listed if row[3] not in quiet] for listed in (told, earlier))
    first = next(a for a, b in zip(told, earlier, strict=False) if a != b)
    assert first[1] >= instant(EARLY)


# --- what is done with what is known, by hand


def headrooms(log, since):
    """Headroom seen at each request that the operator takes from a day on."""
    return [row.value for row in log.of(kinds.OFFER_EXERCISED) if row.instant >= instant(since)]


def test_a_known_change_of_demand_is_forecast_from_its_date_on():
    # Who asks from August on is still there in October: what is left then is 100 less 50 x 1.9.
    assert headrooms(run(**growth({"known_from": EARLY})), EARLY)[:5] == [5_000, 4_000, 3_000, 2_000, 1_000]


def test_an_unknown_change_of_demand_is_not_forecast():
    taken = headrooms(run(**growth({})), START)
    assert taken[:40] == [50_000 - 1_000 * i for i in range(40)]


def test_a_known_end_leaves_the_forecast_supply():
    assert headrooms(run(**end({"known_from": EARLY})), EARLY)[:10] == [10_000 - 1_000 * i for i in range(10)]


@pytest.mark.parametrize("known_from", [START, EARLY, date(2025, 10, 10)])
def test_what_has_left_is_not_to_leave_once_more(known_from):
    # 45 MW stay, 90 leave on 10 October. Who asks after that day and before the next month has what is left of the 45.
    october, on, november = date(2025, 10, 1), date(2025, 10, 10), date(2025, 11, 1)
    asks = asked(arrivals=[{"first_day": october, "rate": "1/day"}], notice="1 day")
    leaves = site("leaves", "live", tranche(90, ends=on, ends_known_from=known_from))
    log = run(sites=[live("hall", 45), leaves], demand=asks)
    made = [row.instant for row in log.of(kinds.REQUEST_MADE)]
    first, stop = (sum(when < instant(day) for when in made) for day in (on, november))
    assert 0 < first < stop < 45
    assert headrooms(log, on)[: stop - first] == [1_000 * (45 - i) for i in range(first, stop)]
    assert [row for row in log.of(kinds.REQUEST_WAITED) if row.instant < instant(november)] == []


def test_an_end_is_known_from_the_start_unless_it_says_otherwise():
    assert rows(end({})) == rows(end({"known_from": START}))


def test_what_waits_for_money_is_tried_when_more_is_announced():
    log = run(**budget({"known_from": KNOWN}))
    assert log.one(kinds.SPENDING_WAITED).instant == instant(day(100))
    assert log.one(kinds.ACTION_ANNOUNCED).instant == instant(KNOWN)
    assert log.one(kinds.ACTION_ANNOUNCED).value == instant(date(2025, 7, 1))
    assert log.one(kinds.SPENDING_STARTED).instant == instant(KNOWN)


def test_a_year_whose_envelope_is_not_known_is_unlimited():
    assert run(**later_year({"known_from": KNOWN})).of(kinds.SPENDING_WAITED, other="campus", item=0) == []
    assert run(**later_year({})).of(kinds.SPENDING_WAITED)[0].instant == instant(day(100))


def test_a_path_turns_towards_a_point_when_it_becomes_known():
    log = run(demand=baseline(table((START, "50 MW"), (date(2025, 12, 1), "100 MW", KNOWN))))
    stepped = {row.instant: row.value for row in log.of(kinds.BASELINE_STEPPED)}
    span = (date(2025, 12, 1) - KNOWN).days
    assert [when for when in stepped if 0 < when < instant(date(2025, 2, 1))] == []
    assert stepped[instant(date(2025, 2, 1))] == round(50_000 * 2 ** (17 / span))
    assert stepped[instant(date(2025, 12, 1))] == 100_000


def test_a_provider_is_asked_again_when_its_site_becomes_known():
    changes = provider_site({"known_from": KNOWN})
    log = run(**changes | {"demand": asked(notice="200 days", patience="400 days")})
    assert log.one(kinds.TRANCHE_DECLARED).instant == instant(KNOWN)
    wanted = {row.entity: row.value for row in log.of(kinds.REQUEST_MADE)}
    declined = {row.entity: row.instant for row in log.of(kinds.OFFER_DECLINED) if row.instant < instant(KNOWN)}
    free = [r for r, when in declined.items() if instant(KNOWN) <= when + 40 * 86_400]
    # Ability is judged at month starts: who wants to start after 1 June is served from 1 July on.
    able = [r for r in free if wanted[r] > instant(date(2025, 6, 1))]
    assert len(able) > 0
    assert [row.entity for row in log.of(kinds.REQUEST_RESERVED, instant=instant(KNOWN))] == able
    assert [row for row in log.of(kinds.REQUEST_RESERVED) if row.instant < instant(KNOWN)] == []


def test_a_site_known_later_keeps_its_dates():
    late, early = (run(**own_site({"known_from": known})) for known in (KNOWN, EARLY))
    assert late.one(kinds.TRANCHE_READY).instant == early.one(kinds.TRANCHE_READY).instant == instant(date(2025, 9, 1))


def test_an_undated_site_counts_its_steps_from_when_it_is_known():
    pipelines = [{"id": "plain", "build": "100 days", "loi": "60 days", "soq": "30 days", "lead": "200 days"}]
    log = run(pipelines=pipelines, sites=[site("a", "loi", tranche(10), known_from=day(40))])
    assert log.one(kinds.TRANCHE_READY).instant == instant(day(40 + 60 + 30 + 200))


def test_a_fit_out_limit_is_expected_from_when_it_is_known():
    # Ready on 1 January: 6 + 6 MW, then 1 a month: live on 1 November. By what is known on that day, on 11 April.
    log = run(**limit({"known_from": KNOWN}))
    assert log.one(kinds.TRANCHE_LIVE).instant == instant(date(2025, 11, 1))
    taken = [row.instant for row in log.of(kinds.OFFER_EXERCISED)]
    assert any(instant(date(2025, 1, 1)) <= when < instant(KNOWN) for when in taken)
    waits = instant(date(2025, 11, 1)) - 160 * 86_400
    assert [when for when in taken if instant(KNOWN) <= when < waits] == []
    assert any(when > waits for when in taken)


def test_a_turn_that_waits_for_another_is_expected_anew_after_it():
    # 20 MW, then 12 MW of the same day: by the slower limit live on 1 November 2025 and 1 November 2026.
    changes = limit({"known_from": KNOWN})
    both = [site(name, "building", tranche(mw, date(2025, 1, 1))) for name, mw in (("hall", 20), ("next", 8))]
    log = run(**changes | {"sites": both})
    assert [row.instant for row in log.of(kinds.TRANCHE_LIVE)] == [instant(date(2025, 11, 1))]
    taken = [row.instant for row in log.of(kinds.OFFER_EXERCISED)]
    waits = instant(date(2025, 11, 1)) - 160 * 86_400
    assert [when for when in taken if instant(KNOWN) <= when < waits] == []
