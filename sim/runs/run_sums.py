"""What a run adds up of the replications beyond those whose measures are kept: kept now and then, and gone on from."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import checked_file, digests
from sim.runs.allocator import give_back
from sim.runs.checked_file import DamagedError
from sim.runs.identity import chunk_hash
from sim.runs.results import Results
from sim.runs.shared import Shared

if TYPE_CHECKING:
    from sim.runs.store import Order

N = b"replications"
"""In the metadata of kept sums: how many replications they are of, beyond the first."""
KEEP_EVERY = 30.0
"""Seconds after which what is done of something long is kept."""
SUFFIX = ".sums"


class Part(Protocol):
    """What some replications add up to, which travels (`sim.statistics.sums.Sums`)."""

    def add(self, more: Results, /) -> None:
        """More replications."""

    def merge(self, other: Any, /) -> None:
        """Those that another part is of."""


class Counted(Protocol):
    """Something of so many replications."""

    @property
    def n(self) -> int:
        """How many."""


More_contra = TypeVar("More_contra", bound=Counted, contravariant=True)
"""What is read off replications, to be added."""


class Resumable(Protocol):
    """What replications add up to, to be kept and gone on from."""

    def kept(self) -> pa.Table:
        """What all of them add up to."""

    def go_on(self, kept: pa.Table, /) -> None:
        """From what `kept` gave."""


class Growing(Resumable, Protocol[More_contra]):
    """The same, to which more are added here (`sim.statistics.pair_sums.PairSums`)."""

    def add(self, more: More_contra, /) -> None:
        """The next replications."""


class Sums(Growing[Results], Protocol):
    """Adds replications up (`sim.statistics.summary.Summary`)."""

    def begin(self) -> None:
        """With the first, of which no value is asked for afterwards."""

    def part(self) -> Part:
        """A part of no replications yet."""

    def merge(self, part: Any, /) -> None:
        """The next replications, added up elsewhere."""


Addition = tuple[int, Callable[[Sums], None]]
"""So many replications, and what adds them."""


class RunSums:
    """The sums of one run in the cache, by the hash of all that the replications beyond the first depend on."""

    def __init__(self, folder: Path, key: str, beyond: range, again: bool, shared: Shared | None = None) -> None:
        """With `again` nothing that is there counts; nor does what is of more replications than `beyond`, beside which
        these are kept while they grow.
        """
        self.key, self.beyond, self._shared = key, beyond, shared
        self._path = path_of(folder, key)
        self._aside = self._path.with_name(f"{key}-{len(beyond)}{SUFFIX}")
        if shared is not None and stored(self._path) < len(beyond) and not again:
            shared.bring(self._path.parent, [self._path.name], self._usable)
        self.table = None if again or not beyond else self._there()
        self._done = 0 if self.table is None else n_of(self.table)

    @classmethod
    def of(cls, order: "Order", folder: Path, first: int, again: bool) -> "RunSums":
        """Those of an order beyond its first replications; where a test gives the logs, none that are there count."""
        key = chunk_hash(order.resolved, order.model.layout.scenario, first)
        beyond = range(min(first, order.replications), order.replications)
        return cls(folder, key, beyond, again or order.simulate is not None, order.shared)

    def _there(self) -> pa.Table | None:
        for path in sorted((self._path, self._aside), key=self._usable, reverse=True):
            try:
                table = checked_file.read(path)
            except DamagedError:
                path.unlink(missing_ok=True)  # or it would stand for the replications that it claims to be of
                continue
            if n_of(table) <= len(self.beyond):
                return table
        return None

    def _usable(self, path: Path) -> int:
        """Of how many of these replications the sums in a file are."""
        n = stored(path)
        return n if n <= len(self.beyond) else 0

    @property
    def missing(self) -> range:
        """The replications that are to be measured."""
        return self.beyond[self._done :]

    def begin(self, sums: Sums) -> None:
        """Begin with the first replications, or go on from what there is, which is let go here."""
        if self.table is None:
            sums.begin()
        else:
            sums.go_on(self.table)
            self.table = None
        give_back()

    def add_up(self, sums: Sums, additions: Iterable[Addition]) -> str:
        """Add what is missing to what was begun; the hash of what all comes to."""
        done, kept = self._done, time.monotonic()
        for n, add in additions:
            add(sums)
            del add  # and with it the replications, before the next ones are measured
            give_back()
            done += n
            if time.monotonic() - kept > KEEP_EVERY:
                self.keep(sums, done)
                kept = time.monotonic()
        table = self.keep(sums, done) if done > self._done else table_of(sums, done)
        self._aside.unlink(missing_ok=True)
        return digests.of_table(table)

    def keep(self, sums: Resumable, done: int) -> pa.Table:
        """Keep sums of so many replications, beside those of more where such are there; what is kept."""
        table = table_of(sums, done)
        path = self._path if stored(self._path) <= done else self._aside
        path.parent.mkdir(parents=True, exist_ok=True)
        checked_file.write(path, table)
        if self._shared is not None and path == self._path:
            self._shared.put([path])
        return table


class GrowingSums(Generic[More_contra]):
    """Sums that grow while replications are measured elsewhere: those of a run, so that it finds them, or of a pair."""

    def __init__(self, of: RunSums, sums: Growing[More_contra]) -> None:
        """`sums` are begun with the first replications."""
        self._of, self._sums = of, sums
        self._next = self._kept = of.missing.start
        if of.table is not None:
            sums.go_on(of.table)

    @property
    def next(self) -> int:
        """The first replication that has not been added."""
        return self._next

    def add(self, first: int, more: More_contra) -> None:
        """Replications from one on; nothing where they do not follow those that there are."""
        if first == self._next:
            self._sums.add(more)
            self._next += more.n

    def keep(self) -> None:
        """Keep what there is."""
        if self._next > self._kept:
            self._of.keep(self._sums, self._next - self._of.beyond.start)
            self._kept = self._next


def table_of(sums: Resumable, n: int) -> pa.Table:
    """Sums of n replications beyond the first, as they are kept."""
    table = sums.kept()
    return table.replace_schema_metadata((table.schema.metadata or {}) | {N: str(n).encode()})


def here(portions: Iterable[Results]) -> Iterator[Addition]:
    """Replications measured on this machine, none of which is held here."""
    return map(_addition, portions)


def by_cluster(order: "Order", sums: Sums, missing: range) -> Iterator[Addition]:
    """Replications that a cluster adds up."""
    cluster, done = order.workers.cluster, missing.start
    if cluster is None or not missing:
        return
    for spread in cluster.sums(order, sums.part(), missing):
        yield spread.n, partial(_merge, spread.sums)
        done += spread.n
        if order.workers.on_done is not None:
            order.workers.on_done(done)


def _addition(results: Results) -> Addition:
    return results.n, lambda sums: sums.add(results)


def _merge(part: Part, sums: Sums) -> None:
    sums.merge(part)


def path_of(folder: Path, key: str) -> Path:
    """Where sums are kept."""
    return folder / key[:2] / f"{key}{SUFFIX}"


def n_of(table: pa.Table) -> int:
    """How many replications sums are of."""
    return int(table.schema.metadata[N])


def stored(path: Path) -> int:
    """How many replications the sums in a file are of; none where there is no such file."""
    try:
        return int((pq.read_schema(path).metadata or {})[N])
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return 0
