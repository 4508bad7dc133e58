"""The SimPy engine runs in processes and gives what it gives in one; a process that is lost or of another version ends
the work in words.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from sim.runs import identity, processes
from sim.runs.processes import WorkerLostError
from sim.runs.replicate import Workers
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.world.model import build
from tests.runs.test_sweep import BASE

ROOT = Path(__file__).parents[2]


def test_processes_give_what_one_process_gives(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    model = build(load(tmp_path / "base.yaml").scenario)
    alone, spread = (simulated(Order(model, BASE, 3, Workers("simpy", jobs))) for jobs in (1, 2))
    assert alone.keys == spread.keys
    for metric in {key.metric for key in alone.keys}:
        assert np.array_equal(alone.measured.of(metric), spread.measured.of(metric))
    assert np.array_equal(alone.log(2), spread.log(2))


def test_processes_of_another_version_are_refused(tmp_path, monkeypatch):
    (tmp_path / "base.yaml").write_text(BASE)
    model = build(load(tmp_path / "base.yaml").scenario)
    monkeypatch.setattr(identity, "sources_hash", lambda: "as this process was when its files were others")
    with pytest.raises(WorkerLostError, match="of another version, for files changed since this program began"):
        simulated(Order(model, BASE, 3, Workers("simpy", 2)))


def test_a_killed_process_ends_the_work_in_words():
    def kill(pool):
        while not pool._processes:
            time.sleep(0.01)
        os.kill(next(iter(pool._processes)), signal.SIGKILL)

    def work():
        with processes.processes(1) as pool:
            threading.Thread(target=kill, args=(pool,)).start()
            pool.submit(time.sleep, 60).result()

    with pytest.raises(WorkerLostError, match="a worker process was killed"):
        work()


LOST_WHILE_ANOTHER_BEGINS = """
import os, signal, sys, time
from multiprocessing.context import SpawnProcess
from sim.runs.processes import WorkerLostError, processes

begun, start, so_far = [], SpawnProcess.start, sys.argv[1]

def slowly(process):
    if so_far == "begun":
        start(process)
    if begun:
        os.kill(begun[0].pid, signal.SIGKILL)
        time.sleep(1)  # the pool ends the processes that it has
    if so_far == "about to begin":
        start(process)
    begun.append(process)

if __name__ == "__main__":
    SpawnProcess.start = slowly
    try:
        with processes(2) as pool:
            for waited in [pool.submit(time.sleep, 60) for _ in range(2)]:
                waited.result()
    except WorkerLostError:
        print("lost")
"""


@pytest.mark.parametrize("so_far", ["begun", "about to begin"])
def test_a_process_that_is_lost_while_another_begins_ends_the_work_too(tmp_path, so_far):
    tells_that_one_is_lost(tmp_path, LOST_WHILE_ANOTHER_BEGINS, so_far)


LOST_AT_ITS_BEGIN = """
import os, signal
from multiprocessing import util
from sim.runs.processes import WorkerLostError, processes

begin = util.spawnv_passfds

def to_be_lost(*how):
    process = begin(*how)
    os.kill(process, signal.SIGKILL)
    return process

if __name__ == "__main__":
    with processes(1) as pool:
        pool.submit(os.getpid).result()  # multiprocessing's own helper is there
    util.spawnv_passfds = to_be_lost
    try:
        with processes(2, print, (b"x" * 1_000_000,)) as pool:
            pool.submit(os.getpid).result()
    except WorkerLostError:
        print("lost")
"""


def test_a_process_that_is_lost_before_it_has_read_what_it_is_given_ends_the_work_too(tmp_path):
    tells_that_one_is_lost(tmp_path, LOST_AT_ITS_BEGIN)


def tells_that_one_is_lost(folder, program, *said):
    path = folder / "lost.py"
    path.write_text(program)
    with subprocess.Popen([sys.executable, str(path), *said], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}) as parent:  # fmt: skip
        try:
            assert parent.communicate(timeout=30) == ("lost\n", "")
        finally:
            parent.kill()


PARENT = """
import os, sys, time
from sim.runs.processes import processes

if __name__ == "__main__":
    with processes(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


def test_processes_of_one_that_is_killed_end(tmp_path):
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    command, environment = [sys.executable, str(program)], os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        child = int(parent.stdout.readline())
        assert _runs(child)
        parent.kill()
    deadline = time.monotonic() + 30
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(child)


def _runs(process):
    """Whether it does anything: one that nobody has asked about yet is a zombie."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
