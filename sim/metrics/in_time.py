"""MW in time: what levels come to over each month, to the second, for whatever is billed by use."""

import math

import numpy as np

from sim.events import codes
from sim.events.months import PRICE_BITS
from sim.events.row import COLUMNS
from sim.metrics.declared import Integers, InTime
from sim.metrics.kernel import CHANGE_WIDTH, MOST_SPLITS, NOBODY_IN_PARTICULAR, OF_EVENT
from sim.world.layout import Layout


class Weighing:
    """Levels in time as they are laid out for a scenario: what the compiled loop reads, shared by all replications."""

    def __init__(self, levels: tuple[InTime, ...], layout: Layout) -> None:
        self._places: dict[str, tuple[int, tuple[int, ...]]] = {}
        """By level, its first cell and the places of each split, the last for rows that name nobody."""
        named = {"region": layout.regions, "client": codes.CLIENTS, "workload": layout.classes}
        lines: list[tuple[int, ...]] = []
        dropped: list[int] = []
        self._cells = 0
        for level in levels:
            splits = tuple((COLUMNS.index(column), len(named[column]) + 1) for column in level.by)
            self._places[level.name] = self._cells, tuple(places for _, places in splits)
            lines += _lines(level, (self._cells, *sum(splits, ()), *(0, 1) * (MOST_SPLITS - len(splits))))
            self._cells += math.prod(places for _, places in splits)
            dropped += [_dropped(level)] * (self._cells - len(dropped))
        starts: Integers = np.asarray(layout.month_starts, dtype=np.int64)
        self._seconds: Integers = (starts[1:] - starts[:-1]) >> np.array(dropped, dtype=np.int64)[:, None]
        """By cell of each month, less the bits that are dropped."""
        self.changes = np.array(sorted(lines), dtype=np.int64).reshape(len(lines), CHANGE_WIDTH)
        """The table that the loop reads, in order of event."""
        events = self.changes[:, OF_EVENT] if lines else np.zeros(0, dtype=np.int64)
        self.first: Integers = np.searchsorted(events, np.arange(events.max(initial=-1) + 2))
        """Where each event begins in it."""

    def blank(self, replications: int) -> tuple[Integers, Integers]:
        """Nothing yet of some replications, by cell: what later months begin with, and what is within each month."""
        months = self._seconds.shape[1]
        later, within = ((replications, self._cells, count) for count in (months + 1, months))
        return np.zeros(later, dtype=np.int64), np.zeros(within, dtype=np.int64)

    def totals(self, later: Integers, within: Integers) -> dict[str, Integers]:
        """kW-seconds by level, worked out in place: an axis for replications, one for each split, one for months. Of
        levels by price kW times dollars times seconds, less the bits that are dropped of these.
        """
        total = within
        np.cumsum(later, axis=-1, out=later)
        later[..., :-1] *= self._seconds
        total += later[..., :-1]
        return {name: total[:, first : first + math.prod(places)].reshape(len(total), *places, -1)
                for name, (first, places) in self._places.items()}  # fmt: skip


def _lines(level: InTime, laid_out: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Lines of the table of changes for a level: each with how its cells lie."""
    lines: list[tuple[int, ...]] = []
    for posting in level.postings:
        holder = NOBODY_IN_PARTICULAR if posting.operator is None else int(posting.operator)
        items = posting.item or (NOBODY_IN_PARTICULAR,)
        lines += [(posting.event, posting.sign, _dropped(level), holder, item, *laid_out) for item in items]
    return lines


def _dropped(level: InTime) -> int:
    return PRICE_BITS if level.by_price else 0
