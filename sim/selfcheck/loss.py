"""Loss: requests that find no room are gone, whatever the distribution of holding times, and of several sizes."""

from functools import partial

from sim.events import kinds as ev
from sim.scenario.scenario import Scenario
from sim.selfcheck import formulas
from sim.selfcheck.case import Case, Family, Quantity, Source
from sim.selfcheck.offered import first_load, loads, servers, sizes
from sim.selfcheck.seen import Seen

ERLANG = Source("Erlang B", "Erlang 1917; for any holding times Sevastyanov 1957")
KAUFMAN_ROBERTS = Source("Kaufman-Roberts", "Kaufman 1981, IEEE Transactions on Communications 29; Roberts 1981")
HOLDING = (None, "fixed", "lognormal", "hyper-exponential")
"""Variants of each scenario: exponential holding times, and others with the same mean."""


def lost(workload: str, seen: Seen) -> float:
    """Requests of a class that nobody serves, over those that come in the mean: no ratio of two random numbers."""
    return len(seen.of_class(seen.counted(ev.REQUEST_UNSERVED), workload)) / seen.expected(workload)


def erlang_b(scenario: Scenario) -> float:
    """Share lost."""
    return formulas.erlang_b(first_load(scenario), servers(scenario))


def carried(scenario: Scenario) -> float:
    """MW in use, over time."""
    return first_load(scenario) * (1 - erlang_b(scenario))


def of_sizes(place: int, scenario: Scenario) -> float:
    """Share of a class that is lost."""
    return formulas.kaufman_roberts(servers(scenario), sizes(scenario), loads(scenario))[place]


LOST = Quantity("share lost", erlang_b, ERLANG, partial(lost, "calls"), (ev.REQUEST_UNSERVED,))
CARRIED = Quantity("MW in use", carried, ERLANG, figure="average_used_mw")


def sized(*classes: str) -> tuple[Quantity, ...]:
    """The share of each class that is lost."""
    return tuple(
        Quantity(f"share lost, {name}", partial(of_sizes, place), KAUFMAN_ROBERTS, partial(lost, name),
                 (ev.REQUEST_UNSERVED,))
        for place, name in enumerate(classes)
    )  # fmt: skip


SINGLE = Family("loss", "Requests of one size are lost where there is no room", tuple(
    Case(f"loss-{size}", (LOST, CARRIED), long, variant)
    for size, long in (("1-on-1", 400), ("3-on-5", 200), ("5-on-10", 200), ("10-on-10", 160), ("40-on-50", 120),
                       ("90-on-100", 120))
    for variant in HOLDING
))  # fmt: skip
SEVERAL = Family("sizes", "Requests of several sizes share one capacity", (
    Case("sizes-two-on-5", sized("small", "large"), 400),
    Case("sizes-three-on-40", sized("small", "large", "huge"), 200),
))  # fmt: skip
