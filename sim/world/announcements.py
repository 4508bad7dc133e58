"""What becomes known ahead: an action, the end of a live tranche, a fit-out limit, a site that was not on the map."""

from sim.events import kinds as ev
from sim.events import stages
from sim.world import calendar as cal
from sim.world.action_kinds import SET_ENVELOPE
from sim.world.allocation import changed
from sim.world.delivery import watch_fit_out
from sim.world.draws import mean_of
from sim.world.fit_out import expect_turns_anew, has_turn
from sim.world.journal import log_row, tell_tranche
from sim.world.kernel import kernel
from sim.world.opening import open_site
from sim.world.outlook import expect, expect_end


@kernel
def on_action_known(w, a):
    """The operator learns of an action to come: from now on it plans with it; what waits for money is tried again."""
    log_row(w, ev.ACTION_ANNOUNCED, a).value = w.actions[a].at
    if w.actions[a].kind == SET_ENVELOPE:
        cal.schedule(w, cal.FUNDING, 0, w.run[0].now)


@kernel
def on_end_known(w, t):
    """The holder of a live tranche learns when it ends."""
    tranche = w.tranches[t]
    tell_tranche(w, ev.END_ANNOUNCED, t, tranche.stage).value = tranche.ends_at
    expect_end(w, t)


@kernel
def on_limit_known(w, v):
    """The operator learns of a fit-out limit to come: what stands in that line is expected live by it."""
    grade = 0 if v < w.lines[1].first_version else 1
    expect_turns_anew(w, grade)
    now = w.run[0].now
    for t in range(w.run[0].tranche_count):
        tranche = w.tranches[t]
        site = w.sites[tranche.site]
        if tranche.stage == stages.READY and tranche.turn_over > now and tranche.grade == grade and has_turn(w, t):
            fitted = tranche.fit_out_from + mean_of(w, w.pipelines[site.pipeline].fit_out)
            expected = max(fitted, tranche.turn_expected) + tranche.held
            if expected > now:
                tranche.live_expected = expected
                watch_fit_out(w, t)
                expect(w, t)


@kernel
def on_site_known(w, s):
    """A declared site becomes known, at the stage it is in: it stands in the outlook, and those who wait ask again."""
    open_site(w, s)
    changed(w, w.sites[s].region)
