"""The world's handlers around a bare heapq: what the SimPy engine is measured by."""

from heapq import heappop, heappush

import numpy as np

from sim.world.dispatch import handle
from sim.world.engine_simpy import world_of
from sim.world.model import Model
from sim.world.prepare import prepare


class Keys(list):
    """A calendar that is nothing but a heap of keys."""

    def push(self, key: int) -> None:
        """Schedule the handling of a key."""
        heappush(self, key)


def log_of(model: Model, replication: int) -> np.ndarray:
    """The log of one replication, an array of events.row.ROW."""
    world = world_of(model, replication)
    keys = world.calendar = Keys()
    prepare(world)
    while keys:
        handle(world, heappop(keys))
    return world.log.rows(world.run[0].log_count)
