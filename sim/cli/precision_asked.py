"""What `--precision` and `--metric` ask for, checked before anything runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sim.cli.figures_asked import check_figure, unit_of

if TYPE_CHECKING:
    from sim.cli.studies import Study
    from sim.metrics.declared import Unit
    from sim.runs.store import Order
    from sim.statistics.precision import Precision, Target

MOST = 1_024
"""Replications at most, unless --replications says: those of which every value is kept, so that none is made twice."""


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
        unit = unit_of(metric)
        targets.append(Target(metric, unit, _precision(text, metric, unit)))
    return Asked(tuple(targets), texts, most or MOST)


def check(studies: "Sequence[Study]", orders: "Sequence[Order]", targets: "Sequence[Target]") -> None:
    """UsageError, with the nearest name, where a study does not have one of the figures."""
    for study, order in zip(studies, orders, strict=True):
        for target in targets:
            check_figure(target.figure, study.name, order)


def _precision(text: str, metric: str, unit: "Unit") -> "Precision":
    from pydantic_core import PydanticCustomError

    from sim.statistics.precision import Precision

    try:
        return Precision.read(text, unit)
    except PydanticCustomError as error:
        raise click.UsageError(f"--precision {text}, of {metric}: {error.message()}") from error
