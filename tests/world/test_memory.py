"""The next replication in the same memory starts from what the first one did, to the byte."""

from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.world.engine_compiled import Replication
from sim.world.engines import simulate
from sim.world.memory import Memory
from sim.world.model import build

ROOT = Path(__file__).parents[2]
FOLDERS = ("scenarios", "scenarios/what-if", "scenarios/validation")
SHIPPED = sorted(path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).glob("*.yaml"))


def fresh(model, replication):
    memory = Memory(model)
    memory.begin(replication)
    return memory


@pytest.mark.parametrize("name", SHIPPED)
def test_all_that_a_replication_wrote_is_brought_back(name):
    model = build(load(ROOT / name).scenario)
    memory = Memory(model)
    for replication in range(3):
        for _ in Replication(model, replication, memory):
            pass
    memory.begin(7)
    unused = fresh(model, 7)
    differing = [table for table, rows in memory.tables.items()
                 if table not in ("log", "heap") and rows.tobytes() != unused.tables[table].tobytes()]  # fmt: skip
    assert differing == []


def test_a_replication_is_the_same_whatever_ran_before_it():
    model = build(load(ROOT / "scenarios/baseline.yaml").scenario)
    after_others = [simulate(model, replication) for replication in (5, 2, 9)]
    again = build(load(ROOT / "scenarios/baseline.yaml").scenario)
    assert after_others[-1].tobytes() == simulate(again, 9).tobytes()
