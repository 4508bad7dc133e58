"""Leases whose options were used, on the books: remeasured on the day of the decision.

An extension adds its payments: the liability is theirs too from that day on, and the right of use moves with it and is
written off over the longer term. A review of the rent moves both sides alike, by the payments from that day on. A
break drops the payments after it: of the right of use the share of the remaining time stays, and what the liability
falls by beyond that is a gain (IFRS 16.45 and 46; ASC 842-10-25-11 to 13). An operating lease spreads what is left of
its cost evenly over what is left of its term.
"""

from math import fsum
from typing import NamedTuple

import numpy as np

from sim.accounting.measure import liability_at, straight_line
from sim.accounting.remeasure import Balance, reassessed, shortened
from sim.accounting.running import months_before, share_run
from sim.accounting.schedule import MONTHS_PER_YEAR, extended, paid_by, settled_by
from sim.events import codes, kinds
from sim.metrics import lease_kernel as k
from sim.metrics.contracts import BORN, REVISED, Contracts, contracts
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.scenario.terms import LeaseTerms
from sim.world.build_market import new_payments, revised_rate

INSTANT = 1e-9
"""Months: of a lease that ends when that is decided, in place of no time at all."""


class Revision(NamedTuple):
    """An option used: after how many seconds, the payments it adds or the age at which the lease ends, at what rate."""

    seconds: int
    added: list[float]
    ends: float
    rate: float
    since: int = -1
    """Of a review, the age in months from which on its payments stand in the place of those before."""

    @property
    def age(self) -> float:
        """In months."""
        return self.seconds / SECONDS_PER_MONTH


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
    period: int
    """Months paid together."""
    in_arrears: bool
    extra: float
    """Cost beyond its payments."""


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
    seconds, rate = int(row["instant"]) - start, revised_rate(terms, option)
    if row["event"] == kinds.BREAK_EXERCISED:
        return Revision(seconds, [], (int(row["value"]) - start) / SECONDS_PER_MONTH, rate)
    stream = new_payments(terms, option)
    scale = share * int(row["dollars"]) / fsum(stream)
    made = [scale * p for p in stream]
    since = (option.after_years or 0) * MONTHS_PER_YEAR if option.kind == "rent_review" else -1
    return Revision(seconds, made, 0.0, rate, since)


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
    extra = float(held.extra[place])
    terms = course.terms
    return Stretch(0.0, payments, float(course.months), value + extra, 0.0, terms.discount_rate,
                   terms.months_paid_together, terms.in_arrears, extra)  # fmt: skip


def amounts_of(folded: Folded) -> Floats:
    """Of each of the `revisions` in turn, what it comes to by each month start: shape (leases, AMOUNTS, months + 1)."""
    held, revised = folded.shared(contracts), folded.shared(revisions)
    found = np.zeros((len(revised), k.AMOUNTS, folded.plan.months + 1))
    for into, (place, changes) in zip(found, revised.items(), strict=True):
        into[:] = _carried(folded, held, place, changes)
    return found


def _carried(folded: Folded, held: Contracts, place: int, changes: list[Revision]) -> Floats:
    """What one of them comes to, as the kernel adds it up."""
    start, end = int(held.start[place]), int(held.end[place])
    first = _as_signed(folded, held, place)
    stretches, moves = _through(first, changes)
    last, seconds = stretches[-1], np.minimum(folded.plan.starts, end) - start
    ages = seconds / SECONDS_PER_MONTH
    owed, kept, cost, paid = _amounts(stretches, seconds)
    run = share_run(ages, max(last.months, INSTANT))
    earned = _earned(last, ages)
    settled = earned if last.in_arrears else paid
    moved = np.zeros((3, len(ages)))
    for age, *by in moves:
        moved += np.where(ages >= age, np.rint(np.array(by))[:, None], 0.0)
    came, recognised = (np.full(len(ages), amount) for amount in (first.right_of_use - first.extra, first.right_of_use))
    if held.tenure[place] == codes.SERVICE:
        cost = earned
    return np.stack([came, owed, recognised, kept, cost, paid, settled, run, *moved])


def _through(first: Stretch, changes: list[Revision]) -> tuple[list[Stretch], list[Moved]]:
    """The stretches of a lease, and what each revision moved."""
    stretches = [first]
    moves: list[Moved] = []
    for change in changes:
        now = stretches[-1]
        at = np.array([change.age])
        balance = Balance(_owed_at(change, now.payments, now.rate), float(_kept(now, at)[0]))
        if change.added:
            payments, months = _replaced(now, change) if change.since >= 0 else _prolonged(now, change)
            liability = _owed_at(change, payments, change.rate)
            after = reassessed(balance, liability)
        else:
            payments, months = _cut_short(now, change.ends), change.ends
            kept, liability = (float(liability_at(payments, rate, at)[0]) for rate in (now.rate, change.rate))
            share = (change.ends - change.age) / (now.months - change.age)
            after = shortened(balance, share, kept, liability)
        cost = float(_cost(now, at)[0])
        stretches.append(now._replace(age=change.age, payments=payments, months=months, cost=cost, rate=change.rate,
                                      right_of_use=after.right_of_use))  # fmt: skip
        moves.append(Moved(change.age, liability - balance.liability, after.right_of_use - balance.right_of_use,
                           after.gain))  # fmt: skip
    return stretches, moves


def _prolonged(now: Stretch, change: Revision) -> tuple[list[float], float]:
    """Payments of a lease that goes on, and its months."""
    months = now.months + len(change.added) - now.in_arrears
    return extended(now.payments, change.added, in_arrears=now.in_arrears), months


def _replaced(now: Stretch, change: Revision) -> tuple[list[float], float]:
    """Payments of a lease with a new rent since an age; it ends when it would have ended."""
    before = now.payments[: change.since + now.in_arrears]
    payments = extended(before, change.added, in_arrears=now.in_arrears)
    return payments[: len(now.payments)], now.months


def _cut_short(now: Stretch, ends: float) -> list[float]:
    """Payments of a lease that ends at an age: in arrears the one that is due then too."""
    return [p for month, p in enumerate(now.payments) if month < ends or (now.in_arrears and month == ends)]


def _owed_at(change: Revision, payments: list[float], rate: float) -> float:
    """What is owed when an option is used: at a review, before the payment that is the first of its new rent."""
    if change.since >= 0:
        return float(_owed_before_payment(payments, rate, np.array([change.seconds]))[0])
    return float(liability_at(payments, rate, np.array([change.age]))[0])


def _owed_before_payment(payments: list[float], rate: float, seconds: Integers) -> Floats:
    """What is owed just before a payment that is due by then: a second's interest on what was owed before."""
    second = 1 / SECONDS_PER_MONTH
    owed: Floats = liability_at(payments, rate, months_before(seconds)) * (1 + rate) ** (second / MONTHS_PER_YEAR)
    return owed


def _amounts(stretches: list[Stretch], seconds: Integers) -> Floats:
    """What is owed, kept, the cost and paid by each age; a payment due at a month's first instant is still to come."""
    ages, due = seconds / SECONDS_PER_MONTH, months_before(seconds)
    found = np.zeros((4, len(ages)))
    for stretch in stretches:
        owed = _owed_before_payment(stretch.payments, stretch.rate, seconds)
        every = (owed, _kept(stretch, ages), _cost(stretch, ages), paid_by(stretch.payments, due))
        found = np.where(ages >= stretch.age, np.stack(every), found)
    return found


def _earned(last: Stretch, ages: Floats) -> Floats:
    """Price of the time up to an age: each payment is for the period that follows it, in arrears for the one before."""
    ahead = [] if last.in_arrears else [0.0] * last.period
    return settled_by([*ahead, *last.payments], last.period, ages)


def _kept(stretch: Stretch, ages: Floats) -> Floats:
    """What is left of the right of use by an age, of what there was when the stretch began."""
    return straight_line(stretch.right_of_use, max(stretch.months - stretch.age, INSTANT), ages - stretch.age)


def _cost(stretch: Stretch, ages: Floats) -> Floats:
    """Cost by an age: what was before the stretch, and an even share of the rest."""
    done = share_run(ages - stretch.age, max(stretch.months - stretch.age, INSTANT))
    cost: Floats = stretch.cost + (fsum(stretch.payments) + stretch.extra - stretch.cost) * done
    return cost
