"""Offers under the right of first refusal: made, answered with what the operator knows then, or lapsed by silence."""

from sim.events import codes
from sim.events import kinds as ev
from sim.policy.response import OfferView
from sim.world import calendar as cal
from sim.world.draws import OFFER_RESPONSE, REQUEST_WILLING, chance, drawn
from sim.world.journal import tell_request
from sim.world.kernel import kernel
from sim.world.outlook import binding_reason
from sim.world.placing import accept, best_region, go_down_the_list, place_with, provider_able, region_at, starts_at
from sim.world.rules import agree_to_respond
from sim.world.states import ASKED, OFFERED
from sim.world.waiting import stop_waiting, wait

OFFERS_COUNTED = 64  # occasions of a request's response draws


@kernel
def willing(w, r, headroom):
    """True where every rule of the response policy in force agrees to a request that is able."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    now = w.run[0].now
    policy = 0
    for p in range(len(w.responses)):
        if w.responses[p].first <= now:
            policy = p
    view = OfferView(
        request.kw,
        headroom,
        request.workload,
        request.client,
        request.grade,
        workload.price,
        chance(w, REQUEST_WILLING, workload.key, request.ordinal),
    )
    response = w.responses[policy]
    for i in range(response.rules, response.rules + response.rule_count):
        if not agree_to_respond(w.rules[i], view):
            return False
    return True


@kernel
def offer(w, r, provider):
    """Put a request to the operator under its right."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    regime = w.regimes[w.run[0].regime]
    now = w.run[0].now
    stop_waiting(w, r)
    request.state = OFFERED
    request.regime = w.run[0].regime
    request.offered_at = now
    request.window_ends = now + regime.window
    request.provider_named = provider
    occasion = request.ordinal * OFFERS_COUNTED + min(request.offers, OFFERS_COUNTED - 1)
    request.offers += 1
    response = drawn(w, regime.response, OFFER_RESPONSE, workload.key, occasion)
    row = tell_request(w, ev.OFFER_MADE, r)
    row.other = provider
    row.value = request.window_ends
    if response <= regime.window:
        cal.schedule(w, cal.OFFER_ANSWERED, r, now + response)
    else:
        cal.schedule(w, cal.WINDOW_ENDS, r, request.window_ends)


@kernel
def on_offer_answered(w, r):
    """The operator answers with what it knows now: ability first, willingness only if able."""
    region, headroom = best_region(w, r, 0, 0)
    if region < 0:
        first = region_at(w, r, 0)
        request = w.requests[r]
        bound = binding_reason(w, first, request.grade, starts_at(w, r, 0), request.kw - headroom)
        decline(w, r, bound, headroom)
        _go_elsewhere(w, r)
    elif willing(w, r, headroom):
        row = tell_request(w, ev.OFFER_EXERCISED, r)
        row.other = 0
        row.region = region
        row.value = headroom
        accept(w, r, 0, region, starts_at(w, r, 0))
    else:
        decline(w, r, codes.UNWILLING, headroom)
        _go_elsewhere(w, r)


@kernel
def on_window_ends(w, r):
    """No answer within the window: silence."""
    tell_request(w, ev.OFFER_LAPSED, r).reason = codes.SILENCE
    _go_elsewhere(w, r)


@kernel
def decline(w, r, reason, headroom):
    """Tell a no: its reason and the headroom seen."""
    row = tell_request(w, ev.OFFER_DECLINED, r)
    row.other = 0
    row.reason = reason
    row.value = headroom


@kernel
def _go_elsewhere(w, r):
    """After a no or silence: the named provider if still able, else the list; then the right revives."""
    request = w.requests[r]
    request.state = ASKED
    request.free_until = w.run[0].now + w.regimes[request.regime].free_period
    cal.schedule(w, cal.AGREEMENT_CLOCK, r, max(request.free_until, w.run[0].now + 1))
    if request.provider_named > 0 and close_with(w, r, request.provider_named):
        return
    if not go_down_the_list(w, r):
        wait(w, r)


@kernel
def close_with(w, r, holder):
    """The partner closes with a provider; False where it is not able."""
    region = provider_able(w, r, holder)
    if region < 0:
        return False
    place_with(w, r, holder, region)
    return True
