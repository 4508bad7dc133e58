"""Kernels as they are compiled: with bounds checked no handler strays, and one that did would end the run."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from llvmlite.binding import parse_assembly
from numba import njit, types
from numba.core.errors import TypingError

from sim.metrics import Plan
from sim.runs.source import Keep, Source, measured
from sim.world import engine_compiled
from sim.world.broken import InvariantBrokenError
from sim.world.compiled_world import world_at
from sim.world.entry_only import entry_only, refuse_missing
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

WITHIN = """
import gc
from numba import njit
from numba.extending import overload
from sim.streams import gamma_quantile, normal_quantile
from sim.world.entry_only import entry_only, refuse_missing
from sim.world.kernel import kernel

def collects():
    "Whether Python looks for garbage while this is compiled."

@overload(collects)
def looked_for():
    found = gc.isenabled()
    return lambda: found

@kernel
def squared(x):
    return x * x

@kernel
def drawn(x):
    return normal_quantile(squared(x))

@njit
def entry(x):
    return collects(), drawn(x) + drawn(x / 2) + gamma_quantile(x, x)

@njit
def other(x):
    return drawn(x)

with entry_only("entry"):
    entry.compile("(float64,)")
collected, within = entry(0.5)
print(collected, within == normal_quantile(0.25) + normal_quantile(0.0625) + gamma_quantile(0.5, 0.5))
print(other(0.5) == normal_quantile(0.25) and gc.isenabled())
"""

AT_ONCE = """
import sys
import threading
from sim.metrics import Plan
from sim.runs.source import Keep, Source, measured
from sim.world.model import build
from tests.world.small import scenario

sys.setswitchinterval(1e-5)
model = build(scenario())
plan, go, measured_by = Plan.of(model.layout), threading.Barrier(6), []


def run(replication):
    go.wait()
    [part] = measured(Source(model), plan, range(replication, replication + 1), Keep())
    measured_by.append(part)


threads = [threading.Thread(target=run, args=(replication,)) for replication in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(measured_by) == 6
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


@pytest.mark.machine_code
def test_a_handler_that_reaches_outside_a_table_ends_the_run_with_a_message(monkeypatch):
    monkeypatch.setattr(engine_compiled, "replicate", stray)
    with pytest.raises(InvariantBrokenError, match="replication 2, second 86400: a handler reached outside a table"):
        list(engine_compiled.buffers_of(build(scenario()), 2))


@pytest.mark.machine_code
def test_one_that_is_followed_ends_with_the_same_message(monkeypatch):
    monkeypatch.setattr(engine_compiled, "replicate", stray)
    model = build(scenario())
    plan, replications = Plan.of(model.layout), range(2, 3)
    with pytest.raises(InvariantBrokenError, match="replication 2, second 86400: a handler reached outside a table"):
        list(measured(Source(model), plan, replications, Keep()))


def of_no_type(number):
    return number + "a"


@pytest.mark.parametrize("time", range(4))
def test_threads_that_start_at_once_load_the_machine_code_once(time):
    """One loads the engine while another, which is done with it, loads the metrics: once that crashed."""
    done = subprocess.run([sys.executable, "-c", AT_ONCE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_lies_within_the_engine_is_not_what_others_call():
    """They share functions, and one that was linked into the loop takes other arguments there: once that crashed."""
    done = subprocess.run([sys.executable, "-c", BESIDE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_was_linked_into_an_entry_can_be_called_by_others():
    """From Python the draws alone; from compiled code whatever the entry calls, though by then it was only lowered."""
    done = subprocess.run([sys.executable, "-c", WITHIN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "True", "True"]


def test_garbage_is_looked_for_again_where_compiling_failed():
    with pytest.raises(TypingError), entry_only("of_no_type"):
        njit(of_no_type).compile((types.int64,))
    assert gc.isenabled()


def test_what_was_not_linked_in_is_named():
    module = parse_assembly("declare void @_ZN3sim5world4lostE()")
    with pytest.raises(RuntimeError, match="not linked into the loop: _ZN3sim5world4lostE"):
        refuse_missing(module)


@pytest.mark.long
def test_no_handler_reaches_outside_a_table_in_any_study(tmp_path):
    """The whole engine compiled with its indexes checked, in a process and a cache of its own."""
    env = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", CHECKED]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
