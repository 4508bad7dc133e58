"""Queues of requests: those that wait to be asked again, and by pool those that claim it.

A request stands in one queue at most, so it carries its neighbours itself. To leave costs the same however long a queue
is, and so does to join it last, which is where who comes last usually belongs.
"""

from sim.world.kernel import kernel

WAITING = 0
"""The queue of those whom nobody has accepted yet; those of the pools follow."""


@kernel
def contending(pool):
    """Queue of a pool's requests that are due, or may be pre-empted, in the order of allocation."""
    return 1 + 2 * pool


@kernel
def serving(pool):
    """Queue of a pool's requests in service that may not be pre-empted, in no order."""
    return 2 + 2 * pool


@kernel
def goes_before(w, a, b):
    """True where request a stands before request b: by priority, then since when, then id."""
    x, y = w.requests[a], w.requests[b]
    if x.priority != y.priority:
        return x.priority > y.priority
    if x.queued_at != y.queued_at:
        return x.queued_at < y.queued_at
    return a < b


@kernel
def join_in_order(w, queue, r, since):
    """Put a request into a queue where it belongs: by priority, then since when, then id."""
    w.requests[r].queued_at = since
    after = w.queues[queue].last
    while after >= 0 and goes_before(w, r, after):
        after = w.requests[after].previous
    _join_after(w, queue, r, after)


@kernel
def join_last(w, queue, r, since):
    """Put a request at the end of a queue that has no order."""
    w.requests[r].queued_at = since
    _join_after(w, queue, r, w.queues[queue].last)


@kernel
def _join_after(w, queue, r, after):
    q, request = w.queues[queue], w.requests[r]
    following = q.first if after < 0 else w.requests[after].next
    request.queue = queue
    request.previous = after
    request.next = following
    if after < 0:
        q.first = r
    else:
        w.requests[after].next = r
    if following < 0:
        q.last = r
    else:
        w.requests[following].previous = r


@kernel
def leave(w, r):
    """Take a request out of the queue it stands in, if any."""
    request = w.requests[r]
    if request.queue < 0:
        return
    q = w.queues[request.queue]
    if request.previous < 0:
        q.first = request.next
    else:
        w.requests[request.previous].next = request.next
    if request.next < 0:
        q.last = request.previous
    else:
        w.requests[request.next].previous = request.previous
    stand_apart(w, r)


@kernel
def stand_apart(w, r):
    """A request that stands in no queue."""
    request = w.requests[r]
    request.queue = -1
    request.previous = -1
    request.next = -1
