"""Small networks drawn at random that our scenario files and Ciw can both say: servers, lists of places, and waiting.

A request is of 1 MW, a server's worth. Some wait at the operator, by priority and in the order of arrival, as long as
they have patience; the others look once down a list of places and take the first that has room. Nothing here is
exponential for a solver's sake: holding times and patience are of any distribution that both have.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

OPERATOR = 0
"""Among places; providers follow."""
HOURS_A_DAY = 24
BUSIEST = 0.9
"""Load a server of the operator's where some wait without end."""


@dataclass(frozen=True)
class Holding:
    """A random time."""

    kind: Literal["exponential", "fixed", "lognormal"]
    hours: float
    """Its mean."""
    cv: float = 1.0
    """Of a lognormal one."""


@dataclass(frozen=True)
class Stream:
    """Poisson requests of one kind."""

    per_day: float
    holding: Holding
    places: tuple[int, ...]
    """In the order in which they are asked; who waits is the operator's own customer and asks nobody else."""
    waits: bool = False
    patience: Holding | None = None
    """Of who waits; none for one who waits without end."""
    priority: int = 5
    """9 goes first."""

    @property
    def load(self) -> float:
        """Requests in service if there were room for all."""
        return self.per_day * self.holding.hours / HOURS_A_DAY


@dataclass(frozen=True)
class Network:
    """The operator's servers, then each provider's, and who comes."""

    servers: tuple[int, ...]
    streams: tuple[Stream, ...]


def name(stream: int) -> str:
    """Of a stream, as a class of a scenario."""
    return f"stream-{stream}"


def drawn(number: int, seed: int) -> Network:
    """A network by its number; of two, one has a stream that waits without end."""
    random = Random(f"{seed} {number}")
    while True:
        endless = number % 2 == 1
        servers = (random.randint(3, 6), *(random.randint(1, 4) for _ in range(random.choice((1, 2)))))
        waiting = [_waiting(random, endless and which == 0) for which in range(random.choice((1, 2)))]
        streams = (*waiting, *(_looking(random, len(servers)) for _ in range(random.choice((1, 2)))))
        at_operator = sum(stream.load for stream in streams if OPERATOR in stream.places)
        most = BUSIEST * servers[OPERATOR] if endless else 1.6 * servers[OPERATOR]
        if 0.6 * servers[OPERATOR] < at_operator < most:
            return Network(servers, streams)


def _holding(random: Random, low: float, high: float) -> Holding:
    kind: Literal["exponential", "fixed", "lognormal"] = random.choice(("exponential", "fixed", "lognormal"))
    return Holding(kind, round(random.uniform(low, high), 1), random.choice((0.5, 1.5)))


def _waiting(random: Random, endless: bool) -> Stream:
    patience = None if endless else _holding(random, 1, 8)
    return Stream(round(random.uniform(3, 9), 1), _holding(random, 4, 12), (OPERATOR,), True, patience,
                  random.choice((4, 5, 6)))  # fmt: skip


def _looking(random: Random, count: int) -> Stream:
    """The operator stands in its list: where none names it, it is asked first."""
    places = random.sample(range(1, count), random.randint(0, count - 1))
    places.insert(random.randint(0, len(places)), OPERATOR)
    return Stream(round(random.uniform(3, 9), 1), _holding(random, 4, 12), tuple(places))
