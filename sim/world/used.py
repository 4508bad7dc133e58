"""Which rows of its tables a replication has used: the next one in the same memory brings back no others.

Tables have room for ten sigma more than what is expected, and a replication fills them from places that it keeps count
of. What else it writes to lies beside those rows, or in tables that are brought back as a whole.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from sim.events import codes
from sim.world.calendar import KINDS

OWN_ITEMS = 4
"""Capex items of the programme's own, behind those of sites: refresh by grade, other capex, redeployed money."""

Spans = list[tuple[int, int]]
"""First rows and numbers of rows."""


def used_rows(tables: Mapping[str, np.ndarray]) -> dict[str, Spans]:
    """The spans of rows that a replication has used, of each table that has spare ones."""
    run = tables["run"][0]
    used = {"tranches": [(0, int(run["tranche_count"]))],
            "sites": [(0, int(run["declared_sites"])), *_made(tables["portfolios"], "first_site")],
            "requests": [(0, int(run["opening_requests"])), *_made(tables["workloads"], "first_request"),
                         (int(run["first_part"]), int(run["parts"]))]}  # fmt: skip
    items, ring = _items(used["sites"], len(tables["items"])), int(run["ring"])
    return used | {"dues": used["tranches"], "items": items, "paid": _times(items, ring),
                   "listed": [(0, int(run["listed_items"]))], "wakes": list(_wakes(used, tables))}  # fmt: skip


def _made(rows: np.ndarray, first: str) -> Spans:
    """Of rows that have slots of another table from `first` on, those that they have made."""
    return list(zip(rows[first].tolist(), rows["made"].tolist(), strict=True))


def _items(sites: Spans, count: int) -> Spans:
    """Those of sites, and the programme's own, which come last."""
    return [*_times(sites, codes.SITE_ASSETS), (count - OWN_ITEMS, OWN_ITEMS)]


def _times(spans: Spans, rows: int) -> Spans:
    """The same spans of a table that has so many rows for each."""
    return [(first * rows, count * rows) for first, count in spans]


def _wakes(used: Mapping[str, Spans], tables: Mapping[str, np.ndarray]) -> Iterator[tuple[int, int]]:
    """Wake-ups of the rows that are used, kind by kind; of other tables all there are."""
    for kind, begin in zip(KINDS, tables["kinds"]["first"].tolist(), strict=True):
        for first, count in used.get(kind.wakes, [(0, len(tables[kind.wakes]))]):
            yield begin + first, count
