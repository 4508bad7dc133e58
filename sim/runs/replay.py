"""The log of a stored run's replication that is not stored: simulated again."""

from pathlib import Path

import numpy as np

from sim.runs import manifest
from sim.runs.misnamed import UnknownNameError


def simulated_again(folder: Path, replication: int) -> np.ndarray:
    """The log of a replication that is not stored, from the scenario that is: the same, to the bit."""
    from sim.runs.identity import run_hash
    from sim.scenario.load import load
    from sim.world.engines import simulate
    from sim.world.model import build

    info, path = manifest.info_of(manifest.read(folder)), folder / manifest.SCENARIO
    scenario = load(path).scenario
    if run_hash(path.read_text(encoding="utf-8"), scenario, info.simulated) != info.hash:
        raise UnknownNameError(f"the log of replication {replication} is not stored, and the program, or a policy of "
                               "the scenario, is another than made the run: it might write another log")  # fmt: skip
    return simulate(build(scenario), replication)
