"""What several tests of runs share: the small world of the validation cases, and what of it is measured."""

from pathlib import Path

import pytest

from sim.runs import replicate
from sim.runs.source import Source
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.world.model import build

SMALL_WORLD = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"


@pytest.fixture(scope="session")
def model():
    """The small world, built, and its text."""
    loaded = load(SMALL_WORLD)
    return build(loaded.scenario), resolved_yaml(loaded.tree)


@pytest.fixture
def simulated(monkeypatch):
    """The replications that are measured, in the order in which they are asked for."""
    asked = []
    measured = replicate.measured

    def noted(source: Source, plan, replications, *rest):
        asked.extend(replications)
        return measured(source, plan, replications, *rest)

    monkeypatch.setattr(replicate, "measured", noted)
    return asked
