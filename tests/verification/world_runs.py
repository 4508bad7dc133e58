"""Validation scenarios run the ordinary way: load, build, simulate, and nothing but the log is read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from sim.events import kinds as ev
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.world.engines import simulate
from sim.world.model import build

FOLDER = Path(__file__).parents[2] / "scenarios" / "validation"


def scenario_of(name: str, variant: str | None = None, overrides: Iterable[str] = ()) -> Scenario:
    """A validation scenario by the stem of its file."""
    return load(FOLDER / f"{name}.yaml", variant=variant, overrides=overrides).scenario


def logs_of(scenario: Scenario, replications: int, room: float = 4.0) -> Iterator[np.ndarray]:
    """The log of each replication, by the compiled engine; `room` only sets how large the tables are at first."""
    model = build(scenario, room)
    for replication in range(replications):
        yield simulate(model, replication)


def rows(log: np.ndarray, *events: int) -> np.ndarray:
    """The rows of some kinds of event."""
    return log[np.isin(log["event"], events)]


def entities(log: np.ndarray, *events: int) -> set[int]:
    """What the rows of some kinds of event are about."""
    return set(rows(log, *events)["entity"].tolist())


def count_of(log: np.ndarray) -> dict[str, int]:
    """How many rows there are of each kind of event, by its name."""
    names = ev.names()
    kinds, counts = np.unique(log["event"], return_counts=True)
    return {names[int(kind)]: int(count) for kind, count in zip(kinds, counts, strict=True)}
