"""What a review does when short, in the order of what each way commits the operator to: resume what was put off, sign
an SOQ before its time, and after what was released is taken back, start a slot.
"""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.consequence import put_off, tell_choice
from sim.world.envelope import SIGNING
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.prices import facility_price, it_price
from sim.world.redeploy import open_slot
from sim.world.sites import enter_stage, sign
from sim.world.spending import order_in_time
from sim.world.starts import must_wait


@kernel
def _days_back(w, t):
    """Seconds by which a tranche that was put off can be brought back, 0 for none."""
    tranche = w.tranches[t]
    if tranche.stage != stages.PLANNED and tranche.stage != stages.SIGNED and tranche.stage != stages.BUILDING:
        return 0
    if tranche.overdue == 1:
        return 0
    return max(min(tranche.put_off, tranche.announced - w.run[0].now - 1), 0)


@kernel
def resume(w, grade, kw):
    """Bring tranches that the operator put off back towards their old dates, the earliest first, whole, while they
    fit; the kW that are left to find.
    """
    while True:
        best = -1
        for t in range(w.run[0].tranche_count):
            tranche = w.tranches[t]
            site = w.sites[tranche.site]
            if tranche.kw <= kw and tranche.grade == grade and site.holder == 0 and _days_back(w, t) > 0:
                if best < 0 or tranche.announced < w.tranches[best].announced:
                    best = t
        if best < 0:
            return kw
        kw -= w.tranches[best].kw
        seconds = _days_back(w, best)
        tell_choice(w, best, codes.BY_RESUMPTION, 0, -1.0)
        put_off(w, best, -seconds)
        w.tranches[best].put_off = 0
        if w.tranches[best].stage == stages.BUILDING:
            order_in_time(w, best)


@kernel
def _soq_kw(w, s):
    kw = 0
    t = w.sites[s].first_tranche
    while t >= 0:
        if w.tranches[t].stage == stages.SOQ:
            kw += w.tranches[t].kw
        t = w.tranches[t].next
    return kw


@kernel
def convert(w, grade, kw):
    """Sign SOQs now instead of waiting for their step to end, the earliest first, whole, while they fit; the kW left.

    The terms are agreed, so pressing costs nothing more and the landlord does not refuse.
    """
    run = w.run[0]
    while True:
        best = -1
        for s in range(len(w.sites)):
            site = w.sites[s]
            if site.stage == stages.SOQ and site.holder == 0 and site.grade == grade and site.money_waits == 0:
                if 0 < _soq_kw(w, s) <= kw:
                    t = site.first_tranche
                    if best < 0 or w.tranches[t].announced < w.tranches[w.sites[best].first_tranche].announced:
                        best = s
        if best < 0:
            return kw
        kw -= _soq_kw(w, best)
        first = w.sites[best].first_tranche
        tell_choice(w, first, codes.BY_CONVERSION, 0, -1.0)
        cal.cancel(w, cal.SITE_STEP, best)
        if must_wait(w, best, SIGNING, first):
            w.sites[best].money_waits = 1
            w.sites[best].waiting_since = run.now
        else:
            sign(w, best)
            enter_stage(w, best)


@kernel
def start_slots_where_short(w, grade, kw):
    """Start the next slot of the region that is shortest, while one fits; the kW that no slot was left for are told."""
    run = w.run[0]
    if run.review_slots < 0:
        return kw
    portfolio = w.portfolios[run.review_slots]
    while True:
        best = -1
        for s in range(portfolio.first_site, portfolio.first_site + portfolio.made):
            site = w.sites[s]
            if site.stage == stages.SLOT and site.grade == grade and site.kw <= kw:
                if best < 0 or w.regions[site.region].short_kw > w.regions[w.sites[best].region].short_kw:
                    best = s
        if best < 0:
            break
        site = w.sites[best]
        kw -= site.kw
        w.regions[site.region].short_kw -= site.kw
        price = facility_price(w, best) + w.costs[0].land + it_price(w, grade)
        open_slot(w, best)
        tell_choice(w, site.first_tranche, codes.BY_SIGNING, round_half_even(price * site.kw), -1.0)
    if kw > 0:
        row = log_row(w, ev.SLOTS_RAN_OUT, run.review_slots)
        row.kw = kw
        row.grade = grade
    return kw
