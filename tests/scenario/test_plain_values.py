"""A scenario's plain values give the same scenario: that is how it reaches the processes of the SimPy engine."""

from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.scenario.scenario import Scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml") if "sweeps" not in path.parts)


@pytest.mark.parametrize("name", FILES)
def test_plain_values_give_the_same_scenario(name):
    scenario = load(FOLDER / name).scenario
    assert Scenario.model_validate(scenario.plain()) == scenario
