"""Requests: they arrive by class, are due, end, or are given up; and the baseline's monthly step."""

from sim.events import codes
from sim.events import kinds as ev
from sim.events.months import month_of
from sim.quantities.durations import NEVER
from sim.streams import exponential, logarithm, round_half_even
from sim.world import calendar as cal
from sim.world.agreement import seek
from sim.world.allocation import changed
from sim.world.claims import give_back
from sim.world.draws import (
    REQUEST_DURATION,
    REQUEST_GAP,
    REQUEST_NOTICE,
    REQUEST_PATIENCE,
    REQUEST_REGION,
    REQUEST_SIZE,
    chance,
    drawn,
    drawn_in_part,
    from_shares,
)
from sim.world.invariants import REQUESTS_SPENT, break_off
from sim.world.journal import log_row, tell_request, tell_service
from sim.world.kernel import kernel
from sim.world.outlook import outdate
from sim.world.paths import base_level, step_path
from sim.world.placing import become_due
from sim.world.queues import stand_apart
from sim.world.states import ASKED, ENDED


@kernel
def await_arrival(w, c):
    """Draw the gap to a class's next arrival and schedule it; True where it is now."""
    workload = w.workloads[c]
    workload.target += -logarithm(chance(w, REQUEST_GAP, workload.key, workload.made))
    at = _next_arrival(w, c)
    if at > w.run[0].now or (at == 0 and w.run[0].kind < 0):
        cal.schedule_given(w, cal.REQUEST_ARRIVES, c, at)
        return False
    return at == w.run[0].now


@kernel
def schedule_arrival(w, c):
    """Schedule a class's next arrival afresh, after its rate has changed."""
    at = _next_arrival(w, c)
    if at >= 0:
        cal.schedule_given(w, cal.REQUEST_ARRIVES, c, at)
    else:
        cal.cancel(w, cal.REQUEST_ARRIVES, c)


@kernel
def _next_arrival(w, c):
    """Instant at which the cumulated rate reaches a class's target; -1 where not within the horizon."""
    workload = w.workloads[c]
    run = w.run[0]
    at = workload.reached_at
    left = workload.target - workload.reached
    m = month_of(w.months, at)
    while m < run.months:
        rate = w.rates[workload.rates + m].per_second * workload.rate_factor
        end = w.months[m + 1].start
        if rate * (end - at) >= left and rate > 0.0:
            return at + round_half_even(left / rate)
        left -= rate * (end - at)
        at = end
        m += 1
    return -1


@kernel
def advance_rate(w, c):
    """Bring a class's cumulated rate up to now, before its rate changes or after an arrival."""
    workload = w.workloads[c]
    now = w.run[0].now
    at = workload.reached_at
    m = month_of(w.months, at)
    while at < now:
        end = min(w.months[m + 1].start, now)
        workload.reached += w.rates[workload.rates + m].per_second * workload.rate_factor * (end - at)
        at = end
        m += 1
    workload.reached_at = now


@kernel
def on_request_arrives(w, c):
    """A class's next request, and those of the same second."""
    while _arrive(w, c):
        pass


@kernel
def _arrive(w, c):
    """A request is drawn and looks for a place; True where one more is due in the same second."""
    workload = w.workloads[c]
    i = workload.made
    if i >= workload.slots:
        break_off(w, REQUESTS_SPENT, c)
        return False
    workload.made += 1
    workload.reached = workload.target
    workload.reached_at = w.run[0].now
    r = workload.first_request + i
    _draw_request(w, c, r, i)
    request = w.requests[r]
    tell_request(w, ev.REQUEST_MADE, r).value = request.start
    more = await_arrival(w, c)
    cal.schedule(w, cal.REQUEST_GIVES_UP, r, request.latest + 1)
    seek(w, r)
    return more


@kernel
def _draw_request(w, c, r, i):
    workload = w.workloads[c]
    now = w.run[0].now
    key = workload.key
    request = blank_request(w, c, r, i)
    size = drawn_in_part(w, workload.size, REQUEST_SIZE, key, i) * workload.size_factor
    request.kw = max(round_half_even(size), 1)
    request.start = now + drawn(w, workload.notice, REQUEST_NOTICE, key, i)
    request.latest = request.start + drawn(w, workload.patience, REQUEST_PATIENCE, key, i)
    request.duration = max(drawn(w, workload.duration, REQUEST_DURATION, key, i), 1)
    request.first_region = 0
    if workload.region_count > 1:
        u = chance(w, REQUEST_REGION, key, i)
        request.first_region = from_shares(w, workload.shares, workload.region_count, u)


@kernel
def blank_request(w, c, r, i):
    """The i-th request of a class, in its row, with nothing drawn yet: its size, start, duration and first region stay
    as they are. All the rest is said here, for the row may have been another's, in an earlier replication.
    """
    workload = w.workloads[c]
    request = w.requests[r]
    request.workload = c
    request.ordinal = i
    request.grade = workload.grade
    request.client = workload.client
    request.priority = workload.priority
    request.preemptible = workload.preemptible
    request.state = ASKED
    request.regime = w.run[0].regime
    request.price = workload.price
    request.price_limit = -1.0
    request.asked_at = w.run[0].now
    request.latest = NEVER
    request.offered_at = 0
    request.window_ends = 0
    request.offers = 0
    request.remembered = 0
    request.free_until = -1
    request.holder = -1
    request.region = -1
    request.on_demand = 0
    request.consent = -1
    request.accepted_at = 0
    request.due = 0
    request.served_at = -1
    request.ends_at = 0
    request.owed_from = -1
    request.owed_to = 0
    stand_apart(w, r)
    request.queued_at = 0
    request.provider_named = -1
    request.named_price = 0.0
    request.named_start = 0
    request.part = 0
    request.parts = 0
    return request


@kernel
def on_request_due(w, r):
    """A reserved request's start has come."""
    become_due(w, r)


@kernel
def on_request_ends(w, r):
    """A request has been served to its end."""
    request = w.requests[r]
    request.state = ENDED
    row = tell_service(w, ev.REQUEST_ENDED, r)
    row.reason = codes.TERM
    give_back(w, r)
    if request.on_demand == 1:
        for region in range(len(w.regions)):
            changed(w, region)
    else:
        changed(w, request.region)


@kernel
def on_baseline_step(w, month):
    """The baseline's levels of a new month: each path's base level times its noise."""
    if month > 0:
        for p in range(len(w.paths)):
            step_path(w, p, month)
    for b in range(len(w.baselines)):
        set_baseline(w, b, month)
    outdate(w)


@kernel
def set_baseline(w, b, month):
    """Give a baseline its level of the month, and tell it where it changed."""
    baseline = w.baselines[b]
    path = w.paths[baseline.path]
    level = base_level(w, path, path.first + month) * exponential(path.noise) * baseline.share * baseline.factor
    kw = round_half_even(level)
    if kw == baseline.level_kw:
        return
    row = log_row(w, ev.BASELINE_STEPPED, b)
    row.region = baseline.region
    row.grade = baseline.grade
    row.holder = 0
    row.client = codes.OWN
    row.kw = kw - baseline.level_kw
    row.value = kw
    w.pools[baseline.region * 2 + baseline.grade].baseline_kw += row.kw
    baseline.level_kw = kw
    changed(w, baseline.region)
