"""What comes too late: requests that give up, leave what they were promised, and come back to the market."""

from sim.events import codes
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.agreement import seek
from sim.world.allocation import changed
from sim.world.claims import give_back
from sim.world.clauses import stays, terms_for
from sim.world.journal import tell_request
from sim.world.kernel import kernel
from sim.world.placing import go_down_the_list
from sim.world.states import ASKED, DUE, LEFT, OFFERED, UNSERVED
from sim.world.waiting import stop_waiting, wait


@kernel
def on_request_gives_up(w, r):
    """The latest start, or the cure period, has passed without service."""
    request = w.requests[r]
    state = request.state
    if state == OFFERED:
        cal.cancel(w, cal.OFFER_ANSWERED, r)
        cal.cancel(w, cal.WINDOW_ENDS, r)
        tell_request(w, ev.OFFER_WITHDRAWN, r).reason = codes.LATE_START
    if state == ASKED or state == OFFERED:
        stop_waiting(w, r)
        cal.cancel(w, cal.AGREEMENT_CLOCK, r)
        request.state = UNSERVED
        tell_request(w, ev.REQUEST_UNSERVED, r).reason = codes.LATE_START
    elif state == DUE:
        _leave(w, r)


@kernel
def _leave(w, r):
    """A request leaves what it was promised, for good or to look again."""
    request = w.requests[r]
    regime = terms_for(w, r)
    under_operator = request.holder == 0 and request.client == codes.PARTNER
    region = request.region
    reason = codes.CURE if under_operator and regime.cure >= 0 else codes.LATE_START
    if under_operator and regime.second_search >= 0:
        _come_back(w, r, reason, max(request.latest, w.run[0].now + regime.second_search))
    else:
        request.state = LEFT
        tell_request(w, ev.REQUEST_LEFT, r).reason = reason
        give_back(w, r)
    changed(w, region)


@kernel
def _come_back(w, r, reason, latest):
    """A request leaves the operator and looks elsewhere, free of the right, until a new latest start."""
    request = w.requests[r]
    row = tell_request(w, ev.REQUEST_RETURNED, r)
    row.reason = reason
    row.value = latest
    give_back(w, r)
    request.state = ASKED
    request.holder = -1
    request.region = -1
    request.consent = -1
    request.latest = latest
    request.remembered = 0
    request.price = w.workloads[request.workload].price
    request.provider_named = -1
    request.price_limit = -1.0
    cal.schedule(w, cal.REQUEST_GIVES_UP, r, latest + 1)
    if stays(w, r):
        seek(w, r)
        return
    request.free_until = latest
    if not go_down_the_list(w, r):
        wait(w, r)
