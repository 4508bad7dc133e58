"""Claims: the requests that are due or in service in a pool, and the kW that they claim and use."""

from sim.world.kernel import kernel
from sim.world.outlook import disown, pool_of
from sim.world.partner_share import count_reserved
from sim.world.queues import contending, join_in_order, join_last, leave, serving
from sim.world.states import IN_SERVICE


@kernel
def pool_claimed(w, r):
    """Index of the pool that a request claims."""
    request = w.requests[r]
    return pool_of(w, request.holder, request.region, request.grade)


@kernel
def claim(w, r):
    """Put a request that is due or in service among those that claim its pool."""
    pool = pool_claimed(w, r)
    w.pools[pool].claimed_kw += w.requests[r].kw
    _take_place(w, r, pool)


@kernel
def _take_place(w, r, pool):
    request = w.requests[r]
    if request.state == IN_SERVICE and request.preemptible == 0:
        w.pools[pool].kept_kw += request.kw
        join_last(w, serving(pool), r, request.accepted_at)
    else:
        join_in_order(w, contending(pool), r, request.accepted_at)


@kernel
def keep_place(w, r):
    """A due request that claims its pool has come into service there."""
    if w.requests[r].preemptible == 0:
        leave(w, r)
        _take_place(w, r, pool_claimed(w, r))


@kernel
def claim_less(w, r, kw):
    """So many kW have been cut off a request that claims its pool."""
    pool = pool_claimed(w, r)
    w.pools[pool].claimed_kw -= kw
    if w.requests[r].queue == serving(pool):
        w.pools[pool].kept_kw -= kw


@kernel
def give_back(w, r):
    """Give back what a request has reserved or uses."""
    request = w.requests[r]
    count_reserved(w, r, -request.kw)
    if request.consent >= 0:
        w.consents[request.consent].used_kw -= request.kw
    if request.on_demand == 1:
        w.holders[request.holder].on_demand_used_kw -= request.kw
    else:
        claim_less(w, r, request.kw)
        leave(w, r)
        disown(w, r)
