"""What `--metric` names, checked before anything runs: that there is such a figure, and that a scenario has it."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

    from sim.metrics.declared import Unit
    from sim.runs.store import Order
    from sim.scenario.scenario import Scenario

FEW = 5
"""So many allowed names or units are told; of more the nearest."""


def unit_of(metric: str) -> "Unit":
    """The unit of a figure; UsageError, with the nearest name, where there is none of that name."""
    from sim.scenario.figure import Figure, wrong_figure

    if wrong := wrong_figure(metric):
        raise _refused(metric, short(wrong))
    from sim.metrics import catalogue

    return catalogue()[Figure.parse(metric).metric].unit


def check_figure(metric: str, whose: str, order: "Order") -> None:
    """UsageError, with the nearest name, where the scenario of an order does not have a figure."""
    from sim.runs import figure_values
    from sim.runs.misnamed import UnknownNameError

    check_scenario(metric, whose, order.model.layout.scenario)
    try:
        figure_values.check(order, metric)
    except (UnknownNameError, ValueError) as error:
        raise _refused(metric, f"{whose}: {error}") from error


def check_scenario(metric: str, whose: str, scenario: "Scenario") -> None:
    """UsageError where a scenario has no such period or name, as far as it tells before it is built."""
    from sim.scenario.figure import Figure, wrong_in

    if wrong := wrong_in(Figure.parse(metric), scenario):
        raise _refused(metric, f"{whose}: {short(wrong)}") from wrong


def _refused(metric: str, why: str) -> click.UsageError:
    return click.UsageError(f"--metric {metric}: {why}")


def short(wrong: "PydanticCustomError") -> str:
    """A refusal in a line, without the names of all metrics."""
    told = wrong.context or {}
    if len(told.get("allowed") or ()) <= FEW:
        return wrong.message()
    return f"{told['reason']}" + (f"; did you mean {told['meant']}?" if told.get("meant") else "")
