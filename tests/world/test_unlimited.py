"""What has no end: a patience that never runs out, a provider that always has room; and a world that starts empty."""

from itertools import pairwise

import pytest

from sim.events import kinds
from sim.scenario.scenario import Scenario
from tests.world.asking import CLOUD, ask, holders, made, told
from tests.world.replayer import Replayer
from tests.world.small import BASE, DAY, START, day, live, run, run_scenario, scenario, site, tranche, workload

ENDLESS = [workload(patience="unlimited", client="other", notice="0 days")]
RIGHT = {"regime": "right_of_first_refusal", "response_time": "10 days", "window": "30 days", "free_period": "40 days"}
REGIMES = [RIGHT, RIGHT | {"trigger": "third_party_offer"}, {"regime": "exclusive"}, {"regime": "open"}]


def replayed(**changes):
    """The log of the smallest scenario with changes, replayed too."""
    log = run(**changes)
    Replayer(log.layout).replay(log.array)
    return log


def test_who_has_all_the_patience_is_served_when_room_comes_however_late():
    """Nothing stands until day 600, 500 days after the last of the requests would have given up by 100 days."""
    log = replayed(sites=[site("late", "building", tranche(100, day(600)))], demand={"classes": ENDLESS})
    served = log.of(kinds.REQUEST_SERVED)
    assert len(served) == len(made(log)) >= 20
    assert min(row.instant for row in served) >= 600 * DAY
    assert log.of(kinds.REQUEST_UNSERVED, kinds.REQUEST_LEFT) == []


def test_who_has_all_the_patience_waits_on_where_no_room_comes():
    log = replayed(demand={"classes": ENDLESS})
    assert len(log.of(kinds.REQUEST_WAITED)) == len(made(log)) >= 20
    assert log.of(kinds.REQUEST_UNSERVED, kinds.REQUEST_SERVED) == []


def test_one_place_goes_to_those_who_wait_in_the_order_in_which_they_asked():
    brief = [workload(patience="unlimited", client="other", notice="0 days", duration="11 days")]
    served = replayed(sites=[live("hall", 1)], demand={"classes": brief}).of(kinds.REQUEST_SERVED)
    assert len(served) >= 20
    assert [row.entity for row in served] == sorted(row.entity for row in served)
    assert all(later.instant >= earlier.instant + 11 * DAY for earlier, later in pairwise(served))


@pytest.mark.parametrize("regime", REGIMES)
def test_patience_past_the_horizon_is_all_the_patience_there_is(regime):
    sites = [live("hall", 4), site("late", "building", tranche(5, day(300)))]
    few = CLOUD | {"on_demand": {"limit": "3 MW"}}
    logs = [ask(regime, classes=[workload(patience=patience)], sites=sites, providers=[few])
            for patience in ("unlimited", "50 years", "100 days")]  # fmt: skip
    assert told(logs[0]) == told(logs[1]) != told(logs[2])


def test_patience_may_be_drawn_or_endless_and_nothing_else():
    with pytest.raises(ValueError, match=r"no word 'unlimitd'.*did you mean unlimited"):
        scenario(demand={"classes": [workload(patience="unlimitd")]})
    with pytest.raises(ValueError, match=r"is not a duration|no duration"):
        scenario(demand={"classes": [workload(duration="unlimited")]})


def test_a_scenario_of_endless_patience_is_read_back_as_it_is_written():
    said = scenario(demand={"classes": ENDLESS}, providers=[CLOUD | {"on_demand": {"limit": "unlimited"}}])
    assert Scenario.model_validate(said.model_dump(by_alias=True)) == said


def test_what_waited_before_the_start_goes_on_without_end_where_no_latest_start_is_given():
    quiet = workload(client="other", arrivals=[{"first_day": START, "rate": "0/day"}])
    old = {"id": "old", "workload": "training", "capacity": "2 MW", "asked": day(-100), "starts": day(-90)}
    demand = {"classes": [quiet], "waiting": [old]}
    log = replayed(sites=[site("late", "building", tranche(5, day(700)))], demand=demand)
    assert log.one(kinds.REQUEST_SERVED).instant >= 700 * DAY
    assert len(replayed(demand=demand).of(kinds.REQUEST_UNSERVED)) == 0


@pytest.mark.parametrize("regime", REGIMES)
def test_an_unlimited_provider_hosts_all_that_the_operator_does_not(regime):
    """At once, at a size that no limit would hold, and at the price of the class: so much more could not be counted."""
    cloud = CLOUD | {"price": "$500/kW-month"}
    endless = cloud | {"on_demand": {"limit": "unlimited"}}
    huge = [workload(size="400 GW")]
    log = ask(regime, providers=[endless], classes=huge)
    assert holders(log) == dict.fromkeys(made(log), "cloud")
    assert log.of(kinds.REQUEST_UNSERVED) == []
    limited = ask(regime, providers=[cloud | {"on_demand": {"limit": "500 GW"}}], classes=huge)
    assert set(made(limited)) > set(holders(limited))


def test_a_limit_is_power_or_the_word():
    with pytest.raises(ValueError, match="'unlimited'"):
        scenario(providers=[CLOUD | {"on_demand": {"limit": "without end"}}])


def test_a_world_may_start_with_nothing_there_and_nothing_asked_for():
    """No sites, portfolios, pipelines, providers or demand need be said; reviews are held of nothing."""
    need = {"schema", "name", "title", "horizon", "regions", "operator", "partner", "costs", "agreement"}
    said = Scenario.model_validate({key: value for key, value in BASE.items() if key in need})
    assert (said.sites, said.portfolios, said.providers, said.demand.opening()) == ([], [], [], [])
    assert {row.event for row in run_scenario(said)} == {kinds.REVIEW_HELD, kinds.HORIZON_REACHED}
