"""Placing a request: whether a holder is able, reserving with it, and the partner's list of providers."""

from sim.events import codes
from sim.events import kinds as ev
from sim.policy.placement import RegionView
from sim.world import calendar as cal
from sim.world.allocation import changed, serve
from sim.world.claims import claim
from sim.world.clauses import bids_against_a_right, is_matched, left_under_cap, notice_ends, terms_for
from sim.world.journal import tell_request
from sim.world.kernel import kernel
from sim.world.outlook import NO_LIMIT, judged, least_headroom, owe, pool_of
from sim.world.partner_share import count_reserved
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
def starts_at(w, r, holder, delay):
    """Instant at which service by a holder would be due if accepted now.

    The operator that takes a third party's date starts then; else it has the notice that the agreement gives it.
    """
    request = w.requests[r]
    at = w.run[0].now + delay
    if holder == 0:
        if is_matched(w, r) and terms_for(w, r).match_all == 1:
            return max(request.named_start, at)
        at = max(at, notice_ends(w, r))
    return max(request.start, at)


@kernel
def is_able_in(w, r, holder, region, delay):
    """True where a holder has headroom in a region over the life of a request that it would accept now."""
    kw = w.requests[r].kw
    by = _life_judged(w, r, starts_at(w, r, holder, delay))
    return _headroom_in(w, r, holder, region, by, kw) >= kw


@kernel
def _life_judged(w, r, start):
    """What headroom over the life of a request that starts then is judged by."""
    return judged(w, start, start + w.requests[r].duration)


@kernel
def _headroom_in(w, r, holder, region, by, enough):
    """Least headroom of a holder in a region for a request, of what it is judged by, exact where it is enough."""
    return least_headroom(w, pool_of(w, holder, region, w.requests[r].grade), holder, by, enough)


@kernel
def best_region(w, r, holder, delay):
    """The region in which a holder is able to host a request, and its headroom there; -1 and 0 where in none."""
    kw = w.requests[r].kw
    best, headroom = best_for(w, r, holder, delay, kw)
    if best >= 0 and holder == 0 and left_under_cap(w, r) < kw:
        return -1, 0
    return best, headroom


@kernel
def headroom_seen(w, r):
    """What headroom the operator tells of, where it is not able to host a request: the most of any region.

    Where the partner's share alone stands in the way, it is the headroom that would have been enough.
    """
    best, headroom = best_for(w, r, 0, 0, w.requests[r].kw)
    if best >= 0:
        return headroom
    most = -NO_LIMIT
    by = _life_judged(w, r, starts_at(w, r, 0, 0))
    for place in range(region_count(w, r)):
        most = max(most, _headroom_in(w, r, 0, region_at(w, r, place), by, -NO_LIMIT))
    return most


@kernel
def best_for(w, r, holder, delay, kw):
    """The region that a holder would choose for so many kW of a request, and its headroom; -1 and 0 where in none."""
    best, best_score, best_headroom = -1, 0, 0
    by = _life_judged(w, r, starts_at(w, r, holder, delay))
    for place in range(region_count(w, r)):
        region = region_at(w, r, place)
        headroom = _headroom_in(w, r, holder, region, by, kw)
        if headroom >= kw:
            score = place
            if holder == 0:
                score = score_placement(w.rules[w.run[0].placement], RegionView(place, headroom))
            if best < 0 or score < best_score:
                best, best_score, best_headroom = region, score, headroom
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
    count_reserved(w, r, request.kw)
    row = tell_request(w, ev.REQUEST_RESERVED, r)
    row.value = due
    if request.on_demand == 0:
        owe(w, r, due, due + request.duration)
    cure = terms_for(w, r).cure
    if holder == 0 and request.client == codes.PARTNER and cure >= 0:
        cal.schedule(w, cal.REQUEST_GIVES_UP, r, due + cure + 1)
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
    delay = bidding_delay(w, r, holder)
    if starts_at(w, r, holder, delay) > request.latest:
        return -1
    region, _ = best_region(w, r, holder, delay)
    if region >= 0:
        return region
    h = w.holders[holder]
    if h.on_demand_kw >= 0 and h.on_demand_used_kw + request.kw <= h.on_demand_kw:
        if starts_at(w, r, holder, max(delay, h.on_demand_lead)) <= request.latest:
            return region_at(w, r, 0)
    return -1


@kernel
def bidding_delay(w, r, holder):
    """Time a provider's bid takes."""
    return w.holders[holder].bidding_delay if bids_against_a_right(w, r) else 0


@kernel
def provider_starts_at(w, r, holder, region):
    """Instant from which an able provider would serve a request, by its sites or else on demand."""
    delay = bidding_delay(w, r, holder)
    if not is_able_in(w, r, holder, region, delay):
        return starts_at(w, r, holder, max(delay, w.holders[holder].on_demand_lead))
    return starts_at(w, r, holder, delay)


@kernel
def place_with(w, r, holder, region):
    """An able provider accepts at once."""
    request = w.requests[r]
    start = provider_starts_at(w, r, holder, region)
    if not is_able_in(w, r, holder, region, bidding_delay(w, r, holder)):
        request.on_demand = 1
        w.holders[holder].on_demand_used_kw += request.kw
    accept(w, r, holder, region, start)


@kernel
def close_with(w, r, holder):
    """The partner closes with a provider; False where it is not able, or asks more than was named to the operator."""
    limit = w.requests[r].price_limit
    if limit >= 0.0 and w.holders[holder].price > limit:
        return False
    region = provider_able(w, r, holder)
    if region < 0:
        return False
    place_with(w, r, holder, region)
    return True


@kernel
def go_down_the_list(w, r):
    """The partner asks each provider of its list in order; True where one accepts."""
    workload = w.workloads[w.requests[r].workload]
    for i in range(workload.provider_count):
        holder = w.entries[workload.providers + i].value
        if holder > 0 and close_with(w, r, holder):
            return True
    return False
