"""Leases whose options were used, on the books: remeasured on the day of the decision.

An extension adds its payments: the liability is theirs too from that day on, and the right of use moves with it and is
written off over the longer term. A break drops the payments after it: of the right of use the share of the remaining
time stays, and what the liability falls by beyond that is a gain (IFRS 16.45 and 46; ASC 842-10-25-11 to 13). An
operating lease spreads what is left of its cost evenly over what is left of its term.
"""

from math import fsum
from typing import NamedTuple

import numpy as np

from sim.accounting.measure import liability_at
from sim.accounting.remeasure import Balance, reassessed, shortened
from sim.accounting.schedule import extended, paid_by
from sim.events import codes, kinds
from sim.metrics import lease_kernel as k
from sim.metrics.contracts import BORN, REVISED, Contracts, contracts
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.scenario.terms import LeaseTerms
from sim.world.build_market import added_payments, revised_rate


class Revision(NamedTuple):
    """An option used: at what age in months, the payments it adds, or the age at which the lease ends; at what rate."""

    age: float
    added: list[float]
    ends: float
    rate: float


class Moved(NamedTuple):
    """What a revision moved, and the gain that it left."""

    age: float
    liability: float
    right_of_use: float
    gain: float


class Stretch(NamedTuple):
    """A lease between two revisions: from an age on, with these payments, this much right of use and cost so far."""

    age: float
    payments: list[float]
    months: float
    right_of_use: float
    cost: float
    rate: float


Tranche = tuple[int, int]
"""Replication and entity."""


class Cut(NamedTuple):
    """Where a tranche comes from: the kW it has now, the one it was cut from, and the row that tells it."""

    kw: int
    whole: Tranche | None
    sequence: int


def revisions(folded: Folded) -> dict[int, list[Revision]]:
    """By place among the contracts, the options used of each lease that commenced in the run, in their order.

    A part cut off a lease goes by what was decided for the whole before, for its share of the kW.
    """
    rows = folded.rows(*REVISED)
    if not len(rows):
        return {}
    held, cuts = folded.shared(contracts), _cuts(folded)
    found: dict[int, list[Revision]] = {}
    for place in np.flatnonzero(held.opening == 0).tolist():
        terms, start = folded.plan.said.terms[held.terms[place]], int(held.start[place])
        tranche = int(held.replication[place]), int(held.entity[place])
        used = [_revision(terms, row, start, cuts[tranche].kw / int(row["kw"]))
                for row in _told_of(rows, tranche, cuts)
                if start <= row["instant"] < held.end[place]]  # fmt: skip
        if used:
            found[place] = used
    return found


def _cuts(folded: Folded) -> dict[Tranche, Cut]:
    """Every tranche with what is left of it, and what it was cut from."""
    found: dict[Tranche, Cut] = {}
    at: dict[tuple[int, int, int], Tranche] = {}
    for row in folded.rows(*BORN):
        of, site, kw, whole = int(row["replication"]), int(row["other"]), int(row["kw"]), None
        if row["event"] == kinds.TRANCHE_SPLIT:
            whole = at.get((of, site, int(row["basis"])))
        if whole is not None:
            found[whole] = found[whole]._replace(kw=found[whole].kw - kw)
        tranche = of, int(row["entity"])
        found[tranche] = Cut(kw, whole, int(row["sequence"]))
        at[of, site, int(row["value"])] = tranche
    return found


def _told_of(rows: np.ndarray, tranche: Tranche, cuts: dict[Tranche, Cut]) -> np.ndarray:
    """Rows of a tranche, after those of what it was cut from, told before."""
    own: np.ndarray = rows[(rows["replication"] == tranche[0]) & (rows["entity"] == tranche[1])]
    cut = cuts[tranche]
    if cut.whole is None:
        return own
    before = _told_of(rows, cut.whole, cuts)
    return np.concatenate([before[before["sequence"] < cut.sequence], own])


def _revision(terms: LeaseTerms, row: np.void, start: int, share: float) -> Revision:
    """What a row tells of a lease that has a share of the row's kW."""
    option = terms.options[int(row["basis"])]
    age, rate = (int(row["instant"]) - start) / SECONDS_PER_MONTH, revised_rate(terms, option)
    if row["event"] == kinds.BREAK_EXERCISED:
        return Revision(age, [], (int(row["value"]) - start) / SECONDS_PER_MONTH, rate)
    stream = added_payments(terms, option)
    return Revision(age, [share * int(row["dollars"]) / fsum(stream) * p for p in stream], 0.0, rate)


def revised_payments(folded: Folded, held: Contracts, place: int, changes: list[Revision]) -> Floats:
    """Monthly payments of a lease from its commencement to its last end, as its options have made it."""
    stretches, _ = _through(_as_signed(folded, held, place), changes)
    return np.array(stretches[-1].payments)


def _as_signed(folded: Folded, held: Contracts, place: int) -> Stretch:
    """A lease from its commencement on, as if no option were ever used."""
    course = folded.plan.said.courses[held.terms[place]]
    scale = held.payments[place] / course.total
    value = float(held.value[place]) if held.finance[place] == 1 else scale * course.value
    payments = [scale * p for p in course.payments]
    return Stretch(0.0, payments, float(course.months), value, 0.0, course.terms.discount_rate)


def carried(folded: Folded, held: Contracts, place: int, changes: list[Revision]) -> Integers:
    """What a revised lease adds up to by each month start, with the kernel's rows: shape (SUMS, months + 1)."""
    starts, start, end = folded.plan.starts, int(held.start[place]), int(held.end[place])
    first = _as_signed(folded, held, place)
    stretches, moves = _through(first, changes)
    ages = (np.minimum(starts, end) - start) / SECONDS_PER_MONTH
    into = np.zeros((k.SUMS, len(starts)), dtype=np.int64)
    stood, runs = starts > start, starts <= end
    owed, kept, paid, cost = (np.where(stood, np.rint(amount), 0).astype(np.int64)
                              for amount in _amounts(stretches, ages))  # fmt: skip
    moved = np.zeros((3, len(starts)), dtype=np.int64)
    for age, *amounts in moves:
        moved += np.where(ages >= age, np.rint(np.array(amounts))[:, None], 0).astype(np.int64)
    came = np.where(stood, round(first.right_of_use), 0).astype(np.int64)
    service = held.tenure[place] == codes.SERVICE
    into[k.COMMENCED] = into[k.RECOGNISED] = came
    into[k.LIABILITY], into[k.ENDED] = np.where(runs, owed, 0), np.where(runs, 0, owed)
    into[k.RIGHT_OF_USE], into[k.GIVEN_UP] = np.where(runs, kept, 0), np.where(runs, 0, kept)
    into[k.INTEREST] = owed - came + paid - moved[0]
    into[k.AMORTISATION] = came - kept + moved[1]
    into[k.PAYMENTS_MADE], into[k.COSTS] = paid, paid if service else cost
    into[[k.REMEASURED, k.REVALUED, k.GAINED]] = moved
    return into


def _through(first: Stretch, changes: list[Revision]) -> tuple[list[Stretch], list[Moved]]:
    """The stretches of a lease, and what each revision moved."""
    stretches = [first]
    moves: list[Moved] = []
    for change in changes:
        now = stretches[-1]
        at = np.array([change.age])
        balance = Balance(float(liability_at(now.payments, now.rate, at)[0]), float(_kept(now, at)[0]))
        if change.added:
            payments, months = extended(now.payments, change.added), now.months + len(change.added)
            liability = float(liability_at(payments, change.rate, at)[0])
            after = reassessed(balance, liability)
        else:
            payments, months = [p for month, p in enumerate(now.payments) if month < change.ends], change.ends
            kept, liability = (float(liability_at(payments, rate, at)[0]) for rate in (now.rate, change.rate))
            share = (change.ends - change.age) / (now.months - change.age)
            after = shortened(balance, share, kept, liability)
        cost = float(_cost(now, at)[0])
        stretches.append(Stretch(change.age, payments, months, after.right_of_use, cost, change.rate))
        moves.append(Moved(change.age, liability - balance.liability, after.right_of_use - balance.right_of_use,
                           after.gain))  # fmt: skip
    return stretches, moves


def _amounts(stretches: list[Stretch], ages: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """What is owed, kept, paid and the cost by each age; a payment due at a month's first instant is still to come."""
    found = np.zeros((4, len(ages)))
    for stretch in stretches:
        here = ages >= stretch.age
        due = ages - 1 / SECONDS_PER_MONTH
        owed = liability_at(stretch.payments, stretch.rate, due) * (1 + stretch.rate) ** (1 / SECONDS_PER_MONTH / 12)
        every = (owed, _kept(stretch, ages), paid_by(stretch.payments, due), _cost(stretch, ages))
        found = np.where(here, np.stack(every), found)
    return found[0], found[1], found[2], found[3]


def _kept(stretch: Stretch, ages: Floats) -> Floats:
    left = np.clip((stretch.months - ages) / (stretch.months - stretch.age), 0.0, 1.0)
    kept: Floats = stretch.right_of_use * left
    return kept


def _cost(stretch: Stretch, ages: Floats) -> Floats:
    """Cost by an age: what was before the stretch, and an even share of the rest."""
    done = np.clip((ages - stretch.age) / (stretch.months - stretch.age), 0.0, 1.0)
    cost: Floats = stretch.cost + (fsum(stretch.payments) - stretch.cost) * done
    return cost
