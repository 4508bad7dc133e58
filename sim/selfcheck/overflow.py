"""The right of first refusal as overflow: what the operator is unable to host fills a provider, in bursts."""

from functools import partial

import numpy as np

from sim.events import kinds as ev
from sim.quantities.power import KW_PER_MW
from sim.scenario.scenario import Scenario
from sim.selfcheck import formulas
from sim.selfcheck.case import Case, Family, Quantity, Source
from sim.selfcheck.limits import certain
from sim.selfcheck.loss import lost
from sim.selfcheck.offered import first_load, servers
from sim.selfcheck.seen import Seen, time_average_moments

RIORDAN = Source("Riordan", "Riordan's formulas, in Wilkinson, Bell System Technical Journal 35 (1956)")
GROUPS = Source("Erlang B, two groups", "Erlang 1917: one group after the other loses what both as one would")
COLUMNS = ["instant", "event", "entity", "holder", "kw"]
SERVICE = (ev.REQUEST_SERVED, ev.REQUEST_ENDED)


def overflow(scenario: Scenario) -> tuple[float, float]:
    """Mean and variance of the number in service at the provider."""
    return formulas.overflow(first_load(scenario), servers(scenario))


def moments_elsewhere(seen: Seen) -> tuple[float, float]:
    """Time averages of the number in service at providers and of its square."""
    rows = seen.of(*SERVICE)
    rows = rows[rows["holder"] > 0]
    changes = np.where(rows["event"] == ev.REQUEST_SERVED, 1, -1)
    return time_average_moments(changes, rows["instant"], (seen.start, seen.end))


def variance_elsewhere(seen: Seen) -> float:
    """Mean square of the number's distance from its exact mean: about its own mean it would come out too small."""
    mean, square = moments_elsewhere(seen)
    exact = overflow(seen.layout.scenario)[0]
    return square - 2 * exact * mean + exact**2


def alike(seen: Seen) -> float:
    """Share of beginnings and ends of service that the other scenario has too: who, when, where, how much.

    NaN where nothing is served elsewhere: then two regimes could not differ.
    """
    assert seen.beside is not None
    here, there = _service(seen), _service(seen.beside)
    if not (here["holder"] > 0).any():
        return float("nan")
    shorter = min(len(here), len(there))
    return int((here[:shorter] == there[:shorter]).sum()) / max(len(here), len(there))


def _service(seen: Seen) -> np.ndarray:
    """Beginnings and ends of service in their order, without what else a row tells."""
    rows = seen.of(*SERVICE)[COLUMNS]
    return rows[np.lexsort((rows["event"], rows["entity"], rows["instant"]))]


def both_groups(scenario: Scenario) -> float:
    """Share lost where the provider has room for so many."""
    sold = scenario.providers[0].on_demand
    assert sold is not None
    assert sold.limit != "unlimited"
    return formulas.erlang_b(first_load(scenario), servers(scenario) + sold.limit // KW_PER_MW)


MEAN = Quantity("MW in use at the provider", lambda scenario: overflow(scenario)[0], RIORDAN,
                figure="average_provider_used_mw")  # fmt: skip
VARIANCE = Quantity("its variance over time", lambda scenario: overflow(scenario)[1], RIORDAN, variance_elsewhere,
                    SERVICE)  # fmt: skip
LOST_BY_BOTH = Quantity("share lost by both", both_groups, GROUPS, partial(lost, "calls"), (ev.REQUEST_UNSERVED,))
ALIKE = certain("share as under the right", 1.0, alike, SERVICE)

OVERFLOW = Family("overflow", "What the operator is unable to host spills over to a provider", (
    Case("spill-right-of-first-refusal", (MEAN, VARIANCE), 40),
    Case("spill-exclusive", (MEAN, VARIANCE, ALIKE), 40, beside="spill-right-of-first-refusal"),
    Case("spill-20-on-20", (MEAN, VARIANCE), 40),
    Case("spill-to-five", (LOST_BY_BOTH,), 80),
))  # fmt: skip
