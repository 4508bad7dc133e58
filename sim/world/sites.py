"""Sites and tranches: the steps from letter of intent or plan to live, power, slips and ends."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.allocation import changed
from sim.world.draws import (
    SITE_LEAD,
    SITE_LOI,
    SITE_LOI_CONVERTS,
    SITE_SOQ,
    SITE_SOQ_CONVERTS,
    TRANCHE_FIT_OUT,
    TRANCHE_POWER,
    TRANCHE_SLIP,
    chance,
    drawn,
    tranche_draw,
)
from sim.world.envelope import SIGNING, must_wait
from sim.world.fit_out import turn_over
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.leases import commence, commit_lease, leave
from sim.world.outlook import expect, expect_end, forget, month_from, pool_of
from sim.world.spending import let_contracts, order_it, plan_refresh, spend_land
from sim.world.splitting import cut_at_signing
from sim.world.tranches import advance_progress, set_stage

MOST_REDRAWS = 32


@kernel
def enter_stage(w, s):
    """Start a site's present step and those after it that take no time: schedule its end, or begin building."""
    while _enter_step(w, s):
        _end_step(w, s)


@kernel
def _enter_step(w, s):
    """Start a site's present step; True where it is over at once and the site has not started to build."""
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    now = w.run[0].now
    if site.stage == stages.LOI:
        step = drawn(w, pipeline.loi, SITE_LOI, site.key, site.ordinal)
        return _await_step(w, s, _left(step, site.elapsed))
    if site.stage == stages.SOQ and site.money_waits == 0:
        step = drawn(w, pipeline.soq, SITE_SOQ, site.key, site.ordinal)
        return _await_step(w, s, _left(step, site.elapsed))
    if site.stage == stages.SIGNED or site.stage == stages.PLANNED:
        _plan_building(w, s)
    return False


@kernel
def _await_step(w, s, seconds):
    """Schedule the end of a step; True where it is now."""
    w.sites[s].elapsed = 0.0
    if seconds > 0:
        cal.schedule(w, cal.SITE_STEP, s, w.run[0].now + seconds)
    return seconds <= 0


@kernel
def _left(step, elapsed):
    """Seconds left of a step of which a share has elapsed."""
    return int(step * (1.0 - elapsed))


@kernel
def _plan_building(w, s):
    """Building starts a build time before the first announced ready date; contracts are let a lead time before."""
    site = w.sites[s]
    now = w.run[0].now
    first = w.tranches[site.first_tranche].announced
    t = site.first_tranche
    while t >= 0:
        first = min(first, w.tranches[t].announced)
        t = w.tranches[t].next
    site.building_due = first - w.pipelines[site.pipeline].build
    if site.stage == stages.PLANNED:
        spend_land(w, s)
    if brings_facility(w, s):
        let = site.building_due - w.costs[0].contracts_lead
        if let <= now:
            let_contracts(w, s)
        else:
            cal.schedule(w, cal.CONTRACTS_LET, s, let)
    if site.building_due <= now:
        begin_building(w, s)
    else:
        cal.schedule(w, cal.SITE_STEP, s, site.building_due)


@kernel
def brings_facility(w, s):
    """True where the operator pays for shell, power and cooling, in whole or as a powered shell's tenant."""
    site = w.sites[s]
    if site.holder > 0:
        return False
    return site.tenure == codes.OWNED or (
        site.tenure == codes.LEASED and site.delivery == codes.POWERED_SHELL
    )


@kernel
def on_site_step(w, s):
    """A site's step is over: it converts, lapses, is signed, or starts to build."""
    site = w.sites[s]
    if site.stage == stages.LOI or site.stage == stages.SOQ:
        _end_step(w, s)
        enter_stage(w, s)
    else:
        begin_building(w, s)


@kernel
def _end_step(w, s):
    """An LOI or SOQ converts or lapses."""
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    if site.stage == stages.LOI:
        if chance(w, SITE_LOI_CONVERTS, site.key, site.ordinal) < pipeline.loi_converts:
            _move_site(w, s, stages.SOQ, ev.LOI_CONVERTED)
        else:
            _lapse_site(w, s)
    elif chance(w, SITE_SOQ_CONVERTS, site.key, site.ordinal) >= pipeline.soq_converts:
        _lapse_site(w, s)
    elif must_wait(w, s, SIGNING, site.first_tranche):
        site.money_waits = 1
        site.waiting_since = w.run[0].now
    else:
        sign(w, s)


@kernel
def sign(w, s):
    """The lease is signed: dates follow from the lead time where none were given, payments become a commitment."""
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    lead = drawn(w, pipeline.lead, SITE_LEAD, site.key, site.ordinal)
    shift = w.run[0].now + lead - w.tranches[site.first_tranche].announced
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        if tranche.stage == stages.SOQ and (site.dated == 0 or tranche.announced < w.run[0].now):
            tranche.announced += shift
            tranche.plan = tranche.announced
            tranche.power_plan += shift
        t = w.tranches[t].next
    _move_site(w, s, stages.SIGNED, ev.LEASE_SIGNED)
    cut_at_signing(w, s)
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == stages.SIGNED:
            commit_lease(w, t)
        t = w.tranches[t].next


@kernel
def _move_site(w, s, stage, event):
    """Move a site and those of its tranches that have not left it to a stage."""
    site = w.sites[s]
    left = site.stage
    site.stage = stage
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == left:
            set_stage(w, t, stage, event)
            expect(w, t)
        t = w.tranches[t].next


@kernel
def _lapse_site(w, s):
    """Ordinary attrition: the LOI or SOQ is not converted."""
    site = w.sites[s]
    left = site.stage
    site.stage = stages.RELEASED
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == left:
            leave(w, t, codes.ATTRITION)
        t = w.tranches[t].next


@kernel
def begin_building(w, s):
    """Building starts: its actual ready dates are drawn, unknown to the operator until they pass."""
    site = w.sites[s]
    if site.contracts_let == 2:
        return
    left = site.stage
    begun = min(site.building_due, w.run[0].now)
    site.stage = stages.BUILDING
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == left:
            set_stage(w, t, stages.BUILDING, ev.BUILDING_STARTED)
            start_tranche(w, t, begun)
        t = w.tranches[t].next


@kernel
def start_tranche(w, t, begun):
    """A tranche is under way since `begun`: draw its lateness, schedule ready, the announcement, the IT order."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    pipeline = w.pipelines[site.pipeline]
    now = w.run[0].now
    if tranche.announced > begun:
        tranche.progress = min((now - begun) / (tranche.announced - begun), 1.0)
    else:
        tranche.progress = 1.0
    tranche.progress_at = now
    time = 0
    while time == 0 or (tranche.actual <= now and time < MOST_REDRAWS):
        tranche.construction = tranche.announced + tranche_draw(w, pipeline.slip, TRANCHE_SLIP, t, time)
        tranche.power = tranche.power_plan + tranche_draw(w, pipeline.power_slip, TRANCHE_POWER, t, time)
        tranche.actual = max(tranche.construction, tranche.power)
        time += 1
    tranche.actual = max(tranche.actual, now + 1)
    cal.schedule(w, cal.TRANCHE_READY, t, tranche.actual)
    watch(w, t)
    expect(w, t)
    if site.holder == 0 and site.tenure != codes.SERVICE:
        at = tranche.announced - w.costs[0].it_lead
        if at <= now:
            order_it(w, t)
        else:
            cal.schedule(w, cal.IT_ORDERED, t, at)


@kernel
def watch(w, t):
    """A slip is announced when the announced date passes: look again then, if the tranche is not ready by then."""
    tranche = w.tranches[t]
    if tranche.announced < tranche.actual:
        cal.schedule(w, cal.SLIP_ANNOUNCED, t, max(tranche.announced, w.run[0].now + 1))
    else:
        cal.cancel(w, cal.SLIP_ANNOUNCED, t)


@kernel
def on_slip_announced(w, t):
    """The announced date passes and the tranche is not ready: it is expected at the next month start, again and again.

    Told the first time only: the rest follows from it.
    """
    tranche = w.tranches[t]
    run = w.run[0]
    advance_progress(w, t)
    month = min(month_from(w, run.now + 1), run.months)
    tranche.announced = w.months[month].start
    if tranche.overdue == 0:
        tranche.overdue = 1
        tell_tranche(w, ev.SLIP_ANNOUNCED, t, tranche.stage).value = tranche.announced
    watch(w, t)
    expect(w, t)


@kernel
def on_tranche_ready(w, t):
    """Construction and power are there: the lease commences, fit-out starts."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    now = w.run[0].now
    cal.cancel(w, cal.SLIP_ANNOUNCED, t)
    advance_progress(w, t)
    tranche.progress = 1.0
    row = tell_tranche(w, ev.TRANCHE_READY, t, tranche.stage)
    row.value = now - tranche.plan
    row.reason = codes.POWER if tranche.power > tranche.construction else codes.CONSTRUCTION
    tranche.stage = stages.READY
    tranche.ready_at = now
    if tranche.ordered == 0 and site.holder == 0 and site.tenure != codes.SERVICE:
        order_it(w, t)
    if site.tenure != codes.OWNED:
        commence(w, t)
    if tranche.ordered == 2:
        tranche.live_at = w.run[0].horizon
        expect(w, t)
        return
    fit_out(w, t)


@kernel
def fit_out(w, t):
    """Fit a ready tranche out: live when its own time and its turn in the line are over."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    now = w.run[0].now
    fit = tranche_draw(w, w.pipelines[site.pipeline].fit_out, TRANCHE_FIT_OUT, t, 0)
    go_live_at(w, t, max(now + fit, turn_over(w, t)))


@kernel
def go_live_at(w, t, instant):
    """A ready tranche is fitted out at an instant; at once where that is now."""
    tranche = w.tranches[t]
    tranche.live_at = instant
    expect(w, t)
    if instant <= w.run[0].now:
        on_tranche_live(w, t)
    else:
        cal.schedule(w, cal.TRANCHE_LIVE, t, instant)


@kernel
def on_tranche_live(w, t):
    """Fit-out is over: the tranche is supply."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    forget(w, t)
    set_stage(w, t, stages.LIVE, ev.TRANCHE_LIVE)
    tranche.live_at = w.run[0].now
    plan_refresh(w, t)
    w.pools[pool_of(w, site.holder, site.region, site.grade)].live_kw += tranche.kw
    end_when_known(w, t)
    changed(w, site.region)


@kernel
def end_when_known(w, t):
    """Schedule the end of a live tranche's lease or life, if it has one."""
    tranche = w.tranches[t]
    if tranche.ends_at >= 0:
        expect_end(w, t)
        cal.schedule(w, cal.TRANCHE_ENDS, t, tranche.ends_at)


@kernel
def on_tranche_ends(w, t):
    """A lease expires or a site is retired."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    set_stage(w, t, stages.ENDED, ev.TRANCHE_ENDED)
    w.pools[pool_of(w, site.holder, site.region, site.grade)].live_kw -= tranche.kw
    changed(w, site.region)
