"""What is said of each replication: its figures, each with its unit, and its curves, integers by month."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from sim.metrics import Metric
from sim.metrics.declared import Integers, Unit
from sim.runs.figures import value
from sim.runs.results import Results
from sim.scenario.figure import DIMENSIONS
from sim.statistics.accumulate_kernel import UNKNOWN
from sim.statistics.intervals import Floats

ALL = "all"
UNSPLIT = ""

SCALES: dict[Unit, float] = {"MW": 1e6, "$": 1.0, "share": 1e12, "months": 1e9, "probability": 1.0, "MW-months": 1e6}
"""What figures are multiplied by to be whole: watts, dollars, and small parts of the rest."""
Row = tuple[str, ...]
"""What a curve is of: names by dimension, metric, unit."""


Figures = Iterator[tuple[str, Unit, Floats]]
"""Name, unit, and values by replication, computed as they are asked for."""


def by_metric(results: Results) -> Iterator[tuple[Figures, Iterator[tuple[Row, Integers]]]]:
    """The figures and the curves of each metric, then the chances of envelopes."""
    for metric in results.metrics():
        curves = _margins(results, metric) if metric.kind in ("level", "flow") else iter(())
        yield _figures(results, metric), curves
    yield _chances(results), iter(())


def whole(results: Results) -> Integers:
    """Every figure as whole numbers: shape (figure, replication)."""
    return np.stack([whole_of(of, unit) for figures, _ in by_metric(results) for _, unit, of in figures])


def whole_of(values: Floats, unit: Unit) -> Integers:
    """A figure's values as whole numbers, UNKNOWN where a replication has none."""
    scaled: Integers = np.rint(np.nan_to_num(values) * SCALES[unit]).astype(np.int64)
    return np.where(np.isnan(values), UNKNOWN, scaled)


def rows(results: Results) -> Iterator[tuple[Row, Integers]]:
    """Every curve: integers by (replication, month)."""
    for _, curves in by_metric(results):
        yield from curves


def _figures(results: Results, metric: Metric) -> Iterator[tuple[str, Unit, Floats]]:
    """The figures of a metric: in total and by grade, of each whole fiscal year."""
    if metric.kind == "scalar":
        yield metric.name, metric.unit, results.scalar(metric.name)
        return
    years = results.whole_years
    grades = results.info.names["grade"] if "grade" in metric.by else ()
    for grade in (None, *grades):
        values = results.yearly(metric.name, **({} if grade is None else {"grade": grade}))[2]
        choice = f"[grade={grade}]" if grade else ""
        for place, year in enumerate(years):
            yield f"{metric.name}{choice}@FY{year}", metric.unit, values[:, place]


def _chances(results: Results) -> Iterator[tuple[str, Unit, Floats]]:
    """Of each envelope's year, whether the programme comes to its amount at least."""
    for envelope in results.envelopes:
        year = envelope["fiscal_year"]
        if year in results.whole_years:
            reached = value(results, f"programme_capex_usd@FY{year}") >= envelope["amount"]
            yield f"programme_reached@FY{year}", "probability", reached.astype(float)


def _margins(results: Results, metric: Metric) -> Iterator[tuple[Row, Integers]]:
    """Rows and integers by (replication, month): each cell, then sums over some dimensions."""
    keys = results.cells.get(metric.name, [])
    values = results.measured.of(metric.name)
    choices = [(True, False) if dimension in metric.by else (False,) for dimension in DIMENSIONS]
    for kept in product(*choices):
        sums: dict[tuple[str, ...], list[int]] = {} if any(kept) else {_names(metric, kept, None): []}
        for cell, key in enumerate(keys):
            sums.setdefault(_names(metric, kept, key), []).append(cell)
        for names, of_sum in sums.items():
            total = np.zeros((len(values), values.shape[2] - 1), dtype=np.int64)
            for cell in of_sum:  # one by one: together they would be copied first
                total += values[:, cell, 1:]
            yield (*names, metric.name, metric.unit), total


def _names(metric: Metric, kept: tuple[bool, ...], key: tuple[str | None, ...] | None) -> tuple[str, ...]:
    """What stands in the columns of a sum's dimensions: a name, `all`, or nothing where it is not split."""
    return tuple(
        (key[place + 1] or UNSPLIT) if keep and key else (ALL if dimension in metric.by else UNSPLIT)
        for place, (dimension, keep) in enumerate(zip(DIMENSIONS, kept, strict=True))
    )
