"""Waiting: requests that find no room wait in the order in which they came, for as long as it takes."""

from sim.events import kinds as ev
from sim.scenario.scenario import Scenario
from sim.selfcheck import formulas
from sim.selfcheck.case import Case, Family, Quantity, Source
from sim.selfcheck.offered import first_load, servers
from sim.selfcheck.seen import Seen

ERLANG = Source("Erlang C", "Erlang 1917; Cooper, Introduction to Queueing Theory (1981), section 3.4")
LITTLE = Source("Erlang C, Little", "Erlang 1917; Little, Operations Research 9 (1961)")


def waited(seen: Seen) -> float:
    """Requests that came into service late, over those that come in the mean."""
    served = seen.counted(ev.REQUEST_SERVED)
    return int((served["value"] > 0).sum()) / seen.expected("calls")


def erlang_c(scenario: Scenario) -> float:
    """Share that waits."""
    return formulas.erlang_c(first_load(scenario), servers(scenario))


def in_queue(scenario: Scenario) -> float:
    """MW that wait, over time: the rate times the mean wait of all."""
    load = first_load(scenario)
    return erlang_c(scenario) * load / (servers(scenario) - load)


QUANTITIES = (
    Quantity("share that waits", erlang_c, ERLANG, waited, (ev.REQUEST_SERVED,)),
    Quantity("MW that wait", in_queue, LITTLE, figure="average_waiting_mw"),
)
WAITING = Family("waiting", "Requests wait for room, and are served in the order in which they came", (
    Case("erlang-c-5-on-10", QUANTITIES, 160),
    Case("erlang-c-40-on-50", QUANTITIES, 160),
))  # fmt: skip
