"""Offers under the right of first refusal: made, answered with what the operator knows then, or lapsed by silence."""

from sim.events import codes
from sim.events import kinds as ev
from sim.policy.response import OfferView
from sim.quantities.power import KW_PER_MW
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.binding import binding_reason
from sim.world.clauses import is_matched, left_under_cap, only_the_cap_stops, smallest_part, terms_for
from sim.world.draws import OFFER_RESPONSE, REQUEST_WILLING, chance, drawn
from sim.world.journal import tell_request
from sim.world.kernel import kernel
from sim.world.partner_share import capacity_kw, reserved_kw
from sim.world.parts import cut
from sim.world.placing import (
    accept,
    best_for,
    best_region,
    close_with,
    go_down_the_list,
    headroom_seen,
    provider_starts_at,
    region_at,
    starts_at,
)
from sim.world.rules import agree_to_respond
from sim.world.states import ASKED, OFFERED
from sim.world.waiting import stop_waiting, wait

OFFERS_COUNTED = 64  # occasions of a request's response draws
PARTS_APART = 1 << 40  # between the occasions of a request and those of its parts


@kernel
def willing(w, r, kw, headroom):
    """True where every rule of the response policy in force agrees to so many kW of a request, which it is able to."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    now = w.run[0].now
    policy = 0
    for p in range(len(w.responses)):
        if w.responses[p].first <= now:
            policy = p
    response = w.responses[policy]
    partner_kw, operator_kw = 0, 0
    if w.run[0].share_caps == 1:
        partner_kw = reserved_kw(w, request.grade)
        operator_kw = capacity_kw(w, request.grade)
    view = OfferView(
        kw,
        headroom,
        request.workload,
        request.client,
        request.grade,
        request.named_price if is_matched(w, r) else workload.price,
        chance(w, REQUEST_WILLING, workload.key, request.ordinal) if response.draws == 1 else 0.0,
        partner_kw,
        operator_kw,
    )
    for i in range(response.rules, response.rules + response.rule_count):
        if not agree_to_respond(w.rules[i], view):
            return False
    return True


@kernel
def offer(w, r, provider):
    """Put a request to the operator under its right."""
    request = w.requests[r]
    workload = w.workloads[request.workload]
    regime = terms_for(w, r)
    now = w.run[0].now
    stop_waiting(w, r)
    request.state = OFFERED
    request.offered_at = now
    request.window_ends = now + regime.window
    request.provider_named = provider
    occasion = request.part * PARTS_APART + request.ordinal * OFFERS_COUNTED + min(request.offers, OFFERS_COUNTED - 1)
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
def name_terms(w, r, holder, region):
    """A provider that is able names price, date, MW and term to the partner."""
    request = w.requests[r]
    request.named_price = w.holders[holder].price
    request.named_start = provider_starts_at(w, r, holder, region)
    row = tell_request(w, ev.TERMS_NAMED, r)
    row.other = holder
    row.region = region
    row.dollars = round_half_even(request.named_price * KW_PER_MW)
    row.value = request.named_start


@kernel
def on_offer_answered(w, r):
    """The operator answers with what it knows now: ability first, willingness only if able."""
    region, headroom = best_region(w, r, 0, 0)
    if region < 0 and smallest_part(w, r) > 0:
        if exercise_parts(w, r, 1):
            return
        region, headroom = best_region(w, r, 0, 0)
    if region < 0:
        headroom = headroom_seen(w, r)
        decline(w, r, why_unable(w, r, headroom), headroom)
        _go_elsewhere(w, r)
    elif willing(w, r, w.requests[r].kw, headroom):
        exercise(w, r, region, headroom)
    else:
        decline(w, r, codes.UNWILLING, headroom)
        _go_elsewhere(w, r)


@kernel
def exercise(w, r, region, headroom):
    """The operator takes a request, at a third party's price where it matches one."""
    request = w.requests[r]
    row = tell_request(w, ev.OFFER_EXERCISED, r)
    row.other = 0
    row.value = headroom
    if request.state == OFFERED:
        row.region = region
    if is_matched(w, r):
        request.price = request.named_price
        matched = tell_request(w, ev.OFFER_MATCHED, r)
        matched.other = request.provider_named
        matched.region = region
        matched.dollars = round_half_even(request.price * KW_PER_MW)
    accept(w, r, 0, region, starts_at(w, r, 0, 0))


@kernel
def exercise_parts(w, r, told):
    """Take what fits of a request region by region, each part a row of its own; True where nothing is left over."""
    request = w.requests[r]
    least = smallest_part(w, r)
    while least > 0:
        region, headroom = best_for(w, r, 0, 0, least)
        kw = min(headroom, left_under_cap(w, r), request.kw)
        if request.kw - kw > 0:
            kw = min(kw, request.kw - least)
        if region < 0 or kw < least or not willing(w, r, kw, headroom):
            return False
        p = r if kw == request.kw else cut(w, r, kw)
        if p < 0:
            return False
        if told == 1:
            exercise(w, p, region, headroom)
        else:
            accept(w, p, 0, region, starts_at(w, p, 0, 0))
        if p == r:
            return True
    return False


@kernel
def why_unable(w, r, headroom):
    """What stood in the way: the partner's share where there was headroom, else what bound the capacity."""
    request = w.requests[r]
    if only_the_cap_stops(w, r, headroom):
        return codes.SHARE_CAP
    first = region_at(w, r, 0)
    return binding_reason(w, first, request.grade, starts_at(w, r, 0, 0), request.kw - headroom)


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
    """After a no or silence: the named provider, else the list, on no better terms; then the right revives."""
    request = w.requests[r]
    request.state = ASKED
    request.free_until = w.run[0].now + terms_for(w, r).free_period
    request.price_limit = request.named_price if is_matched(w, r) else -1.0
    cal.schedule(w, cal.AGREEMENT_CLOCK, r, max(request.free_until, w.run[0].now + 1))
    if request.provider_named > 0 and close_with(w, r, request.provider_named):
        return
    if not go_down_the_list(w, r):
        wait(w, r)
