"""The partner's share: what it has reserved with the operator of a grade, over what is live and coming there."""

from sim.events import codes
from sim.world.kernel import kernel
from sim.world.outlook import pool_of


@kernel
def reserved_kw(w, grade):
    """kW of the partner's requests that the operator has accepted: to come, due or in service."""
    kw = 0
    for region in range(len(w.regions)):
        kw += w.pools[pool_of(w, 0, region, grade)].partner_kw
    return kw


@kernel
def count_reserved(w, r, kw):
    """The operator has so many kW more of a request (less, where below 0), which count where it is the partner's."""
    request = w.requests[r]
    if request.client == codes.PARTNER and request.holder == 0:
        w.pools[pool_of(w, 0, request.region, request.grade)].partner_kw += kw


@kernel
def capacity_kw(w, grade):
    """The operator's kW of a grade, live and counted as coming."""
    kw = 0
    for region in range(len(w.regions)):
        pool = w.pools[pool_of(w, 0, region, grade)]
        kw += pool.live_kw + pool.coming_kw
    return kw
