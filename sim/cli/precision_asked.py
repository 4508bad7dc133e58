"""What `--precision` and `--metric` ask for, checked before anything runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

    from sim.cli.studies import Study
    from sim.metrics.declared import Unit
    from sim.runs.store import Order
    from sim.statistics.precision import Precision, Target

MOST = 1_024
"""Replications at most, unless --replications says: those of which every value is kept, so that none is made twice."""
FEW = 5
"""So many allowed names or units are told; of more the nearest."""


@dataclass(frozen=True)
class Asked:
    """Figures to be told to a precision."""

    targets: "tuple[Target, ...]"
    texts: tuple[str, ...]
    """The precision of each as it was written."""
    most: int
    """Replications at most."""


def asked_of(precisions: Sequence[str], metrics: Sequence[str], most: int | None, cluster: str | None) -> Asked | None:
    """What the options ask for, if anything; UsageError for what they cannot."""
    if not precisions and not metrics:
        return None
    if not metrics:
        raise click.UsageError("--precision of which figure? Add --metric, as in --metric call_capex_usd@FY2026")
    if not precisions:
        raise click.UsageError("--metric names a figure for --precision: add that, as in --precision 2%")
    if len(precisions) not in (1, len(metrics)):
        raise click.UsageError(f"{len(precisions)} precisions for {len(metrics)} figures: give one for all, or one for "
                               "each --metric in turn")  # fmt: skip
    if cluster is not None and most is not None and most > MOST:
        raise click.UsageError(f"with --cluster, --precision goes no farther than {MOST:,} replications: say "
                               f"--replications {MOST}, or leave --cluster out")  # fmt: skip
    from sim.statistics.precision import Target

    texts = tuple(precisions) * (len(metrics) if len(precisions) == 1 else 1)
    targets: list[Target] = []
    for text, metric in zip(texts, metrics, strict=True):
        if metric in (target.figure for target in targets):
            raise click.UsageError(f"--metric {metric} is given twice: once is enough")
        unit = _unit_of(metric)
        targets.append(Target(metric, unit, _precision(text, metric, unit)))
    return Asked(tuple(targets), texts, most or MOST)


def check(studies: "Sequence[Study]", orders: "Sequence[Order]", targets: "Sequence[Target]") -> None:
    """UsageError, with the nearest name, where a study does not have one of the figures."""
    from pydantic_core import PydanticCustomError

    from sim.runs import figure_values
    from sim.runs.results import UnknownNameError
    from sim.scenario.figure import Figure, wrong_in

    for study, order in zip(studies, orders, strict=True):
        for target in targets:
            try:
                if wrong := wrong_in(Figure.parse(target.figure), study.loaded.scenario):
                    raise wrong
                figure_values.check(order, target.figure)
            except PydanticCustomError as error:
                raise _refused(target.figure, f"{study.name}: {short(error)}") from error
            except (UnknownNameError, ValueError) as error:
                raise _refused(target.figure, f"{study.name}: {error}") from error


def _unit_of(metric: str) -> "Unit":
    from sim.scenario.figure import Figure, wrong_figure

    if wrong := wrong_figure(metric):
        raise _refused(metric, short(wrong))
    from sim.metrics import catalogue

    return catalogue()[Figure.parse(metric).metric].unit


def _precision(text: str, metric: str, unit: "Unit") -> "Precision":
    from pydantic_core import PydanticCustomError

    from sim.statistics.precision import Precision

    try:
        return Precision.read(text, unit)
    except PydanticCustomError as error:
        raise click.UsageError(f"--precision {text}, of {metric}: {error.message()}") from error


def _refused(metric: str, why: str) -> click.UsageError:
    return click.UsageError(f"--metric {metric}: {why}")


def short(wrong: "PydanticCustomError") -> str:
    """A refusal in a line, without the names of all metrics."""
    told = wrong.context or {}
    if len(told.get("allowed") or ()) <= FEW:
        return wrong.message()
    return f"{told['reason']}" + (f"; did you mean {told['meant']}?" if told.get("meant") else "")
