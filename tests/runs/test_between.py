"""Scenarios between two others: which changes there are, and that what is run is what is meant."""

from pathlib import Path

import pytest

from sim.runs.between import NoBridgeError, bridge, changes_between
from sim.scenario.load import load
from sim.scenario.problems import ScenarioErrors

SCENARIOS = Path(__file__).parents[2] / "scenarios"
METRICS = ("live_mw@FY2026",)


@pytest.fixture(scope="module")
def baseline():
    return load(SCENARIOS / "baseline.yaml")


@pytest.fixture(scope="module")
def analysts():
    return load(SCENARIOS / "analyst-reading.yaml")


def test_every_subset_is_run_once_and_the_ends_are_the_scenarios(baseline, analysts):
    made = bridge(baseline, analysts, {}, METRICS)
    assert made.every
    assert len(made.points) == len({point.chunk_hash for point in made.points}) == 2 ** len(made.changes)
    assert made.points[0].tree is baseline.tree
    assert made.points[-1].tree is analysts.tree
    assert made.folder_name.startswith("baseline-to-analyst-reading-")


def test_a_block_that_needs_another_is_joined_with_it(baseline, analysts):
    changes = bridge(baseline, analysts, {}, METRICS).changes
    assert [change.name for change in changes] == ["pipelines, portfolios", "agreement", "timeline"]


def test_changes_that_are_named_come_first_and_take_what_lies_within_their_keys(baseline, analysts):
    asked = {"cancelled": ["timeline[cancelled-february]"], "right": ["agreement"]}
    found = changes_between(baseline.tree, analysts.tree, asked)
    assert [change.name for change in found][:2] == ["cancelled", "right"]
    assert found[0].keys == ("timeline[cancelled-february]",)
    keys = [key for change in found for key in change.keys]
    assert len(keys) == len(set(keys))
    assert all(key.startswith("timeline[") for change in found if change.name == "timeline" for key in change.keys)


@pytest.mark.parametrize(("asked", "said"), [
    ({"x": ["operator.reserve"]}, "the scenarios do not differ in 'operator.reserve'"),
    ({"x": ["agreement"], "y": ["agreement"]}, "'agreement' is a part of another change"),
    ({"timeline": ["timeline[cancelled-february]"]}, "has not all of the block of that name"),
])  # fmt: skip
def test_what_cannot_be_switched_is_told(baseline, analysts, asked, said):
    with pytest.raises(NoBridgeError, match=said.replace("[", r"\[")):
        changes_between(baseline.tree, analysts.tree, asked)


def test_scenarios_that_differ_in_nothing_have_no_bridge(baseline):
    with pytest.raises(NoBridgeError, match="differ in nothing"):
        bridge(baseline, baseline, {}, METRICS)


def test_a_named_change_that_is_no_scenario_alone_is_told_with_the_reason(baseline, analysts):
    with pytest.raises(ScenarioErrors) as errors:
        bridge(baseline, analysts, {"sites": ["portfolios"]}, METRICS)
    assert "baseline with sites: this is no scenario: put changes that need one another together" in str(errors.value)
    assert "no pipeline 'contracted-site'" in str(errors.value)


def test_more_than_six_changes_are_switched_in_turn(baseline):
    overrides = ["operator.reserve=1 %", "costs.land=$200/kW", "regions[us-east].pue=1.3", "regions[us-west].pue=1.3",
                 "regions[europe].pue=1.4", "regions[us-south].pue=1.3", "regions[asia-pacific].pue=1.4"]  # fmt: skip
    other = load(SCENARIOS / "baseline.yaml", overrides=overrides)
    asked = {f"c{place}": [text.partition("=")[0]] for place, text in enumerate(overrides)}
    made = bridge(baseline, other, asked, METRICS)
    assert not made.every
    assert [len(point.taken) for point in made.points] == list(range(8))
    with pytest.raises(NoBridgeError, match="7 changes have 128 subsets"):
        bridge(baseline, other, asked, METRICS, every=True)
