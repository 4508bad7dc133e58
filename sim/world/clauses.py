"""Clauses of the regime that a request was put under: whom they bind, and from when."""

from sim.events import codes
from sim.streams import round_half_even
from sim.world.kernel import kernel
from sim.world.partner_share import capacity_kw, reserved_kw


@kernel
def terms_for(w, r):
    """The regime that a request was put under; open offers keep it when another begins."""
    return w.regimes[w.requests[r].regime]


@kernel
def stays(w, r):
    """True where the partner puts a request of this class to the operator and to nobody else."""
    request = w.requests[r]
    return request.client == codes.PARTNER and (terms_for(w, r).kept >> request.workload) & 1 == 1


@kernel
def goes_freely(w, r):
    """True where nothing binds a request to the operator: open market, class carved out, or less notice than stated."""
    request = w.requests[r]
    regime = terms_for(w, r)
    if request.client != codes.PARTNER or stays(w, r):
        return False
    if regime.regime == codes.OPEN or (regime.carved >> request.workload) & 1 == 1:
        return True
    return request.asked_at + regime.notice > request.latest


@kernel
def notice_ends(w, r):
    """Instant before which the operator is not bound to start a request."""
    request = w.requests[r]
    regime = terms_for(w, r)
    if request.client != codes.PARTNER or regime.notice == 0 or goes_freely(w, r):
        return 0
    return request.asked_at + regime.notice


@kernel
def is_matched(w, r):
    """True where the operator answers a third party's terms."""
    request = w.requests[r]
    return request.provider_named > 0 and terms_for(w, r).trigger == codes.THIRD_PARTY_OFFER


@kernel
def bids_against_a_right(w, r):
    """Bidding costs third parties a delay where the operator holds a right to the request."""
    return terms_for(w, r).regime == codes.RIGHT_OF_FIRST_REFUSAL and not goes_freely(w, r)


@kernel
def left_under_cap(w, r):
    """kW that the cap on the partner's share still leaves to a request; all of it where there is no cap."""
    request = w.requests[r]
    cap = terms_for(w, r).share_cap
    if request.client != codes.PARTNER or cap < 0.0:
        return request.kw
    return round_half_even(cap * capacity_kw(w, request.grade)) - reserved_kw(w, request.grade)


@kernel
def only_the_cap_stops(w, r, headroom):
    """True where the partner's share alone keeps the operator from taking a request, or a part of it."""
    request = w.requests[r]
    least = smallest_part(w, r)
    needed = least if least > 0 else request.kw
    return headroom >= needed and left_under_cap(w, r) < needed


@kernel
def smallest_part(w, r):
    """Least kW that the operator may take of a request in part; 0 where clause or request allow no part."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    if request.client != codes.PARTNER or terms_for(w, r).partial == 0 or workload.partly == 0:
        return 0
    return workload.smallest_part
