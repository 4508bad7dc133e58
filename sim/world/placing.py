"""Placing a request: whether a holder is able, reserving with it, and the partner's list of providers."""

from sim.events import kinds as ev
from sim.policy.placement import RegionView
from sim.world import calendar as cal
from sim.world.allocation import changed, claim, serve
from sim.world.journal import tell_request
from sim.world.kernel import kernel
from sim.world.outlook import NO_LIMIT, least_headroom, owe
from sim.world.rules import score_placement
from sim.world.states import DUE, RESERVED
from sim.world.waiting import stop_waiting


@kernel
def region_at(w, r, place):
    """Region at a place of the request's own order: the drawn first one, then the others as the class lists them."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    if place == 0:
        at = request.first_region
    else:
        at = place - 1 if place <= request.first_region else place
    return w.entries[workload.regions + at].value


@kernel
def region_count(w, r):
    """How many regions a request may be placed in."""
    return w.workloads[w.requests[r].workload].region_count


@kernel
def starts_at(w, r, delay):
    """Instant at which service would be due if accepted now."""
    return max(w.requests[r].start, w.run[0].now + delay)


@kernel
def best_region(w, r, holder, delay):
    """The region in which a holder is able and its headroom; (-1, most headroom seen) where in none."""
    request = w.requests[r]
    start = starts_at(w, r, delay)
    span = (start, start + request.duration)
    best, best_score, best_headroom, most = -1, 0, 0, -NO_LIMIT
    for place in range(region_count(w, r)):
        region = region_at(w, r, place)
        headroom = least_headroom(w, holder, region, request.grade, span)
        most = max(most, headroom)
        if headroom >= request.kw:
            score = place
            if holder == 0:
                score = score_placement(w.rules[w.run[0].placement], RegionView(place, headroom))
            if best < 0 or score < best_score:
                best, best_score, best_headroom = region, score, headroom
    if best < 0:
        return -1, most
    return best, best_headroom


@kernel
def accept(w, r, holder, region, due):
    """A holder accepts a request: it reserves from its start, and is due then."""
    request = w.requests[r]
    stop_waiting(w, r)
    cal.cancel(w, cal.AGREEMENT_CLOCK, r)
    request.holder = holder
    request.region = region
    request.accepted_at = w.run[0].now
    request.due = due
    request.state = RESERVED
    row = tell_request(w, ev.REQUEST_RESERVED, r)
    row.value = due
    if request.on_demand == 0:
        owe(w, r, due, due + request.duration)
    if due <= w.run[0].now:
        become_due(w, r)
    else:
        cal.schedule(w, cal.REQUEST_DUE, r, due)


@kernel
def become_due(w, r):
    """A reserved request's start has come."""
    request = w.requests[r]
    request.state = DUE
    if request.on_demand == 1:
        serve(w, r)
        return
    claim(w, r)
    changed(w, request.region)


@kernel
def provider_able(w, r, holder):
    """Region in which a provider can host a request, by its sites or on demand; -1 where it can't."""
    request = w.requests[r]
    delay = w.holders[holder].bidding_delay if _bids_against_a_right(w) else 0
    if starts_at(w, r, delay) > request.latest:
        return -1
    region, _ = best_region(w, r, holder, delay)
    if region >= 0:
        return region
    h = w.holders[holder]
    if h.on_demand_kw >= 0 and h.on_demand_used_kw + request.kw <= h.on_demand_kw:
        if starts_at(w, r, max(delay, h.on_demand_lead)) <= request.latest:
            return region_at(w, r, 0)
    return -1


@kernel
def _bids_against_a_right(w):
    """Bidding under the right costs third parties a delay."""
    return w.regimes[w.run[0].regime].regime == 1


@kernel
def place_with(w, r, holder, region):
    """An able provider accepts at once."""
    request = w.requests[r]
    h = w.holders[holder]
    delay = h.bidding_delay if _bids_against_a_right(w) else 0
    start = starts_at(w, r, delay)
    headroom = least_headroom(w, holder, region, request.grade, (start, start + request.duration))
    if headroom < request.kw:
        request.on_demand = 1
        h.on_demand_used_kw += request.kw
        start = starts_at(w, r, max(delay, h.on_demand_lead))
    accept(w, r, holder, region, start)


@kernel
def go_down_the_list(w, r):
    """The partner asks each provider of its list in order; True where one accepts."""
    workload = w.workloads[w.requests[r].workload]
    for i in range(workload.provider_count):
        holder = w.entries[workload.providers + i].value
        if holder > 0:
            region = provider_able(w, r, holder)
            if region >= 0:
                place_with(w, r, holder, region)
                return True
    return False
