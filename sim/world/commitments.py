"""The partner's commitments: what it is billed, what is booked against them, and whether they still reach."""

from sim.events import codes
from sim.events.months import month_of
from sim.world.kernel import kernel
from sim.world.partner_share import reserved_kw
from sim.world.placing import starts_at
from sim.world.rows_made import requests_in, spans_of_requests
from sim.world.states import DUE, IN_SERVICE, RESERVED


@kernel
def billed_usd(w, first_month, end_month):
    """Dollars billed to the partner for what the operator served in a span of months, prorated by time."""
    usd = 0.0
    for y in range(w.months[first_month].year, w.months[end_month - 1].year + 1):
        for span in range(spans_of_requests(w)):
            for r in requests_in(w, span):
                request = w.requests[r]
                if request.client == codes.PARTNER and request.holder == 0 and request.served_at >= 0:
                    if request.state >= IN_SERVICE:
                        begins = max(request.served_at, w.months[first_month].start)
                        usd += _usd_within(w, y, r, begins, min(request.ends_at, w.months[end_month].start))
    return usd


@kernel
def _booked_usd(w, first_month, end_month):
    """Dollars of a span of months that the operator has served or promised to serve."""
    usd = billed_usd(w, first_month, end_month)
    for y in range(w.months[first_month].year, w.months[end_month - 1].year + 1):
        for span in range(spans_of_requests(w)):
            for r in requests_in(w, span):
                request = w.requests[r]
                if request.client == codes.PARTNER and request.holder == 0:
                    if request.state == RESERVED or request.state == DUE:
                        due = max(request.due, w.run[0].now)
                        begins = max(due, w.months[first_month].start)
                        usd += _usd_within(w, y, r, begins, min(due + request.duration, w.months[end_month].start))
    return usd


@kernel
def _usd_within(w, y, r, begins, ends):
    """Dollars of a request at its own price for what of a span lies in a fiscal year, whose months are worth the same
    each second.
    """
    year = w.years[y]
    first, end = year.opens, w.months[year.end_month].start
    seconds = min(ends, end) - max(begins, first)
    if seconds <= 0:
        return 0.0
    months_per_second = (year.end_month - year.first_month) / (end - first)
    return w.requests[r].price * w.requests[r].kw * seconds * months_per_second


@kernel
def is_within_commitment(w, r):
    """True while less is booked than is committed: dollars of the period a request would start in, or kW."""
    request = w.requests[r]
    regime = w.regimes[request.regime]
    if reserved_kw(w, codes.GENERAL) + reserved_kw(w, codes.AI) < regime.committed_kw:
        return True
    month = month_of(w.months, starts_at(w, r, 0, 0))
    if month >= w.run[0].months:
        return False
    at = regime.amounts + 3 * month
    return _booked_usd(w, w.entries[at + 1].value, w.entries[at + 2].value) < w.entries[at].value
