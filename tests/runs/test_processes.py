"""The SimPy engine runs in processes and gives what it gives in one."""

import numpy as np

from sim.runs.replicate import Workers
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.world.model import build
from tests.runs.test_sweep import BASE


def test_processes_give_what_one_process_gives(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    model = build(load(tmp_path / "base.yaml").scenario)
    alone, spread = (simulated(Order(model, BASE, 3, Workers("simpy", jobs))) for jobs in (1, 2))
    assert alone.keys == spread.keys
    for metric in {key.metric for key in alone.keys}:
        assert np.array_equal(alone.measured.of(metric), spread.measured.of(metric))
    assert np.array_equal(alone.log(2), spread.log(2))
