"""A small network told to Ciw, and the numbers of a replication that ours are held against.

Who looks once down a list has no patience there: Ciw lets a customer who reneges go on to another place at once.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import ciw
import numpy as np

from tests.verification.network_as_scenario import DAYS, WARM_UP_DAYS
from tests.verification.small_networks import HOURS_A_DAY, Holding, Network, Stream, name


class Visit(NamedTuple):
    """A request at a place, in hours: when it came, when it was served or gave up, when it was over."""

    stream: str
    place: int
    came: float
    begun: float
    """Infinite where it gave up."""
    left: float


class DownTheList(ciw.routing.NetworkRouting):
    """From the first place of a stream's list on to the next where it finds no room."""

    def __init__(self, places: tuple[int, ...]) -> None:
        self.places = places

    def initialise(self, simulation) -> None:
        self.simulation = simulation

    def next_node(self, ind, node_id):
        return self.simulation.nodes[-1]

    def next_node_for_jockeying(self, ind, node_id):
        at = self.places.index(node_id - 1) + 1
        return self.simulation.nodes[self.places[at] + 1 if at < len(self.places) else -1]


def _time(holding: Holding) -> ciw.dists.Distribution:
    if holding.kind == "fixed":
        return ciw.dists.Deterministic(holding.hours)
    if holding.kind == "exponential":
        return ciw.dists.Exponential(1 / holding.hours)
    spread = math.log(1 + holding.cv**2)
    return ciw.dists.Lognormal(math.log(holding.hours) - spread / 2, math.sqrt(spread))


def _patience(stream: Stream) -> ciw.dists.Distribution | None:
    if not stream.waits:
        return ciw.dists.Deterministic(0.0)
    return None if stream.patience is None else _time(stream.patience)


def told(network: Network) -> ciw.network.Network:
    """The network as Ciw takes it; priorities are places in a line there."""
    places = range(len(network.servers))
    line = sorted({stream.priority for stream in network.streams}, reverse=True)
    streams = {name(i): stream for i, stream in enumerate(network.streams)}
    return ciw.create_network(
        arrival_distributions={
            n: [ciw.dists.Exponential(s.per_day / HOURS_A_DAY) if p == s.places[0] else None for p in places]
            for n, s in streams.items()
        },
        service_distributions={n: [_time(s.holding) for _ in places] for n, s in streams.items()},
        reneging_time_distributions={n: [_patience(s) for _ in places] for n, s in streams.items()},
        priority_classes={n: line.index(s.priority) for n, s in streams.items()},
        number_of_servers=list(network.servers),
        routing={n: DownTheList(s.places) for n, s in streams.items()},
    )


def visits(network: Network, seed: int) -> Iterator[Visit]:
    """All that is over by the end, and what is in service then."""
    ciw.seed(seed)
    simulation = ciw.Simulation(told(network))
    simulation.simulate_until_max_time(DAYS * HOURS_A_DAY)
    for record in simulation.get_all_records():
        begun = math.inf if record.record_type == "renege" else record.service_start_date
        yield Visit(record.customer_class, record.node - 1, record.arrival_date, begun, record.exit_date)
    for place, node in enumerate(simulation.transitive_nodes):
        for ind in node.all_individuals:
            if ind.server:
                yield Visit(ind.customer_class, place, ind.arrival_date, ind.service_start_date, math.inf)


def numbers(network: Network, seed: int) -> dict[str, float]:
    """Of the counted days: shares of the requests that come in the mean, and servers in use."""
    start, end = WARM_UP_DAYS * HOURS_A_DAY, DAYS * HOURS_A_DAY
    found = {f"in use at {place}": 0.0 for place in range(len(network.servers))}
    seen = list(visits(network, seed))
    for i, stream in enumerate(network.streams):
        expected = stream.per_day * (DAYS - WARM_UP_DAYS)
        mine = [visit for visit in seen if visit.stream == name(i)]
        served = [visit for visit in mine if start < visit.begun <= end]
        gone = [v for v in mine if math.isinf(v.begun) and v.place == stream.places[-1] and start < v.left <= end]
        found[f"{name(i)} lost"] = len(gone) / expected
        for place in stream.places:
            found[f"{name(i)} served at {place}"] = sum(visit.place == place for visit in served) / expected
        if stream.waits:
            waits = [visit.begun - visit.came for visit in served]
            found[f"{name(i)} late"] = sum(wait > 0 for wait in waits) / expected
            found[f"{name(i)} hours waited"] = math.fsum(waits) / expected
    for visit in seen:
        if not math.isinf(visit.begun):
            span = max(0.0, min(visit.left, end) - max(visit.begun, start))
            found[f"in use at {visit.place}"] += span / (end - start)
    return found


def replications(network: Network, count: int, seed: int) -> dict[str, np.ndarray]:
    """Numbers by name, one for each replication."""
    each = [numbers(network, seed * 100_000 + replication) for replication in range(count)]
    return {title: np.array([found[title] for found in each]) for title in each[0]}
