"""A small network simulated the ordinary way, and read for the numbers that Ciw's replications give."""

from functools import partial
from pathlib import Path

import numpy as np

from sim.events import kinds as ev
from sim.quantities.durations import SECONDS_PER_DAY
from sim.selfcheck.case import Case, Quantity, Source
from sim.selfcheck.loss import lost
from sim.selfcheck.measure import How, outcomes
from sim.selfcheck.seen import Seen, time_average_moments
from tests.verification.network_as_scenario import DAYS, WARM_UP_DAYS, write
from tests.verification.small_networks import Network, name

SERVICE = (ev.REQUEST_SERVED, ev.REQUEST_ENDED)
CIW = Source("Ciw", "a second program: Ciw, ciw.readthedocs.io")
SECONDS_PER_HOUR = 3_600
AT_ONCE = 1
"""Seconds: who finds no room and takes what becomes free in that second has not waited, as docs/validation.md says."""


def replications(network: Network, folder: Path, count: int, seed: int) -> dict[str, np.ndarray]:
    """Numbers by name, one for each replication."""
    folder.mkdir(exist_ok=True)
    quantities = tuple(_quantities(network))
    found = outcomes(Case(write(network, folder), quantities, count), How(folder, long=True, seed=seed, jobs=1))
    return {outcome.quantity.title: outcome.values for outcome in found}


def _quantities(network: Network):
    for place in range(len(network.servers)):
        yield _quantity(f"in use at {place}", partial(_in_use, place), SERVICE)
    for i, stream in enumerate(network.streams):
        workload = name(i)
        yield _quantity(f"{workload} lost", partial(lost, workload), (ev.REQUEST_UNSERVED,))
        for place in stream.places:
            yield _quantity(f"{workload} served at {place}", partial(_served, i, place, network), SERVICE)
        if stream.waits:
            yield _quantity(f"{workload} late", partial(_late, i, network), SERVICE)
            yield _quantity(f"{workload} hours waited", partial(_waited, i, network), SERVICE)


def _quantity(title: str, read, events: tuple[int, ...]) -> Quantity:
    return Quantity(title, lambda _: 0.0, CIW, read, events)


def _expected(stream: int, network: Network) -> float:
    return network.streams[stream].per_day * (DAYS - WARM_UP_DAYS)


def _of(stream: int, seen: Seen) -> np.ndarray:
    return seen.of_class(seen.counted(ev.REQUEST_SERVED), name(stream))


def _served(stream: int, place: int, network: Network, seen: Seen) -> float:
    return int((_of(stream, seen)["holder"] == place).sum()) / _expected(stream, network)


def _late(stream: int, network: Network, seen: Seen) -> float:
    return int((_of(stream, seen)["value"] > AT_ONCE).sum()) / _expected(stream, network)


def _waited(stream: int, network: Network, seen: Seen) -> float:
    return int(_of(stream, seen)["value"].sum()) / SECONDS_PER_HOUR / _expected(stream, network)


def _in_use(place: int, seen: Seen) -> float:
    rows = seen.of(*SERVICE)
    rows = rows[rows["holder"] == place]
    changes = np.where(rows["event"] == ev.REQUEST_SERVED, 1, -1)
    span = (WARM_UP_DAYS * SECONDS_PER_DAY, DAYS * SECONDS_PER_DAY)
    return time_average_moments(changes, rows["instant"], span)[0]
