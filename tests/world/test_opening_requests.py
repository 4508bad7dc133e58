"""What was asked for before the start goes on from where it stands: reserved, or waiting for a place."""

from datetime import date

import pytest

from sim.events import codes, kinds
from sim.scenario.scenario import Scenario
from tests.world.replayer import Replayer
from tests.world.small import BASE, DAY, START, day, live, regimes, run, scenario, site, tranche, workload

QUIET = workload(arrivals=[{"first_day": START, "rate": "0/day"}])
"""A class whose requests lie before the start only."""
PROMISE = {"id": "promise", "workload": "training", "capacity": "2 MW", "region": "east", "starts": day(50),
           "duration": "100 days"}  # fmt: skip
ASKED = {"id": "asked", "workload": "training", "capacity": "2 MW", "starts": day(10), "latest": day(200),
         "duration": "100 days"}  # fmt: skip


def opened(*sites, reserved=(), waiting=(), **changes):
    demand = {"classes": [QUIET], "reserved": list(reserved), "waiting": list(waiting)}
    log = run(sites=list(sites), demand=demand, **changes)
    Replayer(log.layout).replay(log.array)
    return log


def test_a_promise_is_served_from_its_start_for_its_own_duration():
    log = opened(live("hall", 5), reserved=[PROMISE])
    assert [r.value for r in log.of(kinds.REQUEST_MADE, kinds.REQUEST_RESERVED)] == [50 * DAY] * 2
    assert log.one(kinds.REQUEST_SERVED).instant == 50 * DAY
    assert log.one(kinds.REQUEST_ENDED).instant == 150 * DAY


def test_a_promise_that_is_late_already_is_served_at_once_and_counts_its_lateness():
    log = opened(live("hall", 5), reserved=[PROMISE | {"starts": day(-20)}])
    served = log.one(kinds.REQUEST_SERVED)
    assert (served.instant, served.value) == (0, 20 * DAY)


def test_a_promise_is_kept_before_what_is_asked_later():
    """2 of 3 MW are promised from day 50 for 100 days: 2 MW asked from day 10 on fit from day 150 on."""
    log = opened(live("hall", 3), reserved=[PROMISE], waiting=[ASKED], agreement=regimes({"regime": "exclusive"}))
    served = {r.name["entity"]: r.instant for r in log.of(kinds.REQUEST_SERVED)}
    assert served["promise"] == 50 * DAY
    assert served["asked"] >= 150 * DAY


def test_a_promise_to_come_too_late_is_left_at_its_latest_start():
    log = opened(site("late", "building", tranche(5, day(300))), reserved=[PROMISE | {"latest": day(90)}])
    left = log.one(kinds.REQUEST_LEFT)
    assert (left.instant, left.reason) == (90 * DAY + 1, codes.LATE_START)


def test_of_a_cure_period_what_is_left_counts():
    """Due 20 days before the start, to be cured within 30: left 10 days after it."""
    cure = regimes({"regime": "exclusive", "cure_period": "30 days"})
    log = opened(site("late", "building", tranche(5, day(300))), agreement=cure,
                 reserved=[PROMISE | {"starts": day(-20)}])  # fmt: skip
    assert log.one(kinds.REQUEST_LEFT, reason=codes.CURE).instant == 10 * DAY + 1


def test_what_waits_is_put_to_the_operator_on_the_first_day():
    log = opened(live("hall", 5), waiting=[ASKED])
    assert log.one(kinds.OFFER_EXERCISED).instant == 0
    assert log.one(kinds.REQUEST_SERVED).instant == 10 * DAY


def test_of_the_waiting_time_what_is_left_counts():
    """Waiting for 70 of 100 days by the start, it is waived on day 30."""
    agreed = regimes({"regime": "exclusive", "waiting_time": "100 days"})
    log = opened(waiting=[ASKED | {"asked": day(-70)}], agreement=agreed)
    assert log.one(kinds.WAIVER_GRANTED, reason=codes.WAITED).instant == 30 * DAY


def test_of_a_minimum_notice_what_is_left_counts():
    """90 days from 60 days before the start: the operator need not start before day 30."""
    agreed = regimes({"regime": "exclusive", "minimum_notice": "90 days"})
    log = opened(live("hall", 5), waiting=[ASKED | {"asked": day(-60)}], agreement=agreed)
    assert log.one(kinds.REQUEST_SERVED).instant == 30 * DAY


def test_who_asked_first_is_placed_first():
    log = opened(live("hall", 2), waiting=[ASKED | {"id": "a"}, ASKED | {"id": "b", "asked": day(-1)}])
    assert next(iter(log.of(kinds.REQUEST_RESERVED))).name["entity"] == "b"


def test_its_first_region_is_where_it_says():
    both = QUIET | {"regions": {"east": "60 %", "north": "40 %"}}
    log = run(sites=[live("hall", 5), live("other", 5, region="north")],
              demand={"classes": [both], "waiting": [ASKED | {"region": "north"}]})  # fmt: skip
    assert log.one(kinds.REQUEST_RESERVED).name["region"] == "north"


def test_a_duration_that_is_not_given_is_drawn_by_its_own_name():
    """Another request before the start does not move it."""
    drawn = QUIET | {"duration": {"distribution": "exponential", "mean": "100 days"}}
    mine = {key: value for key, value in PROMISE.items() if key != "duration"}

    def ends(*more):
        log = run(sites=[live("hall", 50)], demand={"classes": [drawn], "reserved": [*more, mine]})
        return log.one(kinds.REQUEST_ENDED, entity="promise").instant

    assert ends() == ends(mine | {"id": "another"}) != 150 * DAY


@pytest.mark.parametrize(("said", "problem"), [
    ({"reserved": [PROMISE | {"region": "est"}]}, "did you mean east"),
    ({"reserved": [PROMISE | {"holder": "clowd"}]}, "did you mean cloud"),
    ({"waiting": [ASKED | {"workload": "trainin"}]}, "did you mean training"),
    ({"waiting": [ASKED | {"region": "north"}]}, "no region of training 'north'"),
    ({"waiting": [ASKED | {"asked": day(1)}]}, "is after the start"),
    ({"reserved": [PROMISE | {"starts": day(-9), "latest": day(-1)}]}, "would have been given up"),
    ({"reserved": [PROMISE], "waiting": [ASKED | {"id": "promise"}]}, "is used twice in demand"),
])  # fmt: skip
def test_what_contradicts_itself_is_refused(said, problem):
    with pytest.raises(AssertionError, match=problem):
        scenario(demand={"classes": [QUIET]} | said)


def test_a_latest_start_before_the_wanted_one_is_refused():
    demand = BASE["demand"] | {"waiting": [ASKED | {"latest": date(2024, 7, 2)}]}
    with pytest.raises(ValueError, match="lies before starts"):
        Scenario.model_validate(BASE | {"demand": demand})
