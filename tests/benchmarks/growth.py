"""How the time of an event grows with leases and requests a replication."""

from collections import deque
from typing import NamedTuple

from sim.world.engine_compiled import buffers_of
from tests.benchmarks.rounds import Ratio, interleaved, processor
from tests.benchmarks.ways import events_of, model_of

LEASES = (100, 1_000, 10_000)
REQUESTS = (1_000, 10_000, 100_000, 1_000_000)
EVENTS_A_ROUND = 200_000
DAYS, MONTHS = 366, 24
LOADED = 1.2
"""Capacity over the mean of what requests would use: most are served."""
SCOPE = "kind: hard, amount: $100tn, scope: [facility, servers, finance_leases]"
ENVELOPES = ("capex.envelopes=["
             + ", ".join(f"{{id: of-{year}, fiscal_year: {year}, {SCOPE}}}" for year in ("FY2024", "FY2025", "FY2026"))
             + "]")  # fmt: skip
"""Every start asks whether it fits, and waits behind no other: the envelopes are never reached."""
CAP = "agreement.regimes[asked-first].share_cap=100 %"
"""Every answer asks what the partner has."""


class Size(NamedTuple):
    """A scenario by what it has many of."""

    count: int
    events: int
    rounds: list[float]
    """Nanoseconds of an event, in each."""

    @property
    def nanoseconds(self) -> float:
        """Of an event, in the quickest round."""
        return min(self.rounds)

    def over(self, other: "Size") -> Ratio:
        """How many times as long an event takes as one of another size, whose rounds were before or after these."""
        return Ratio.of([a / b for a, b in zip(self.rounds, other.rounds, strict=True)])


def leases(rounds: int, *others: str) -> list[Size]:
    """A stream of letters of intent, longer and longer (lease-stream.yaml), with other values set too."""
    path = "scenarios/validation/lease-stream.yaml"
    stream = "portfolios[letters].arrivals={{rate: {rate:.3f}/month, first_day: 2024-01-01, last_day: 2025-12-31}}"
    return _sizes({n: (path, [stream.format(rate=n / MONTHS), *others]) for n in LEASES}, rounds)


def requests(rounds: int, *others: str) -> list[Size]:
    """The benchmark's scenario with shorter gaps and more capacity, each request staying forty hours as before."""
    path = "tests/benchmarks/ten-thousand-events.yaml"
    told = {}
    for n in REQUESTS:
        rate = n / DAYS
        megawatts = max(round(rate * 40 / 24 * LOADED), 1)
        told[n] = (path, [f"demand.classes[calls].arrivals=[{{first_day: 2024-01-01, rate: {rate:.3f}/day}}]",
                          f"sites[servers].tranches=[{{capacity: {megawatts} MW}}]", *others])  # fmt: skip
    return _sizes(told, rounds)


def _sizes(told: dict[int, tuple[str, list[str]]], rounds: int) -> list[Size]:
    """Each after the other: the tables of the largest take most of the memory."""
    found = []
    for n, (path, overrides) in told.items():
        model = model_of(path, *overrides)
        events = events_of(model)
        replications = max(EVENTS_A_ROUND // events, 1)
        way = processor(lambda r, model=model: deque(buffers_of(model, r), 0), replications)
        seconds = interleaved({"": way}, rounds).seconds[""]
        found.append(Size(n, events, [each / events * 1e9 for each in seconds]))
    return found
