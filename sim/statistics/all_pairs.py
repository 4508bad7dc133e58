"""Runs side by side by all of their replications, those too of which a run keeps no values.

What is at hand of a run are the series of the first replications; the others were added up, each run by itself. They
are simulated again for their pairs, the same replications of every run together, and what they come to is kept beside
the chunks of runs: more replications add only what is missing, and to ask again simulates nothing.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.metrics.declared import Integers
from sim.runs.figures import value
from sim.runs.rebuilt import Rebuilt
from sim.runs.results import Results
from sim.runs.run_sums import KEEP_EVERY, GrowingSums, RunSums
from sim.scenario.figure import Figure
from sim.statistics.compare import Comparison, rows_of, usual_figures
from sim.statistics.intervals import LEVEL
from sim.statistics.pair_sums import Pairs, PairSums
from sim.statistics.paired import check_all, labels_of
from sim.statistics.said import whole_of
from sim.statistics.summary import lines_of

TOGETHER = 1_024
"""Replications of a run that are simulated before those of the next: few enough that their figures take no room."""


class _Other(NamedTuple):
    """A run beside the first: its place among them, and what their pairs add up to."""

    place: int
    key: str
    sums: PairSums
    growing: GrowingSums[Pairs]


class AllPairs:
    """Figures of some runs, the first being compared with, in pairs of all replications that were simulated."""

    def __init__(self, runs: Sequence[Results], rebuilt: Sequence[Rebuilt], cache: Path,
                 figures: Sequence[str] | None = None) -> None:  # fmt: skip
        """Begun with what is at hand and what `cache` keeps; NotPairedError unless runs share draws and number."""
        check_all(*runs)
        self._runs, self._rebuilt = runs, rebuilt
        names = figures or usual_figures(runs[0])
        self._figures = [(name, runs[0].metric(Figure.parse(name).metric).unit) for name in names]
        beyond, (first, *others) = range(runs[0].n, runs[0].info.simulated), [self._whole(run) for run in runs]
        self._others = []
        for place, other in enumerate(others, start=1):
            key, sums = self._key(place), PairSums(self._figures, Pairs(first, other))
            growing = GrowingSums(RunSums(cache, key, beyond, again=False), sums)
            self._others.append(_Other(place, key, sums, growing))

    @property
    def missing(self) -> int:
        """Replications that are to be simulated, those of each run counted."""
        return sum(len(span) * (1 + len(others)) for span, others in self._spans())

    def add_up(self, on_done: Callable[[int], None] | None = None) -> None:
        """Simulate what is missing, and add it; `on_done` hears how many are done. It is kept now and then."""
        done, kept_at = 0, time.monotonic()

        def simulated(place: int, together: range) -> Integers:
            nonlocal done
            portions = []
            for results in self._rebuilt[place].portions(together, [name for name, _ in self._figures]):
                portions.append(self._whole(results))
                done += results.n
                if on_done is not None:
                    on_done(done)
            return np.concatenate(portions, axis=1)

        for span, others in self._spans():
            for start in range(span.start, span.stop, TOGETHER):
                together = range(start, min(start + TOGETHER, span.stop))
                first = simulated(0, together)
                for other in others:
                    other.growing.add(start, Pairs(first, simulated(other.place, together)))
                if time.monotonic() - kept_at > KEEP_EVERY:
                    self._keep()
                    kept_at = time.monotonic()
        self._keep()

    def comparison(self, level: float = LEVEL) -> Comparison:
        """Every figure of every run, and its difference from the first, by all that has been added up."""
        known = (self._others[0].sums.alone(0), *(other.sums.alone(1) for other in self._others))
        alone = [lines_of(self._figures, each, level) for each in known]
        joint = [other.sums.jointly() for other in self._others]
        differences = [[each.difference(level) for each in of_figure] for of_figure in zip(*joint, strict=True)]
        rows = rows_of(self._runs, list(zip(*alone, strict=True)), differences)
        keys, pairs = tuple(other.key for other in self._others), min(other.growing.next for other in self._others)
        return Comparison(labels_of(self._runs), tuple(rows), pairs, keys)

    def _spans(self) -> list[tuple[range, list[_Other]]]:
        """Replications that are missing, and the runs whose pairs lack them."""
        ends = {other.growing.next for other in self._others} | {self._runs[0].info.simulated}
        return [(range(start, stop), [other for other in self._others if other.growing.next <= start])
                for start, stop in pairwise(sorted(ends))]  # fmt: skip

    def _keep(self) -> None:
        for other in self._others:
            other.growing.keep()

    def _whole(self, results: Results) -> Integers:
        return np.stack([whole_of(value(results, name), unit) for name, unit in self._figures])

    def _key(self, place: int) -> str:
        """Hash of all that the sums of a pair of runs depend on, but for how many replications they are of."""
        parts = ["pairs", *(self._rebuilt[each].key for each in (0, place)), *(name for name, _ in self._figures)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
