"""A tree written with the events of another that shares its nodes is written as it is alone."""

from pathlib import Path

import pytest

from sim.runs.designs import points_of
from sim.scenario.load import load_sweep
from sim.scenario.resolved import Known, resolved_yaml
from sim.scenario.swept import SweptScenario

SWEEPS = Path(__file__).parents[2] / "scenarios" / "sweeps"


@pytest.fixture(scope="module")
def swept():
    path = SWEEPS / "levers.yaml"
    return SweptScenario(path, load_sweep(path))


@pytest.fixture(scope="module")
def settings(swept):
    chosen = points_of(swept.swept.scenario)[:3]
    return [(), *chosen, *((one,) for one in chosen[0])]


def test_known_events_change_nothing(swept, settings):
    trees = [swept.at(each).tree for each in settings]
    written = [resolved_yaml(tree) for tree in trees]
    assert len(set(written)) > len(settings) / 2
    for known in map(Known, trees):
        assert [resolved_yaml(tree, known) for tree in trees] == written
    assert [swept.resolved(each) for each in settings] == written
