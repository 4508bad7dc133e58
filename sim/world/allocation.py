"""Allocation: who uses a holder's live MW in a region and grade, once at each instant that changes it.

First what is in service and may not be pre-empted; then by priority, reservations before baseline, earlier
acceptance first, then id. Baseline takes what is left; any other all or nothing, and one that doesn't fit
doesn't block those behind it. General baseline spills into idle AI capacity last.
"""

from sim.events import codes
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.journal import log_row, tell_request
from sim.world.kernel import kernel
from sim.world.outlook import disown, owe, pool_of
from sim.world.parts import cut
from sim.world.states import DUE, IN_SERVICE, SHED


@kernel
def changed(w, region):
    """Something changed in a region: allocate it afresh and ask again for those who wait."""
    now = w.run[0].now
    cal.schedule(w, cal.ALLOCATE, region, now)
    if w.run[0].first_waiting >= 0 and cal.RANKS[cal.RETRY] > _present_rank(w):
        cal.schedule(w, cal.RETRY, region, now)


@kernel
def _present_rank(w):
    kind = w.run[0].kind
    return cal.RANKS[kind] if kind >= 0 else 0


@kernel
def _before(w, a, b):
    """True where request a is allocated before request b."""
    x, y = w.requests[a], w.requests[b]
    if x.priority != y.priority:
        return x.priority > y.priority
    if x.accepted_at != y.accepted_at:
        return x.accepted_at < y.accepted_at
    return a < b


@kernel
def claim(w, r):
    """Put a due request into its pool's list."""
    request = w.requests[r]
    pool = w.pools[pool_of(w, request.holder, request.region, request.grade)]
    pool.claimed_kw += request.kw
    if pool.first < 0 or _before(w, r, pool.first):
        request.next = pool.first
        pool.first = r
        return
    at = pool.first
    while w.requests[at].next >= 0 and _before(w, w.requests[at].next, r):
        at = w.requests[at].next
    request.next = w.requests[at].next
    w.requests[at].next = r


@kernel
def unclaim(w, r):
    """Take a request out of its pool's list."""
    request = w.requests[r]
    pool = w.pools[pool_of(w, request.holder, request.region, request.grade)]
    pool.claimed_kw -= request.kw
    if pool.first == r:
        pool.first = request.next
    else:
        at = pool.first
        while w.requests[at].next != r:
            at = w.requests[at].next
        w.requests[at].next = request.next
    request.next = -1


@kernel
def give_back(w, r):
    """Give back what a request has reserved or uses."""
    request = w.requests[r]
    if request.consent >= 0:
        w.consents[request.consent].used_kw -= request.kw
    if request.on_demand == 1:
        w.holders[request.holder].on_demand_used_kw -= request.kw
    else:
        unclaim(w, r)
        disown(w, r)


@kernel
def serve(w, r):
    """Service begins; the request's duration runs from now."""
    request = w.requests[r]
    now = w.run[0].now
    request.state = IN_SERVICE
    request.served_at = now
    request.ends_at = now + request.duration
    tell_request(w, ev.REQUEST_SERVED, r).value = now - request.start
    cal.cancel(w, cal.REQUEST_GIVES_UP, r)
    cal.schedule(w, cal.REQUEST_ENDS, r, request.ends_at)
    if request.on_demand == 0:
        owe(w, r, now, request.ends_at)


@kernel
def _shed(w, r):
    """A request in service loses its place."""
    request = w.requests[r]
    tell_request(w, ev.REQUEST_SHED, r)
    request.state = SHED
    request.ends_at = w.run[0].now
    give_back(w, r)
    cal.cancel(w, cal.REQUEST_ENDS, r)


@kernel
def _part_of(w, r, kw):
    """Cut so many kW off a request that claims a pool; the part claims it in its place. -1 where it may not be."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    least = workload.smallest_part
    if workload.partly == 0 or kw < least or request.kw - kw < least:
        return -1
    carried = request.owed_from >= 0
    disown(w, r)
    p = cut(w, r, kw)
    if p >= 0:
        w.pools[pool_of(w, request.holder, request.region, request.grade)].claimed_kw -= kw
        claim(w, p)
    if carried:
        for part in (r, p):
            if part >= 0:
                first = max(w.requests[part].served_at, w.requests[part].due)
                ends = w.requests[part].ends_at if request.state == IN_SERVICE else first + request.duration
                owe(w, part, first, ends)
    return p


@kernel
def _serve_within(w, r, room):
    """Serve a due request, or what of it is left room for; kW that it takes."""
    kw = w.requests[r].kw
    if kw <= room:
        serve(w, r)
        return kw
    p = _part_of(w, r, room)
    if p < 0:
        return 0
    serve(w, p)
    return room


@kernel
def _keep_within(w, r, room):
    """Keep a request in service, or what of it is left room for; kW that it keeps."""
    kw = w.requests[r].kw
    if kw <= room:
        return kw
    p = _part_of(w, r, kw - room)
    if p < 0:
        _shed(w, r)
        return 0
    _shed(w, p)
    return room


@kernel
def _keep_service(w, pool):
    """kW in service that may not be pre-empted, after shedding the last in order until supply covers the rest."""
    p = w.pools[pool]
    while True:
        kept, last = 0, -1
        r = p.first
        while r >= 0:
            request = w.requests[r]
            if request.state == IN_SERVICE and request.preemptible == 0:
                kept += request.kw
                last = r
            r = request.next
        if kept <= p.live_kw:
            return kept
        _keep_within(w, last, max(w.requests[last].kw - (kept - p.live_kw), 0))


@kernel
def _serve_baseline(w, b, kw):
    """Give a baseline so many kW of its own pool."""
    baseline = w.baselines[b]
    if baseline.used_kw != kw:
        row = log_row(w, ev.BASELINE_SERVED, b)
        row.region = baseline.region
        row.grade = baseline.grade
        row.holder = 0
        row.client = codes.OWN
        row.kw = kw - baseline.used_kw
        row.value = kw
        w.pools[pool_of(w, 0, baseline.region, baseline.grade)].baseline_used_kw += row.kw
        baseline.used_kw = kw


@kernel
def _serve_baselines(w, region, grade, room, priority):
    """Serve the baselines of a priority; what room is left."""
    for b in range(len(w.baselines)):
        baseline = w.baselines[b]
        if baseline.region == region and baseline.grade == grade and baseline.priority == priority:
            kw = min(baseline.level_kw, room)
            _serve_baseline(w, b, kw)
            room -= kw
    return room


@kernel
def _allocate_pool(w, holder, region, grade):
    """Allocate one pool; what stays idle."""
    pool = pool_of(w, holder, region, grade)
    p = w.pools[pool]
    room = p.live_kw - _keep_service(w, pool)
    priority = 9
    r = p.first
    while r >= 0 or priority >= 0:
        if r >= 0 and w.requests[r].priority >= priority:
            request = w.requests[r]
            following = request.next
            if request.state == DUE:
                room -= _serve_within(w, r, room)
            elif request.state == IN_SERVICE and request.preemptible == 1:
                room -= _keep_within(w, r, room)
            r = following
        else:
            if holder == 0:
                room = _serve_baselines(w, region, grade, room, priority)
            priority -= 1
            if priority < 0:
                break
    return room


@kernel
def _spill(w, region, idle_ai):
    """Serve general baseline that its own pool could not from idle AI capacity of the region."""
    short = 0
    for b in range(len(w.baselines)):
        baseline = w.baselines[b]
        if baseline.region == region and baseline.grade == codes.GENERAL:
            short += baseline.level_kw - baseline.used_kw
    kw = min(short, idle_ai)
    pool = w.pools[pool_of(w, 0, region, codes.AI)]
    if pool.spilled_kw != kw:
        row = log_row(w, ev.BASELINE_SPILLED, region)
        row.region = region
        row.grade = codes.AI
        row.holder = 0
        row.client = codes.OWN
        row.kw = kw - pool.spilled_kw
        row.value = kw
        pool.spilled_kw = kw


@kernel
def on_allocate(w, region):
    """Allocate every holder's capacity in a region."""
    for holder in range(len(w.holders)):
        _allocate_pool(w, holder, region, codes.GENERAL)
        idle_ai = _allocate_pool(w, holder, region, codes.AI)
        if holder == 0:
            _spill(w, region, idle_ai)
