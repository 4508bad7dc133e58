"""Machine code that measures is loaded without what compiles it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEASURED = """
import sys
from sim.metrics import Plan, measure
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build
model = build(load("scenarios/baseline.yaml").scenario)
measures = measure(simulate(model, 0), Plan.of(model.layout))
assert any(measures.series[key].any() for key in measures.series if key.metric == "finance_lease_liability_usd")
print(*(name for name in ("numba.np.arraymath", "numba.typed.typeddict") if name in sys.modules))
"""


@pytest.mark.machine_code
def test_numba_s_array_maths_is_not_imported_where_all_is_on_disk() -> None:
    for _ in range(2):  # at first something may be compiled
        said = subprocess.run([sys.executable, "-c", MEASURED], cwd=ROOT, check=True, capture_output=True, text=True)
    assert said.stdout.split() == []
