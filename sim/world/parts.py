"""Parts: what is cut off a request becomes a row of its own that knows whose part it is."""

from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.journal import log_row
from sim.world.kernel import kernel
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
    _copy_what_was_asked(request, part)
    _copy_where_it_stands(request, part)
    part.kw = kw
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


@kernel
def _copy_what_was_asked(request, part):
    part.workload = request.workload
    part.ordinal = request.ordinal
    part.grade = request.grade
    part.client = request.client
    part.priority = request.priority
    part.preemptible = request.preemptible
    part.first_region = request.first_region
    part.asked_at = request.asked_at
    part.start = request.start
    part.latest = request.latest
    part.duration = request.duration


@kernel
def _copy_where_it_stands(request, part):
    part.state = request.state
    part.regime = request.regime
    part.offered_at = request.offered_at
    part.window_ends = request.window_ends
    part.free_until = request.free_until
    part.offers = request.offers
    part.remembered = request.remembered
    part.holder = request.holder
    part.region = request.region
    part.consent = request.consent
    part.accepted_at = request.accepted_at
    part.due = request.due
    part.served_at = request.served_at
    part.ends_at = request.ends_at
    part.owed_from = -1
    part.next = -1
    part.next_waiting = -1
    part.provider_named = request.provider_named
    part.named_price = request.named_price
    part.named_start = request.named_start
    part.price = request.price
    part.price_limit = request.price_limit
