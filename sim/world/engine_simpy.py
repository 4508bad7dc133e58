"""The SimPy engine, the reference: SimPy's environment holds the calendar and runs the handlers as plain Python."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import simpy
from simpy.events import Event, EventPriority

from sim.events.row import COLUMNS, ROW
from sim.world.broken import refuse_broken
from sim.world.calendar import INSTANT_SHIFT
from sim.world.dispatch import handle
from sim.world.model import Model
from sim.world.prepare import prepare
from sim.world.rows import objects
from sim.world.tables import TABLES, LogRow, World

MOST_ROWS = 1 << 40
"""Of a log that is kept whole: it is never full."""
ABOVE_SIMPY = 2
"""SimPy's own events use priorities 0 and 1; ours come after them at an instant."""


class Calendar:
    """Puts a key into SimPy's queue: its instant as the time, the rest of it as the priority."""

    def __init__(self, env: simpy.Environment, world: World) -> None:
        self.env = env
        self.world = world

    def push(self, key: int) -> None:
        """Schedule the handling of a key."""
        event = Event(self.env)
        event._ok = True
        event._value = key
        event.callbacks.append(self._handle)
        instant = key >> INSTANT_SHIFT
        within = key & ((1 << INSTANT_SHIFT) - 1)
        self.env.schedule(event, priority=EventPriority(within + ABOVE_SIMPY), delay=instant - self.env.now)

    def _handle(self, event: Event) -> None:
        handle(self.world, event._value)
        refuse_broken(self.world.run[0])


class Journal(list):
    """The log as a list that makes room row by row."""

    def __len__(self) -> int:
        return MOST_ROWS

    def __getitem__(self, index):
        if index == super().__len__():
            self.append(LogRow())
        return super().__getitem__(index)

    def rows(self, count: int) -> np.ndarray:
        """The first rows as an array of events.row.ROW."""
        made = np.zeros(count, ROW)
        for name in COLUMNS:
            made[name] = [getattr(self[i], name) for i in range(count)]
        return made


def world_of(model: Model, replication: int) -> World:
    """A model's tables as plain objects, for a calendar to be put to."""
    world = World()
    for name, row in TABLES.items():
        if name != "log":
            setattr(world, name, objects(row, model.tables[name]))
    world.log = Journal()
    world.run[0].replication = replication
    return world


def hand_over(model: Model, replication: int, sink: Any) -> None:
    """Hand the log of one replication to a sink."""
    for rows in buffers_of(model, replication):
        sink.add(rows)


def buffers_of(model: Model, replication: int) -> Iterator[np.ndarray]:
    """The log of one replication, an array of events.row.ROW, in one piece."""
    world = world_of(model, replication)
    env = simpy.Environment()
    world.calendar = Calendar(env, world)
    prepare(world)
    env.run(until=world.run[0].until + 1)
    refuse_broken(world.run[0])
    yield world.log.rows(world.run[0].log_count)
