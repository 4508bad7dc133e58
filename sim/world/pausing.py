"""Owned builds that stand still: nothing is spent on or expected of one from its pause until it is resumed."""

from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.delivery import watch
from sim.world.freed import plan_money, tell_freed
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import expect
from sim.world.spending import order_in_time
from sim.world.starts import money_moved
from sim.world.tranches import advance_progress


@kernel
def pause(w, t, reason):
    """Stop an owned build where it stands; its spending stops with it."""
    tranche = w.tranches[t]
    plan_money(w, t, 1)
    advance_progress(w, t)
    tranche.paused = 1
    tranche.paused_at = w.run[0].now
    for kind in (cal.TRANCHE_READY, cal.SLIP_ANNOUNCED, cal.IT_ORDERED):
        cal.cancel(w, kind, t)
    tell_tranche(w, ev.BUILD_PAUSED, t, tranche.stage).reason = reason
    expect(w, t)
    plan_money(w, t, -1)
    tell_freed(w, t)
    money_moved(w)


@kernel
def resume(w, t, reason):
    """Let a paused build go on: every date of it lies later by the time it stood still."""
    tranche = w.tranches[t]
    now = w.run[0].now
    stood = now - tranche.paused_at
    tranche.paused = 0
    tranche.progress_at = now
    tranche.announced += stood
    tranche.power_plan += stood
    tranche.construction += stood
    tranche.power += stood
    tranche.actual += stood
    row = tell_tranche(w, ev.BUILD_RESUMED, t, tranche.stage)
    row.value = stood
    row.reason = reason
    cal.schedule(w, cal.TRANCHE_READY, t, tranche.actual)
    watch(w, t)
    expect(w, t)
    plan_money(w, t, -1)
    tell_freed(w, t)
    order_in_time(w, t)
    money_moved(w)
