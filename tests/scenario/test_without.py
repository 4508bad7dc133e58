"""A scenario without one of its items is the scenario of a file without it, and says what is missing."""

from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.scenario.origin import written
from sim.scenario.override import KeyRefused
from sim.scenario.problems import ScenarioErrors
from sim.scenario.without import key_of_item, without

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "scenarios/validation/worked-example.yaml"
READING = ROOT / "scenarios/analyst-reading.yaml"


def test_an_action_goes_by_its_id_or_its_key():
    loaded = load(READING)
    assert key_of_item(loaded, "cancelled-february") == "timeline[cancelled-february]"
    for key in ("cancelled-february", "timeline[cancelled-february]"):
        left = without(loaded, key).scenario
        assert [a.id for a in left.timeline] == [a.id for a in loaded.scenario.timeline if a.id != "cancelled-february"]
        assert left.model_copy(update={"timeline": loaded.scenario.timeline}) == loaded.scenario


def test_a_key_falls_back_to_what_counts_where_it_is_not_given():
    loaded = load(EXAMPLE)
    left = without(loaded, "pipelines[leased].power_slip")
    assert left.scenario.pipelines[2] == loaded.scenario.pipelines[2].model_copy(
        update={"power_slip": load(EXAMPLE, overrides=["pipelines[leased].power_slip=0 days"]).scenario.pipelines[2]
                .power_slip})  # fmt: skip


@pytest.mark.parametrize(("key", "near"), [
    ("exactly-enogh", "exactly-enough"), ("timelin", "timeline"), ("sites[ceder]", "cedar"),
    ("sites[cedar].stge", "stage"),
])  # fmt: skip
def test_a_wrong_key_is_answered_with_the_nearest(key, near):
    with pytest.raises(KeyRefused) as refused:
        without(load(EXAMPLE), key)
    assert refused.value.problem.nearest == near


def test_what_is_needed_cannot_be_left_out():
    with pytest.raises(ScenarioErrors, match="north"):
        without(load(EXAMPLE), "regions[north]")


def test_the_rest_keeps_its_places():
    loaded = load(EXAMPLE)
    left = without(loaded, "sites[ash]")
    assert written(left, "sites[cedar]") == written(loaded, "sites[cedar]")
    assert written(left, "sites[ash]") == written(left, "sites[none]") is None


def test_a_key_that_is_not_given_is_at_what_it_lies_in():
    loaded = load(EXAMPLE)
    assert str(written(loaded, "pipelines[leased].power_slip")).endswith(f"power_slip: 25 days ({EXAMPLE}:30)")
    assert written(loaded, "pipelines[leased].slip").key == "pipelines[leased]"
    assert written(load(READING), "costs.land").at.source.name.endswith("baseline.yaml")
