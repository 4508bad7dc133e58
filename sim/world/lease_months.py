"""Month ends of leases: prepayments credited against the rent, rent of what was deferred."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import round_half_even
from sim.world.deferral import deferral_rent
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.rents import month_rent, terms_of


@kernel
def close_lease_month(w, month):
    """Post what a month that ends brings for each lease."""
    for t in range(w.run[0].tranche_count):
        if w.dues[t].monthly == 1:
            if w.tranches[t].rent_from >= 0:
                deferral_rent(w, t, month)
            if w.tranches[t].prepaid_usd > 0:
                _credit_prepayment(w, t, month)
            if w.tranches[t].rent_from < 0 and w.tranches[t].prepaid_usd <= 0:
                w.dues[t].monthly = 0


@kernel
def _credit_prepayment(w, t, month):
    """The prepayment pays the rent of a month, as far as it goes; rent begins when the rent-free months are over."""
    tranche = w.tranches[t]
    in_use = tranche.stage == stages.READY or tranche.stage == stages.LIVE or tranche.stage == stages.RETROFIT
    if not in_use and tranche.vacated == 0:
        return
    begins = tranche.ready_at + terms_of(w, tranche.site).rent_free_months * SECONDS_PER_MONTH
    start, end = w.months[month].start, w.months[month + 1].start
    share = max(end - max(start, begins), 0) / (end - start)
    usd = min(round_half_even(month_rent(w, t) * share), tranche.prepaid_usd)
    if usd > 0:
        tranche.prepaid_usd -= usd
        row = tell_tranche(w, ev.PREPAYMENT_CREDITED, t, tranche.stage)
        row.dollars = usd
        row.basis = codes.CASH
        row.value = month
