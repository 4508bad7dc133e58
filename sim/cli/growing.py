"""Scenarios whose replications are measured in steps, as many as a question turns out to take."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.cli.failing import PartlyFailed
from sim.cli.progress import say

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.cli.studies import Study
    from sim.runs.candidates import Values
    from sim.runs.store import Order


def order_of(study: "Study", most: int, how: "How", on_done: Callable[[int], None] | None = None) -> "Order":
    """The order of a study of so many replications at most."""
    from sim.runs.replicate import Workers
    from sim.runs.store import Order
    from sim.scenario.resolved import resolved_yaml
    from sim.world.model import build

    workers = Workers(how.engine, how.jobs, on_done, say, how.cluster)
    return Order(build(study.loaded.scenario), resolved_yaml(study.loaded.tree), most, workers, shared=how.shared)


def grow(values: "Values", n: int, whose: str) -> None:
    """Measure replications until there are n; PartlyFailed, naming whose they are, where one cannot be run."""
    from sim.world.broken import InvariantBrokenError

    try:
        values.grow(n)
    except (InvariantBrokenError, ValueError, ArithmeticError) as error:
        raise PartlyFailed(f"{whose}: {error}") from error
