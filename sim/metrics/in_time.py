"""MW in time: what a level comes to over each month, to the second, for whatever is billed by use."""

import math

import numpy as np

from sim.events.row import COLUMNS
from sim.metrics.declared import Integers, Posting
from sim.metrics.folded import Folded
from sim.metrics.time_kernel import NOBODY_IN_PARTICULAR, weigh


def kw_seconds(folded: Folded, postings: tuple[Posting, ...], *splits: tuple[str, int]) -> Integers:
    """kW times seconds within each month of the level that some postings of kW make up.

    `splits` are columns of a row and how many places each has, the last for rows that name nobody: the shape is those
    numbers of places, then months. Of a posting's conditions `operator` and `item` count.
    """
    starts = folded.plan.starts
    places = [count for _, count in splits]
    later = np.zeros((math.prod(places), folded.plan.months + 1), dtype=np.int64)
    within = np.zeros((math.prod(places), folded.plan.months), dtype=np.int64)
    by = np.array([(COLUMNS.index(column), count) for column, count in splits], dtype=np.int64)
    weigh(folded.kept, _changes(postings), by, starts, (later, within))
    total: Integers = within + np.cumsum(later, axis=1)[:, :-1] * np.diff(starts)
    return total.reshape(*places, folded.plan.months)


def _changes(postings: tuple[Posting, ...]) -> Integers:
    """The lines that the loop reads."""
    lines = []
    for posting in postings:
        holder = NOBODY_IN_PARTICULAR if posting.operator is None else int(posting.operator)
        lines += [
            (posting.event, posting.sign, holder, item) for item in posting.item or (NOBODY_IN_PARTICULAR,)
        ]
    return np.array(lines, dtype=np.int64)
