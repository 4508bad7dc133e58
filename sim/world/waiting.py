"""The list of requests that nobody has accepted yet and that are asked again at each change of supply."""

from sim.world.kernel import kernel


@kernel
def _before(w, a, b):
    x, y = w.requests[a], w.requests[b]
    if x.priority != y.priority:
        return x.priority > y.priority
    if x.asked_at != y.asked_at:
        return x.asked_at < y.asked_at
    return a < b


@kernel
def wait(w, r):
    """Put a request among those that wait, by priority then arrival."""
    request = w.requests[r]
    if request.waiting == 1:
        return
    request.waiting = 1
    run = w.run[0]
    if run.first_waiting < 0 or _before(w, r, run.first_waiting):
        request.next_waiting = run.first_waiting
        run.first_waiting = r
        return
    at = run.first_waiting
    while w.requests[at].next_waiting >= 0 and _before(w, w.requests[at].next_waiting, r):
        at = w.requests[at].next_waiting
    request.next_waiting = w.requests[at].next_waiting
    w.requests[at].next_waiting = r


@kernel
def stop_waiting(w, r):
    """Take a request out of the list, if it is in it."""
    request = w.requests[r]
    if request.waiting == 0:
        return
    request.waiting = 0
    run = w.run[0]
    if run.first_waiting == r:
        run.first_waiting = request.next_waiting
    else:
        at = run.first_waiting
        while w.requests[at].next_waiting != r:
            at = w.requests[at].next_waiting
        w.requests[at].next_waiting = request.next_waiting
    request.next_waiting = -1
