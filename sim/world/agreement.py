"""The agreement: what a request meets under exclusivity, the right of first refusal, and an open market."""

from sim.events import codes
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.consents import approved, waived_to_date
from sim.world.journal import log_row, tell_request
from sim.world.kernel import kernel
from sim.world.offers import close_with, decline, offer, willing
from sim.world.placing import accept, best_region, go_down_the_list, provider_able, starts_at
from sim.world.waiting import stop_waiting, wait


@kernel
def on_regime_starts(w, g):
    """A regime begins: open offers keep their terms, requests that wait are put afresh."""
    run = w.run[0]
    run.regime = g
    row = log_row(w, ev.REGIME_STARTED, g)
    row.value = w.regimes[g].regime
    r = run.first_waiting
    while r >= 0:
        following = w.requests[r].next_waiting
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
    if w.requests[r].client != codes.PARTNER:
        _ask_operator_plainly(w, r)
        return
    if approved(w, r):
        return
    regime = w.regimes[w.run[0].regime]
    if regime.regime == codes.EXCLUSIVE:
        _ask_under_exclusivity(w, r)
    elif regime.regime == codes.OPEN:
        _ask_the_market(w, r)
    elif regime.trigger == codes.ON_REQUEST:
        offer(w, r, -1)
    else:
        _seek_third_party(w, r)


@kernel
def _ask_operator_plainly(w, r):
    """A customer of the operator's own: served if able, else it waits until its latest start."""
    region, headroom = best_region(w, r, 0, 0)
    if region >= 0:
        if willing(w, r, headroom):
            accept(w, r, 0, region, starts_at(w, r, 0))
        else:
            tell_request(w, ev.OFFER_DECLINED, r).reason = codes.UNWILLING
    else:
        _remember(w, r, headroom)


@kernel
def _remember(w, r, headroom):
    """Unable now: the request waits; told once."""
    if w.requests[r].remembered == 0:
        row = tell_request(w, ev.REQUEST_WAITED, r)
        row.value = headroom
        row.other = 0
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
        if willing(w, r, headroom):
            row = tell_request(w, ev.OFFER_EXERCISED, r)
            row.other = 0
            row.value = headroom
            accept(w, r, 0, region, starts_at(w, r, 0))
        else:
            decline(w, r, codes.UNWILLING, headroom)
            _waive(w, r, codes.UNWILLING)
        return
    if waived_to_date(w, r):
        return
    _remember(w, r, headroom)
    over = min(w.run[0].now + w.regimes[w.run[0].regime].waiting_time, request.latest)
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
        if i == workload.operator_place:
            region, headroom = best_region(w, r, 0, 0)
            if region >= 0 and willing(w, r, headroom):
                accept(w, r, 0, region, starts_at(w, r, 0))
                return
        if i < workload.provider_count:
            holder = w.entries[workload.providers + i].value
            if holder > 0 and close_with(w, r, holder):
                return
    wait(w, r)


@kernel
def _seek_third_party(w, r):
    """The first able provider names its terms, which go to the operator; where none is able, the operator is asked."""
    workload = w.workloads[w.requests[r].workload]
    for i in range(workload.provider_count):
        holder = w.entries[workload.providers + i].value
        if holder > 0 and provider_able(w, r, holder) >= 0:
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
    r = w.run[0].first_waiting
    while r >= 0:
        following = w.requests[r].next_waiting
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
    if request.client != codes.PARTNER:
        _ask_operator_plainly(w, r)
    elif approved(w, r):
        return
    elif request.free_until >= w.run[0].now:
        go_down_the_list(w, r)
    elif w.regimes[w.run[0].regime].regime == codes.EXCLUSIVE:
        _ask_under_exclusivity(w, r)
    elif w.regimes[w.run[0].regime].regime == codes.OPEN:
        _ask_the_market(w, r)
