"""What validation says of the small world of the reference with some values set."""

from pathlib import Path

from sim.scenario.load import load
from sim.scenario.problems import ScenarioErrors

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "base.yaml"


def said(*overrides: str, path: Path = EXAMPLE) -> str:
    """The problems of a scenario with values set, as text; empty where it is valid."""
    try:
        load(path, overrides=overrides)
    except ScenarioErrors as errors:
        return str(errors)
    return ""
