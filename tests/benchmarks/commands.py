"""What the command line takes in a process of its own: seconds, by the clock and of the processor, and memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from tests.benchmarks.held import Held, watched

BASELINE = "scenarios/baseline.yaml"


def _run(scenario: str, replications: int, out: str) -> list[str]:
    return [sys.executable, "run_scenarios.py", "run", scenario, "--replications", str(replications), "--out", out]


def held_by(replications: int, **environment: str) -> Held:
    """The most that `run` of the baseline holds, stored in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as out:
        return watched(_run(BASELINE, replications, out), os.environ | environment)


def held_cold() -> Held:
    """The most that `run` of 100 replications holds where no machine code is there."""
    with tempfile.TemporaryDirectory() as empty:
        return held_by(100, NUMBA_CACHE_DIR=empty)


def seconds_of(replications: int, **environment: str) -> float:
    """What the same takes by the clock on the wall."""
    with tempfile.TemporaryDirectory() as out:
        begun = time.perf_counter()
        subprocess.run(_run(BASELINE, replications, out), check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, env=os.environ | environment)  # fmt: skip
        return time.perf_counter() - begun


def cold() -> float:
    """Seconds of `run` of 100 replications where no machine code is there: neither the engine's nor what measures."""
    with tempfile.TemporaryDirectory() as empty:
        return seconds_of(100, NUMBA_CACHE_DIR=empty)


def processor_of(scenario: str, replications: int) -> float:
    """Processor seconds of `run`, all its threads and the processes that it waits for."""
    with tempfile.TemporaryDirectory() as out:
        command = _run(scenario, replications, out)
        quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
        _, status, used = os.wait4(pid, 0)
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
    return used.ru_utime + used.ru_stime


def run_way(scenario: str, few: int, many: int) -> Callable[[], float]:
    """A way that says the processor seconds of a replication of `run`: what more of them take, so that to start, to
    present and to draw does not count.
    """
    return lambda: (processor_of(scenario, many) - processor_of(scenario, few)) / (many - few)
