"""Runs on the same random draws side by side: for each figure their means and paired differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from sim.runs.figures import value
from sim.runs.folders import FOLDER
from sim.runs.results import Results
from sim.scenario.figure import Figure
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import Difference, check_pairing, paired_difference
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


class Compared(NamedTuple):
    """One figure of one run, beside the first run's."""

    figure: str
    run: str
    summary: Line
    difference: Difference | None
    """This run less the first; None for the first itself."""
    folder: str
    """The name of the run's folder."""


@dataclass(frozen=True)
class Comparison:
    """Every figure of every run, in that order."""

    runs: tuple[str, ...]
    rows: tuple[Compared, ...]

    def table(self) -> pa.Table:
        """One line a figure and run: mean, half-width, band, paired difference and what pairing did."""
        none = Difference(*(float("nan"),) * 3, 0, False, float("nan"), float("nan"))
        columns: dict[str, list[object]] = {"figure": [r.figure for r in self.rows]}
        columns["run"] = [r.run for r in self.rows]
        for place, name in enumerate(Line._fields[1:], start=1):
            columns[name] = [r.summary[place] for r in self.rows]
        for name in ("mean", "half_width", "correlation", "variance_ratio"):
            values = [getattr(r.difference or none, name) for r in self.rows]
            columns[f"difference_{name}" if name in ("mean", "half_width") else name] = values
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
    labels = labels_of(runs)
    rows = []
    for figure in figures or usual_figures(runs[0]):
        values = [value(run, figure) for run in runs]
        unit = runs[0].metric(Figure.parse(figure).metric).unit
        for place, (label, of_run) in enumerate(zip(labels, values, strict=True)):
            difference = paired_difference(of_run, values[0], level) if place else None
            told = line(figure, unit, of_run, level)
            rows.append(Compared(figure, label, told, difference, runs[place].folder_name))
    return Comparison(labels, tuple(rows))


def usual_figures(run: Results) -> list[str]:
    """What is compared where nothing is asked for: levels and money by fiscal year, fates in all."""
    return [f"{figure}@FY{year}" for figure in YEARLY for year in run.whole_years] + list(OVER_HORIZON)


def labels_of(runs: Sequence[Results]) -> tuple[str, ...]:
    """Names of the runs, with the hash where two share one."""
    names = [run.name for run in runs]
    return tuple(run.name if names.count(run.name) == 1 else run.folder_name for run in runs)
