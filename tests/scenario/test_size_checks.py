"""Refused: sizes of nothing, sites of too many tranches, parts of more than the whole, more served than stands."""

import pytest

from tests.scenario.said import said

NOTHING = "0 kW is no size"
SERVED = "demand.in_service=[{{id: a, workload: training, capacity: {}, region: {}}}]"
TWO = "demand.in_service=[{{id: a, workload: training, capacity: 12 MW, region: east}}, {}]"
PARTS = "demand.classes[training].partly_servable=true"


def slots(site: str, tranche: str, more: str = "") -> str:
    return (f"portfolios=[{{id: p, tenure: owned, stage: slot, pipeline: plain, regions: {{east: 100 %}}, "
            f"site: {site}, tranche: {tranche}, {more or 'count: 2'}}}]")  # fmt: skip


def later(name: str, capacity: str) -> str:
    return f"demand.{name}=[{{id: a, workload: training, capacity: {capacity}, region: east, starts: 2024-09-01}}]"


@pytest.mark.parametrize(("overrides", "says"), [
    (["sites[hall].tranches=[{capacity: 0 kW}]"], NOTHING),
    ([slots("0 kW", "0 kW")], NOTHING),
    ([slots("1 MW", "0 MW")], NOTHING),
    ([slots("{distribution: empirical, values: [0 MW, 0 MW]}", "1 MW")], NOTHING),
    (["demand.classes[training].size=0 MW"], NOTHING),
    ([SERVED.format("0 MW", "east")], NOTHING),
    ([later("reserved", "0 MW")], NOTHING),
    ([later("waiting", "0 MW")], NOTHING),
    ([slots("10 GW", "1 MW")], "a site of 10,000 MW in tranches of 1 MW is cut into 10,000; a site has at most 64"),
    ([slots("65 MW", "1 MW")], "cut into 65; a site has at most 64"),
    ([slots("{distribution: uniform, low: 1 GW, high: 3 GW}", "1 MW")], "a site of 2,000 MW in tranches of 1 MW"),
    ([PARTS, "demand.classes[training].smallest_part=0 MW"], NOTHING),
    ([PARTS, "demand.classes[training].smallest_part=100 GW"], "100,000 MW is over what `training` asks for"),
    ([PARTS, "demand.classes[training].smallest_part=2 MW"], "2 MW is over what `training` asks for"),
    ([SERVED.format("21 MW", "east")], "has 20 MW of grade general live in east at the start and would serve 21 MW"),
    ([SERVED.format("1 MW", "north")], "has 0 MW of grade general live in north at the start and would serve 1 MW"),
    ([TWO.format("{id: b, workload: training, capacity: 9 MW, region: east}")], "would serve 21 MW: this one"),
    (["sites[hall].grade=ai", SERVED.format("1 MW", "east")], "has 0 MW of grade general live in east"),
    (["sites[hall].known_from=2025-01-01", SERVED.format("1 MW", "east")], "has 0 MW of grade general live in east"),
])  # fmt: skip
def test_a_size_that_cannot_be_meant_is_refused(overrides, says):
    assert says in said(*overrides)


@pytest.mark.parametrize("overrides", [
    [slots("64 MW", "1 MW")],
    [slots("10 GW", "1 MW", "total: 40 MW")],
    [slots("{distribution: empirical, values: [0 MW, 5 MW]}", "1 MW")],
    [slots("{distribution: exponential, mean: 8 MW}", "{distribution: uniform, low: 0 MW, high: 9 MW}")],
    [PARTS, "demand.classes[training].smallest_part=1 MW"],
    [PARTS, "demand.classes[training].size={distribution: exponential, mean: 1 MW}",
     "demand.classes[training].smallest_part=5 MW"],
    [SERVED.format("20 MW", "east")],
    [SERVED.format("1 MW", "north, holder: cloud")],
    [slots("9 MW", "9 MW").replace("stage: slot", "stage: live"), SERVED.format("25 MW", "east")],
])  # fmt: skip
def test_a_size_that_may_be_is_taken(overrides):
    assert said(*overrides) == ""
