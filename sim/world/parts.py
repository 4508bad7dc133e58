"""Parts: what is cut off a request becomes a row of its own that knows whose part it is."""

from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.copying import copy_row
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.queues import stand_apart
from sim.world.states import IN_SERVICE


@kernel
def next_part(w):
    """Row for a part; -1 where the table is full, and the replication is repeated with a larger one."""
    run = w.run[0]
    at = run.first_part + run.parts
    if at >= len(w.requests):
        run.overflow = 1
        return -1
    run.parts += 1
    return at


@kernel
def cut(w, r, kw):
    """Cut so many kW off a request; the part stands where the whole did, in no list yet. -1 where there is no row."""
    p = next_part(w)
    if p < 0:
        return p
    request, part = w.requests[r], w.requests[p]
    copy_row(w.requests, r, p)
    part.kw = kw
    part.parts = 0
    part.owed_from = -1
    stand_apart(w, p)
    request.kw -= kw
    request.parts += 1
    part.part = request.parts
    row = log_row(w, ev.REQUEST_PARTED, p)
    row.other = request.holder
    row.region = part.region
    row.grade = part.grade
    row.holder = part.holder
    row.client = part.client
    row.workload = part.workload
    row.kw = kw
    row.value = r
    row.item = part.part
    if part.state == IN_SERVICE:
        cal.schedule(w, cal.REQUEST_ENDS, p, part.ends_at)
    elif cal.is_pending(w, cal.REQUEST_GIVES_UP, r):
        cal.schedule(w, cal.REQUEST_GIVES_UP, p, w.wakes[w.kinds[cal.REQUEST_GIVES_UP].first + r].due)
    return p
