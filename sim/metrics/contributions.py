"""What a figure of one replication is made of: the series that it is computed from, and the rows that moved each.

The loop that measures a log posts every row here too, one at a time, so that a row moves a series by what it was
counted for and in no other way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.metrics.declared import Derived, Ratio, Scalar
from sim.metrics.fold import plain_table
from sim.metrics.kernel import BEFORE, REQUEST_MADE, REQUEST_PARTED, UNKNOWN, post
from sim.metrics.needed import watched
from sim.metrics.plan import Plan, table_of
from sim.metrics.registry import declared, in_time
from sim.scenario.figure import DIMENSIONS


class Contribution(NamedTuple):
    """A row that moved a series."""

    position: int
    """Of the row in the log."""
    month: int
    """In which it counts, from the scenario's start; -1 for what stood then."""
    amount: int
    """By how much, in kW or dollars."""


@dataclass(frozen=True)
class Parts:
    """What a computed figure looks at."""

    series: tuple[str, ...]
    """Other figures, in the order in which they are asked for."""
    events: tuple[int, ...]
    """Kinds of event whose rows it reads one by one, or weighs by time."""


def parts_of(name: str, log: np.ndarray, plan: Plan) -> Parts | None:
    """What a figure is computed from, seen as it is computed on a log; None for one that rows move directly."""
    metric = next(each for each in declared() if each.name == name)
    if isinstance(metric, Ratio):
        return Parts((metric.numerator, metric.denominator), ())
    if not isinstance(metric, Derived | Scalar):
        return None
    found = watched(plan, log)
    metric.compute(found)
    weighed = {level.name: level for level in in_time()}
    events = [posting.event for each in found.weighed for posting in weighed[each].postings]
    return Parts(tuple(dict.fromkeys(found.asked)), tuple(dict.fromkeys([*metric.rows, *events])))


def contributions(name: str, log: np.ndarray, plan: Plan, chosen: Mapping[str, str]) -> list[Contribution]:
    """The rows that moved a series, in their order, cells with the chosen names only: a sum for each row and month.

    `chosen` has a name for each dimension that counts; dimensions by which the series is not split are passed over.
    """
    block = plan.blocks[name]._replace(offset=0)
    postings, first = table_of({name: block})
    wanted = _cells(name, plan, chosen)
    sums = np.zeros((block.cells, plan.months + 1), dtype=np.int64)
    parts = log["entity"][log["event"] == REQUEST_PARTED]
    asked = np.full(max(plan.requests, int(parts.max()) + 1 if len(parts) else 0), UNKNOWN, dtype=np.int64)
    asked[: plan.opening_requests] = BEFORE
    memory, into = (plan.month_rows, asked, np.zeros_like(asked)), (sums, np.zeros(block.cells, dtype=np.bool_))
    counting = [*np.flatnonzero(np.diff(first)).tolist(), REQUEST_MADE, REQUEST_PARTED]
    table, found = plain_table(log), []
    for position in np.flatnonzero(np.isin(log["event"], counting)).tolist():
        post(table[position : position + 1], postings, first, memory, into)
        moved = sums[wanted].sum(axis=0)
        found += [Contribution(position, int(at) - 1, int(moved[at])) for at in np.flatnonzero(moved)]
        sums[:] = 0
    return found


def _cells(name: str, plan: Plan, chosen: Mapping[str, str]) -> list[int]:
    """The cells of a series that bear the chosen names."""
    block = plan.blocks[name]
    keys = plan.keys[block.offset : block.offset + block.cells]
    split = [dimension for dimension in DIMENSIONS if dimension in block.metric.by and dimension in chosen]
    return [place for place, key in enumerate(keys) if all(getattr(key, each) == chosen[each] for each in split)]
