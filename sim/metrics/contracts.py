"""Leases and services that have commenced, one by one, out of the log: from when, to when, for how much.

What was live or ready on the first day has commenced before: its ages are taken to be spread evenly over the term,
its rents to be those of its terms; a lease of it that runs out goes on month by month at its last rent.
"""

from typing import NamedTuple

import numpy as np

from sim.accounting.rounding import rounded
from sim.events import codes, kinds, stages
from sim.events.parts import usd_of_part
from sim.metrics.declared import Integers
from sim.metrics.folded import Folded

COMMENCED = (kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED)
LEFT = (kinds.TRANCHE_ENDED, kinds.LEASE_CANCELLED)
BORN = (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT)
REVISED = (kinds.LEASE_EXTENDED, kinds.BREAK_EXERCISED, kinds.RENT_REVIEWED)
ROWS = (*BORN, *COMMENCED, *LEFT, *REVISED)
OPEN = np.iinfo(np.int64).max
"""In place of the instant at which a contract ends that does not."""


class Contracts(NamedTuple):
    """One column each, an entry for every lease or service of a tranche."""

    replication: Integers
    entity: Integers
    sequence: Integers
    """Of the row that tells of it."""
    start: Integers
    region: Integers
    terms: Integers
    tenure: Integers
    finance: Integers
    opening: Integers
    """1 where it had commenced before the first day."""
    payments: Integers
    """Undiscounted, from commencement on; of an opening one, its monthly rent in year 1."""
    value: Integers
    """Present value at commencement of a finance lease; 0 of others and of opening ones."""
    direct_costs: Integers
    """Initial ones, paid at commencement; 0 of opening ones."""
    incentive: Integers
    """Paid by the landlord then."""
    end: Integers

    @property
    def extra(self) -> Integers:
        """What stands in the right of use alone: initial direct costs less the incentive."""
        return self.direct_costs - self.incentive


def contracts(folded: Folded) -> Contracts:
    """All that commenced, in no order."""
    said = folded.plan.said
    rows = folded.rows(kinds.TRANCHE_DECLARED, *COMMENCED)
    opening = rows["event"] == kinds.TRANCHE_DECLARED
    stands = ~opening | ((rows["item"] >= stages.READY) & (rows["holder"] == 0))
    counts = stands & (said.terms_of_site[rows["other"]] >= 0)
    rows_of, opening = rows[counts], opening[counts]
    terms, region = said.terms_of_site[rows_of["other"]], rows_of["region"]
    tenure = said.tenure_of_site[rows_of["other"]]
    stated = np.where(opening, said.is_finance[terms, region] & (tenure == codes.LEASED),
                      rows_of["event"] == kinds.FINANCE_LEASE_COMMENCED)  # fmt: skip
    made = Contracts(
        replication=rows_of["replication"], entity=rows_of["entity"], sequence=rows_of["sequence"],
        start=np.where(opening, 0, rows_of["instant"]),
        region=region, terms=terms, tenure=tenure, finance=stated.astype(np.int64), opening=opening.astype(np.int64),
        payments=np.where(opening, rounded(said.rents[terms, region] * rows_of["kw"]), rows_of["value"]),
        value=np.where(opening, 0, rows_of["dollars"]),
        direct_costs=np.where(opening, 0, rounded(said.direct_costs[terms] * rows_of["kw"])),
        incentive=np.where(opening, 0, rounded(said.incentives[terms] * rows_of["kw"])),
        end=np.full(len(rows_of), OPEN),
    )  # fmt: skip
    if (folded.rows(kinds.TRANCHE_SPLIT)["item"] >= stages.READY).any():
        made = _divided(made, folded.rows(*BORN))
    ends = folded.rows(*LEFT)
    return _ended(made, ends[ends["item"] >= stages.READY])


def _ended(made: Contracts, ends: np.ndarray) -> Contracts:
    """The same with the instants at which the ends of tranches end them."""
    if not len(made.entity):
        return made
    most = max(int(of.max(initial=0)) for of in (made.entity, ends["entity"])) + 1
    tranche, left = made.replication * most + made.entity, ends["replication"] * most + ends["entity"]
    order = np.lexsort((made.sequence, tranche))
    keys = _key(tranche[order], made.sequence[order])
    place = np.searchsorted(keys, _key(left, ends["sequence"])) - 1
    found = order[np.maximum(place, 0)]
    mine = (place >= 0) & (tranche[found] == left)
    made.end[found[mine]] = ends["instant"][mine]
    return made


def _key(tranche: Integers, sequence: Integers) -> Integers:
    return (tranche << 32) | sequence


def _divided(made: Contracts, born: np.ndarray) -> Contracts:
    """The same when commenced tranches were cut in two: its money goes by kW, parts summing."""
    running = {tranche: i for i, tranche in enumerate(zip(made.replication, made.entity, strict=True))}
    columns = {name: list(getattr(made, name)) for name in Contracts._fields}
    tranches: dict[tuple[int, int, int], list[int]] = {}
    for row in born:
        of, site, entity, kw = int(row["replication"]), int(row["other"]), int(row["entity"]), int(row["kw"])
        whole = tranches.get((of, site, int(row["basis"])))
        if whole is not None and row["event"] == kinds.TRANCHE_SPLIT:
            i = running.get((of, whole[0]))
            if i is not None and row["item"] >= stages.READY:
                running[of, entity] = len(columns["entity"])
                for name in Contracts._fields:
                    columns[name].append(columns[name][i])
                columns["entity"][-1], columns["sequence"][-1] = entity, int(row["sequence"])
                for name in ("payments", "value", "direct_costs", "incentive"):
                    cut = usd_of_part(int(columns[name][i]), kw, whole[1])
                    columns[name][-1] = cut
                    columns[name][i] -= cut
            whole[1] -= kw
        tranches[of, site, int(row["value"])] = [entity, kw]
    return Contracts(**{name: np.array(values, dtype=np.int64) for name, values in columns.items()})
