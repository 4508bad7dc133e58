"""What putting a lease off costs: a fee for each month at once, or the rent from the old date on; and its limit."""

from sim.events import kinds as ev
from sim.events import stages
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import round_half_even
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.rents import month_rent, pays_lease, terms_of


@kernel
def pay_for_deferral(w, t, seconds):
    """A signed tranche is about to be put off: its fee is due, or its rent will run from the old date on."""
    tranche = w.tranches[t]
    if not pays_lease(w, tranche.site) or tranche.stage < stages.SIGNED:
        return
    terms = terms_of(w, tranche.site)
    if terms.defers_rent == 1:
        if tranche.rent_from < 0:
            tranche.rent_from = tranche.due
            w.dues[t].monthly = 1
        return
    usd = round_half_even(terms.deferral_share * month_rent(w, t) * seconds / SECONDS_PER_MONTH)
    if usd > 0:
        tell_tranche(w, ev.RELEASE_FEE_DUE, t, tranche.stage).dollars = usd


@kernel
def deferral_left(w, t):
    """Seconds by which the operator may still put a tranche off, by its pipeline's limit."""
    tranche = w.tranches[t]
    return max(w.pipelines[w.sites[tranche.site].pipeline].deferral_limit - tranche.put_off, 0)


@kernel
def deferral_rent(w, t, month):
    """The rent of a deferred tranche for the part of a month in which it runs from the old date and it is not ready.

    It runs from the day on which the landlord would have been ready, if that is later.
    """
    tranche = w.tranches[t]
    if tranche.rent_from < 0:
        return
    first, end = max(tranche.rent_from, w.months[month].start), w.months[month + 1].start
    if tranche.stage >= stages.BUILDING and tranche.stage <= stages.LIVE:
        first = max(first, tranche.actual - (tranche.due - tranche.rent_from))
    elif tranche.stage != stages.SIGNED:
        tranche.rent_from = -1
        return
    if tranche.ready_at >= 0:
        end = min(end, tranche.ready_at)
        if end <= w.months[month].start:
            tranche.rent_from = -1
            return
    length = w.months[month + 1].start - w.months[month].start
    usd = round_half_even(month_rent(w, t) * max(end - first, 0) / length)
    if usd > 0:
        row = tell_tranche(w, ev.DEFERRAL_RENT_DUE, t, tranche.stage)
        row.dollars = usd
        row.value = month
