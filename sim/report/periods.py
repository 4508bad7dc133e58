"""Fiscal years that tables show, and figures at their ends."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.report.cells import Figure
from sim.runs.results import Results

GW = 1e-3  # from MW
BN = 1e-9  # from dollars


def years_of(run: Results) -> list[str]:
    """Labels of the whole fiscal years of the horizon."""
    return run.yearly("live_mw")[0]


def key_years(run: Results) -> list[str]:
    """The vintage's fiscal year, the next, the third after it and the last: those that one screen shows.

    Where there is no vintage, the first whole year stands for its year.
    """
    years, ends = run.yearly("live_mw")[:2]
    first = next((i for i, end in enumerate(ends) if run.vintage is None or end >= run.vintage), len(years) - 1)
    chosen = sorted({first, first + 1, first + 3, len(years) - 1})
    return [years[i] for i in chosen if 0 <= i < len(years)]


def of_year(run: Results, metric: str, year: str, **chosen: str) -> np.ndarray | None:
    """A metric's figure of a fiscal year by replication; None where the horizon does not hold that year."""
    labels, _, values = run.yearly(metric, **chosen)
    return values[:, labels.index(year)] if year in labels else None


def yearly_figure(label: str, unit: str, metric: str, year: str, **chosen: str) -> Figure:
    """A figure of one fiscal year in GW or $bn."""
    scale, digits = (GW, 2) if unit == "GW" else (BN, 1)
    return Figure(label, unit, digits, partial(_scaled, metric=metric, year=year, scale=scale, chosen=chosen))


def _scaled(run: Results, metric: str, year: str, scale: float, chosen: dict[str, str]) -> np.ndarray | None:
    values = of_year(run, metric, year, **chosen)
    return None if values is None else values * scale


def total_figure(label: str, unit: str, *metrics: str) -> Figure:
    """The sum of flows over the whole horizon in GW or $bn."""
    scale, digits = (GW, 2) if unit == "GW" else (BN, 1)
    return Figure(label, unit, digits, partial(_total, metrics=metrics, scale=scale))


def _total(run: Results, metrics: Sequence[str], scale: float) -> np.ndarray:
    return np.sum([run.series(metric).sum(axis=1) for metric in metrics], axis=0) * scale
