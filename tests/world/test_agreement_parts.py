"""Parts: an operator that takes what it can of a request, and an allocation that serves what is left room for."""

import pytest

from sim.events import codes, kinds
from tests.world.asking import NEVER, ask, told
from tests.world.fates import Fates
from tests.world.small import DAY, RIGHT, day, live, run, workload

EXCLUSIVE = {"regime": "exclusive", "waiting_time": "20 days"}
OPEN = {"regime": "open"}
REGIMES = {"right": RIGHT, "exclusive": EXCLUSIVE, "open": OPEN}
TWO_HALLS = [live("hall", 6), live("annex", 3, region="north")]


def partly(**fields):
    """Requests for 4 MW, in the east before the north, that may be served in part."""
    usual = {"size": "4 MW", "regions": {"east": "100 %", "north": "0 %"}, "partly_servable": True}
    return workload(**(usual | fields))


def shared(regime, clause=True, fields=None, **changes):
    return ask(regime | {"partial_exercise": clause}, classes=[partly(**(fields or {}))],
               **({"sites": TWO_HALLS} | changes))  # fmt: skip


def taken(log, holder="operator"):
    """What a holder took, in its order: region and kW."""
    return [(r.name["region"], r.kw) for r in log.of(kinds.REQUEST_RESERVED, holder=holder)]


@pytest.mark.parametrize("regime", REGIMES)
def test_the_first_region_takes_what_it_can_and_the_next_the_rest(regime):
    """6 MW in the east and 3 in the north: 4 whole, then 2 and 2, then 1 of the third."""
    log = shared(REGIMES[regime])
    assert taken(log) == [("east", 4_000), ("east", 2_000), ("north", 2_000), ("north", 1_000)]
    cut = log.of(kinds.REQUEST_PARTED)
    assert [(r.kw, r.value, r.item) for r in cut] == [(2_000, 1, 1), (1_000, 2, 1)]
    assert [r.name["entity"] for r in cut] == ["training-0001/1", "training-0002/1"]


@pytest.mark.parametrize("regime", REGIMES)
def test_the_rest_goes_on_to_the_market(regime):
    log = shared(REGIMES[regime])
    elsewhere = [r.kw for r in log.of(kinds.REQUEST_RESERVED, holder="cloud")]
    asked = len(log.of(kinds.REQUEST_MADE))
    assert sorted(elsewhere) == [3_000] + [4_000] * (asked - 3)
    Fates(log.array).hold()


def test_what_is_left_of_an_offer_is_declined_for_what_bound_it():
    log = shared(RIGHT)
    [rest] = log.of(kinds.OFFER_DECLINED, kw=3_000)
    assert (rest.entity, rest.reason, rest.value) == (2, codes.SPACE, 0)
    exercised = [(r.kw, r.name["region"]) for r in log.of(kinds.OFFER_EXERCISED)]
    assert exercised == [(4_000, "east"), (2_000, "east"), (2_000, "north"), (1_000, "north")]


def test_no_request_is_parted_where_a_region_takes_all_of_it():
    log = shared(RIGHT, sites=[live("hall", 2), live("annex", 4, region="north")])
    assert taken(log)[0] == ("north", 4_000)


@pytest.mark.parametrize(("clause", "fields"), [(False, {}), (True, {"partly_servable": False})])
def test_parts_need_clause_and_request(clause, fields):
    log = shared(RIGHT, clause, fields)
    assert taken(log) == [("east", 4_000)]
    assert log.of(kinds.REQUEST_PARTED) == []


@pytest.mark.parametrize(("smallest", "parts"), [("1 MW", [2_000, 1_000]), ("2 MW", [2_000]), ("3 MW", [])])
def test_no_part_and_no_rest_is_smaller_than_the_request_allows(smallest, parts):
    log = shared(RIGHT, fields={"smallest_part": smallest})
    assert [r.kw for r in log.of(kinds.REQUEST_PARTED)] == parts


def test_a_part_leaves_enough_for_the_rest_to_be_one():
    """3 MW of room and no part below 2: of 4 MW it takes 2, so that the rest is not 1."""
    log = shared(RIGHT, fields={"smallest_part": "2 MW"}, sites=[live("hall", 3)])
    assert taken(log) == [("east", 2_000)]


def test_the_cap_on_the_share_leaves_a_part():
    """Half of 9 MW live are 4.5: one request whole, 0.5 MW of the second."""
    log = shared(RIGHT | {"share_cap": "50 %"})
    assert taken(log) == [("east", 4_000), ("east", 500)]
    [rest] = log.of(kinds.OFFER_DECLINED, kw=3_500)
    assert rest.reason == codes.SHARE_CAP


def test_an_unwilling_operator_takes_no_part():
    log = shared(RIGHT, agreement=NEVER)
    assert taken(log) == []
    assert log.of(kinds.REQUEST_PARTED) == []


def test_capacity_without_limit_needs_no_parts():
    sites = [live("hall", 500)]
    assert told(shared(RIGHT, sites=sites)) == told(shared(RIGHT, clause=False, sites=sites))


def test_the_table_of_parts_grows_when_it_is_full():
    """4 MW in parts of 40 kW and a hall that has 40 kW more each day would need a hundred parts a request."""
    sites = [live("hall", 1)]
    baseline = [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "priority": 0,
                 "path": {"kind": "growth", "level": "900 kW", "rate": "0 %/year"}}]  # fmt: skip
    steps = [{"id": f"less-{i:03d}", "action": "scale_demand", "at": day(31 + i), "target": "own",
              "factor": (860 - 4 * i) / (864 - 4 * i)} for i in range(200)]  # fmt: skip
    once = [{"first_day": day(0), "rate": "1/day"}, {"first_day": day(31), "rate": "0/day"}]
    classes = [partly(size="900 kW", arrivals=once, patience="600 days")]
    log = ask(EXCLUSIVE | {"partial_exercise": True, "waiting_time": "600 days"}, sites=sites, timeline=steps,
              classes=classes, demand={"baseline": baseline})  # fmt: skip
    assert len(log.of(kinds.REQUEST_PARTED)) > 150
    Fates(log.array).hold()


# --- allocation: two requests of 4 MW in a hall of 10, beside 1 MW of own load that comes first and grows to 7

OWN = [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "priority": 9,
        "path": {"kind": "growth", "level": "1 MW", "rate": "0 %/year"}}]  # fmt: skip
EXCLUSIVE_ONLY = {"regimes": [{"id": "x", "first_day": day(0), "regime": "exclusive", "waiting_time": "600 days"}]}


def squeezed(after_days, **fields):
    """The operator accepts two requests in the first days; its own load is 7 MW from a day on."""
    grows = [{"id": "more", "action": "scale_demand", "at": day(after_days), "target": "own", "factor": 7}]
    return run(sites=[live("hall", 10)], timeline=grows, agreement=EXCLUSIVE_ONLY,
               demand={"baseline": OWN, "classes": [partly(**fields)]})  # fmt: skip


def test_a_due_request_that_may_be_served_in_part_takes_what_is_left():
    log = squeezed(29)
    assert [(r.entity, r.kw) for r in log.of(kinds.REQUEST_RESERVED)] == [(0, 4_000), (1, 4_000)]
    [cut] = log.of(kinds.REQUEST_PARTED)
    assert (cut.value, cut.kw) == (0, 3_000)
    [first, *later] = log.of(kinds.REQUEST_SERVED)
    assert (first.entity, first.kw, first.value) == (cut.entity, 3_000, 0)
    at = {r.entity: r.instant for r in log.of(kinds.REQUEST_MADE)}
    left = [(r.entity, r.kw, r.instant - at[r.entity]) for r in log.of(kinds.REQUEST_LEFT)]
    assert left == [(0, 1_000, 130 * DAY + 1), (1, 4_000, 130 * DAY + 1)]
    assert later == []


def test_a_due_request_of_all_or_nothing_does_not_start_in_part():
    log = squeezed(29, partly_servable=False)
    assert log.of(kinds.REQUEST_SERVED, kinds.REQUEST_PARTED) == []
    assert [r.kw for r in log.of(kinds.REQUEST_LEFT)] == [4_000, 4_000]


def test_one_in_service_that_may_be_pre_empted_keeps_what_is_left():
    log = squeezed(90, preemptible=True)
    assert [r.kw for r in log.of(kinds.REQUEST_SERVED)] == [4_000, 4_000]
    shed = {r.entity: r.kw for r in log.of(kinds.REQUEST_SHED)}
    [cut] = log.of(kinds.REQUEST_PARTED)
    assert (cut.value, cut.kw, cut.instant) == (0, 1_000, 90 * DAY)
    assert shed == {cut.entity: 1_000, 1: 4_000}
    assert [(r.entity, r.kw) for r in log.of(kinds.REQUEST_ENDED)] == [(0, 3_000)]


def test_one_in_service_that_may_be_pre_empted_and_not_parted_loses_all():
    log = squeezed(90, preemptible=True, partly_servable=False)
    assert [(r.entity, r.kw) for r in log.of(kinds.REQUEST_SHED)] == [(0, 4_000), (1, 4_000)]


def test_nobody_else_in_service_loses_a_place_to_own_load():
    log = squeezed(90)
    assert log.of(kinds.REQUEST_SHED) == []
    assert [r.value for r in log.of(kinds.BASELINE_SERVED)][-1] == 7_000


def test_a_fall_in_supply_takes_from_the_last_in_order_what_it_must():
    """8 MW in service of 10 live; 3 MW end in December, and the second of two keeps 3 of its 4."""
    sites = [live("hall", 7), {**live("short", 3), "tenure": "leased", "terms": "brief",
             "tranches": [{"capacity": "3 MW", "ends": day(153)}]}]  # fmt: skip
    terms = [{"id": "brief", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year",
              "accounting": "operating", "release_fees": {"soq": 3, "signed": 12, "building": 24}}]  # fmt: skip
    opening = [{"id": name, "workload": "training", "capacity": "4 MW", "region": "east"} for name in "ab"]
    nobody = [partly(arrivals=[{"first_day": day(0), "rate": "0/day"}])]
    log = run(sites=sites, lease_terms=terms, demand={"classes": nobody, "in_service": opening})
    [cut] = log.of(kinds.REQUEST_PARTED)
    assert (cut.value, cut.kw, cut.instant) == (1, 1_000, 153 * DAY)
    assert [(r.entity, r.kw) for r in log.of(kinds.REQUEST_SHED)] == [(cut.entity, 1_000)]
