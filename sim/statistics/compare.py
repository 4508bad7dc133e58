"""Runs on the same random draws side by side: for each figure their means and paired differences.

Each run is compared with the first in many figures. Some of so many differences are clear by luck alone, so their
p-values are adjusted too: the figures of one pair of runs are a family.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Literal, NamedTuple

import pyarrow as pa

from sim.runs.figures import value
from sim.runs.folders import FOLDER
from sim.runs.results import Results
from sim.scenario.figure import Figure
from sim.statistics.holm import FAMILY_WISE, METHOD, holm
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import Difference, check_pairing, labels_of, paired_difference
from sim.statistics.summary import Line, line

YEARLY = (
    "live_mw", "headroom_mw[grade=general]", "headroom_mw[grade=ai]", "used_mw", "call_capex_usd",
    "long_lived_share", "programme_capex_usd", "finance_leases_commenced_usd", "leases_not_yet_commenced_usd",
    "leases_not_yet_commenced_mw", "construction_commitments_usd", "partner_elsewhere_mw",
    "partner_at_operator_mw",
)  # fmt: skip
OVER_HORIZON = (
    "loi_lapsed_mw", "soq_lapsed_mw", "cancelled_mw", "released_mw", "deferred_mw", "retaken_mw",
    "recontracted_mw", "attrition_mw", "asked_mw", "reserved_operator_mw", "declined_unable_mw",
    "declined_unwilling_mw", "offers_lapsed_mw", "reserved_provider_mw", "unserved_mw", "release_fees_usd",
    "freed_usd", "redeployed_usd", "call_capex_usd", "months_short_general", "months_short_ai",
    "partner_median_months_late", "window_released_deferred_mw", "window_over_1_gw", "window_over_2_gw",
)  # fmt: skip


Clear = Literal["family", "alone", "no", "same", ""]
"""Of a difference: clear at 5 % in the family of all figures of the pair of runs; only by itself; not clear; the two
agree in every replication; nothing can be said."""


class Compared(NamedTuple):
    """One figure of one run, beside the first run's."""

    figure: str
    run: str
    summary: Line
    difference: Difference | None
    """This run less the first; None for the first itself."""
    folder: str
    """The name of the run's folder."""
    p_holm: float
    """The p-value of the difference, adjusted for all figures of this run and the first; NaN for the first itself."""

    @property
    def clear(self) -> Clear:
        """Whether the difference is clear, and in which sense."""
        if self.difference is None or isnan(self.p_holm):
            return ""
        if self.difference.is_same:
            return "same"
        if self.p_holm <= FAMILY_WISE:
            return "family"
        return "alone" if self.difference.p_value <= FAMILY_WISE else "no"


@dataclass(frozen=True)
class Comparison:
    """Every figure of every run, in that order."""

    runs: tuple[str, ...]
    rows: tuple[Compared, ...]
    pairs: int = 0
    """Replications of each run, where all are told of, those too whose values are not at hand; else 0."""
    sums: tuple[str, ...] = ()
    """What the cache keeps of these pairs, by the names of it, in the order of the runs."""

    @property
    def figures(self) -> int:
        """How many there are: the size of each family."""
        return len(self.rows) // len(self.runs)

    @property
    def method(self) -> str:
        """How a difference is judged, in words."""
        judged = f"paired t; {METHOD} over {self.figures} figures of the pair"
        if not self.pairs:
            return judged
        return f"{judged}; exact sums of all {self.pairs:,} pairs, p10, p50 and p90 counted to within p_error"

    def of(self, place: int) -> tuple[Compared, ...]:
        """The lines of the run at a place among them, the first being 0."""
        return self.rows[place :: len(self.runs)]

    def table(self) -> pa.Table:
        """One line a figure and run: mean, half-width, band, paired difference, what pairing did, how clear it is."""
        none = Difference(*(float("nan"),) * 3, 0, False, *(float("nan"),) * 3)
        columns: dict[str, list[object]] = {"figure": [r.figure for r in self.rows]}
        columns["run"] = [r.run for r in self.rows]
        for place, name in enumerate(Line._fields[1:], start=1):
            columns[name] = [r.summary[place] for r in self.rows]
        for name in ("mean", "half_width", "covariance", "correlation", "variance_ratio"):
            values = [getattr(r.difference or none, name) for r in self.rows]
            columns[f"difference_{name}" if name in ("mean", "half_width") else name] = values
        columns["difference_p"] = [(r.difference or none).p_value for r in self.rows]
        columns["difference_p_holm"] = [r.p_holm for r in self.rows]
        columns["clear"] = [r.clear for r in self.rows]
        columns["method"] = [self.method if r.difference else "" for r in self.rows]
        columns[FOLDER] = [r.folder for r in self.rows]
        return pa.table(columns)


def load_all(folders: Sequence[Path | str]) -> list[Results]:
    """Stored runs that may be compared; NotPairedError where two do not share their draws."""
    runs = [Results.load(folder) for folder in folders]
    check_pairing(*runs)
    return runs


def compare(
    runs: Sequence[Results], figures: Sequence[str] | None = None, level: float = LEVEL
) -> Comparison:
    """Runs against the first of them, by paired differences; NotPairedError unless they share their draws."""
    check_pairing(*runs)
    told, differences = [], []
    for figure in figures or usual_figures(runs[0]):
        values = [value(run, figure) for run in runs]
        unit = runs[0].metric(Figure.parse(figure).metric).unit
        told.append([line(figure, unit, of_run, level) for of_run in values])
        differences.append([paired_difference(of_run, values[0], level) for of_run in values[1:]])
    return Comparison(labels_of(runs), tuple(rows_of(runs, told, differences)))


def rows_of(runs: Sequence[Results], told: Sequence[Sequence[Line]], differences: Sequence[Sequence[Difference]]
            ) -> Iterator[Compared]:  # fmt: skip
    """The lines of a comparison: of each figure what is told of each run, and of each but the first its difference."""
    adjusted = [holm([of_figure[place].p_value for of_figure in differences]) for place in range(len(runs) - 1)]
    labels = labels_of(runs)
    for at, lines in enumerate(told):
        for place, (label, run) in enumerate(zip(labels, runs, strict=True)):
            difference = differences[at][place - 1] if place else None
            p_holm = adjusted[place - 1][at] if place else float("nan")
            yield Compared(lines[place].metric, label, lines[place], difference, run.folder_name, p_holm)


def usual_figures(run: Results) -> list[str]:
    """What is compared where nothing is asked for: levels and money by fiscal year, fates in all."""
    return [f"{figure}@FY{year}" for figure in YEARLY for year in run.whole_years] + list(OVER_HORIZON)
