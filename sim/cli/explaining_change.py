"""`explain --without`: a replication as it is, and as if one item of its scenario were not there."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sim.cli.explaining import Case, simulated
from sim.cli.failing import Refused

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.runs.results import Results
    from sim.runs.store import Order


def change_of(case: Case, key: str, most: int, replications: int, how: "How") -> list[str]:
    """What an item changed in a replication, and on the mean of so many where more than one is asked for."""
    from sim.report.explain_change import Both, change_text, figures_text, paired_text

    name, other = _without(case, key)
    both = Both(case.teller, other.teller)
    given, dropped = (results_of(each) for each in (case, other))
    place = case.teller.where(name) or name
    lines = [f"{place}: {case.head}, with it and without it", *change_text(both, most), *figures_text(given, dropped)]
    if replications > 1:
        lines += paired_text(_of_many(case, replications, how), _of_many(other, replications, how))
    return lines


def _without(case: Case, key: str) -> tuple[str, Case]:
    """The key that is meant, and the same replication without it; UsageError with the nearest where there is none."""
    from sim.scenario.override import KeyRefused
    from sim.scenario.problems import ScenarioErrors
    from sim.scenario.without import key_of_item, without

    try:
        name = key_of_item(case.loaded, key)
        other = without(case.loaded, name)
    except KeyRefused as refused:
        problem = refused.problem
        near = f"; did you mean `{problem.nearest}`?" if problem.nearest else ""
        known = f" (there are {', '.join(problem.allowed)})" if problem.allowed and not near else ""
        raise click.UsageError(f"--without {key}: {problem.text}{near}{known}") from refused
    except ScenarioErrors as errors:
        raise Refused(f"without {key} it is no scenario that can be run:\n{errors}") from errors
    if differing := [field for field in ("seed", "horizon") if
                     getattr(case.loaded.scenario, field) != getattr(other.scenario, field)]:  # fmt: skip
        raise click.UsageError(f"--without {key}: {' and '.join(differing)} would be another, so that the two have "
                               "nothing in common to compare")  # fmt: skip
    return name, simulated(other, case.replication)


def results_of(case: Case) -> "Results":
    """The measures of a replication whose log is there."""
    from sim.runs import store

    order = replace(_order(case, case.replication + 1, None), simulate=lambda _: case.log)
    (found,) = store.in_portions(order, range(case.replication, case.replication + 1))
    return found


def _of_many(case: Case, replications: int, how: "How") -> "list[Results]":
    """The measures of the first replications."""
    from sim.cli.progress import Progress
    from sim.cli.simulating import compile_if_cold
    from sim.runs import store

    if how.engine == "compiled":
        compile_if_cold()
    with Progress(case.loaded.scenario.name, replications) as tell:
        return list(store.in_portions(_order(case, replications, (how, tell)), range(replications)))


def _order(case: Case, replications: int, how: tuple | None) -> "Order":
    from sim.cli.progress import say
    from sim.runs.replicate import Workers
    from sim.runs.store import Order
    from sim.scenario.resolved import resolved_yaml

    workers = Workers("simpy", 1) if how is None else Workers(how[0].engine, how[0].jobs, how[1], say)
    return Order(case.model, resolved_yaml(case.loaded.tree), replications, workers)
