"""Kernels as they are compiled: with bounds checked no handler strays, and one that did would end the run."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba import njit

from sim.world import engine_compiled
from sim.world.broken import InvariantBrokenError
from sim.world.compiled_world import world_at
from sim.world.entry_only import entry_only
from sim.world.model import build
from tests.world.small import scenario

ROOT = Path(__file__).parents[2]
CHECKED = """
from tests.world.studies import model_of, studies
from sim.world.engines import simulate
for study in studies():
    simulate(model_of(study), 0)
print(len(studies()))
"""

AT_ONCE = """
import sys
import threading
from sim.metrics import Plan
from sim.runs.source import Source, measured
from sim.world.model import build
from tests.world.small import scenario

sys.setswitchinterval(1e-5)
model = build(scenario())
plan, go = Plan.of(model.layout), threading.Barrier(6)


def run(replication):
    go.wait()
    measured(Source(model), plan, replication, keep=False)


threads = [threading.Thread(target=run, args=(replication,)) for replication in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""

BESIDE = """
from numba import njit
from sim import streams
from sim.world.engines import simulate
from sim.world.model import build
from tests.world.small import scenario

simulate(build(scenario()), 0)
for name in ("logarithm", "exponential", "normal_cdf", "normal_quantile"):
    function, scope = getattr(streams, name), {}
    exec("def beside(x):\\n    return function(x)", {"function": function}, scope)
    assert njit(scope["beside"])(0.3) == function(0.3), name
"""


@njit(nogil=True, boundscheck=True)
def stray(address):
    """A replication whose first handler reaches outside a table."""
    w = world_at(address)
    run = w.run[0]
    run.now, run.kind, run.entity = 86_400, 8, 5
    w.curve[len(w.curve)].share += 1.0


def test_a_handler_that_reaches_outside_a_table_ends_the_run_with_a_message(monkeypatch):
    monkeypatch.setattr(engine_compiled, "replicate", stray)
    with pytest.raises(InvariantBrokenError, match="replication 2, second 86400: a handler reached outside a table"):
        list(engine_compiled.buffers_of(build(scenario()), 2))


@pytest.mark.parametrize("time", range(4))
def test_threads_that_start_at_once_load_the_machine_code_once(time):
    """One loads the engine while another, which is done with it, loads the metrics: once that crashed."""
    done = subprocess.run([sys.executable, "-c", AT_ONCE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_lies_within_the_engine_is_not_what_others_call():
    """They share functions, and one that was linked into the loop takes other arguments there: once that crashed."""
    done = subprocess.run([sys.executable, "-c", BESIDE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_garbage_is_looked_for_again_after_compiling_even_where_it_failed():
    with entry_only("nothing"):
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), entry_only("nothing"):
        _ = 1 / 0
    assert gc.isenabled()


@pytest.mark.long
def test_no_handler_reaches_outside_a_table_in_any_study(tmp_path):
    """The whole engine compiled with its indexes checked, in a process and a cache of its own."""
    env = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", CHECKED]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
