"""What an outsider would see first: the public figure and quarter in which two scenarios' bands part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.report.cells import Cell, Row, Section
from sim.report.periods import BN, GW
from sim.runs.results import Results
from sim.statistics.intervals import bands


@dataclass(frozen=True)
class PublicFigure:
    """A figure that outsiders see or estimate each quarter."""

    name: str
    by_quarter: Callable[[Results], np.ndarray]
    """[replication, quarter] in the unit in which it is published."""
    least: float
    """Smallest gap that is seen: the last digit in which it is published or estimated."""


def _dollars(metric: str) -> Callable[[Results], np.ndarray]:
    return lambda run: run.quarterly(metric)[2] * BN


def _long_lived_share(run: Results) -> np.ndarray:
    part, whole = run.quarterly("long_lived_usd")[2], run.quarterly("call_capex_usd")[2]
    return 100.0 * np.divide(part, whole, out=np.zeros_like(whole), where=whole != 0)


PUBLIC_FIGURES = (
    PublicFigure("call capex", _dollars("call_capex_usd"), 0.1),
    PublicFigure("long-lived share of it", _long_lived_share, 1.0),
    PublicFigure("finance leases commencing", _dollars("finance_leases_commenced_usd"), 0.1),
    PublicFigure("leases not yet commenced", _dollars("leases_not_yet_commenced_usd"), 0.1),
    PublicFigure("construction commitments", _dollars("construction_commitments_usd"), 0.1),
    PublicFigure("taken by rivals, cumulated",
                 lambda run: np.cumsum(run.quarterly("taken_by_rivals_mw")[2], axis=1) * GW, 0.01),
    PublicFigure("partner's load elsewhere", lambda run: run.quarterly("partner_elsewhere_mw")[2] * GW, 0.01),
)  # fmt: skip


def telling_section(runs: Sequence[Results]) -> Section:
    """(9) The quarter in which each public figure parts from the first scenario's, the earliest marked."""
    partings = [[first_parting(run, runs[0], figure) for figure in PUBLIC_FIGURES] for run in runs[1:]]
    earliest = [min((q for q in quarters if q is not None), default=None) for quarters in partings]
    labels = runs[0].quarterly("call_capex_usd")[0]
    rows = []
    for place, figure in enumerate(PUBLIC_FIGURES):
        cells = [Cell(words="–")]
        for quarters, first in zip(partings, earliest, strict=True):
            quarter = quarters[place]
            words = "never" if quarter is None else labels[quarter]
            cells.append(Cell(words=words, marked=quarter is not None and quarter == first))
        rows.append(Row(figure.name, "", 0, "words", tuple(cells)))
    note = (
        f"First quarter in which the P10-P90 band lies clear of that of {runs[0].name}, by the last digit "
        "in which the figure is published ($0.1bn, 1 point, 0.01 GW). *: the first of all."
    )
    return Section(9, "What would tell it apart", tuple(rows), note)


def first_parting(run: Results, first: Results, figure: PublicFigure) -> int | None:
    """Index of the first quarter in which the bands of two runs do not overlap; None if they always do."""
    (low, _, high), (low_of_first, _, high_of_first) = (
        bands(figure.by_quarter(results))[1] for results in (run, first)
    )
    gap = np.maximum(low - high_of_first, low_of_first - high)
    apart = np.flatnonzero(gap >= figure.least * (1 - 1e-9))
    return int(apart[0]) if len(apart) else None
