"""Retrofits: idle general capacity leaves supply, costs its works and its new IT, and comes back as ai."""

import pytest

from sim.events import codes, kinds, stages
from sim.metrics.fold import measure
from tests.world.replayer import Replayer
from tests.world.small import DAY, day, live, run, scenario, site, tranche, workload

KW = 10_000
WORKS = {"works": "$3000/kW", "time": "200 days"}
FROM, UNTIL = 100 * DAY, 300 * DAY


def retrofit(**fields):
    return {"id": "rebuild", "action": "retrofit", "at": day(100), "capacity": "10 MW"} | fields


def own(megawatts):
    """The operator's general load in the east."""
    return [{"id": "own", "grade": "general", "regions": {"east": "100 %"},
             "path": {"kind": "growth", "level": f"{megawatts} MW", "rate": "0 %/year"}}]  # fmt: skip


def logged(*sites, **changes):
    """The log of a retrofit of 10 MW on day 100 that takes 200 days, replayed."""
    costs = {"retrofit": WORKS} | changes.pop("costs", {})
    log = run(sites=list(sites), costs=costs, **({"timeline": [retrofit()]} | changes))
    Replayer(log.layout).replay(log.array)
    return log


def taken(log):
    return {r.name["entity"]: r.instant for r in log.of(kinds.RETROFIT_BEGUN)}


HALLS = live("hall", 20, tranches=[tranche(10), tranche(10)])


def test_it_leaves_supply_for_the_works_and_comes_back_as_ai():
    log = logged(HALLS)
    begun, ended, again = (log.one(k) for k in (kinds.RETROFIT_BEGUN, kinds.RETROFIT_ENDED, kinds.TRANCHE_LIVE))
    assert (begun.instant, begun.item, begun.grade, begun.value) == (FROM, stages.LIVE, codes.GENERAL, UNTIL)
    assert (ended.instant, ended.grade) == (UNTIL, codes.AI)
    assert again.grade == codes.AI
    assert UNTIL <= again.instant < UNTIL + DAY // 24, "its fit-out takes no time but its turn"


def test_curves_show_it_leave_one_grade_and_join_the_other():
    """Day 100 lies in month 3, day 300 in month 9: of 20 MW, 10 are building as ai from then until then."""
    measures = measure((log := logged(HALLS)).array, log.layout)
    level = {}
    for key, row in zip((measures.keys[i] for i in measures.active), measures.values, strict=True):
        if key.metric in ("live_mw", "building_mw", "ready_mw"):
            level[key.metric, key.grade] = (row[-24:] / 1000).tolist()
    assert level["live_mw", "general"] == [20.0] * 3 + [10.0] * 21
    assert level["building_mw", "ai"] == [0.0] * 3 + [10.0] * 6 + [0.0] * 15
    assert level["live_mw", "ai"] == [0.0] * 9 + [10.0] * 15


def test_works_are_committed_at_once_and_accrue_until_they_are_over():
    log = logged(HALLS)
    assert log.one(kinds.CAPEX_COMMITTED, item=codes.FACILITY).dollars == 3_000 * KW
    accrued = {r.value: r.dollars for r in log.of(kinds.CAPEX_ACCRUED, item=codes.FACILITY)}
    assert sorted(accrued) == list(range(3, 10))
    assert sum(accrued.values()) == 3_000 * KW


def test_works_are_written_off_over_the_life_of_facilities_from_the_month_after_they_are_over():
    """$30M over 15 years, 180 months, beside what is written off of the hall without them; over in month 9."""
    def written_off(log):
        measures = measure(log.array, log.layout)
        [row] = [row for i, row in zip(measures.active, measures.values, strict=True)
                 if (key := measures.keys[i]).metric == "depreciation_usd" and key.asset == "facility"]
        return row[-24:]

    more = written_off(logged(HALLS)) - written_off(logged(HALLS, timeline=[]))
    assert more[:10].tolist() == [0] * 10
    assert more[10:] == pytest.approx([3_000 * KW / 180] * 14, abs=1)


def test_its_new_servers_are_bought_at_the_price_of_ai_a_lead_time_before_the_works_are_over():
    order = logged(HALLS).one(kinds.CAPEX_COMMITTED, item=codes.SERVERS)
    assert (order.instant, order.dollars) == (UNTIL - 90 * DAY, 25_000 * KW)


def test_its_general_servers_are_refreshed_no_more():
    """A fleet of 20 MW over 72 months; the retrofit in month 3 leaves half of what is ordered from then on."""
    log = logged(HALLS)
    accrued = {r.value: r.dollars for r in log.of(kinds.CAPEX_ACCRUED, item=codes.REFRESH_GENERAL)}
    assert {accrued[m] for m in range(6)} == {round(20_000 * 7_000 / 72)}
    assert {accrued[m] for m in range(6, 24)} == {round(10_000 * 7_000 / 72)}


@pytest.mark.parametrize(("load", "found"), [(10, 1), (11, 0)])
def test_only_what_nothing_uses_is_taken(load, found):
    log = logged(HALLS, demand={"baseline": own(load)})
    assert len(taken(log)) == found
    short = log.of(kinds.ACTION_FELL_SHORT)
    assert [(r.kw, r.reason) for r in short] == [(KW, codes.EXHAUSTED)] * (1 - found)


def test_the_reserve_is_not_taken():
    """6 % of 20 MW are kept back: 9 MW of load leave 9.8 idle beyond it."""
    log = logged(HALLS, demand={"baseline": own(9)}, operator={"name": "O", "reserve": "6 %"})
    assert taken(log) == {}


def test_what_is_ready_goes_before_what_is_live():
    """Fitting out since day 90, a quarter of its general servers has come by day 100 and is kept, the rest is not."""
    slow = [{"id": "plain", "build": "365 days"}, {"id": "slow", "build": "100 days", "fit_out": "40 days"}]
    log = logged(HALLS, site("new", "building", tranche(10, day(90)), pipeline="slow"), pipelines=slow)
    assert taken(log) == {"new/0": FROM}
    back = [r.dollars for r in log.of(kinds.CAPEX_COMMITTED, item=codes.SERVERS) if r.instant <= FROM]
    assert back == [-7_000 * KW * 3 // 4]
    assert log.one(kinds.RETROFIT_BEGUN).item == stages.READY
    assert len(log.of(kinds.TRANCHE_LIVE)) == 1


def test_its_lease_runs_on_and_ends_on_its_day():
    log = logged(site("let", "building", tranche(10, day(40), ends=day(600))))
    assert len(log.of(kinds.FINANCE_LEASE_COMMENCED)) == 1
    ended = log.one(kinds.TRANCHE_ENDED)
    assert (ended.instant, ended.grade) == (600 * DAY, codes.AI)


@pytest.mark.parametrize(("fit_out", "ends", "found"), [(0, 300, 0), (0, 301, 1), (40, 340, 0), (40, 341, 1)])
def test_what_is_known_to_end_before_it_would_be_live_again_is_not_taken(fit_out, ends, found):
    pipelines = [{"id": "plain", "build": "100 days", "fit_out": f"{fit_out} days"}]
    log = logged(live("hall", 10, tranches=[tranche(10, ends=day(ends))]), pipelines=pipelines)
    assert len(taken(log)) == found


def test_an_idle_part_is_cut_off_where_asked():
    log = logged(live("hall", 30), timeline=[retrofit(split=True)], demand={"baseline": own(20)})
    assert log.one(kinds.RETROFIT_BEGUN).kw == KW
    assert log.one(kinds.TRANCHE_LIVE).kw == KW


def test_both_parts_of_a_cut_lease_end_on_its_day():
    log = logged(live("hall", 30, tranches=[tranche(30, ends=day(500))]), timeline=[retrofit(split=True)])
    assert {(r.instant, r.kw) for r in log.of(kinds.TRANCHE_ENDED)} == {(500 * DAY, KW), (500 * DAY, 2 * KW)}


@pytest.mark.parametrize(("amount", "found"), [("$29M", 0), ("$30M", 1)])
def test_works_that_a_hard_envelope_has_no_room_for_are_not_begun(amount, found):
    """30 days of works within fiscal 2025, the only year with an envelope."""
    year = {"id": "y", "fiscal_year": 2025, "amount": amount, "kind": "hard", "scope": ["facility"]}
    log = logged(HALLS, costs={"retrofit": WORKS | {"time": "30 days"}}, capex={"envelopes": [year]})
    assert len(taken(log)) == found
    assert [r.reason for r in log.of(kinds.ACTION_FELL_SHORT)] == [codes.MONEY] * (1 - found)


def test_the_operator_counts_on_it_as_ai_from_its_expected_date_on():
    """Asked in month 4: for a start 275 days later, after day 300, it is accepted; 20 days later it is not."""

    def answered(notice):
        asked = workload(grade="ai", notice=notice, arrivals=[{"first_day": day(123), "rate": "1/day"},
                                                              {"first_day": day(153), "rate": "0/day"}])  # fmt: skip
        log = logged(HALLS, demand={"classes": [asked | {"patience": "0 days", "size": "100 kW"}]})
        return len(log.of(kinds.REQUEST_RESERVED, holder=0)), len(log.of(kinds.REQUEST_MADE))

    taken, made = answered("275 days")
    assert taken == made > 0
    taken, made = answered("20 days")
    assert taken == 0 < made


def test_a_review_that_is_short_of_ai_retrofits_what_is_idle():
    """8 MW of AI wanted and none there: one of two halls of 5 MW, whole, is idle beside 5 MW of general load."""
    wanted = [*own(5), {"id": "chat", "grade": "ai", "regions": {"east": "100 %"},
                        "path": {"kind": "growth", "level": "8 MW", "rate": "0 %/year"}}]  # fmt: skip
    review = {"rules": [{"kind": "surplus", "lead_time": "300 days", "margin_kw": "0 MW", "most_kw": "100 MW"}],
              "when_short": ["retrofit"], "select": {"stages": ["loi"], "tenures": ["owned"]}}  # fmt: skip
    halls = live("hall", 10, tranches=[tranche(5), tranche(5)])
    log = logged(halls, timeline=[], demand={"baseline": wanted}, review=review)
    chosen = log.one(kinds.TRANCHE_CHOSEN)
    assert (codes.WAYS[chosen.basis], chosen.dollars) == ("retrofit", 3_000 * 5_000)
    assert [r.kw for r in log.of(kinds.RETROFIT_BEGUN)] == [5_000]


@pytest.mark.parametrize("changes", [
    {"timeline": [retrofit()]},
    {"review": {"when_short": ["retrofit"]}},
])  # fmt: skip
def test_a_retrofit_without_a_price_is_refused(changes):
    with pytest.raises(AssertionError, match=r"costs\.retrofit"):
        scenario(**changes)


def test_it_orders_once_where_there_is_no_lead_time():
    """Ordered on the day on which it is ready, by the calendar or by being ready: never by both."""
    log = run(sites=[site("new", "building", tranche(10, day(90)))], costs={"it_lead": "0 days"})
    assert log.one(kinds.CAPEX_COMMITTED, item=codes.SERVERS).dollars == 7_000 * KW
