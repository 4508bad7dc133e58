"""The partner's share: what it has reserved with the operator of a grade, over what is live and coming there."""

from sim.events import codes, stages
from sim.world.kernel import kernel
from sim.world.outlook import counted_kw
from sim.world.rows_made import requests_in, spans_of_requests
from sim.world.states import DUE, IN_SERVICE, RESERVED


@kernel
def reserved_kw(w, grade):
    """kW of the partner's requests that the operator has accepted: to come, due or in service."""
    kw = 0
    for span in range(spans_of_requests(w)):
        for r in requests_in(w, span):
            request = w.requests[r]
            if request.client == codes.PARTNER and request.holder == 0 and request.grade == grade:
                if request.state == RESERVED or request.state == DUE or request.state == IN_SERVICE:
                    kw += request.kw
    return kw


@kernel
def capacity_kw(w, grade):
    """The operator's kW of a grade, live and counted as coming."""
    kw = 0
    for t in range(w.run[0].tranche_count):
        tranche = w.tranches[t]
        site = w.sites[tranche.site]
        if site.holder == 0 and tranche.grade == grade:
            kw += tranche.kw if tranche.stage == stages.LIVE else counted_kw(w, t)
    return kw
