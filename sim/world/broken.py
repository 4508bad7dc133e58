"""What ends a replication before its horizon."""

from sim.world.calendar import KINDS
from sim.world.invariants import MEANINGS


class InvariantBrokenError(Exception):
    """A replication can't go on, told with event, entity and instant: something that is always true was not, a defect
    of the model, or there is no room for what it draws.
    """


class TableFullError(InvariantBrokenError):
    """A table was too small; the replication is repeated with larger ones, up to a limit."""


def refuse_broken(run) -> None:
    """Raise what the run's row says went wrong, if anything."""
    if run.overflow:
        raise TableFullError(_told(run, "a table is too small"))
    if run.broken:
        raise InvariantBrokenError(_told(run, f"{MEANINGS[run.broken]} (entity {run.broken_at})"))


def outside_a_table(run) -> InvariantBrokenError:
    """What to raise where a handler indexed a table beyond its end."""
    return InvariantBrokenError(
        _told(run, "a handler reached outside a table; the SimPy engine (--engine simpy) shows where"))


def _told(run, what: str) -> str:
    where = f"in {KINDS[run.kind].handler}, entity {run.entity}" if run.kind >= 0 else "at the start"
    return f"replication {run.replication}, second {run.now}: {what} ({where})"
