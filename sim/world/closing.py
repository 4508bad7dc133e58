"""A month's end, last of all at its instant: accounts, freed money set to work, what must hold, and the horizon."""

from sim.world.invariants import check
from sim.world.journal import tell_end
from sim.world.kernel import kernel
from sim.world.month_end import on_month_ends
from sim.world.redeploy import start_from_slots


@kernel
def on_month_closes(w, month):
    """Close a month; the last one ends the replication."""
    on_month_ends(w, month)
    start_from_slots(w)
    check(w)
    if month + 1 == w.run[0].months:
        tell_end(w)
