"""Standing approvals and dated waivers: leave to host a class with a provider, within dates and an amount."""

from sim.events import codes
from sim.events import kinds as ev
from sim.world.journal import tell_request
from sim.world.kernel import kernel
from sim.world.placing import place_with, provider_able


@kernel
def approved(w, r):
    """Place a request under a standing approval; True where that was possible."""
    return _place_under(w, r, 0)


@kernel
def waived_to_date(w, r):
    """Place a request that the operator is unable to host under a dated waiver; True where that was possible."""
    return _place_under(w, r, 1)


@kernel
def _place_under(w, r, waiver):
    request = w.requests[r]
    now = w.run[0].now
    for c in range(len(w.consents)):
        consent = w.consents[c]
        covers = (consent.classes >> request.workload) & 1
        if consent.waiver == waiver and covers == 1 and consent.first <= now < consent.last:
            if consent.limit_kw < 0 or consent.used_kw + request.kw <= consent.limit_kw:
                region = provider_able(w, r, consent.provider)
                if region >= 0:
                    if waiver == 1:
                        tell_request(w, ev.WAIVER_GRANTED, r).reason = codes.DATED
                    consent.used_kw += request.kw
                    request.consent = c
                    place_with(w, r, consent.provider, region)
                    return True
    return False
