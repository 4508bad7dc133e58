"""The regret ledger: every tranche that one run let go, and what became of it in the paired run that kept it.

Replication k of the one stands beside replication k of the other: the same draws. A kept tranche is used as far as the
idle capacity of its pool (region and grade) does not cover it, the latest that went live being the first to be idle.
Coming back is priced at the day it would have been used: the payments of its lease, times the rent of that day over the
rent at which the other run signed it, times one and the re-entry premium of its terms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.events import kinds, stages
from sim.events.moves import ON_PURPOSE
from sim.events.parts import usd_of_part
from sim.metrics.leases import CANCELLED, LAPSED
from sim.quantities.durations import SECONDS_PER_DAY
from sim.runs.manifest import SCENARIO
from sim.runs.results import Results
from sim.runs.tranches_file import TrancheRows
from sim.scenario.load import load
from sim.scenario.scenario import Scenario

LET_GO = (*LAPSED, *CANCELLED)
OF_RELEASES = (*LET_GO, kinds.RELEASE_TAKEN, kinds.RELEASE_RECONTRACTED, kinds.TRANCHE_SPLIT, kinds.RENT_STEPPED)
OF_KEPT = (kinds.TRANCHE_LIVE, kinds.LEASE_COMMITTED, kinds.TRANCHE_SPLIT, kinds.RENT_STEPPED)
MILLIONTHS = 1e-6
NEVER = -1
Row = dict[str, Any]


@dataclass
class Released:
    """A tranche that was let go; instants in seconds from the start, NEVER where something did not happen."""

    replication: int
    tranche: str
    region: str
    grade: str
    stage: str
    kw: int
    released: int
    back: int = NEVER
    """When the operator took it back itself."""
    taken: int = NEVER
    taken_by: str = ""
    live: int = NEVER
    """When it went live in the run that kept it."""
    used: int = NEVER
    """Start of the first month of that run in which any of it was used."""
    used_at_end: int = 0
    """kW of it that are used when the horizon is reached."""
    payments: int = 0
    """Of its lease in the run that kept it, undiscounted; 0 where it had none."""
    rent: float = 1.0
    """Rent of the day at which that was signed, over the terms'."""
    premium: float = 0.0
    """Of its terms, for coming back."""
    rents: list[tuple[int, float]] = field(default_factory=list, repr=False)
    """Rent of the day in its region, over the terms', from each instant on, in the run that let it go."""

    def dearer_at(self, instant: int) -> float:
        """Dollars that its lease would pay beyond the one given up, if it were signed anew at an instant."""
        return self.payments * (_rent_at(self.rents, instant) / self.rent * (1.0 + self.premium) - 1.0)

    @property
    def return_usd(self) -> float:
        """What a return on the day it would have been used costs beyond the payments given up."""
        return self.dearer_at(self.used) if self.used != NEVER else 0.0

    @property
    def was_gone(self) -> bool:
        """Whether it was not to be had when it would have been used: a rival had it, or it never was a lease."""
        return self.used != NEVER and (self.stage in EARLY or NEVER < self.taken <= self.used)


EARLY = tuple(stages.NAMES[stage] for stage in (stages.LOI, stages.SOQ))
"""Stages from which nothing can be taken back: what lapsed there was never a lease."""


@dataclass
class Ledger:
    """Every tranche let go, and the replications looked at: those whose tranches are stored in both runs."""

    run: str
    kept_by: str
    replications: list[int]
    entries: list[Released] = field(default_factory=list)


def regret(run: Results, kept: Results) -> Ledger:
    """What `run` let go, beside `kept`; both are stored. An empty ledger where nothing was let go."""
    assert run.folder is not None
    assert kept.folder is not None
    premiums = Premiums(load(run.folder / SCENARIO).scenario)
    logs, others = TrancheRows(run.folder, run.n), TrancheRows(kept.folder, kept.n)
    ledger = Ledger(run.name, kept.name, sorted({*logs.replications} & {*others.replications}))
    for replication in ledger.replications:
        rows = logs.rows(replication, OF_RELEASES)
        entries = list(_let_go(replication, rows))
        if not entries:
            continue
        rents = _rents(rows)
        for entry in entries:
            entry.rents, entry.premium = rents.get(entry.region, []), premiums.of(entry.tranche)
        _as_kept(entries, others.rows(replication, OF_KEPT))
        _used(entries, kept)
        ledger.entries += entries
    return ledger


class Premiums:
    """What coming back costs over the rent of the day, by the site of a tranche."""

    def __init__(self, scenario: Scenario) -> None:
        terms = {terms.id: terms.reentry_premium for terms in scenario.lease_terms}
        self._of = {site.id: terms.get(site.terms or "", 0.0) for site in scenario.sites}
        self._of |= {portfolio.id: terms.get(portfolio.terms or "", 0.0) for portfolio in scenario.portfolios}

    def of(self, tranche: str) -> float:
        """Of `site/0`, or of `portfolio-0012/0`."""
        site = tranche.partition("/")[0]
        return self._of.get(site, self._of.get(site.rpartition("-")[0], 0.0))


def _let_go(replication: int, rows: Sequence[Row]) -> Iterator[Released]:
    """What was let go on purpose; one that is let go again after a return counts each time."""
    held: dict[str, Released] = {}
    for row in rows:
        name, event = row["entity_name"], row["event"]
        if event in LET_GO and row["reason"] in ON_PURPOSE:
            if name in held:
                yield held[name]
            held[name] = Released(replication, name, row["region_name"], row["grade_name"], stages.NAMES[row["item"]],
                                  row["kw"], row["instant"])  # fmt: skip
        elif event == kinds.RELEASE_TAKEN and name in held:
            held[name].taken, held[name].taken_by = row["instant"], row["other_name"]
        elif event == kinds.RELEASE_RECONTRACTED and name in held:
            held[name].back = row["instant"]
        elif event == kinds.TRANCHE_SPLIT:
            whole = held.get(_whole(row))
            if whole is not None:
                whole.kw -= row["kw"]
                held[name] = Released(**(vars(whole) | {"tranche": name, "kw": row["kw"]}))
    yield from held.values()


def _whole(row: Row) -> str:
    """The tranche that a part was cut from."""
    return f"{row['other_name']}/{row['basis']}"


def _as_kept(entries: Sequence[Released], rows: Sequence[Row]) -> None:
    """Fills in what the other run tells of the same tranches; of one cut there in parts, its first."""
    live = {row["entity_name"]: row["instant"] for row in rows if row["event"] == kinds.TRANCHE_LIVE}
    leased = {row["entity_name"]: row for row in rows if row["event"] == kinds.LEASE_COMMITTED}
    rents = _rents(rows)
    for entry in entries:
        name = entry.tranche if entry.tranche in live or entry.tranche in leased else f"{entry.tranche.split('/')[0]}/0"
        entry.live = live.get(name, NEVER)
        lease = leased.get(name)
        if lease is not None:
            entry.payments = usd_of_part(lease["dollars"], entry.kw, lease["kw"])
            entry.rent = _rent_at(rents.get(entry.region, []), lease["instant"])


def _rents(rows: Sequence[Row]) -> dict[str, list[tuple[int, float]]]:
    """By region, the rent of the day over the terms' from each instant on."""
    found: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        if row["event"] != kinds.RENT_STEPPED:
            continue
        region = row["region_name"] or row["entity_name"]
        found.setdefault(region, []).append((row["instant"], row["value"] * MILLIONTHS))
    return found


def _rent_at(rents: Sequence[tuple[int, float]], instant: int) -> float:
    """The rent of the day at an instant; 1 where the region has no path."""
    return next((rent for since, rent in reversed(rents) if since <= instant), 1.0)


def _month_start(run: Results, month: int) -> int:
    return (run.months[month] - run.start).days * SECONDS_PER_DAY


def _used(entries: Sequence[Released], kept: Results) -> None:
    """Fills in from when, and how much at the end, each is used in the run that kept it."""
    starts = np.array([_month_start(kept, m) for m in range(len(kept.months))] + [_seconds_to_end(kept)])
    for pool in {(entry.region, entry.grade) for entry in entries}:
        alike = [e for e in entries if (e.region, e.grade) == pool and e.live != NEVER]
        alike.sort(key=lambda entry: -entry.live)
        if not alike:
            continue
        idle = kept.series("idle_mw", region=pool[0], grade=pool[1])[alike[0].replication] * 1_000
        for entry in alike:
            there = starts[1:] > entry.live
            used = np.where(there, np.maximum(entry.kw - np.maximum(idle, 0), 0), 0)
            idle = idle - np.where(there, entry.kw, 0)
            if used.any():
                entry.used = int(starts[int(np.flatnonzero(used)[0])])
                entry.used_at_end = round(float(used[-1]))


def _seconds_to_end(run: Results) -> int:
    return (run.horizon_end - run.start).days * SECONDS_PER_DAY
