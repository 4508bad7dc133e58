"""A table before it is shown: sections of rows of cells, numbers still numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.runs.results import Results
from sim.statistics.intervals import Interval, band, mean_interval, wilson
from sim.statistics.paired import paired_difference

Shown = Literal["band", "mean", "probability", "number", "words"]
Values = Callable[[Results], np.ndarray | None]
"""One number a replication, in the row's unit; None where the run has no such thing."""


@dataclass(frozen=True)
class Cell:
    """What one scenario shows in a row, and by how much it differs from the first."""

    value: float = float("nan")
    """Median of a band, mean, share or plain number; NaN where there is none."""
    low: float = float("nan")
    """P10 of a band."""
    high: float = float("nan")
    """P90 of a band."""
    half_width: float = float("nan")
    """Of the mean or share; zero where nothing varies, NaN for one replication."""
    difference: Interval | None = None
    """Mean paired difference from the first scenario; none for the first itself."""
    words: str = ""
    """In place of a number."""
    marked: bool = False


@dataclass(frozen=True)
class Row:
    """A figure, its unit, and a cell for each scenario."""

    label: str
    unit: str
    digits: int
    shown: Shown
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """Rows that answer one question, with the note that says how to read them."""

    number: int
    title: str
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def unit(self) -> str:
        """The unit that the title states for all rows that name no other."""
        return next((unit for unit in ("GW", "$bn") if unit in self.title), "")


@dataclass(frozen=True)
class Figure:
    """What a row measures: a label, a unit, digits, and its numbers by replication."""

    label: str
    unit: str
    digits: int
    values: Values


def band_row(runs: Sequence[Results], figure: Figure) -> Row:
    """P10, P50 and P90 of each scenario, and the difference of means."""
    return _row(runs, figure, "band", _band)


def mean_row(runs: Sequence[Results], figure: Figure) -> Row:
    """Mean and half-width of each scenario, and the difference of means."""
    return _row(runs, figure, "mean", _mean)


def probability_row(runs: Sequence[Results], figure: Figure) -> Row:
    """Share of replications in percent with half of Wilson's interval; values are 0 or 1, or NaN."""
    return _row(runs, figure, "probability", _probability)


def _row(runs: Sequence[Results], figure: Figure, shown: Shown, cell: Callable[..., Cell]) -> Row:
    scale = 100.0 if shown == "probability" else 1.0
    first = figure.values(runs[0])
    cells = []
    for place, run in enumerate(runs):
        values = first if place == 0 else figure.values(run)
        if values is None:
            cells.append(Cell(words="–"))
            continue
        gap = None
        if place and first is not None:
            difference = paired_difference(values * scale, first * scale).interval
            gap = difference if difference.n else None
        cells.append(cell(values, gap))
    return Row(figure.label, figure.unit, figure.digits, shown, tuple(cells))


def _band(values: np.ndarray, gap: Interval | None) -> Cell:
    quantiles = band(values)
    return Cell(quantiles.p50, quantiles.p10, quantiles.p90, difference=gap)


def _mean(values: np.ndarray, gap: Interval | None) -> Cell:
    mean = mean_interval(values)
    return Cell(mean.mean, half_width=mean.half_width, difference=gap)


def _probability(values: np.ndarray, gap: Interval | None) -> Cell:
    known = values[~np.isnan(values)]
    share = wilson(int(known.sum()), len(known))
    return Cell(100 * share.share, half_width=100 * share.half_width, difference=gap)
