"""Every commenced lease carried from month to month: what is owed, paid, written off, and costs, in whole dollars.

Each contract is rounded where it is posted, as differences of its own rounded totals, so roll-forwards close to the
dollar. Interest is what a liability grew by beyond its payments; it equals rate times liability to the rounding.
"""

import numpy as np

from sim.events import codes
from sim.metrics.contracts import Contracts, contracts
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded
from sim.metrics.lease_kernel import SUMS, carry
from sim.metrics.revised import carried, revisions

FINANCE, OPERATING, SERVICE = range(3)
"""How a contract is on the books."""


def books(folded: Folded) -> Integers:
    """The books of all commenced leases and services.

    Shape (what is added up, 3 classes, replications, regions and none, months + 1): totals by each month start, or what
    stands there.
    """
    held = folded.shared(contracts)
    revised = folded.shared(revisions)
    plain = np.array([place not in revised for place in range(len(held.entity))], dtype=bool)
    said = folded.plan.said
    places = len(folded.layout.regions) + 1
    sums = np.zeros((3 * folded.count * places, SUMS, folded.plan.months + 1), dtype=np.int64)
    if len(held.entity):
        table = _table(held, folded.count, places)
        carry(table[plain], said.course_tables, said.opening_table, folded.plan.starts, sums)
        for place, changes in revised.items():
            sums[table[place, 0]] += carried(folded, held, place, changes)
    return sums.reshape(3, folded.count, places, SUMS, -1).transpose(3, 0, 1, 2, 4)


def _table(held: Contracts, replications: int, places: int) -> Integers:
    """The columns that the loop reads."""
    service = held.tenure == codes.SERVICE
    booked_as = np.where(service, SERVICE, np.where(held.finance == 1, FINANCE, OPERATING))
    cell = (booked_as * replications + held.replication) * places + held.region % places
    columns = (cell, held.terms, held.start, held.end, held.opening, service, held.finance, held.payments, held.value,
               held.extra)
    return np.stack([np.asarray(column, dtype=np.int64) for column in columns], axis=1)
