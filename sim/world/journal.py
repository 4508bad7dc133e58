"""Writing the event log: whatever changes state writes its row here."""

from sim.events import kinds as ev
from sim.quantities.power import KW_PER_MW
from sim.streams import round_half_even
from sim.world.kernel import kernel
from sim.world.rows_made import requests_in, spans_of_requests
from sim.world.states import DUE, IN_SERVICE, RESERVED


@kernel
def log_row(w, event, entity):
    """A fresh row for the caller to fill: references -1, amounts 0, cause the event being handled."""
    run = w.run[0]
    if run.log_count == len(w.log):
        run.overflow = 1
        run.log_count = 0
    row = w.log[run.log_count]
    run.log_count += 1
    row.replication = run.replication
    row.sequence = run.sequence
    row.instant = run.now
    row.event = event
    row.entity = entity
    row.other = -1
    row.region = -1
    row.grade = -1
    row.holder = -1
    row.client = -1
    row.workload = -1
    row.kw = 0
    row.dollars = 0
    row.basis = -1
    row.item = -1
    row.reason = -1
    row.value = 0
    row.cause = run.cause
    run.sequence += 1
    return row


@kernel
def tell_tranche(w, event, t, left):
    """A row about a tranche that leaves stage `left`."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    row = log_row(w, event, t)
    row.other = tranche.site
    row.region = site.region
    row.grade = tranche.grade
    row.holder = site.holder
    row.kw = tranche.kw
    row.item = left
    return row


@kernel
def tell_request(w, event, r):
    """A row about a request, with the holder and region it has now."""
    request = w.requests[r]
    row = log_row(w, event, r)
    row.region = request.region
    row.grade = request.grade
    row.holder = request.holder
    row.other = request.holder
    row.client = request.client
    row.workload = request.workload
    row.kw = request.kw
    return row


@kernel
def tell_service(w, event, r):
    """A row about a request that is served from now on, until now, or beyond the horizon: with the dollars per MW-month
    that its price is above its class's, which it is where the operator matched a provider's.
    """
    row, request = tell_request(w, event, r), w.requests[r]
    row.dollars = round_half_even((request.price - w.workloads[request.workload].price) * KW_PER_MW)
    return row


@kernel
def tell_item(w, event, i, dollars, basis):
    """A row about a capex item; belongs to the run's present accounting month."""
    item = w.items[i]
    row = log_row(w, event, i)
    row.other = item.site
    row.region = w.sites[item.site].region if item.site >= 0 else -1
    row.grade = w.sites[item.site].grade if item.site >= 0 else item.grade
    row.holder = 0
    row.dollars = dollars
    row.basis = basis
    row.item = item.asset
    row.value = w.run[0].account
    return row


@kernel
def tell_end(w):
    """The last rows of a replication: what is promised or in service beyond the horizon, and that it is reached."""
    for span in range(spans_of_requests(w)):
        for r in requests_in(w, span):
            request = w.requests[r]
            if request.state == RESERVED or request.state == DUE or request.state == IN_SERVICE:
                end = max(request.due, w.run[0].now) + request.duration
                tell_service(w, ev.REQUEST_LEFT_OPEN, r).value = request.ends_at if request.state == IN_SERVICE else end
    log_row(w, ev.HORIZON_REACHED, 0)
