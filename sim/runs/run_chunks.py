"""The chunks of a run: those that the cache has, and those that are made of what is measured now."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.runs import chunks, series_file, tranches_file
from sim.runs.allocator import give_back
from sim.runs.chunks import Chunk
from sim.runs.folders import CACHE
from sim.runs.identity import chunk_hash, sources_hash
from sim.runs.names import Names
from sim.runs.replicate import replicate
from sim.runs.source import Keep, Part

if TYPE_CHECKING:
    from sim.runs.cluster import Cluster
    from sim.runs.store import Order


class RunChunks:
    """The chunks of a run: those there are, and those that are made of what is measured."""

    def __init__(self, order: "Order", work: Path, most: int, again: bool) -> None:
        """`most` replications have their series kept. With `again`, or where a test gives the logs, no chunk that is
        there counts.
        """
        self._order, self._work, self._told = order, work, {chunks.SOURCES: sources_hash()}
        self._names = Names(order.model.layout)
        for folder in (series_file.SERIES, tranches_file.FOLDER):
            (work / folder).mkdir(parents=True)
        self.cache = work.parent.parent / CACHE
        self._cache = chunks.Cache(self.cache)
        n = min(order.replications, most)
        self.spans = [range(first, min(first + series_file.CHUNK, n)) for first in range(0, n, series_file.CHUNK)]
        """The replications of each chunk."""
        self._keys = [chunk_hash(order.resolved, order.model.layout.scenario, span.start) for span in self.spans]
        anew = again or order.simulate is not None
        if order.shared is not None and not anew:
            for key in self._keys:
                order.shared.bring(self._cache.folder / key[:2], [key])
        self.missing = [span[0 if anew else self._there(key, len(span)) :]
                        for key, span in zip(self._keys, self.spans, strict=True)]  # fmt: skip
        """Those of each that are to be measured, its last."""

    @property
    def keys(self) -> list[str]:
        """The names of the chunks."""
        return [f"{key}-{len(span):02d}" for key, span in zip(self._keys, self.spans, strict=True)]

    def _there(self, key: str, n: int) -> int:
        found = self._cache.most_of(key, n)
        return 0 if found is None else min(found.n, n)

    def _keep(self, key: str, chunk: Chunk) -> None:
        self._cache.keep(key, chunk, self._told)
        if self._order.shared is not None:
            self._order.shared.put(reversed(self._cache.paths(key, chunk.n)))

    def fill(self, cluster: "Cluster", below: int | None = None) -> None:
        """Have what is missing measured by a cluster, and keep it: all, or chunks that begin below a replication."""
        order = self._order
        wanted = [place for place, span in enumerate(self.missing) if span and (below is None or span.start < below)]
        found = cluster.chunks(order, [self.missing[place] for place in wanted])
        for place, (missing, made) in zip(wanted, found, strict=True):
            key, span = self._keys[place], self.spans[place]
            there = missing.start - span.start
            before = self._cache.most_of(key, there) if there else None
            if there > (before.n if before else 0):  # gone since: all that is missing now is measured here
                self.missing[place] = span[before.n if before else 0 :]
                continue
            growing = chunks.Growing(span.start, before and before.cut(there), order.keys, self._names)
            growing.take(made)
            self._keep(key, growing.whole())
            self.missing[place] = span[len(span) :]
            if order.workers.on_done is not None:
                order.workers.on_done(span.stop)

    def chunk(self, place: int, parts: Iterator[Part], logs: int) -> tuple[Chunk, dict[int, np.ndarray]]:
        """A chunk out of what there was and the next parts, and the logs of these below a number.

        It is kept, and lies in the run. Where what there was is gone since, dropped or damaged, it is measured too.
        """
        order = self._order
        key, span, missing = self._keys[place], self.spans[place], self.missing[place]
        expected = len(span) - len(missing)
        found = self._cache.most_of(key, expected) if expected else None
        before = found and found.cut(min(found.n, expected))
        gone = range(span.start + (before.n if before else 0), missing.start)
        again = list(replicate(order.model, [gone], order.workers, Keep(logs, tranches_file.READ), order.simulate))
        told = {}
        growing = chunks.Growing(span.start, before, order.keys, self._names)
        for replication, part in zip((*gone, *missing), chain(again, parts), strict=False):
            growing.add(part)
            if part.log is not None:
                told[replication] = part.log
        chunk = growing.whole()
        fresh = len(gone) + len(missing) > 0
        if fresh:
            self._keep(key, chunk)
        name = series_file.part_name(span.start)
        series, tranches = self._work / series_file.SERIES / name, self._work / tranches_file.FOLDER / name
        if not (fresh or found is before) or not self._cache.linked(key, chunk.n, series, tranches):
            self._cache.write(key, chunk, self._told, series, tranches)
        give_back()
        return chunk, told
