"""Requests that are served at once or lost, as a Markov chain in continuous time, solved exactly.

A state says how many requests of each stream are in service at each place. Requests of a stream come as a Poisson
process and stay for exponential times; a rule says, state by state, where the next one is served. The chain knows
nothing of capacity: the rule refuses what has no room. Arrivals see the states as time does (Wolff, Poisson Arrivals
See Time Averages, Operations Research 30, 1982), so that what becomes of them is read off the same probabilities.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LOST = -1
"""The place of a request that nobody serves."""


class Stream(NamedTuple):
    """Requests that come and stay alike."""

    rate: float
    """Requests a unit of time."""
    mean: float
    """Holding time, exponential."""
    size: int
    """MW of each."""


Counts = npt.NDArray[np.int64]
"""Requests in service, by stream and place."""
Rule = Callable[[int, Counts], Iterable[tuple[float, int]]]
"""Where the next request of a stream is served in a state: chances that sum to 1, each with a place or `LOST`."""


def stationary(rates: Floats) -> Floats:
    """Probabilities of an irreducible chain's states, by its rates from state to state: global balance."""
    balance = (rates - np.diag(rates.sum(axis=1))).T
    balance[-1] = 1.0  # one equation follows from the others; the probabilities sum to 1
    return np.linalg.solve(balance, np.append(np.zeros(len(rates) - 1), 1.0))


@dataclass(frozen=True)
class Solved:
    """The states that can be reached from empty, with their probabilities."""

    streams: tuple[Stream, ...]
    states: Counts
    """By state, stream and place."""
    chances: Floats
    """By state."""
    goes: Floats
    """Chance that a request is served at a place: by state, stream and place."""

    def served(self, stream: int, places: Sequence[int]) -> float:
        """Share of a stream's requests that are served at one of some places."""
        return float(self.chances @ self.goes[:, stream, places].sum(axis=1))

    def lost(self, stream: int) -> float:
        """Share of a stream's requests that nobody serves."""
        return float(self.chances @ (1.0 - self.goes[:, stream, :].sum(axis=1)))

    def in_service(self, stream: int, place: int) -> float:
        """Requests of a stream in service at a place, over time."""
        return float(self.chances @ self.states[:, stream, place])

    def moments(self, places: Sequence[int]) -> tuple[float, float]:
        """Mean and variance over time of the MW in use at some places together."""
        sizes = np.array([stream.size for stream in self.streams])
        used = np.einsum("nsp,s->n", self.states[:, :, places], sizes)
        mean = float(self.chances @ used)
        return mean, float(self.chances @ (used - mean) ** 2)


def solve(streams: Sequence[Stream], places: int, rule: Rule, most: int = 5_000) -> Solved:
    """Explore the states from empty on and solve the chain; ValueError where there are more than `most`."""
    empty = np.zeros((len(streams), places), np.int64)
    found = {empty.tobytes(): 0}
    states = [empty]
    goes = []
    moves: list[tuple[int, int, float]] = []

    def place_of(state: Counts) -> int:
        key = state.tobytes()
        if key not in found:
            if len(found) == most:
                raise ValueError(f"more than {most} states")
            found[key] = len(states)
            states.append(state)
        return found[key]

    for here, state in enumerate(states):  # grows as it is read
        going = np.zeros((len(streams), places))
        for s, stream in enumerate(streams):
            for chance, place in rule(s, state.copy()):
                if place != LOST:
                    going[s, place] += chance
            begin = {place: stream.rate * going[s, place] for place in np.flatnonzero(going[s])}
            end = {place: state[s, place] / stream.mean for place in np.flatnonzero(state[s])}
            moves += [(here, place_of(_moved(state, s, place, 1)), rate) for place, rate in begin.items()]
            moves += [(here, place_of(_moved(state, s, place, -1)), rate) for place, rate in end.items()]
        goes.append(going)
    rates = np.zeros((len(states), len(states)))
    for here, there, rate in moves:
        rates[here, there] += rate
    return Solved(tuple(streams), np.array(states), stationary(rates), np.array(goes))


def _moved(state: Counts, stream: int, place: int, by: int) -> Counts:
    other = state.copy()
    other[stream, place] += by
    return other
