"""What the workers of a cluster do: measure a chunk, add replications up, read figures off design points.

A task is told all that it needs; its results are packed, since they cross the network: measures, sums and figures,
never logs. What a worker builds of a scenario it keeps for the next task.
"""

import pickle
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sim.metrics import Plan
from sim.policy.python import FOLDERS, search_in
from sim.runs import chunks, series_file, tranches_file
from sim.runs.figures import read_off, value
from sim.runs.identity import Version
from sim.runs.names import Names
from sim.runs.periods import Floats
from sim.runs.replicate import Workers
from sim.runs.run_sums import Part as PartOfSums
from sim.runs.source import Keep, Part, Source, measured
from sim.runs.store import PORTION, Order, portions
from sim.scenario.scenario import Scenario
from sim.world.broken import InvariantBrokenError
from sim.world.engines import Engine

CODEC = "zstd"


class Asked(NamedTuple):
    """An order as it travels: its scenario packed, and the version that the worker has to have."""

    scenario: bytes
    replications: int
    engine: Engine
    version: Version

    @classmethod
    def of(cls, scenario: Scenario, resolved: str, replications: int, engine: Engine,
           until: date | None = None) -> "Asked":  # fmt: skip
        """An order, packed."""
        told = (scenario.plain(), resolved, list(FOLDERS), until)
        return cls(packed(told), replications, engine, Version.of(scenario))


@dataclass(frozen=True)
class Failed:
    """What went wrong with a design point."""

    kind: str
    text: str


class PointAsked(NamedTuple):
    """Some replications of a design point, and what is read off them."""

    place: int
    asked: Asked
    replications: range
    metrics: Sequence[str]


def packed(value: Any) -> bytes:
    """A value as bytes, compressed."""
    plain = pickle.dumps(value, protocol=5)
    return len(plain).to_bytes(8, "big") + pa.compress(plain, codec=CODEC, asbytes=True)


def unpacked(text: bytes) -> Any:
    """What `packed` gave."""
    return pickle.loads(pa.decompress(text[8:], int.from_bytes(text[:8], "big"), codec=CODEC, asbytes=True))


def chunk_of(asked: Asked, replications: range) -> bytes:
    """Replications of one chunk, measured: a packed `Chunk`."""
    order = _order(asked)
    growing = chunks.Growing(replications.start, None, order.keys, Names(order.model.layout))
    for part in _parts(order, replications, Keep(events=tranches_file.READ)):
        growing.add(part)
    return packed(growing.whole())


def sums_of(asked: Asked, replications: range, empty: bytes) -> bytes:
    """Replications added up: sums as the empty ones are, packed."""
    order, sums = _order(asked), unpacked(empty)
    for results in portions(order, _parts(order, replications, Keep()), PORTION):
        sums.add(results)
    return packed(sums)


def merged(empty: bytes, parts: Sequence[bytes]) -> bytes:
    """Sums of sums, packed."""
    whole: PartOfSums = unpacked(empty)
    for part in parts:
        whole.merge(unpacked(part))
    return packed(whole)


def figures_of(points: Sequence[PointAsked]) -> bytes:
    """Of each design point, a packed list of its place, and its figures by metric and replication or why it failed."""
    found: list[tuple[int, Floats | Failed]] = []
    for point in points:
        try:
            order, keep = _order(point.asked), Keep(metrics=read_off(point.metrics))
            made = portions(order, _parts(order, point.replications, keep), series_file.CHUNK)
            parts = [np.stack([value(results, metric) for metric in point.metrics]) for results in made]
            found.append((point.place, np.concatenate(parts, axis=1)))
        except (InvariantBrokenError, ValueError, ArithmeticError) as error:
            found.append((point.place, Failed(type(error).__name__, str(error))))
    return packed(found)


def kept(text: bytes) -> bytes:
    """What many tasks need, held by the cluster; made again from here where a worker is lost with it."""
    return text


_BUILT: dict[bytes, Order] = {}
_BUILDING = threading.Lock()


def _order(asked: Asked) -> Order:
    """The order, built; that of the scenario before is kept, for most tasks are of one."""
    with _BUILDING:
        if asked.scenario not in _BUILT:
            _BUILT.clear()
            _BUILT[asked.scenario] = _built(asked)
        found = _BUILT[asked.scenario]
    return Order(found.model, found.resolved, asked.replications, Workers(asked.engine, 1))


def _built(asked: Asked) -> Order:
    from sim.world.model import build

    plain, resolved, folders, until = unpacked(asked.scenario)
    search_in(*(Path(folder) for folder in folders))
    scenario = Scenario.model_validate(plain)
    asked.version.check(scenario)
    return Order(build(scenario, until=until), resolved, asked.replications, Workers(asked.engine, 1))


def _parts(order: Order, replications: range, keep: Keep) -> Iterator[Part]:
    return measured(Source(order.model, order.workers.engine), Plan.of(order.model.layout), replications, keep)
