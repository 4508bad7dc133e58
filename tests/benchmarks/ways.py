"""The ways in which a scenario is run: each a function that says the processor seconds of one replication."""

import json
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sim.metrics import Plan, Series, Together
from sim.metrics.kept import NONE, Told
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.runs.replicate import Workers, replicate
from sim.runs.source import Halt, Keep
from sim.scenario.load import load
from sim.world import engine_compiled, engine_simpy
from sim.world.engines import feed, follow
from sim.world.model import Model, build
from tests.benchmarks import bare_heapq
from tests.benchmarks.rounds import processor

RIVALS = Path(__file__).with_name("rivals")
Way = Callable[[], float]
FIGURE = frozenset({"unserved_mw"})
"""What a sweep asks for."""


def posting(plan: Plan) -> Together:
    """What posts rows to their series and does nothing more, as the C program does, in memory that serves again."""
    series = {name: block for name, block in plan.blocks.items() if isinstance(block.metric, Series)}
    return Together(replace(plan, blocks=series, scalars=(), levels=()), 1)


def model_of(path: str, *overrides: str) -> Model:
    """A scenario file ready to run, tables as large as its first replication asks for."""
    model = build(load(path, overrides=list(overrides)).scenario)
    feed(model, 0, Nothing)
    return model.grown


class Nothing:
    """A sink that lets rows go."""

    def add(self, rows) -> None:
        """Let them go."""


def engines(model: Model, replications: int) -> dict[str, Way]:
    """The engines and the bare heap, log rows written and let go."""
    return {"compiled": processor(lambda r: deque(engine_compiled.buffers_of(model, r), 0), 20 * replications),
            "simpy": processor(lambda r: deque(engine_simpy.buffers_of(model, r), 0), replications),
            "heapq": processor(lambda r: bare_heapq.log_of(model, r), replications)}  # fmt: skip


def folded(model: Model, replications: int) -> dict[str, Way]:
    """The compiled engine with its rows posted to their series; as `run` does it, with every metric; and as a sweep of
    one figure does it.
    """
    post = partial(posting(Plan.of(model.layout)).follow, 0, Told(NONE, 1), Halt().number)
    deque(replicate(model, 2, Workers(jobs=1)), 0)  # machine code of the folds

    def ordinary(keep: Keep) -> Way:
        def ask() -> float:
            begun = time.process_time()
            deque(replicate(model, replications, Workers(jobs=1), keep), 0)
            return (time.process_time() - begun) / replications

        return ask

    return {"posted": processor(lambda r: follow(model, range(r, r + 1), post), replications),
            "measured": ordinary(Keep()), "swept": ordinary(Keep(metrics=FIGURE))}  # fmt: skip


def events_of(model: Model, replication: int = 0) -> int:
    """Handlers called in a replication."""
    under_way = engine_compiled.Replication(model, replication)
    deque(under_way, 0)
    events: int = under_way.run.events
    return events


def loss_system(model: Model) -> str:
    """What other programs are told of ten-thousand-events.yaml, as JSON."""
    [workload] = model.scenario.demand.classes
    servers = sum(tranche.capacity for site in model.scenario.sites for tranche in site.tranches)
    return json.dumps({
        "servers": round(servers / workload.size.mean()),
        "requests_per_hour": workload.arrivals[0].rate / SECONDS_PER_MONTH * 3600,
        "mean_hours": workload.duration.mean() / 3600, "horizon_hours": float(model.layout.month_starts[-1]) / 3600,
    })  # fmt: skip


def rival(python: str, program: str, system: str, replications: int) -> dict[str, Any]:
    """What a program of rivals/ says of its replications; raises CalledProcessError where it can't run."""
    command = [python, str(RIVALS / f"{program}.py"), system, str(replications)]
    said: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return said


def rival_way(python: str, program: str, system: str, replications: int) -> Way:
    """It as a way."""
    return lambda: float(rival(python, program, system, replications)["seconds"]) / replications


def has(python: str, module: str) -> bool:
    """True where an interpreter can import a module."""
    return subprocess.run([python, "-c", f"import {module}"], check=False, capture_output=True).returncode == 0
