"""What becomes of released tranches: they go on without the operator, and a rival may take them."""

from typing import NamedTuple

from sim.events import kinds, stages
from sim.metrics.folded import Folded

ROWS = (kinds.LEASE_CANCELLED, kinds.LEASE_VACATED, kinds.RELEASE_TAKEN, kinds.RELEASE_RECONTRACTED,
        kinds.LEASE_COMMITTED, kinds.TRANCHE_DEFERRED, kinds.SLIP_ANNOUNCED, kinds.TRANCHE_DECLARED,
        kinds.TRANCHE_SPLIT)  # fmt: skip

Released = list[tuple[int, int, int, int]]
"""Changes of kW: replication, instant, region, kW."""
Entity = tuple[int, int]
"""Replication and tranche."""


class Course(NamedTuple):
    """What to add for tranches that the log follows no further."""

    lapsed: Released
    """Lapsed as an LOI or SOQ, from the day a rival takes it on."""
    energised: Released
    """Cancelled before it was ready, from its announced date on, until the operator takes it back."""
    drawn_by_rivals: Released
    """Cancelled and taken, from the later of the two on."""


def released(folded: Folded) -> Course:
    """The further course of all released tranches."""
    course = Course([], [], [])
    cancelled = folded.rows(kinds.LEASE_CANCELLED)
    ready_at = _announced(folded, set(cancelled[["replication", "entity"]].tolist())) if len(cancelled) else {}
    left: dict[Entity, tuple[int, int]] = {}
    rows = folded.rows(kinds.LEASE_CANCELLED, kinds.LEASE_VACATED, kinds.RELEASE_TAKEN, kinds.RELEASE_RECONTRACTED)
    columns = ("replication", "instant", "event", "entity", "region", "kw", "item", "sequence")
    told = zip(*(rows[column].tolist() for column in columns), strict=True)
    for of, instant, event, tranche, region, kw, item, sequence in told:
        entity = (of, tranche)
        if event in (kinds.LEASE_CANCELLED, kinds.LEASE_VACATED):
            energised = instant if item == stages.READY else max(ready_at.get((*entity, sequence), instant), instant)
            left[entity] = (energised, item)
            if item != stages.READY:
                course.energised.append((of, energised, region, kw))
        elif event == kinds.RELEASE_RECONTRACTED:
            if entity in left:
                energised, _ = left.pop(entity)
                course.energised.append((of, max(instant, energised), region, -kw))
        elif entity in left:
            course.drawn_by_rivals.append((of, max(instant, left[entity][0]), region, kw))
        else:
            course.lapsed.append((of, instant, region, kw))
    return course


def _announced(folded: Folded, entities: set[Entity]) -> dict[tuple[int, int, int], int]:
    """Announced ready instant by cancelled tranche and the sequence of its cancellation."""
    rows = folded.rows(*ROWS)
    parents: dict[tuple[int, int, int], Entity] = {}
    announced: dict[Entity, int] = {}
    found: dict[tuple[int, int, int], int] = {}
    columns = ("replication", "event", "entity", "other", "basis", "value", "sequence")
    for of, event, tranche, site, basis, value, sequence in zip(*(rows[c].tolist() for c in columns), strict=True):
        entity = (of, tranche)
        if event in (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT):
            parents[of, site, value] = entity
            if event == kinds.TRANCHE_SPLIT and parents.get((of, site, basis)) in announced:
                announced[entity] = announced[parents[of, site, basis]]
        elif event in (kinds.LEASE_COMMITTED, kinds.SLIP_ANNOUNCED):
            announced[entity] = value
        elif event == kinds.TRANCHE_DEFERRED and entity in announced:
            announced[entity] += value
        elif event == kinds.LEASE_CANCELLED and entity in entities and entity in announced:
            found[*entity, sequence] = announced[entity]
    return found
