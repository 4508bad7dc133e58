"""Requests from before the start: in service, reserved or waiting; each goes on from where it stands."""

from sim.events import codes
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.agreement import seek
from sim.world.claims import claim
from sim.world.clauses import terms_for
from sim.world.draws import REQUEST_DURATION, REQUEST_REGION, chance, drawn, from_shares
from sim.world.journal import tell_request, tell_service
from sim.world.kernel import kernel
from sim.world.outlook import owe
from sim.world.partner_share import count_reserved
from sim.world.placing import become_due
from sim.world.requests import blank_request
from sim.world.states import ASKED, IN_SERVICE, RESERVED


@kernel
def open_promises(w):
    """What is in service or reserved when the scenario starts."""
    for r in range(w.run[0].opening_requests):
        if w.requests[r].state == IN_SERVICE:
            _open_in_service(w, r)
        elif w.requests[r].state == RESERVED:
            _open_reserved(w, r)


@kernel
def open_waiting(w):
    """What waits when the scenario starts looks for a place, the earliest asked first; all the rest stands by then."""
    while True:
        first = -1
        for r in range(w.run[0].opening_requests):
            request = w.requests[r]
            if request.state == ASKED and request.grade < 0:
                if first < 0 or request.asked_at < w.requests[first].asked_at:
                    first = r
        if first < 0:
            return
        _open_waiting(w, first)


@kernel
def _open_in_service(w, r):
    request = w.requests[r]
    kept_kw, kept_holder, kept_region, ends = request.kw, request.holder, request.region, request.ends_at
    blank_request(w, request.workload, r, request.ordinal)
    request.kw = kept_kw
    request.holder = kept_holder
    request.region = kept_region
    request.state = IN_SERVICE
    request.served_at = 0
    request.duration = ends
    request.ends_at = ends
    tell_request(w, ev.REQUEST_MADE, r)
    tell_request(w, ev.REQUEST_RESERVED, r)
    tell_service(w, ev.REQUEST_SERVED, r)
    count_reserved(w, r, request.kw)
    owe(w, r, 0, ends)
    claim(w, r)
    cal.schedule(w, cal.REQUEST_ENDS, r, ends)


@kernel
def _fill(w, r):
    """What a request has of its class; its latest start, and a duration and first region where none is given."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    kept_latest = request.latest
    blank_request(w, request.workload, r, request.ordinal)
    request.latest = kept_latest
    if request.duration < 0:
        request.duration = max(drawn(w, workload.duration, REQUEST_DURATION, workload.key, request.ordinal), 1)
    if request.first_region < 0:
        u = chance(w, REQUEST_REGION, workload.key, request.ordinal)
        request.first_region = from_shares(w, workload.shares, workload.region_count, u)


@kernel
def _open_reserved(w, r):
    """A promise: due at its start, or at once where it is late already; until its latest start or its cure ends."""
    request = w.requests[r]
    kept_holder, kept_region = request.holder, request.region
    _fill(w, r)
    request.holder = kept_holder
    request.region = kept_region
    request.accepted_at = 0
    request.due = max(request.start, 0)
    tell_request(w, ev.REQUEST_MADE, r).value = request.start
    request.state = RESERVED
    tell_request(w, ev.REQUEST_RESERVED, r).value = request.due
    count_reserved(w, r, request.kw)
    owe(w, r, request.due, request.due + request.duration)
    gives_up = request.latest
    cure = terms_for(w, r).cure
    if request.holder == 0 and request.client == codes.PARTNER and cure >= 0:
        gives_up = max(request.start + cure, 0)
    cal.schedule_given(w, cal.REQUEST_GIVES_UP, r, gives_up + 1)
    if request.due > 0:
        cal.schedule_given(w, cal.REQUEST_DUE, r, request.due)
    else:
        become_due(w, r)


@kernel
def _open_waiting(w, r):
    request = w.requests[r]
    kept_asked = request.asked_at
    _fill(w, r)
    request.asked_at = kept_asked
    tell_request(w, ev.REQUEST_MADE, r).value = request.start
    cal.schedule_given(w, cal.REQUEST_GIVES_UP, r, request.latest + 1)
    seek(w, r)
