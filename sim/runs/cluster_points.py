"""The design points of a sweep, handed to a cluster: what each lacks, in parts that make it worth handing over."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.runs.cluster import MOST_REPLICATIONS, Cluster
from sim.runs.cluster_tasks import Asked, Failed, PointAsked
from sim.runs.periods import Floats

if TYPE_CHECKING:
    from sim.runs.sweep import DesignPoints, Points
    from sim.world.engines import Engine

class PointFailedError(ValueError):
    """What a worker says of a design point that could not be run."""


def make_points(made: "DesignPoints", points: "Points", places: Iterable[int], cluster: Cluster, engine: "Engine",
                on_done: Callable[[], None], again: bool = False) -> dict[int, Exception]:  # fmt: skip
    """Have what some design points lack simulated, and keep each as it is whole; the errors of those that failed.

    `on_done` is called with each point that is done.
    """
    parts: dict[int, list[Floats]] = {}
    lacking: dict[int, int] = {}
    errors: dict[int, Exception] = {}

    def asked() -> Iterator[PointAsked]:
        for place in places:
            point = made.points[place]
            parts[place] = [] if again else points.kept(place)
            there = sum(part.shape[1] for part in parts[place])
            spans = [range(first, min(first + MOST_REPLICATIONS, point.replications))
                     for first in range(there, point.replications, MOST_REPLICATIONS)]  # fmt: skip
            lacking[place] = len(spans)
            order = Asked.of(point.scenario, point.resolved, point.replications, engine, point.until)
            yield from (PointAsked(place, order, span, made.metrics) for span in spans)

    for place, found in cluster.figures(asked()):
        lacking[place] -= 1
        if isinstance(found, Failed):
            errors.setdefault(place, PointFailedError(found.text))
        else:
            parts[place].append(found)
        if lacking[place] == 0:
            whole = parts.pop(place)
            if place not in errors:
                points.keep(place, np.concatenate(whole, axis=1))
            on_done()
    return errors
