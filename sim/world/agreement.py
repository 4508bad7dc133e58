"""The agreement: what a request meets under exclusivity, the right of first refusal, and an open market."""

from sim.events import codes
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.clauses import goes_freely, only_the_cap_stops, stays, terms_for
from sim.world.commitments import is_within_commitment
from sim.world.consents import approved, waived_to_date
from sim.world.journal import log_row, tell_request
from sim.world.kernel import kernel
from sim.world.offers import decline, exercise, exercise_parts, name_terms, offer, willing
from sim.world.placing import (
    accept,
    best_region,
    close_with,
    go_down_the_list,
    headroom_seen,
    provider_able,
    starts_at,
)
from sim.world.waiting import first_waiting, stop_waiting, wait

REFUSED = 2  # remembered: told a no that stands


@kernel
def on_regime_starts(w, g):
    """A regime begins: open offers keep their terms, requests that wait are put afresh."""
    run = w.run[0]
    run.regime = g
    row = log_row(w, ev.REGIME_STARTED, g)
    row.value = w.regimes[g].regime
    r = first_waiting(w)
    while r >= 0:
        following = w.requests[r].next
        if w.requests[r].client == codes.PARTNER:
            stop_waiting(w, r)
            cal.cancel(w, cal.AGREEMENT_CLOCK, r)
            w.requests[r].free_until = -1
            w.requests[r].remembered = 0
            tell_request(w, ev.OFFER_ASKED_ANEW, r).other = g
            seek(w, r)
        r = following


@kernel
def seek(w, r):
    """Look for a place for a request under the regime in force, from the beginning."""
    request = w.requests[r]
    request.regime = w.run[0].regime
    request.price_limit = -1.0
    request.provider_named = -1
    if request.client != codes.PARTNER or stays(w, r):
        _ask_operator_plainly(w, r)
    elif approved(w, r):
        return
    elif goes_freely(w, r):
        _ask_the_market(w, r)
    else:
        _ask_who_is_bound(w, r)


@kernel
def _ask_who_is_bound(w, r):
    """The operator comes first, in the way of the regime."""
    regime = terms_for(w, r)
    if regime.regime == codes.EXCLUSIVE:
        _ask_under_exclusivity(w, r)
    elif regime.regime == codes.COMMITTED:
        _ask_under_commitment(w, r)
    elif regime.trigger == codes.ON_REQUEST:
        offer(w, r, -1)
    else:
        _seek_third_party(w, r)


@kernel
def _ask_operator_plainly(w, r):
    """Nobody else is asked: served if able, else it waits until its latest start; a no stands."""
    if w.requests[r].remembered == REFUSED:
        return
    region, headroom = best_region(w, r, 0, 0)
    if region >= 0:
        if willing(w, r, w.requests[r].kw, headroom):
            accept(w, r, 0, region, starts_at(w, r, 0, 0))
        else:
            tell_request(w, ev.OFFER_DECLINED, r).reason = codes.UNWILLING
            w.requests[r].remembered = REFUSED
            wait(w, r)
    elif not exercise_parts(w, r, 0):
        _remember(w, r)


@kernel
def _remember(w, r):
    """Unable now: the request waits; told once."""
    if w.requests[r].remembered == 0:
        headroom = headroom_seen(w, r)
        row = tell_request(w, ev.REQUEST_WAITED, r)
        row.value = headroom
        row.other = 0
        if only_the_cap_stops(w, r, headroom):
            row.reason = codes.SHARE_CAP
    w.requests[r].remembered = 1
    wait(w, r)


@kernel
def _ask_under_exclusivity(w, r):
    """Served if able; waived at once if unwilling; if unable a dated waiver, else it waits and is then waived."""
    request = w.requests[r]
    if request.free_until >= w.run[0].now:
        if not go_down_the_list(w, r):
            wait(w, r)
        return
    region, headroom = best_region(w, r, 0, 0)
    if region >= 0:
        if willing(w, r, request.kw, headroom):
            exercise(w, r, region, headroom)
        else:
            decline(w, r, codes.UNWILLING, headroom)
            _waive(w, r, codes.UNWILLING)
        return
    if exercise_parts(w, r, 1) or waived_to_date(w, r):
        return
    _remember(w, r)
    since = request.asked_at if w.run[0].kind < 0 else w.run[0].now
    over = min(since + terms_for(w, r).waiting_time, request.latest)
    if over <= w.run[0].now:
        _waive(w, r, codes.WAITED)
    elif not cal.is_pending(w, cal.AGREEMENT_CLOCK, r):
        cal.schedule(w, cal.AGREEMENT_CLOCK, r, over)


@kernel
def _waive(w, r, reason):
    """Consent to host a request elsewhere, for as long as it looks."""
    request = w.requests[r]
    tell_request(w, ev.WAIVER_GRANTED, r).reason = reason
    cal.cancel(w, cal.AGREEMENT_CLOCK, r)
    request.free_until = request.latest
    if not go_down_the_list(w, r):
        wait(w, r)


@kernel
def _ask_the_market(w, r):
    """The partner goes down its own list, the operator standing in it at its place."""
    workload = w.workloads[w.requests[r].workload]
    for i in range(workload.provider_count + 1):
        if i == workload.operator_place and _operator_takes(w, r):
            return
        if i < workload.provider_count:
            holder = w.entries[workload.providers + i].value
            if holder > 0 and close_with(w, r, holder):
                return
    wait(w, r)


@kernel
def _operator_takes(w, r):
    """True where the operator takes all of a request that need not wait for it, whole or in parts."""
    region, headroom = best_region(w, r, 0, 0)
    if region < 0:
        return exercise_parts(w, r, 0)
    if not willing(w, r, w.requests[r].kw, headroom):
        return False
    accept(w, r, 0, region, starts_at(w, r, 0, 0))
    return True


@kernel
def _ask_under_commitment(w, r):
    """Up to what the partner has committed the operator comes first; else the market."""
    if not (is_within_commitment(w, r) and _operator_takes(w, r)):
        _ask_the_market(w, r)


@kernel
def _seek_third_party(w, r):
    """The first able provider names its terms, which go to the operator; where none is able, the operator is asked."""
    workload = w.workloads[w.requests[r].workload]
    for i in range(workload.provider_count):
        holder = w.entries[workload.providers + i].value
        if holder > 0:
            region = provider_able(w, r, holder)
            if region >= 0:
                name_terms(w, r, holder, region)
                offer(w, r, holder)
                return
    offer(w, r, -1)


@kernel
def on_agreement_clock(w, r):
    """The waiting time under exclusivity is over: waived. Or a free period is: asked anew under the regime in force."""
    request = w.requests[r]
    if request.free_until < 0:
        _waive(w, r, codes.WAITED)
    else:
        request.free_until = -1
        tell_request(w, ev.OFFER_ASKED_ANEW, r)
        stop_waiting(w, r)
        seek(w, r)


@kernel
def on_retry(w, region):
    """Capacity changed in a region: ask again for every waiting request that may be placed there, in their order."""
    r = first_waiting(w)
    while r >= 0:
        following = w.requests[r].next
        if _may_be_placed(w, r, region):
            _try_again(w, r)
        r = following


@kernel
def _may_be_placed(w, r, region):
    workload = w.workloads[w.requests[r].workload]
    for i in range(workload.region_count):
        if w.entries[workload.regions + i].value == region:
            return True
    return False


@kernel
def _try_again(w, r):
    request = w.requests[r]
    if request.client != codes.PARTNER or stays(w, r):
        _ask_operator_plainly(w, r)
    elif approved(w, r):
        return
    elif request.free_until >= w.run[0].now:
        go_down_the_list(w, r)
    elif goes_freely(w, r):
        _ask_the_market(w, r)
    elif terms_for(w, r).regime == codes.EXCLUSIVE:
        _ask_under_exclusivity(w, r)
    elif terms_for(w, r).regime == codes.COMMITTED:
        _ask_under_commitment(w, r)
