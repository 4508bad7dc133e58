"""What lies between two scenarios has the differences that are taken over, and no others."""

from itertools import combinations
from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.scenario.mixed import differences, mixed
from sim.scenario.override import set_value
from sim.scenario.resolved import resolved_yaml

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
OTHERS = ("analyst-reading", "operator-reading", "exclusive", "stargate", "own-for-leased")


@pytest.fixture(scope="module")
def baseline():
    return load(SCENARIOS / "baseline.yaml").tree


@pytest.mark.parametrize("name", OTHERS)
def test_with_all_differences_it_is_the_other_and_with_none_the_first(baseline, name):
    other = load(SCENARIOS / f"{name}.yaml").tree
    keys = differences(baseline, other)
    assert len(keys) == len(set(keys)) > 1
    assert differences(mixed(baseline, other, lambda _: True), other) == []
    assert resolved_yaml(mixed(baseline, other, lambda _: False)) == resolved_yaml(baseline)
    assert differences(baseline, baseline) == []


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_taken_is_no_difference_any_more_and_what_is_left_is_one(baseline, name):
    other = load(SCENARIOS / f"{name}.yaml").tree
    keys = differences(baseline, other)
    for taken in combinations(keys[:5], 2):
        between = mixed(baseline, other, set(taken).__contains__)
        assert differences(between, other) == [key for key in keys if key not in taken]
        assert set(differences(baseline, between)) == set(taken)


@pytest.mark.parametrize(("key", "value"), [
    ("operator.reserve", "1 %"), ("regions[us-east].pue", "1.9"), ("capex.envelopes[fy2025-programme].amount", "$99bn"),
])  # fmt: skip
def test_a_difference_is_the_key_that_sets_it(baseline, key, value):
    try:
        changed = set_value(baseline, key, value)
    except ValueError as refused:
        pytest.fail(f"{key}: {refused}")
    assert differences(baseline, changed) == [key]


def test_what_no_number_depends_on_is_no_difference(baseline):
    changed = baseline
    for key, value in (("name", "other"), ("title", "Other"), ("operator.source", "elsewhere"), ("operator.note", "x"),
                       ("replications", "7")):  # fmt: skip
        changed = set_value(changed, key, value)
    assert differences(baseline, changed) == []
