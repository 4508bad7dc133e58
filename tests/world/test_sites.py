"""Sites and tranches: steps, power, slips, ends."""


from sim.events import codes, kinds, stages
from sim.metrics import measure
from tests.world.small import DAY, START, action, day, live, run, site, tranche, workload


def test_power_that_comes_after_construction_is_the_reason():
    power = {"id": "grid", "build": "100 days", "power_slip": "40 days"}
    works = {"id": "works", "build": "100 days", "slip": "40 days"}
    sites = [site(name, "building", tranche(5, day(50)), pipeline=p) for name, p in (("a", "grid"), ("b", "works"))]
    log = run(pipelines=[power, works], sites=sites)
    told = {r.name["entity"]: (r.instant // DAY, r.reason, r.value // DAY) for r in log.of(kinds.TRANCHE_READY)}
    assert told == {"a/0": (90, codes.POWER, 40), "b/0": (90, codes.CONSTRUCTION, 40)}


def test_a_slip_is_announced_when_its_date_passes_and_not_before():
    late = {"id": "plain", "build": "100 days", "slip": "40 days"}
    log = run(pipelines=[late], sites=[site("a", "building", tranche(5, day(50)))])
    slip = log.one(kinds.SLIP_ANNOUNCED)
    assert slip.instant == 50 * DAY
    assert slip.value == 62 * DAY


def test_a_site_may_be_live_after_its_stated_end():
    late = {"id": "plain", "build": "365 days", "slip": "200 days"}
    log = run(pipelines=[late], sites=[site("a", "building", tranche(10, day(100), ends=day(200)))])
    assert log.of(kinds.HORIZON_REACHED)


def taken_back():
    """A signed lease is cancelled and, demand having come, taken back at a review."""
    points = [{"at": START, "level": "0 MW"}, {"at": day(200), "level": "0 MW"}, {"at": day(201), "level": "10 MW"}]
    path = {"kind": "table", "points": points}
    return run(
        pipelines=[{"id": "plain", "build": "100 days", "fit_out": "30 days"}],
        sites=[site("a", "signed", tranche(10, day(500)))],
        demand={"baseline": [{"id": "own", "grade": "general", "path": path, "regions": {"east": "100 %"}}]},
        backfill={"delay": "900 days"},
        timeline=[action("stop", "cancel", day(30), 10, ["signed"])],
        review={"rules": [{"kind": "surplus", "lead_time": "500 days", "margin_kw": "100 MW", "most_kw": "10 MW"}]},
    )


def test_a_release_that_nobody_took_is_taken_back():
    log = taken_back()
    back = log.one(kinds.RELEASE_RECONTRACTED)
    assert back.instant > log.one(kinds.LEASE_CANCELLED).instant
    assert log.one(kinds.TRANCHE_LIVE).instant == (500 + 90 + 30) * DAY


def test_a_release_taken_back_is_building_at_once():
    log = taken_back()
    assert log.one(kinds.TRANCHE_READY).item == stages.BUILDING
    series = measure(log.array, log.layout).series
    found = [values for key, values in series.items() if key.metric == "building_mw"]
    back = log.one(kinds.RELEASE_RECONTRACTED).instant
    month = int((log.layout.month_starts <= back).sum())
    assert [values[month] for values in found if values.any()] == [10_000]
    assert min(values.min() for values in found) == 0


def test_the_last_in_the_order_of_allocation_loses_first():
    pair = [{"id": name, "workload": "training", "capacity": f"{mw} MW", "region": "east"} for name, mw in
            (("a", 3), ("b", 3), ("c", 2))]  # fmt: skip
    quiet = workload(arrivals=[{"first_day": START, "rate": "0/day"}])
    log = run(sites=[live("stays", 5), site("goes", "live", tranche(3, ends=day(100)), tenure="owned")],
              demand={"classes": [quiet], "in_service": pair})  # fmt: skip
    shed = [r.name["entity"] for r in log.of(kinds.REQUEST_SHED)]
    assert shed == ["c", "b"]
