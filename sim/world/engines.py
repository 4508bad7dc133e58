"""One replication by either engine, repeated with larger tables where one was too small."""

from typing import Literal

import numpy as np

from sim.policy.python import named_in
from sim.scenario.scenario import Scenario
from sim.world.broken import TableFullError
from sim.world.model import Model, build

MOST_ROOM = 4096.0
Engine = Literal["compiled", "simpy"]


def engine_for(scenario: Scenario, asked: Engine) -> Engine:
    """The engine that runs a scenario: SimPy where it has a policy in Python, which machine code can't call."""
    return "simpy" if any(named_in(scenario)) else asked


def simulate(model: Model, replication: int, engine: Engine = "compiled") -> np.ndarray:
    """The whole log of one replication (array of events.row.ROW); the same bits by either engine. Where the scenario
    has a policy in Python, SimPy runs it whichever is asked for.

    Raises InvariantBrokenError where the model contradicts itself.
    """
    if engine_for(model.scenario, engine) == "compiled":
        from sim.world.engine_compiled import log_of
    else:
        from sim.world.engine_simpy import log_of
    while True:
        try:
            return log_of(model, replication)
        except TableFullError:
            if model.room >= MOST_ROOM:
                raise
            model = build(model.scenario, model.room * 2)
