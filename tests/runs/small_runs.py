"""Runs of the small world without an engine: each replication's log is drawn by its number."""

import contextlib
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.events import codes, kinds, stages
from sim.runs.replicate import Workers
from sim.runs.store import Order
from sim.world.layout import Layout
from tests.metrics.small_world import MONTHS, instant, layout, log, row


@dataclass(frozen=True)
class SmallModel:
    """What runs need of a built scenario."""

    layout: Layout


def simulate(replication):
    """Tranches of two regions and grades that go live, money, a release and the partner's requests."""
    draws = np.random.default_rng(replication)
    rows = []
    for entity in range(30):
        place = {"entity": entity, "other": 1 + entity, "region": entity % 2, "grade": entity // 2 % 2}
        kw = int(draws.integers(1_000, 90_000))
        rows.append(row(kinds.TRANCHE_DECLARED, 0, kw=kw, item=stages.READY, value=0, **place))
        live = int(draws.integers(1, instant(MONTHS)))
        rows.append(row(kinds.TRANCHE_LIVE, live, kw=kw, item=stages.READY, **place))
    for month in range(MONTHS):
        money = {"entity": 9, "other": 2, "region": month % 2, "item": month % 4, "basis": codes.ACCRUAL}
        usd = int(draws.integers(0, 10**9))
        rows.append(row(kinds.CAPEX_ACCRUED, instant(month + 1), dollars=usd, value=month, **money))
        asks = {"entity": month, "grade": codes.AI, "client": codes.PARTNER, "workload": 0, "holder": -1}
        rows.append(row(kinds.REQUEST_MADE, instant(month), kw=int(draws.integers(1, 9_000)), **asks))
    lapses = {"entity": 40, "other": 5, "region": 0, "grade": 0, "item": stages.LOI, "reason": codes.REVIEW}
    rows.append(row(kinds.LEASE_LAPSED, instant(4, 9), kw=int(draws.integers(1, 2_000_000)), **lapses))
    return log(sorted(rows, key=lambda r: r["instant"]), replication)


def order(replications=20, **changes):
    """An order of the small world; `scenario` changes its blocks, `simulate` its replications."""
    blocks = changes.pop("scenario", {})
    text = changes.pop("resolved", f"name: small {sorted(blocks)}\n")
    usual = {"simulate": simulate, "workers": Workers(jobs=2)}
    return Order(SmallModel(layout(**blocks)), text, replications, **(usual | changes))


def files_of(folder: Path) -> set[str]:
    """Names in a folder."""
    return {path.name for path in folder.iterdir()}


def forked(work: Callable[[], object]) -> int:
    """The process of a copy of this one that does some work, then ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the copy starts its own
        child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work()
            os._exit(0)
        os._exit(1)
    return child
