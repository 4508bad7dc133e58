"""What the other programs are told of the benchmark's scenario: a loss system, in hours; the standard library alone."""

import json
import sys
import time
from collections.abc import Callable
from typing import NamedTuple


class LossSystem(NamedTuple):
    """Servers that requests find free or are lost at, over a horizon."""

    servers: int
    requests_per_hour: float
    mean_hours: float
    horizon_hours: float


class Told(NamedTuple):
    """How a replication ended."""

    made: int
    lost: int


def measure(replicate: Callable[[LossSystem, int], Told]) -> None:
    """Run replications as the command line says (a system as JSON, how many) and write what they took as JSON."""
    system = LossSystem(**json.loads(sys.argv[1]))
    begun = time.process_time()
    told = [replicate(system, seed) for seed in range(int(sys.argv[2]))]
    seconds = time.process_time() - begun
    sys.stdout.write(json.dumps({"seconds": seconds, "made": [t.made for t in told], "lost": [t.lost for t in told]}))
