"""Delivery: a tranche under way is late, ready, fitted out, live, and ends."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.allocation import changed
from sim.world.draws import TRANCHE_FIT_OUT, TRANCHE_POWER, TRANCHE_SLIP, mean_of, tranche_draw
from sim.world.fit_out import turn_expected, turn_over
from sim.world.grid import ask_power, next_opening
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.leases import commence
from sim.world.options import await_option
from sim.world.outlook import expect, expect_end, first_month, forget, forget_end, pool_of
from sim.world.refresh import forget_refresh, plan_refresh
from sim.world.spending import order_in_time, order_it
from sim.world.tranches import advance_progress, set_stage

MOST_REDRAWS = 32  # of a lateness that would lie in the past at the start


@kernel
def start_tranche(w, t, begun):
    """A tranche is under way since `begun`: draw its lateness, schedule ready, the announcement, the IT order."""
    start_clock(w, t, begun)
    now = w.run[0].now
    time = 0
    while time == 0 or (w.tranches[t].actual <= now and time < MOST_REDRAWS):
        draw_lateness(w, t, time)
        time += 1
    proceed(w, t)


@kernel
def start_clock(w, t, begun):
    """A tranche's progress, at the pace of its announced finish, where it has been under way since `begun`."""
    tranche = w.tranches[t]
    now = w.run[0].now
    if tranche.announced > begun:
        tranche.progress = min((now - begun) / (tranche.announced - begun), 1.0)
    else:
        tranche.progress = 1.0
    tranche.progress_at = now


@kernel
def draw_lateness(w, t, time):
    """Draw a tranche's own dates of construction and power; where its region has a grid clock, power is the grid's."""
    tranche = w.tranches[t]
    pipeline = w.pipelines[w.sites[tranche.site].pipeline]
    slip = tranche_draw(w, pipeline.slip, TRANCHE_SLIP, t, time)
    if tranche.queued == 1:
        tranche.construction = tranche.works + slip
    else:
        tranche.construction = tranche.announced + slip
        tranche.power = tranche.power_plan + tranche_draw(w, pipeline.power_slip, TRANCHE_POWER, t, time)
    tranche.actual = max(tranche.construction, tranche.power)


@kernel
def proceed(w, t):
    """Schedule ready, the announcement of a slip and the IT order of a tranche whose lateness is drawn."""
    tranche = w.tranches[t]
    now = w.run[0].now
    at_once = tranche.actual <= now and w.run[0].kind >= 0
    if not at_once:
        tranche.actual = max(tranche.actual, now + 1)
        cal.schedule(w, cal.TRANCHE_READY, t, tranche.actual)
        watch(w, t)
    expect(w, t)
    order_in_time(w, t)
    if at_once:
        on_tranche_ready(w, t)


@kernel
def join_grid_queue(w):
    """At the start: what is under way stands in its region's queue for power by its planned date, and is ready no
    sooner than power comes.
    """
    t = next_opening(w)
    while t >= 0:
        ask_power(w, t)
        tranche = w.tranches[t]
        if tranche.stage == stages.BUILDING:
            tranche.actual = max(tranche.construction, tranche.power, 1)
            cal.schedule(w, cal.TRANCHE_READY, t, tranche.actual)
            watch(w, t)
            if cal.is_pending(w, cal.IT_ORDERED, t):
                cal.schedule(w, cal.IT_ORDERED, t, tranche.announced - w.costs[0].it_lead)
        t = next_opening(w)


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
    """The announced date passes and the tranche is not ready, or the expected end of its fit-out and it is not live:
    it is expected at the next month start, again and again.

    Told the first time only: the rest follows from it.
    """
    tranche = w.tranches[t]
    run = w.run[0]
    month = min(first_month(w, run.now + 1), run.months)
    if tranche.stage == stages.READY:
        tranche.live_expected = w.months[month].start
        watch_fit_out(w, t)
        expect(w, t)
        return
    advance_progress(w, t)
    tranche.announced = w.months[month].start
    if tranche.overdue == 0:
        tranche.overdue = 1
        tell_tranche(w, ev.SLIP_ANNOUNCED, t, tranche.stage).value = tranche.announced
    watch(w, t)
    expect(w, t)


@kernel
def on_tranche_ready(w, t):
    """Construction and power are there: the lease commences, fit-out starts. Or a retrofit is over."""
    tranche = w.tranches[t]
    if tranche.stage == stages.RETROFIT:
        _end_works(w, t)
        return
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
    cal.cancel(w, cal.IT_ORDERED, t)
    if tranche.ordered == 0 and site.holder == 0 and site.tenure != codes.SERVICE:
        order_it(w, t)
    if site.tenure != codes.OWNED:
        commence(w, t)
    _fit_out_with_it(w, t)


@kernel
def _end_works(w, t):
    """A retrofit is over: the tranche is ready again, of its new grade; its lease runs on."""
    tranche = w.tranches[t]
    row = set_stage(w, t, stages.READY, ev.RETROFIT_ENDED)
    row.dollars = tranche.works_usd
    cal.cancel(w, cal.IT_ORDERED, t)
    if tranche.ordered == 0:
        order_it(w, t)
    _fit_out_with_it(w, t)


@kernel
def _fit_out_with_it(w, t):
    """A ready tranche is fitted out from now on; where its IT waits for money nobody knows when."""
    tranche = w.tranches[t]
    if tranche.ordered == 2:
        tranche.live_at = w.run[0].horizon
        tranche.live_expected = w.run[0].horizon
        expect(w, t)
        return
    fit_out(w, t, w.run[0].now)


@kernel
def fit_out(w, t, begins):
    """Fit a ready tranche out from an instant on: live when its own time and its turn in the line are over."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    tranche.fit_out_from = begins
    turn = turn_over(w, t)
    tranche.live_expected = max(begins + mean_of(w, w.pipelines[site.pipeline].fit_out), turn_expected(w, t))
    fit = tranche_draw(w, w.pipelines[site.pipeline].fit_out, TRANCHE_FIT_OUT, t, tranche.retrofits)
    go_live_at(w, t, max(begins + fit, turn))


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
        watch_fit_out(w, t)


@kernel
def watch_fit_out(w, t):
    """Look again when the expected end of fit-out passes, if the tranche is not live by then."""
    tranche = w.tranches[t]
    if tranche.live_expected < tranche.live_at:
        cal.schedule(w, cal.SLIP_ANNOUNCED, t, max(tranche.live_expected, w.run[0].now + 1))
    else:
        cal.cancel(w, cal.SLIP_ANNOUNCED, t)


@kernel
def on_tranche_live(w, t):
    """Fit-out is over: the tranche is supply."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    cal.cancel(w, cal.SLIP_ANNOUNCED, t)
    forget(w, t)
    set_stage(w, t, stages.LIVE, ev.TRANCHE_LIVE)
    tranche.live_at = w.run[0].now
    plan_refresh(w, t)
    w.pools[pool_of(w, site.holder, site.region, tranche.grade)].live_kw += tranche.kw
    end_when_known(w, t)
    changed(w, site.region)


@kernel
def end_when_known(w, t):
    """Schedule the end of a live tranche's lease or life, if it has one."""
    tranche = w.tranches[t]
    if tranche.ends_at >= 0:
        if tranche.ends_known <= w.run[0].now:
            expect_end(w, t)
        else:
            cal.schedule_given(w, cal.END_KNOWN, t, tranche.ends_known)
        cal.schedule(w, cal.TRANCHE_ENDS, t, max(tranche.ends_at, w.run[0].now + 1))
        await_option(w, t)


@kernel
def on_tranche_ends(w, t):
    """A lease expires or a site is retired."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    row = set_stage(w, t, stages.ENDED, ev.TRANCHE_ENDED)
    if tranche.broken == 1:
        row.reason = codes.BREAK_OPTION
    forget_refresh(w, t)
    w.pools[pool_of(w, site.holder, site.region, tranche.grade)].live_kw -= tranche.kw
    if tranche.ends_known <= w.run[0].now:
        forget_end(w, t)  # it is over, and not to come: until the month's start it would count twice
    changed(w, site.region)
