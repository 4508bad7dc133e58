"""What the benchmark compares is the same model: C to the bit, generator processes by the share that is lost."""

import subprocess
import sys

import numpy as np
import pytest

from sim.events.row import first_difference
from sim.metrics import Fold, Plan
from sim.metrics.memory import Memory
from sim.selfcheck.formulas import erlang_b
from sim.world.engine_simpy import buffers_of
from sim.world.engines import simulate
from tests.benchmarks import bare_heapq
from tests.benchmarks.c_program import CProgram, compiler
from tests.benchmarks.performance import SCENARIO
from tests.benchmarks.ways import loss_system, model_of, rival
from tests.verification.estimates import interval


@pytest.fixture(scope="module")
def model():
    return model_of(SCENARIO)


@pytest.mark.skipif(compiler() is None, reason="there is no cc")
def test_the_c_program_writes_the_log_and_the_series_of_the_scenario(model, tmp_path):
    plan = Plan.of(model.layout)
    program = CProgram(model, plan, tmp_path)
    for replication in (0, 1, 7):
        log = simulate(model, replication)
        memory = Memory(plan, 1)
        Fold(memory).add(log)
        assert first_difference(log, program.log(replication)) is None
        assert np.array_equal(memory.sums[0], program.sums(replication))


def test_the_handlers_on_a_bare_heapq_write_the_same_log(model):
    [log] = buffers_of(model, 0)
    assert first_difference(log, bare_heapq.log_of(model, 0)) is None


def test_generator_processes_lose_the_share_that_erlangs_formula_says(model):
    said = rival(sys.executable, "simpy_processes", loss_system(model), 120)
    lost = interval(np.array(said["lost"]) / np.array(said["made"]))
    assert lost.holds(erlang_b(10, 10)), lost
    assert not lost.holds(erlang_b(10, 11))
    assert lost.relative < 0.03


def test_a_program_that_cannot_run_says_so(model):
    with pytest.raises(subprocess.CalledProcessError):
        rival(sys.executable, "no_such_program", loss_system(model), 1)
