"""The benchmark's scenario told in C: compiled on the spot, with the scenario's own numbers, keys and posting table."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.events.row import ROW
from sim.metrics import Plan
from sim.world import draws
from sim.world.model import Model

SOURCE = Path(__file__).with_name("ten_thousand_events.c")
FLAGS = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off")


class Timed(NamedTuple):
    """What replications in C took: processor seconds, events, log rows, and the sum over all folded series."""

    seconds: float
    events: int
    rows: int
    total: int


def compiler() -> str | None:
    """Where the C compiler is; None where there is none."""
    return shutil.which("cc")


def parameters(model: Model, plan: Plan) -> bytes:
    """A model of ten-thousand-events.yaml as the words that the program reads."""
    tables = model.tables
    workload, run, dists = tables["workloads"][0], tables["run"][0], tables["dists"]
    regime = tables["regimes"][0]
    whole = [run["seed"], run["months"], run["horizon"], workload["slots"], tables["tranches"][0]["kw"],
             int(dists[workload["size"]]["p1"])]  # fmt: skip
    real = [tables["rates"][0]["per_second"], dists[workload["duration"]]["p1"]]
    rest = [regime["window"], regime["free_period"], workload["key"], draws.REQUEST_GAP, draws.REQUEST_DURATION,
            len(tables["years"]), tables["years"][-1]["opens"],
            len(plan.postings), len(plan.first) - 1, len(plan.keys)]  # fmt: skip
    words = [np.array(whole, np.int64), np.array(real, np.float64), np.array(rest, np.int64), plan.starts,
             plan.postings, plan.first]  # fmt: skip
    return b"".join(np.ascontiguousarray(part).tobytes() for part in words)


class CProgram:
    """The compiled program beside its parameters, in a folder of its own."""

    def __init__(self, model: Model, plan: Plan, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._parameters = folder / "parameters"
        self._parameters.write_bytes(parameters(model, plan))
        self._shape = (len(plan.keys), plan.months + 1)
        self._program = folder / "ten_thousand_events"
        subprocess.run([compiler() or "cc", *FLAGS, "-o", str(self._program), str(SOURCE)], check=True)

    def _said(self, what: str, first: int, count: int) -> bytes:
        command = [str(self._program), str(self._parameters), what, str(first), str(count)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def log(self, replication: int) -> np.ndarray:
        """The log of a replication, an array of ROW."""
        return np.frombuffer(self._said("log", replication, 1), ROW)

    def sums(self, replication: int) -> np.ndarray:
        """The series that a replication's rows are posted to: shape (cells, 1 + months)."""
        return np.frombuffer(self._said("sums", replication, 1), np.int64).reshape(self._shape)

    def timed(self, replications: int) -> Timed:
        """Run replications, folded, without writing anything."""
        seconds, *counts = self._said("time", 0, replications).split()
        return Timed(float(seconds), *map(int, counts))
