"""A small market simulated the ordinary way, each number read of the replications beside what its chain says."""

from functools import partial
from pathlib import Path

import numpy as np

from sim.events import kinds as ev
from sim.selfcheck.case import Case, Quantity, Source
from sim.selfcheck.loss import lost
from sim.selfcheck.measure import How, Outcome, outcomes
from sim.selfcheck.seen import Seen, time_average_moments
from tests.verification.markov import Solved
from tests.verification.said_as_scenario import write
from tests.verification.small_markets import KW, Market, name

CHAIN = Source("Markov chain", "global balance of the market's states, tests/verification/markov.py")
SERVICE = (ev.REQUEST_SERVED, ev.REQUEST_ENDED)
NEVER = 1e-13
"""A chance below is none: the solver's rounding."""
FEWEST = 300
"""Requests of a kind that all replications have in the mean: of fewer Student's interval is no good."""
FEWEST_MW = 0.02
"""In use where nothing or hardly anything is: likewise."""
COUNTED_DAYS = 60
"""February and March 2024, as the scenario file says."""

Holder = tuple[int, int | None]
"""Of rows: a holder's number, and a region's where it has several."""


def compare(market: Market, chain: Solved, folder: Path, replications: int, seed: int) -> list[Outcome]:
    """Each quantity as simulated, beside what a chain says; which chain, is the caller's affair."""
    case = Case(write(market, folder), tuple(_quantities(market, chain, replications)), replications)
    return outcomes(case, How(folder, long=True, seed=seed, jobs=1))


def _quantities(market: Market, chain: Solved, replications: int) -> list[Quantity]:
    found = []
    for i, workload in enumerate(market.classes):
        many = FEWEST / (workload.per_day * COUNTED_DAYS * replications)
        chances = {f"{name(i)} lost": (chain.lost(i), partial(lost, name(i)), (ev.REQUEST_UNSERVED,))}
        for who, (holder, places) in _holders(market).items():
            read = partial(_served, name(i), holder)
            chances[f"{name(i)} served by {who}"] = (chain.served(i, places), read, (ev.REQUEST_SERVED,))
        for title, (chance, read, events) in chances.items():
            if abs(chance) < NEVER:
                found.append(Quantity(title, lambda _: 0.0, CHAIN, read, events, certain=True))
            elif chance > many:
                found.append(Quantity(title, partial(_constant, chance), CHAIN, read, events))
    for who, (holder, places) in _holders(market).items():
        mean, variance = chain.moments(places)
        if mean > FEWEST_MW:
            reads = {"MW in use": (mean, partial(_mean, holder)), "variance": (variance, partial(_about, holder, mean))}
            found += [
                Quantity(f"{title} at {who}", partial(_constant, exact), CHAIN, read, SERVICE)
                for title, (exact, read) in reads.items()
            ]
    return found


def _constant(value: float, scenario: object) -> float:
    return value


def _holders(market: Market) -> dict[str, tuple[Holder, list[int]]]:
    """Who may serve, as rows of logs tell it and as places of the chain."""
    one = len(market.halls) == 1
    halls: dict[str, tuple[Holder, list[int]]] = {
        f"hall {h}": ((0, None if one else h), [h]) for h in range(len(market.halls))
    }
    return halls | {f"provider {p}": ((p + 1, None), market.at_provider(p)) for p in range(len(market.providers))}


def _of(rows: np.ndarray, holder: Holder) -> np.ndarray:
    rows = rows[rows["holder"] == holder[0]]
    return rows if holder[1] is None else rows[rows["region"] == holder[1]]


def _served(workload: str, holder: Holder, seen: Seen) -> float:
    """Requests of a class that a holder serves, over those that come in the mean."""
    rows = seen.of_class(seen.counted(ev.REQUEST_SERVED), workload)
    return len(_of(rows, holder)) / seen.expected(workload)


def _moments(holder: Holder, seen: Seen) -> tuple[float, float]:
    rows = _of(seen.of(*SERVICE), holder)
    sign = np.where(rows["event"] == ev.REQUEST_SERVED, 1, -1)
    return time_average_moments(sign * np.abs(rows["kw"]) // KW, rows["instant"], (seen.start, seen.end))


def _mean(holder: Holder, seen: Seen) -> float:
    return _moments(holder, seen)[0]


def _about(holder: Holder, exact: float, seen: Seen) -> float:
    """Mean square of the distance from the exact mean: the variance, in the mean."""
    mean, square = _moments(holder, seen)
    return square - 2 * exact * mean + exact**2
