"""The curves of a comparison: of each run less the first, by month, with both bands."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.runs.folders import FOLDER
from sim.runs.results import Results
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import check_pairing, labels_of, less
from sim.statistics.simultaneous import METHOD, Bands, simultaneous_bands


class Curve(NamedTuple):
    """A monthly curve of capacity that comparisons show."""

    metric: str
    grade: str | None
    title: str


CURVES = (
    Curve("live_mw", None, "Live capacity"),
    Curve("headroom_mw", "ai", "AI headroom"),
    Curve("headroom_mw", "general", "General headroom"),
    Curve("partner_elsewhere_mw", None, "Partner's load elsewhere"),
)
"""Levels in MW."""


class CurveDifference(NamedTuple):
    """One curve of a run less the first run's, in MW."""

    run: str
    curve: Curve
    months: Sequence[date]
    bands: Bands
    place: int
    """Of the run among those compared."""

    @property
    def is_same(self) -> bool:
        """Whether the two curves agree in every month and replication."""
        return not (self.bands.varies.any() or self.bands.mean.any())


def curve_differences(
    runs: Sequence[Results], curves: Sequence[Curve] = CURVES, level: float = LEVEL
) -> list[CurveDifference]:
    """Run by run, after the first; NotPairedError unless all share their draws."""
    check_pairing(*runs)
    labels, first = labels_of(runs), [runs[0].series(curve.metric, grade=curve.grade) for curve in curves]
    pairs = [(place, at) for place in range(1, len(runs)) for at in range(len(curves))]
    differences = [
        less(runs[place].series(curves[at].metric, grade=curves[at].grade), first[at]) for place, at in pairs
    ]
    found = zip(pairs, simultaneous_bands(differences, level), strict=True)
    return [CurveDifference(labels[place], curves[at], runs[0].months, bands, place) for (place, at), bands in found]


def spans(months: Sequence[bool] | np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last of each unbroken row of months that are marked."""
    edges = np.flatnonzero(np.diff(np.r_[False, np.asarray(months, dtype=bool), False]))
    for begin, end in edges.reshape(-1, 2).tolist():
        yield begin, end - 1


def table(differences: Sequence[CurveDifference], runs: Sequence[Results]) -> pa.Table:
    """One line a month: mean difference, both half-widths, and whether each leaves out zero."""
    columns: dict[str, list[object]] = {name: [] for name in (
        "month", "run", "metric", "grade", "unit", "mean", "half_width", "half_width_together", "level", "n", "varies",
        "clear_alone", "clear_together", "method", FOLDER)}  # fmt: skip
    for run, curve, months, bands, place in differences:
        count = len(months)
        rows = (months, [run] * count, [curve.metric] * count, [curve.grade or ""] * count, ["MW"] * count,
                bands.mean.tolist(), bands.half_width.tolist(), bands.together.tolist(), [bands.level] * count,
                [bands.n] * count, bands.varies.tolist(), bands.is_clear_alone.tolist(), bands.is_clear.tolist(),
                [f"paired; {METHOD}"] * count, [runs[place].folder_name] * count)  # fmt: skip
        for name, values in zip(columns, rows, strict=True):
            columns[name] += values
    return pa.table(columns)
