"""Leases whose options were used, on the books: remeasured on the day of the decision, at the rate of their terms.

An extension adds its payments: the liability is theirs too from that day on, and the right of use moves with it and is
written off over the longer term. A break drops the payments after it: of the right of use the share of the remaining
time stays, and what the liability falls by beyond that is a gain (IFRS 16.45 and 46; ASC 842-10-25-11 to 13). An
operating lease spreads what is left of its cost evenly over what is left of its term.
"""

from typing import NamedTuple

import numpy as np

from sim.accounting.measure import liability_at
from sim.accounting.remeasure import Balance, reassessed, shortened
from sim.accounting.schedule import extended, paid_by
from sim.events import codes, kinds
from sim.metrics import lease_kernel as k
from sim.metrics.contracts import REVISED, Contracts, contracts
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.scenario.terms import LeaseTerms
from sim.world.build_market import added_payments


class Revision(NamedTuple):
    """An option used: on which day, the payments it adds, or the age in months at which the lease ends."""

    age: float
    added: list[float]
    ends: float


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


def revisions(folded: Folded) -> dict[int, list[Revision]]:
    """By place among the contracts, the options used of each lease that commenced in the run, in their order."""
    held = folded.shared(contracts)
    found: dict[int, list[Revision]] = {}
    order = {int(entity): place for place, entity in enumerate(held.entity) if held.opening[place] == 0}
    for row in folded.rows(*REVISED):
        place = order.get(int(row["entity"]))
        if place is None or not held.start[place] <= row["instant"]:
            continue
        terms = folded.plan.said.terms[held.terms[place]]
        before = found.setdefault(place, [])
        age = (int(row["instant"]) - int(held.start[place])) / SECONDS_PER_MONTH
        if row["event"] == kinds.LEASE_EXTENDED:
            stream = _added(terms, sum(bool(r.added) for r in before))
            before.append(Revision(age, [int(row["dollars"]) / sum(stream) * p for p in stream], 0.0))
        else:
            before.append(Revision(age, [], (int(row["value"]) - int(held.start[place])) / SECONDS_PER_MONTH))
    return found


def _added(terms: LeaseTerms, place: int) -> list[float]:
    """Payments of the extension at a place among those of the terms."""
    extensions = [option for option in terms.options if option.kind == "extension"]
    return added_payments(terms, extensions[place])


def revised_payments(folded: Folded, held: Contracts, place: int, changes: list[Revision]) -> Floats:
    """Monthly payments of a lease from its commencement to its last end, as its options have made it."""
    course = folded.plan.said.courses[held.terms[place]]
    scale = held.payments[place] / course.total
    first = Stretch(0.0, [scale * p for p in course.payments], float(course.months), 0.0, 0.0)
    stretches, _ = _through(first, changes, course.terms.discount_rate)
    return np.array(stretches[-1].payments)


def carried(folded: Folded, held: Contracts, place: int, changes: list[Revision]) -> Integers:
    """What a revised lease adds up to by each month start, with the kernel's rows: shape (SUMS, months + 1)."""
    starts, start, end = folded.plan.starts, int(held.start[place]), int(held.end[place])
    course = folded.plan.said.courses[held.terms[place]]
    scale = held.payments[place] / course.total
    value = float(held.value[place]) if held.finance[place] == 1 else scale * course.value
    first = Stretch(0.0, [scale * p for p in course.payments], float(course.months), value, 0.0)
    stretches, moves = _through(first, changes, course.terms.discount_rate)
    ages = (np.minimum(starts, end) - start) / SECONDS_PER_MONTH
    into = np.zeros((k.SUMS, len(starts)), dtype=np.int64)
    stood, runs = starts > start, starts <= end
    owed, kept, paid, cost = (np.where(stood, np.rint(amount), 0).astype(np.int64)
                              for amount in _amounts(stretches, ages, course.terms.discount_rate))  # fmt: skip
    moved = np.zeros((3, len(starts)), dtype=np.int64)
    for age, *amounts in moves:
        moved += np.where(ages >= age, np.rint(np.array(amounts))[:, None], 0).astype(np.int64)
    came = np.where(stood, round(value), 0).astype(np.int64)
    service = held.tenure[place] == codes.SERVICE
    into[k.COMMENCED] = into[k.RECOGNISED] = came
    into[k.LIABILITY], into[k.ENDED] = np.where(runs, owed, 0), np.where(runs, 0, owed)
    into[k.RIGHT_OF_USE], into[k.GIVEN_UP] = np.where(runs, kept, 0), np.where(runs, 0, kept)
    into[k.INTEREST] = owed - came + paid - moved[0]
    into[k.AMORTISATION] = came - kept + moved[1]
    into[k.PAYMENTS_MADE], into[k.COSTS] = paid, paid if service else cost
    into[[k.REMEASURED, k.REVALUED, k.GAINED]] = moved
    return into


def _through(first: Stretch, changes: list[Revision], rate: float) -> tuple[list[Stretch], list[Moved]]:
    """The stretches of a lease, and what each revision moved."""
    stretches = [first]
    moves: list[Moved] = []
    for change in changes:
        now = stretches[-1]
        at = np.array([change.age])
        balance = Balance(float(liability_at(now.payments, rate, at)[0]), float(_kept(now, at)[0]))
        if change.added:
            payments, months = extended(now.payments, change.added), now.months + len(change.added)
            liability = float(liability_at(payments, rate, at)[0])
            after = reassessed(balance, liability)
        else:
            payments, months = [p for month, p in enumerate(now.payments) if month < change.ends], change.ends
            liability = float(liability_at(payments, rate, at)[0])
            share = (change.ends - change.age) / (now.months - change.age)
            after = shortened(balance, share, liability, liability)
        stretches.append(Stretch(change.age, payments, months, after.right_of_use, float(_cost(now, at)[0])))
        moves.append(Moved(change.age, liability - balance.liability, after.right_of_use - balance.right_of_use,
                           after.gain))  # fmt: skip
    return stretches, moves


def _amounts(stretches: list[Stretch], ages: Floats, rate: float) -> tuple[Floats, Floats, Floats, Floats]:
    """What is owed, kept, paid and the cost by each age; a payment due at a month's first instant is still to come."""
    found = np.zeros((4, len(ages)))
    for stretch in stretches:
        here = ages >= stretch.age
        due = ages - 1 / SECONDS_PER_MONTH
        owed = liability_at(stretch.payments, rate, due) * (1 + rate) ** (1 / SECONDS_PER_MONTH / 12)
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
    cost: Floats = stretch.cost + (sum(stretch.payments) - stretch.cost) * done
    return cost
