"""What an outsider would see first: the public figure and quarter in which two scenarios' bands part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from sim.plots.words import plain, plus_minus
from sim.report.cells import Cell, Row, Section
from sim.report.periods import BN, GW
from sim.runs.results import Results
from sim.statistics.intervals import BAND, Interval, bands, fewest
from sim.statistics.separation import chance_above

QUARTERS_OF_A_YEAR = 4
SAME = "never: the same"
CARRIES = fewest(BAND[0])
"""Replications of which P10 and P90 have an interval: of fewer no bands are said to part."""
TOO_FEW = f"n < {CARRIES}"


@dataclass(frozen=True)
class PublicFigure:
    """A figure that outsiders see or estimate each quarter."""

    name: str
    by_quarter: Callable[[Results], np.ndarray]
    """[replication, quarter] in the unit in which it is published."""
    least: float
    """Smallest gap that is seen: the last digit in which it is published or estimated."""


@dataclass(frozen=True)
class Told:
    """How a public figure tells a scenario from the first: when the bands part, and when it tells best."""

    figure: PublicFigure
    quarter: int | None
    """The first in which the bands have parted; none within the horizon, or where nothing is said of it."""
    best: int | None
    """That in which it tells best; none where it is the same throughout."""
    right: Interval
    """The chance, in percent, that in the best quarter it ranks one draw of each the right way round."""

    @property
    def is_carried(self) -> bool:
        """Whether there are replications enough to say when bands part."""
        return self.right.n >= CARRIES

    @property
    def parting(self) -> str:
        """What is said where no quarter is."""
        return "never" if self.is_carried else TOO_FEW


def _dollars(metric: str) -> Callable[[Results], np.ndarray]:
    return lambda run: run.quarterly(metric)[2] * BN


def _long_lived_share(run: Results) -> np.ndarray:
    part, whole = run.quarterly("long_lived_usd")[2], run.quarterly("call_capex_usd")[2]
    return 100.0 * np.divide(part, whole, out=np.zeros_like(whole), where=whole != 0)


def _taken_in_a_year(run: Results) -> np.ndarray:
    """GW that rivals took in the year up to each quarter's end, or since the start."""
    taken = np.cumsum(run.quarterly("taken_by_rivals_mw")[2], axis=1) * GW
    taken[:, QUARTERS_OF_A_YEAR:] -= taken[:, :-QUARTERS_OF_A_YEAR].copy()
    return taken


PUBLIC_FIGURES = (
    PublicFigure("call capex", _dollars("call_capex_usd"), 0.1),
    PublicFigure("long-lived share", _long_lived_share, 1.0),
    PublicFigure("finance leases commencing", _dollars("finance_leases_commenced_usd"), 0.1),
    PublicFigure("leases not yet commenced", _dollars("leases_not_yet_commenced_usd"), 0.1),
    PublicFigure("construction commitments", _dollars("construction_commitments_usd"), 0.1),
    PublicFigure("taken by rivals in a year", _taken_in_a_year, 0.01),
    PublicFigure("partner's load elsewhere", lambda run: run.quarterly("partner_elsewhere_mw")[2] * GW, 0.01),
)


def telling_section(runs: Sequence[Results]) -> Section:
    """(9) The quarter in which each public figure parts from the first scenario's, the earliest marked."""
    told = [tellings(run, runs[0]) for run in runs[1:]]
    earliest = [first_quarter(figures) for figures in told]
    labels = quarter_labels(runs[0])
    rows = []
    for place, figure in enumerate(PUBLIC_FIGURES):
        cells = [Cell(words="–")]
        for figures, first in zip(told, earliest, strict=True):
            one = figures[place]
            cells.append(Cell(words=_words(one, labels), marked=one.quarter is not None and one.quarter == first))
        rows.append(Row(figure.name, "", 0, "words", tuple(cells)))
    note = (
        f"First quarter in which the P10-P90 band lies clear of that of {runs[0].name}, by the last digit in which "
        "the figure is published ($0.1bn, 1 point, 0.01 GW). *: the first of all. Where the bands never part: how "
        "often the figure ranks one draw of each the right way round in its best quarter; 50 % tells nothing. "
        "What rivals take holds ordinary attrition, which nobody outside can tell from a decision; a year of it is "
        "read, since a sum since the start drowns what one decision adds. Of fewer than "
        f"{CARRIES} replications P10 and P90 have no interval, and no bands are said to part."
    )
    return Section(9, "What would tell it apart", tuple(rows), note)


def told_first_row(runs: Sequence[Results]) -> Row:
    """One cell for each scenario: the quarter and the figures whose bands part first, else what comes nearest."""
    labels = quarter_labels(runs[0])
    cells = [Cell(words="–"), *(Cell(words=told_first(tellings(run, runs[0]), labels)) for run in runs[1:])]
    return Row("by", "", 0, "words", tuple(cells))


def told_first(told: Sequence[Told], labels: Sequence[str]) -> str:
    """`FY26 Q1: call capex`; `never; 72±5 % by call capex FY28 Q1`; `never: the same`. `n < 36` in place of `never`
    where that cannot be said.
    """
    first = first_quarter(told)
    if first is not None:
        return f"{labels[first]}: " + " and ".join(one.figure.name for one in told if one.quarter == first)
    nearest = max(told, key=lambda one: one.right.mean)
    if nearest.best is None:
        return SAME
    if isnan(nearest.right.half_width):
        return nearest.parting
    return f"{nearest.parting}; {_percent(nearest, '±')} by {nearest.figure.name} {labels[nearest.best]}"


def tellings(run: Results, first: Results) -> list[Told]:
    """Every public figure, in the order of PUBLIC_FIGURES."""
    return [_told(run, first, figure) for figure in PUBLIC_FIGURES]


def first_quarter(told: Sequence[Told]) -> int | None:
    """The earliest quarter in which any figure's bands part."""
    return min((one.quarter for one in told if one.quarter is not None), default=None)


def quarter_labels(run: Results) -> list[str]:
    """Names of the quarters."""
    return run.quarterly("call_capex_usd")[0]


def first_parting(run: Results, first: Results, figure: PublicFigure) -> int | None:
    """Index of the first quarter in which the bands of two runs do not overlap; None if they always do."""
    (low, _, high), (low_of_first, _, high_of_first) = (
        bands(figure.by_quarter(results))[1] for results in (run, first)
    )
    gap = np.maximum(low - high_of_first, low_of_first - high)
    apart = np.flatnonzero(gap >= figure.least * (1 - 1e-9))
    return int(apart[0]) if len(apart) else None


def _told(run: Results, first: Results, figure: PublicFigure) -> Told:
    ours, theirs = figure.by_quarter(run), figure.by_quarter(first)
    parted = first_parting(run, first, figure) if run.n >= CARRIES else None
    chances = [chance_above(ours[:, q], theirs[:, q]) for q in range(ours.shape[1])]
    best = max(range(len(chances)), key=lambda q: abs(chances[q].mean - 0.5), default=None)
    if best is None or np.array_equal(ours, theirs):
        return Told(figure, parted, None, Interval(50.0, 0.0, 0.95, run.n, False))
    chance = chances[best]
    right = 100.0 * max(chance.mean, 1.0 - chance.mean)
    percent = chance._replace(mean=right, half_width=100.0 * chance.half_width)
    return Told(figure, parted, best, percent)


def _words(told: Told, labels: Sequence[str]) -> str:
    if told.quarter is not None:
        return labels[told.quarter]
    if told.best is None:
        return SAME
    if isnan(told.right.half_width):
        return told.parting
    return f"{told.parting}; {labels[told.best]}, {_percent(told)}"


def _percent(told: Told, between: str = " ± ") -> str:
    return f"{plain(told.right.mean, 0)}{plus_minus(told.right.half_width, 0).replace(' ± ', between)} %"
