"""Allocation: who uses a holder's live MW in a region and grade, once at each instant that changes it.

First what is in service and may not be pre-empted; then by priority, reservations before baseline, earlier
acceptance first, then id. Baseline takes what is left; any other all or nothing, and one that doesn't fit
doesn't block those behind it. General baseline spills into idle AI capacity last.
"""

from sim.events import codes
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.claims import claim, claim_less, give_back, keep_place
from sim.world.journal import log_row, tell_service
from sim.world.kernel import kernel
from sim.world.outlook import disown, owe, pool_of
from sim.world.parts import cut
from sim.world.queues import contending, goes_before, serving
from sim.world.states import DUE, IN_SERVICE, SHED
from sim.world.waiting import first_waiting

HIGHEST = 9
"""Priority that is served first."""


@kernel
def changed(w, region):
    """Something changed in a region: allocate it afresh and ask again for those who wait."""
    now = w.run[0].now
    cal.schedule(w, cal.ALLOCATE, region, now)
    if first_waiting(w) >= 0 and cal.RANKS[cal.RETRY] > _present_rank(w):
        cal.schedule(w, cal.RETRY, region, now)


@kernel
def _present_rank(w):
    kind = w.run[0].kind
    return cal.RANKS[kind] if kind >= 0 else 0


@kernel
def serve(w, r):
    """Service begins; the request's duration runs from now."""
    request = w.requests[r]
    now = w.run[0].now
    request.state = IN_SERVICE
    request.served_at = now
    request.ends_at = now + request.duration
    if request.on_demand == 0:
        keep_place(w, r)
    tell_service(w, ev.REQUEST_SERVED, r).value = now - request.start
    cal.cancel(w, cal.REQUEST_GIVES_UP, r)
    cal.schedule(w, cal.REQUEST_ENDS, r, request.ends_at)
    if request.on_demand == 0:
        owe(w, r, now, request.ends_at)


@kernel
def _shed(w, r):
    """A request in service loses its place."""
    request = w.requests[r]
    tell_service(w, ev.REQUEST_SHED, r)
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
        claim_less(w, r, kw)
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
def _last_kept(w, pool):
    """Of what is in service in a pool and may not be pre-empted, the last in the order of allocation."""
    last = w.queues[serving(pool)].first
    r = last
    while r >= 0:
        if goes_before(w, last, r):
            last = r
        r = w.requests[r].next
    return last


@kernel
def _keep_service(w, pool):
    """kW in service that may not be pre-empted, after shedding the last in order until supply covers the rest."""
    p = w.pools[pool]
    while p.kept_kw > p.live_kw:
        last = _last_kept(w, pool)
        _keep_within(w, last, max(w.requests[last].kw - (p.kept_kw - p.live_kw), 0))
    return p.kept_kw


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
def _serve_baselines(w, pool, room, priority):
    """Serve the baselines of a priority; what room is left."""
    b = w.pools[pool].first_baseline
    while b >= 0:
        baseline = w.baselines[b]
        if baseline.priority == priority:
            kw = min(baseline.level_kw, room)
            _serve_baseline(w, b, kw)
            room -= kw
        b = baseline.next
    return room


@kernel
def _allocate_pool(w, holder, region, grade):
    """Allocate one pool; what stays idle."""
    pool = pool_of(w, holder, region, grade)
    room = w.pools[pool].live_kw - _keep_service(w, pool)
    priority = HIGHEST if w.pools[pool].first_baseline >= 0 else -1
    r = w.queues[contending(pool)].first
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
            room = _serve_baselines(w, pool, room, priority)
            priority -= 1
    return room


@kernel
def _spill(w, region, idle_ai):
    """Serve general baseline that its own pool could not from idle AI capacity of the region."""
    short = 0
    b = w.pools[pool_of(w, 0, region, codes.GENERAL)].first_baseline
    while b >= 0:
        short += w.baselines[b].level_kw - w.baselines[b].used_kw
        b = w.baselines[b].next
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
