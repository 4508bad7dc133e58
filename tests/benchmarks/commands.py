"""What the command line takes in a process of its own: seconds, and the most memory it held."""

import os
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

RUN = ("run_scenarios.py", "run", "scenarios/baseline.yaml", "--replications")
PEAK = ("import os, resource, sys; os.spawnv(os.P_WAIT, sys.argv[1], sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")  # fmt: skip
"""A small process that starts another and says the most it held, in kB."""


class Spent(NamedTuple):
    """What a command took."""

    seconds: float
    megabytes: float


def spent(command: list[str], **environment: str) -> Spent:
    """Run a command of this Python."""
    begun = time.perf_counter()
    peak = subprocess.run([sys.executable, "-S", "-c", PEAK, sys.executable, *command], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | environment)  # fmt: skip
    return Spent(time.perf_counter() - begun, int(peak.stdout.split()[-1]) / 1024)


def run_of(replications: int) -> Spent:
    """`run` of the baseline, stored in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as out:
        return spent([*RUN, str(replications), "--out", out])


def cold() -> float:
    """Seconds of a first replication where nothing is compiled, less those where all is."""
    program = ("from sim.scenario.load import load; from sim.world.model import build; "
               "from sim.world.engines import simulate; "
               "simulate(build(load('scenarios/baseline.yaml').scenario), 0)")  # fmt: skip
    with tempfile.TemporaryDirectory() as empty:
        first = spent(["-c", program], NUMBA_CACHE_DIR=empty).seconds
    return first - spent(["-c", program]).seconds
