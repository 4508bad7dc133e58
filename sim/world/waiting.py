"""The requests that nobody has accepted yet and that are asked again at each change of supply."""

from sim.world.kernel import kernel
from sim.world.queues import WAITING, join_in_order, leave


@kernel
def wait(w, r):
    """Put a request among those that wait, by priority then arrival."""
    if w.requests[r].queue != WAITING:
        join_in_order(w, WAITING, r, w.requests[r].asked_at)


@kernel
def stop_waiting(w, r):
    """Take a request from among them, if it is there."""
    if w.requests[r].queue == WAITING:
        leave(w, r)


@kernel
def first_waiting(w):
    """The first of them, -1 where nobody waits."""
    return w.queues[WAITING].first
