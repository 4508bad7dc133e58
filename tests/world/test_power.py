"""Power: a region's grid has dated steps of its own; who asked first is served first, whole, and nothing overtakes."""

import pytest

from sim.events import codes, kinds
from tests.world.replayer import Replayer
from tests.world.small import DAY, RIGHT, action, day, regimes, run, scenario, site, tranche, workload


def grid(*steps, **fields):
    """The two regions, the first with power steps of so many MW on some days."""
    listed = [{"id": f"step-{i}", "at": day(at), "capacity": f"{mw} MW"} for i, (at, mw) in enumerate(steps)]
    return [{"id": "east", "area": "us", "power_price": "$80/MWh", "power": {"steps": listed} | fields},
            {"id": "north", "area": "europe", "power_price": "$100/MWh"}]  # fmt: skip


def ready_of(log):
    """Day on which each tranche is ready and what it was late for."""
    Replayer(log.layout).replay(log.array)
    return {r.name["entity"]: (r.instant / DAY, r.name["reason"]) for r in log.of(kinds.TRANCHE_READY)}


def building(name, megawatts, ready, **fields):
    """A site under way at the start."""
    return site(name, "building", tranche(megawatts, day(ready)), **fields)


TWO = ((50, 5), (150, 10))


def test_a_tranche_is_ready_at_the_later_of_construction_and_its_regions_power():
    log = run(regions=grid(*TWO), sites=[building("a", 5, 60), building("b", 10, 100)])
    assert ready_of(log) == {"a/0": (60, "construction"), "b/0": (150, "power")}


def test_nothing_overtakes_in_the_queue():
    """5 MW come on day 50, and the first in the queue wants 10."""
    log = run(regions=grid(*TWO), sites=[building("a", 10, 60), building("b", 5, 70)])
    assert ready_of(log) == {"a/0": (150, "power"), "b/0": (150, "power")}


def test_what_is_under_way_at_the_start_stands_in_the_order_of_its_planned_power():
    first = site("b", "building", tranche(5, day(90), power=day(10)))
    log = run(regions=grid(*TWO), sites=[building("a", 10, 60), first])
    assert ready_of(log) == {"a/0": (150, "power"), "b/0": (90, "construction")}


def test_a_lease_asks_for_power_when_it_is_signed():
    steps = {"id": "plain", "build": "20 days", "soq": "30 days", "lead": "40 days"}
    log = run(pipelines=[steps], regions=grid((40, 5), (300, 5)),
              sites=[site("a", "soq", tranche(5)), building("b", 5, 10)])  # fmt: skip
    assert [(r.name["entity"], r.instant / DAY, r.value / DAY) for r in log.of(kinds.POWER_ALLOTTED)] == [
        ("b/0", 0, 40),
        ("a/0", 30, 300),
    ]
    assert ready_of(log) == {"b/0": (40, "power"), "a/0": (300, "power")}
    assert log.of(kinds.LEASE_COMMITTED)[-1].value == 300 * DAY


def test_a_step_that_slips_is_known_when_its_date_passes():
    """Announced for day 150, and 40 days late."""
    log = run(regions=grid((150, 10), slip="40 days"), sites=[building("a", 10, 100)])
    told = [(r.instant / DAY, r.reason) for r in log.of(kinds.SLIP_ANNOUNCED)]
    assert told == [(0, codes.POWER), (150, codes.NONE)]
    assert ready_of(log) == {"a/0": (190, "power")}
    step = log.one(kinds.POWER_ENERGISED)
    assert (step.instant, step.value, step.name["entity"]) == (190 * DAY, 40 * DAY, "east/step-0")


def test_steps_slip_each_on_its_own():
    drawn = {"distribution": "uniform", "low": "0 days", "high": "60 days"}
    log = run(regions=grid((100, 10), (100, 10), slip=drawn))
    late = [r.value for r in log.of(kinds.POWER_ENERGISED)]
    assert len(set(late)) == 2
    assert all(0 < seconds < 60 * DAY for seconds in late)


def test_what_is_let_go_keeps_its_place():
    log = run(regions=grid(*TWO), sites=[building("a", 10, 60), building("b", 5, 70)],
              timeline=[action("stop", "cancel", day(20), 10, ["building"], select={"regions": ["east"]})])  # fmt: skip
    assert log.one(kinds.LEASE_CANCELLED).kw == 10_000
    assert ready_of(log) == {"b/0": (150, "power")}


def test_a_providers_site_stands_in_the_same_queue():
    log = run(regions=grid(*TWO), sites=[building("a", 5, 60, holder="cloud", tenure="owned"), building("b", 5, 70)])
    assert ready_of(log) == {"a/0": (60, "construction"), "b/0": (150, "power")}


def test_without_power_for_it_a_tranche_is_never_ready():
    log = run(regions=grid(*TWO), sites=[building("a", 16, 60)])
    assert ready_of(log) == {}


def test_another_region_keeps_its_pipelines_clock():
    power = {"id": "plain", "build": "100 days", "power_slip": "40 days"}
    log = run(pipelines=[power], regions=grid(*TWO), sites=[building("a", 5, 60, region="north")])
    assert ready_of(log) == {"a/0": (100, "power")}
    assert log.of(kinds.POWER_ALLOTTED) == []


def test_a_deferral_moves_what_waits_for_power():
    log = run(regions=grid(*TWO), sites=[building("a", 10, 60)],
              timeline=[action("later", "defer", day(20), 10, ["building"], by="100 days")])  # fmt: skip
    assert ready_of(log) == {"a/0": (250, "power")}


@pytest.mark.parametrize(("at", "reason"), [(400, codes.POWER), (10, codes.SPACE)])
def test_what_binds_is_power_where_the_grid_is_late_and_space_where_building_is(at, reason):
    """10 MW whose construction ends on day 20, or on day 500; the partner wants them from the second month on."""
    ready = 20 if reason == codes.POWER else 500
    log = run(
        regions=grid((at, 10)), sites=[building("a", 10, ready, grade="general")],
        pipelines=[{"id": "plain", "build": "600 days"}],
        agreement=regimes(RIGHT | {"trigger": "on_request"}), demand={"classes": [workload(duration="600 days")]},
    )  # fmt: skip
    told = {r.reason for r in log.of(kinds.OFFER_DECLINED)}
    assert told == {reason}


def test_a_step_twice_named_is_refused():
    twice = grid((10, 1), (20, 1))
    twice[0]["power"]["steps"][1]["id"] = "step-0"
    with pytest.raises(AssertionError, match="used twice"):
        scenario(regions=twice)
