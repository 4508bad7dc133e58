"""One replication by either engine, repeated with larger tables where one was too small."""

from typing import Literal

import numpy as np

from sim.world.broken import TableFullError
from sim.world.model import Model, build

MOST_ROOM = 4096.0
Engine = Literal["compiled", "simpy"]


def simulate(model: Model, replication: int, engine: Engine = "compiled") -> np.ndarray:
    """The whole log of one replication (array of events.row.ROW); the same bits by either engine.

    Raises InvariantBrokenError where the model contradicts itself.
    """
    if engine == "compiled":
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
