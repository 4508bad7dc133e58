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
        raise _broken(run, f"{MEANINGS[run.broken]} (entity {run.broken_at})")


def outside_a_table(run) -> InvariantBrokenError:
    """What to raise where a handler indexed a table beyond its end."""
    return _broken(run, "a handler reached outside a table; the SimPy engine (--engine simpy) shows where")


def _broken(run, what: str) -> InvariantBrokenError:
    return InvariantBrokenError(
        f"replication {run.replication}, second {run.now}: {what} (in {KINDS[run.kind].handler}, "
        f"entity {run.entity})")
