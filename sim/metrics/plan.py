"""The declared metrics laid out for one scenario: cells, their names, and the table that the loop reads."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from sim.events import codes
from sim.events.kinds import names as event_names
from sim.events.row import COLUMNS
from sim.metrics import kernel
from sim.metrics.declared import Derived, Integers, InTime, Posting, Scalar, Series
from sim.metrics.in_time import Weighing
from sim.metrics.measures import SeriesKey, start_years
from sim.metrics.registry import declared, in_time
from sim.metrics.said import Said
from sim.scenario.figure import DIMENSIONS
from sim.world.layout import Layout

T = TypeVar("T")
NOBODY = "none"
EVERY = -1
"""A mask with every bit set."""
NEAR, MOST_TOGETHER = 6 << 20, 16
"""Bytes of sums that stay near the processor, and replications beyond which nothing is gained."""
Names = tuple[tuple[str, tuple[str, ...]], ...]
"""What there are names for, and the names."""


class Block(NamedTuple):
    """Where a series lies among the cells, and the shape it has there."""

    metric: Series | Derived
    offset: int
    shape: tuple[int, ...]
    """Lengths along DIMENSIONS: 1 where it is not split, else one more than there are names, for nobody."""

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return math.prod(self.shape)


class Needs(NamedTuple):
    """What some metrics are computed from, themselves among it."""

    metrics: frozenset[str]
    levels: frozenset[str]
    """Levels in time."""


class LaidOut(NamedTuple):
    """Series as they lie among the cells, and what of each row counts towards them."""

    blocks: dict[str, Block]
    postings: Integers
    first: Integers
    keys: tuple[SeriesKey, ...]
    numbers: Integers


@dataclass(frozen=True)
class Plan:
    """What a fold needs to know of a scenario, made once and shared by all its replications."""

    layout: Layout
    blocks: dict[str, Block]
    scalars: tuple[Scalar, ...]
    postings: Integers
    first: Integers
    keys: tuple[SeriesKey, ...]
    levels: tuple[InTime, ...]
    numbers: Integers
    """Places of its cells among those of all metrics."""

    @classmethod
    def of(cls, layout: Layout, needs: "Needs | None" = None) -> "Plan":
        """The plan of a scenario's layout, for all metrics or for what some of them need."""
        laid = _laid_out(tuple(_names(layout).items()), needs)
        scalars = [metric for metric in declared() if isinstance(metric, Scalar)]
        levels = in_time()
        if needs is not None:
            scalars = [scalar for scalar in scalars if scalar.name in needs.metrics]
            levels = tuple(level for level in levels if level.name in needs.levels)
        return cls(layout, laid.blocks, tuple(scalars), laid.postings, laid.first, laid.keys, levels, laid.numbers)

    @cached_property
    def starts(self) -> Integers:
        """Instants at which the months and the horizon start."""
        return np.ascontiguousarray(self.layout.month_starts, dtype=np.int64)

    @cached_property
    def month_rows(self) -> kernel.Months:
        """The same as rows, which compiled loops look at."""
        return self.starts.view([("start", np.int64)])

    @cached_property
    def weighing(self) -> Weighing:
        """The levels in time."""
        return Weighing(self.levels, self.layout)

    @cached_property
    def stood(self) -> Integers:
        """Cells of the levels that rows are posted to."""
        blocks = [block for block in self.blocks.values()
                  if block.metric.kind == "level" and not isinstance(block.metric, Derived)]
        return np.array([block.offset + cell for block in blocks for cell in range(block.cells)], dtype=np.int64)

    @cached_property
    def computed(self) -> npt.NDArray[np.bool_]:
        """Which cells are computed from others, so that no row is posted to them."""
        found = np.zeros(len(self.keys), dtype=np.bool_)
        for block in self.blocks.values():
            if isinstance(block.metric, Derived):
                found[block.offset : block.offset + block.cells] = True
        return found

    @cached_property
    def looked_at(self) -> npt.NDArray[np.bool_]:
        """By kind of event, whether some computation looks at its rows one by one."""
        looking: list[Derived | Scalar] = [*self.scalars]
        looking += [block.metric for block in self.blocks.values() if isinstance(block.metric, Derived)]
        events = {event for metric in looking for event in metric.rows}
        return np.isin(np.arange(len(self.first)), sorted(events))

    @cached_property
    def said(self) -> Said:
        """What the scenario says of sites, leases and prices, by the numbers that rows carry."""
        return Said(self.layout)

    @cached_property
    def _known(self) -> dict[Callable[["Plan"], Any], Any]:
        return {}

    def known(self, compute: Callable[["Plan"], T]) -> T:
        """What is the same for all replications, computed once."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        found: T = self._known[compute]
        return found

    @property
    def together(self) -> int:
        """How many replications are best finished at once: enough to share the cost, few enough that their sums stay
        near the processor.
        """
        return min(max(NEAR // (max(len(self.keys), 1) * (self.months + 1) * 8), 1), MOST_TOGETHER)

    @property
    def months(self) -> int:
        """Number of months, those of the warm-up among them."""
        return self.layout.months

    @property
    def warm_up(self) -> int:
        """How many of them, the first, no figure counts."""
        return self.layout.scenario.horizon.warm_up_months

    @property
    def counted_from(self) -> int:
        """Instant at which the warm-up ends."""
        return int(self.starts[self.warm_up])

    def counted(self, sums: Integers) -> Integers:
        """Sums without the months of the warm-up: what a level then stands at is the opening state.

        They are the same memory, and for all that was counted before the opening state of a flow is zero in it.
        """
        if self.warm_up == 0:
            return sums
        left = sums[..., self.warm_up :]
        for block in self.blocks.values():
            if block.metric.kind == "flow":
                left[..., block.offset : block.offset + block.cells, 0] = 0
        return left

    @property
    def requests(self) -> int:
        """Number of request rows that the world has room for."""
        return max((r.first + r.count for r in self.layout.requests), default=0)

    @property
    def opening_requests(self) -> int:
        """How many of them, the first, were asked for before the start."""
        return len(self.layout.scenario.demand.opening())


def _names(layout: Layout) -> dict[str, tuple[str, ...]]:
    return {"region": layout.regions, "grade": codes.GRADES, "holder": layout.holders,
            "client": codes.CLIENTS, "asset": codes.ASSETS, "start": start_years(layout)}  # fmt: skip


@lru_cache(maxsize=4)
def _laid_out(names_of: Names, needs: Needs | None) -> LaidOut:
    """The series for some names: those of the design points of a sweep are the same."""
    names = dict(names_of)
    blocks: dict[str, Block] = {}
    numbers: list[int] = []
    offset = cells = 0
    for metric in declared():
        if isinstance(metric, Series | Derived):
            block = Block(metric, offset, tuple(len(names[d]) + 1 if d in metric.by else 1 for d in DIMENSIONS))
            if needs is None or metric.name in needs.metrics:
                blocks[metric.name] = block
                numbers += range(cells, cells + block.cells)
                offset += block.cells
            cells += block.cells
    keys = tuple(key for block in blocks.values() for key in _keys(block, names))
    return LaidOut(blocks, *table_of(blocks), keys, np.array(numbers, dtype=np.int64))


def _keys(block: Block, names: dict[str, tuple[str, ...]]) -> list[SeriesKey]:
    labels = [(*names[d], NOBODY) if d in block.metric.by else (None,) for d in DIMENSIONS]
    return [
        SeriesKey(block.metric.name, *(label[i] for label, i in zip(labels, index, strict=True)))
        for index in np.ndindex(block.shape)
    ]


def table_of(blocks: dict[str, Block]) -> tuple[Integers, Integers]:
    """The posting table in order of event, and where each event begins in it."""
    rows: list[tuple[int, list[int]]] = []
    bits = (1 << n for n in count())
    for block in blocks.values():
        if isinstance(block.metric, Series):
            once = next(bits) if block.metric.once else 0
            rows += [(posting.event, _line(posting, block, once)) for posting in block.metric.postings]
    rows.sort(key=lambda pair: pair[0])
    events = np.array([event for event, _ in rows], dtype=np.int64)
    first = np.searchsorted(events, np.arange(max(event_names()) + 2)).astype(np.int64)
    return np.array([line for _, line in rows], dtype=np.int64).reshape(len(rows), kernel.WIDTH), first


def _line(posting: Posting, block: Block, once: int) -> list[int]:
    holder = EVERY
    if posting.operator is not None:
        holder = 0b10 if posting.operator else ~0b11
    masks = [holder, *(_mask(c) for c in (posting.client, posting.basis, posting.item, posting.reason))]
    lengths = list(block.shape[: len(kernel.SPLITS)])
    strides = [int(np.prod(lengths[axis + 1 :])) if lengths[axis] > 1 else 0 for axis in range(len(lengths))]
    offset = block.offset
    asset = DIMENSIONS.index("asset")
    if posting.asset is not None and lengths[asset] > 1:
        offset += strides[asset] * posting.asset
        strides[asset] = 0
    is_level = int(block.metric.kind == "level")
    head = [COLUMNS.index(posting.amount), posting.sign, int(posting.when), is_level, once, offset]
    return [*head, *masks, *strides, *lengths]


def _mask(allowed: tuple[int, ...] | None) -> int:
    return EVERY if allowed is None else sum(1 << (code + 1) for code in set(allowed))
