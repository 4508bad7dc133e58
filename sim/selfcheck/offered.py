"""What a scenario of requests offers to its capacity, in the terms of teletraffic: loads, sizes, servers."""

from sim.quantities.durations import SECONDS_PER_MONTH
from sim.quantities.power import KW_PER_MW
from sim.scenario.demand import WorkloadClass
from sim.scenario.scenario import Scenario


def load(workload: WorkloadClass) -> float:
    """Requests in service if there were room for all: rate times mean holding time."""
    return workload.arrivals[0].rate * workload.duration.mean() / SECONDS_PER_MONTH


def first_load(scenario: Scenario) -> float:
    """That of the first class."""
    return load(scenario.demand.classes[0])


def servers(scenario: Scenario) -> int:
    """MW live from the start: as many requests of 1 MW are served at once."""
    return round(scenario.sites[0].tranches[0].capacity) // KW_PER_MW


def sizes(scenario: Scenario) -> list[int]:
    """MW that a request asks for, by class."""
    return [round(each.size.mean()) // KW_PER_MW for each in scenario.demand.classes]


def loads(scenario: Scenario) -> list[float]:
    """Loads by class."""
    return [load(each) for each in scenario.demand.classes]
