"""Every commenced lease carried from month to month: what is owed, paid, written off, and costs, in whole dollars.

Each contract is rounded where it is posted, as differences of its own rounded totals, so roll-forwards close to the
dollar. Interest is what a liability grew by beyond its payments; it equals rate times liability to the rounding.
"""

from collections.abc import Iterable

import numpy as np

from sim.events import codes
from sim.metrics.contracts import Contracts, contracts
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded
from sim.metrics.lease_kernel import SUMS, carry
from sim.metrics.revised import amounts_of, revisions

FINANCE, OPERATING, SERVICE = range(3)
"""How a contract is on the books."""


def books(folded: Folded) -> Integers:
    """The books of all commenced leases and services.

    Shape (what is added up, 3 classes, replications, regions and none, months + 1): totals by each month start, or what
    stands there.
    """
    held, said = folded.shared(contracts), folded.plan.said
    places = len(folded.layout.regions) + 1
    sums = np.zeros((3 * folded.count * places, SUMS, folded.plan.months + 1), dtype=np.int64)
    if len(held.entity):
        table = _table(held, folded.shared(revisions), folded.count, places)
        carry(table, (said.course_tables, said.opening_table, amounts_of(folded)), folded.plan.month_rows, sums)
    return sums.reshape(3, folded.count, places, SUMS, -1).transpose(3, 0, 1, 2, 4)


def _table(held: Contracts, revised: Iterable[int], replications: int, places: int) -> Integers:
    """The columns that the loop reads; `revised` are the places of leases whose options were used."""
    service = held.tenure == codes.SERVICE
    booked_as = np.where(service, SERVICE, np.where(held.finance == 1, FINANCE, OPERATING))
    cell = (booked_as * replications + held.replication) * places + held.region % places
    revision = np.full(len(cell), -1, dtype=np.int64)
    for number, place in enumerate(revised):
        revision[place] = number
    columns = (cell, held.terms, held.start, held.end, held.opening, service, held.finance, held.payments, held.value,
               held.extra, revision)
    return np.stack([np.asarray(column, dtype=np.int64) for column in columns], axis=1)
