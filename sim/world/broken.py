"""What ends a replication before its horizon."""

from sim.world.calendar import KINDS
from sim.world.invariants import MEANINGS


class InvariantBrokenError(Exception):
    """Something that is always true was not: a defect of the model, told with event, entity and instant."""


class TableFullError(Exception):
    """A table was too small; the replication is repeated with larger ones."""


def refuse_broken(run) -> None:
    """Raise what the run's row says went wrong, if anything."""
    if run.overflow:
        raise TableFullError
    if run.broken:
        raise InvariantBrokenError(
            f"replication {run.replication}, second {run.now}: {MEANINGS[run.broken]} "
            f"(entity {run.broken_at}; handling kind {run.kind} of {KINDS}, entity {run.entity})")
