"""Coming back: released tranches are taken back at their landlord's dates and the rent of the day, then new ones."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.consequence import tell_choice
from sim.world.delivery import draw_lateness, proceed, start_clock
from sim.world.draws import ACTION_CAPACITY, at_quantile, chance
from sim.world.ending import settle
from sim.world.journal import log_row, tell_tranche
from sim.world.kernel import kernel
from sim.world.leases import commit_lease
from sim.world.outlook import first_month
from sim.world.prices import facility_price, spent_share
from sim.world.redeploy import start_slots
from sim.world.rents import index_now, terms_of
from sim.world.sites import brings_facility
from sim.world.spending import commit, item_of
from sim.world.splitting import split


@kernel
def reenter(w, a):
    """Carry out a recontract action: released tranches first, then new letters of intent; what is missing is told."""
    action = w.actions[a]
    wanted = round_half_even(at_quantile(w, action.capacity, chance(w, ACTION_CAPACITY, action.key, 0)))
    begun = log_row(w, ev.ACTION_TAKEN, a)
    w.run[0].cause = begun.sequence
    left = take_back(w, wanted, action.regions, action.grades, action.split, codes.ACTION)
    if action.target >= 0:
        left = start_slots(w, action.target, left)
    begun.kw = wanted - max(left, 0)
    if left > 0:
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.kw = left
        row.reason = codes.EXHAUSTED


@kernel
def take_back(w, kw, regions, grades, cut, reason):
    """Take released tranches back that no rival has, in the order of release, whole, while they fit; kW not found.

    With `cut` the next one that does not fit is cut to the kW. Regions and grades are bit masks.
    """
    left = kw
    while left > 0:
        best = -1
        for t in range(w.run[0].tranche_count):
            if _may_be_taken_back(w, t, regions, grades) and (w.tranches[t].kw <= left or cut == 1):
                if best < 0 or w.tranches[t].released_at < w.tranches[best].released_at:
                    best = t
        if best < 0:
            return left
        if w.tranches[best].kw > left:
            split(w, best, left)
        left -= w.tranches[best].kw
        if reason == codes.REVIEW:
            premium = terms_of(w, w.tranches[best].site).premium
            tell_choice(w, best, codes.BY_TAKING_BACK, round_half_even(premium * w.tranches[best].lease_usd), -1.0)
        recontract(w, best, reason)
    return left


@kernel
def _may_be_taken_back(w, t, regions, grades):
    """True where a tranche was released as signed or later, no rival has it, and it lies where the operator looks."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    if tranche.stage != stages.RELEASED or tranche.stage_before < stages.SIGNED or tranche.vacated == 1:
        return False
    if site.holder != 0 or site.tenure == codes.OWNED:
        return False
    return (regions >> site.region) & 1 == 1 and (grades >> tranche.grade) & 1 == 1


@kernel
def recontract(w, t, reason):
    """The operator signs again for a released tranche: at its dates plus a restart time, at the rent of the day."""
    tranche = w.tranches[t]
    cal.cancel(w, cal.BACKFILL, t)
    settle(w, t, codes.TAKEN_BACK)
    tell_tranche(w, ev.RELEASE_RECONTRACTED, t, tranche.stage).reason = reason
    tranche.stage = stages.BUILDING
    tranche.premium = terms_of(w, tranche.site).premium
    tranche.rent_index = index_now(w, w.sites[tranche.site].region)
    tranche.ordered = 0
    tranche.delivered = 0.0
    tranche.ends_at = -1
    tranche.ready_at = -1
    tranche.live_at = -1
    tranche.option = 0
    tranche.broken = 0
    _take_up_dates(w, t)
    commit_lease(w, t)
    start_clock(w, t, tranche.announced - w.pipelines[w.sites[tranche.site].pipeline].build)
    _let_again(w, t)
    proceed(w, t)


@kernel
def _take_up_dates(w, t):
    """The landlord went on alone: its own date, or now where it is ready, and a restart time.

    What the operator believes: the announced date; where that has passed and it is not ready, the next month start.
    """
    run = w.run[0]
    tranche = w.tranches[t]
    if tranche.stage_before == stages.SIGNED:
        draw_lateness(w, t, 0)
    later = max(tranche.actual, run.now) + run.restart - tranche.actual
    if tranche.announced <= run.now < tranche.actual:
        tranche.announced = w.months[min(first_month(w, run.now + 1), run.months)].start
    tranche.announced = max(tranche.announced, run.now) + run.restart
    tranche.plan = tranche.announced
    tranche.overdue = 0
    tranche.power_plan += run.restart
    tranche.construction += later
    tranche.power += later
    tranche.actual += later


@kernel
def _let_again(w, t):
    """The tenant's part of a powered shell is let once more, for what had not been spent: that by what is left of the
    curve, for the building may stand further back now than it did.
    """
    tranche = w.tranches[t]
    if brings_facility(w, tranche.site) and w.sites[tranche.site].contracts_let == 1:
        usd = round_half_even(facility_price(w, tranche.site) * tranche.kw)
        commit(w, item_of(tranche.site, codes.FACILITY), usd - tranche.facility_usd)
        tranche.stated_usd = tranche.facility_usd
        tranche.stated_share = spent_share(w, tranche.progress)
        tranche.facility_usd = usd
