"""Putting dates off: a deferral moves announced and actual ready dates alike; a held fit-out moves only live."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.delivery import watch_fit_out
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import expect
from sim.world.tranches import advance_progress


@kernel
def defer(w, t, seconds, reason):
    """Move a tranche's announced and actual ready dates by so many seconds; it must not be ready yet."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    advance_progress(w, t)
    tranche.announced += seconds
    tranche.power_plan += seconds
    tranche.deferred += seconds
    tranche.due += seconds if tranche.due >= 0 else 0
    if reason == codes.ACTION or reason == codes.REVIEW:
        tranche.put_off += seconds
    tranche.overdue = 0
    row = tell_tranche(w, ev.TRANCHE_DEFERRED, t, tranche.stage)
    row.value = seconds
    row.reason = reason
    if tranche.queued == 1:
        tranche.works += seconds
    if tranche.queued == 1 and tranche.stage != stages.BUILDING:
        tranche.power += seconds
    if tranche.stage == stages.BUILDING:
        tranche.construction += seconds
        tranche.power += seconds
        tranche.actual = max(tranche.actual + seconds, cal.soonest(w, cal.TRANCHE_READY))
        cal.schedule(w, cal.TRANCHE_READY, t, tranche.actual)
        if tranche.announced < tranche.actual:
            cal.schedule(w, cal.SLIP_ANNOUNCED, t, max(tranche.announced, cal.soonest(w, cal.SLIP_ANNOUNCED)))
    if tranche.ordered == 0 and tranche.stage == stages.BUILDING and site.holder == 0:
        at = tranche.announced - w.costs[0].it_lead
        if at > w.run[0].now and site.tenure != codes.SERVICE:
            cal.schedule(w, cal.IT_ORDERED, t, at)
    expect(w, t)


@kernel
def hold_fit_out(w, t, seconds, reason):
    """Leave a ready tranche without IT for so many seconds more."""
    tranche = w.tranches[t]
    tranche.live_at += seconds
    tranche.live_expected += seconds
    tranche.held += seconds
    row = tell_tranche(w, ev.FIT_OUT_HELD, t, tranche.stage)
    row.value = seconds
    row.reason = reason
    cal.schedule(w, cal.TRANCHE_LIVE, t, tranche.live_at)
    watch_fit_out(w, t)
    expect(w, t)


@kernel
def put_off_works(w, t, seconds):
    """A retrofit that finds no money takes so many seconds longer."""
    tranche = w.tranches[t]
    tranche.announced += seconds
    tranche.actual += seconds
    row = tell_tranche(w, ev.TRANCHE_DEFERRED, t, tranche.stage)
    row.value = seconds
    row.reason = codes.MONEY
    cal.schedule(w, cal.TRANCHE_READY, t, tranche.actual)
    expect(w, t)


@kernel
def stretch_site(w, s, asset):
    """A month's slice found no money: what is under way at the site takes a month longer."""
    site = w.sites[s]
    run = w.run[0]
    month = w.months[run.account]
    length = w.months[run.account + 1].start - month.start
    t = site.first_tranche
    while t >= 0:
        stage = w.tranches[t].stage
        if asset == codes.FACILITY and stage == stages.BUILDING and w.tranches[t].paused == 0:
            defer(w, t, length, codes.MONEY)
        elif asset == codes.FACILITY and stage == stages.RETROFIT:
            put_off_works(w, t, length)
        elif asset == codes.SERVERS and stage == stages.READY and w.tranches[t].ordered == 1:
            hold_fit_out(w, t, length, codes.MONEY)
        t = w.tranches[t].next
