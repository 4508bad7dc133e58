"""The scenarios that ship, each with its variants."""

from functools import cache
from pathlib import Path

from sim.scenario.load import load
from sim.world.model import Model, build

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scenarios"


def studies() -> list[str]:
    """Names of the shipped studies, variants as `analyst-reading+oversupply`."""
    listed = []
    for path in sorted(FOLDER.glob("*.yaml")):
        listed += [path.stem, *(f"{path.stem}+{variant}" for variant in load(path).variants)]
    return listed


@cache
def model_of(study: str) -> Model:
    """The model of a shipped study."""
    name, _, variant = study.partition("+")
    return build(load(FOLDER / f"{name}.yaml", variant=variant or None).scenario)
