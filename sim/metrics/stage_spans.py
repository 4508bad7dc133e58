"""The stages of each tranche of the operator through one replication: from when to when, read off its log."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.events import kinds, stages
from sim.events.moves import ENTERED_BY, ON_PURPOSE

OPERATOR = 0
ENTERS = {event: stage for stage, events in ENTERED_BY.items() for event in events} | {
    kinds.BUILD_CANCELLED: stages.ENDED, kinds.TRANCHE_ENDED: stages.ENDED}  # fmt: skip
"""The stage that an event brings a tranche into."""
BIRTHS = (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT)
LET_GO = (kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED, kinds.BUILD_CANCELLED, kinds.LEASE_VACATED)
PUT_OFF = (kinds.TRANCHE_DEFERRED,)
COLUMNS = ("event", "entity", "other", "region", "kw", "item", "reason", "basis", "value", "instant")


class Span(NamedTuple):
    """A stage, and the instants at which it began and ended, or the horizon did: seconds since the start."""

    stage: int
    since: int
    until: int


@dataclass
class Staged:
    """A tranche on its way."""

    site: int
    ordinal: int
    """Its place in the site."""
    region: int
    kw: int
    spans: list[Span] = field(default_factory=list)
    let_go: list[int] = field(default_factory=list)
    """Instants at which it was let lapse, cancelled or vacated by decision."""
    put_off: list[int] = field(default_factory=list)

    def enter(self, stage: int, instant: int, horizon: int) -> None:
        """It leaves the stage that it is in."""
        if self.spans:
            self.spans[-1] = self.spans[-1]._replace(until=instant)
        self.spans.append(Span(stage, instant, horizon))


def staged(log: np.ndarray, horizon: int) -> list[Staged]:
    """The operator's tranches in the order in which they begin; `horizon` is the instant at which it ends.

    A tranche that is cut from another went with it through the stages until then.
    """
    found: dict[int, Staged] = {}
    at: dict[tuple[int, int], Staged] = {}
    kept = log[(log["holder"] == OPERATOR) & np.isin(log["event"], (*BIRTHS, *ENTERS, *PUT_OFF))]
    rows = zip(*(kept[name].tolist() for name in COLUMNS), strict=True)
    for event, entity, site, region, kw, item, reason, basis, value, instant in rows:
        if event in BIRTHS:
            tranche = found[entity] = at[site, value] = Staged(site, value, region, kw)
            if event == kinds.TRANCHE_SPLIT:
                whole = at[site, basis]
                whole.kw -= kw
                tranche.spans = list(whole.spans)
            else:
                tranche.enter(item, instant, horizon)
            continue
        tranche = found[entity]
        if event in ENTERS:
            tranche.enter(ENTERS[event], instant, horizon)
        if reason in ON_PURPOSE:
            tranche.let_go += [instant] * (event in LET_GO)
            tranche.put_off += [instant] * (event in PUT_OFF)
    return list(found.values())
