"""The sweeps that docs/sweeps.md shows are valid, and it shows each way to move a key."""

import re
from pathlib import Path

import pytest

from sim.runs.prepared import prepare

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/sweeps.md").read_text()
SHOWN = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("text", "points"), [(SHOWN[0], 32), (SHOWN[1], 3)])
def test_a_sweep_of_the_page_is_valid(tmp_path, text, points):
    for path in [*(ROOT / "scenarios/sweeps").glob("*-base.yaml"), ROOT / "scenarios/baseline.yaml"]:
        folder = tmp_path / "scenarios" / path.parent.relative_to(ROOT / "scenarios")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name).write_text(path.read_text())
    (tmp_path / "scenarios/sweeps/shown.yaml").write_text(text)
    made = prepare(tmp_path / "scenarios/sweeps/shown.yaml")
    assert len(made.points) == points


def test_the_page_names_every_key_of_a_sweep():
    from sim.scenario.axis import Axis
    from sim.scenario.designs import LatinHypercube, Morris, OneAtATime, PointList, Saltelli, Sobol
    from sim.scenario.sweep import Sweep

    assert len(SHOWN) == 3
    blocks = (Axis, Sweep, PointList, LatinHypercube, Sobol, OneAtATime, Saltelli, Morris)
    keys = {field.alias or name for block in blocks
            for name, field in block.model_fields.items()}  # fmt: skip
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} <= {"note", "description"}
