"""The values of some figures by replication, of as many replications as are asked for, in steps.

Of the first replications, whose series are kept, chunks are made as a run makes them, so that a run of any number of
replications finds them there. Of those beyond, which a run only adds up, the figures' values are kept beside those of
design points; where it is said how a run begins its sums, these grow with them, and a run of as many finds them too.
"""

import shutil
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from sim.metrics import catalogue
from sim.runs import points_file, store, tranches_file
from sim.runs.checked_file import DamagedError
from sim.runs.figures import value
from sim.runs.folders import POINTS, SWEEPS
from sim.runs.identity import chunk_hash
from sim.runs.periods import Floats
from sim.runs.replicate import replicate
from sim.runs.results import Results
from sim.runs.run_chunks import RunChunks
from sim.runs.run_sums import KEEP_EVERY, GrowingSums, RunSums, Sums
from sim.runs.series_file import InMemory, StoredSeries
from sim.runs.source import Keep
from sim.runs.store import Order

Summing = Callable[[Results], Sums]
"""Begins what a run adds up, out of its first replications."""


def check(order: Order, figure: str) -> None:
    """UnknownNameError or ValueError, in words, where a scenario does not have a figure; nothing is run."""
    layout = order.model.layout
    months = len(layout.month_dates) - layout.scenario.horizon.warm_up_months
    scalars = {metric.name: 0.0 for metric in catalogue().values() if metric.kind == "scalar"}
    empty = store.results_of(order, InMemory((), np.zeros((1, 0, months), dtype=np.int64)), [scalars])
    value(empty, figure)


class FigureValues:
    """The figures of an order of as many replications as there may be at most."""

    def __init__(self, order: Order, root: Path, work: Path, figures: Sequence[str], summing: Summing | None = None
                 ) -> None:  # fmt: skip
        """`root` holds runs, `work` is an empty folder in it that is dropped when all is done. Where `summing` begins
        what a run adds up, that is added up too, of the replications beyond the first, and kept for it.
        """
        self._order, self._figures, self._work, self._summing = order, figures, work, summing
        self._scalars: list[dict[str, float]] = []
        self._sums: GrowingSums[Results] | None = None
        self._chunks = RunChunks(order, work, store.EXACT, again=False)
        self._made = 0
        """Chunks whose values are known."""
        points = root.parent / SWEEPS / POINTS
        key = chunk_hash(order.resolved, order.model.layout.scenario, 0)
        self._beyond = points / points_file.name_of(key, tuple(figures))
        self.values: Floats = np.empty((len(figures), 0))
        """Of the replications so far: shape (figure, replication)."""

    def grow(self, n: int) -> None:
        """Measure replications until there are at least n, or all."""
        n = min(n, self._order.replications)
        if len(self._chunks.spans) > self._made and self._known < n:
            self._grow_chunks(n)
        if self._known < n:
            self._grow_beyond(n)

    @property
    def _known(self) -> int:
        return self.values.shape[1]

    def _grow_chunks(self, n: int) -> None:
        made, order = self._chunks, self._order
        if order.workers.cluster is not None:
            made.fill(order.workers.cluster, below=n)
        places = [place for place in range(self._made, len(made.spans)) if made.spans[place].start < n]
        missing = [made.missing[place] for place in places]
        found = [self.values]
        keep = Keep(0, tranches_file.READ)
        with closing(replicate(order.model, missing, order.workers, keep, order.simulate)) as parts:
            for place in places:
                chunk, _ = made.chunk(place, parts, 0)
                self._scalars += chunk.scalars
                series = InMemory(tuple(chunk.keys), chunk.series.values)
                found.append(self._read(store.results_of(order, series, chunk.scalars)))
        self.values = np.concatenate(found, axis=1)
        self._made += len(places)

    def _grow_beyond(self, n: int) -> None:
        known, kept = self._known, self._there()
        found, kept_at = [self.values, kept[:, known:n]], time.monotonic()
        there = max(known, min(kept.shape[1], n))
        sums = self._begun_sums() if there < n else None
        for results in store.in_portions(self._order, range(there, n)):
            found.append(self._read(results))
            if sums is not None:
                sums.add(there, results)
            there += results.n
            if time.monotonic() - kept_at > KEEP_EVERY:
                self._keep(np.concatenate(found, axis=1))
                self.keep_sums()
                kept_at = time.monotonic()
        self.values = np.concatenate(found, axis=1)
        if kept.shape[1] < n:
            self._keep(self.values)

    def _begun_sums(self) -> GrowingSums[Results] | None:
        """What a run adds up beyond its first replications, all of which are known by now."""
        if self._sums is None and self._summing is not None:
            first = store.results_of(self._order, StoredSeries(self._work, len(self._scalars)), self._scalars)
            of = RunSums.of(self._order, self._chunks.cache, store.EXACT, again=False)
            self._sums = GrowingSums(of, self._summing(first))
        return self._sums

    def keep_sums(self) -> None:
        """Keep what was added up."""
        if self._sums is not None:
            self._sums.keep()

    def _read(self, results: Results) -> Floats:
        return np.stack([value(results, figure) for figure in self._figures])

    def _there(self) -> Floats:
        """What is kept; nothing where it is damaged."""
        try:
            return points_file.read(self._beyond)[1]
        except DamagedError:
            return np.empty((len(self._figures), 0))

    def _keep(self, values: Floats) -> None:
        self._beyond.parent.mkdir(parents=True, exist_ok=True)
        points_file.write(self._beyond, self._figures, values)


@contextmanager
def growing(order: Order, root: Path, figures: Sequence[str], summing: Summing | None = None
            ) -> Generator[FigureValues]:  # fmt: skip
    """The values of figures of an order, none of them measured yet; what is made lies in a draft in `root`."""
    store.clean(root)
    work = store.draft_folder(root / f"{order.folder_name}-precision")
    try:
        values = FigureValues(order, root, work, figures, summing)
        yield values
        values.keep_sums()
    finally:
        shutil.rmtree(work, ignore_errors=True)
