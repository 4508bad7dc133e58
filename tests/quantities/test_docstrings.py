"""Records are described for who asks before they are loaded, and told to who asks too late."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = "from sim.quantities.docstrings import describe_fields; describe_fields()"
LOAD = "from sim.scenario.costs import Costs"
SHOW = "print(Costs.model_fields['land'].description)"


def said(*statements):
    done = subprocess.run([sys.executable, "-c", "; ".join(statements)], cwd=ROOT, capture_output=True, text=True,
                          check=False)  # fmt: skip
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(("statements", "says"), [
    ((LOAD, SHOW), "None"), ((ASK, LOAD, ASK, SHOW), "an owned site"), ((LOAD, ASK), "call describe_fields() before"),
    (("from sim.scenario.json_schema import schema_of; schema_of('sweep')",), "call describe_fields() before"),
])  # fmt: skip
def test_fields_are_described_for_who_asks_in_time(statements, says):
    assert says in said(*statements)
