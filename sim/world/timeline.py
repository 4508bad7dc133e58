"""Timeline actions on so many MW, on a demand, an envelope, rules or a provider's dates; what can't be done is told."""

from sim.events import codes
from sim.events import kinds as ev
from sim.events.months import month_of
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.action_kinds import (
    BUILD,
    DEFER,
    MOVE_DATES,
    PAUSE,
    RECONTRACT,
    RELEASE,
    RESUME,
    RETROFIT,
    SCALE_DEMAND,
    SET_ENVELOPE,
    SET_POLICY,
)
from sim.world.allocation import changed
from sim.world.deferral import deferral_left, pay_for_deferral
from sim.world.draws import ACTION_CAPACITY, at_quantile, chance
from sim.world.ending import past_long_stop
from sim.world.freed import plan_money, tell_freed
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.leases import leave
from sim.world.outlook import outdate
from sim.world.pausing import pause, resume
from sim.world.provider_dates import move_dates
from sim.world.redeploy import build
from sim.world.reentry import reenter
from sim.world.requests import advance_rate, schedule_arrival, set_baseline
from sim.world.retrofit import retrofit
from sim.world.splitting import split
from sim.world.starts import money_moved
from sim.world.stretch import defer, hold_fit_out


@kernel
def on_action_due(w, a):
    """Carry out a dated action."""
    action = w.actions[a]
    action.taken = 1
    if action.kind == SCALE_DEMAND:
        _scale_demand(w, a)
    elif action.kind == SET_ENVELOPE:
        year = w.years[action.year]
        year.amount_usd = action.amount_usd
        year.known = min(year.known, w.run[0].now)
        year.spent_before_cut_usd = year.spent_usd
        _begin(w, a)
        cal.schedule(w, cal.FUNDING, 0, w.run[0].now)
    elif action.kind == BUILD:
        build(w, a)
    elif action.kind == RECONTRACT:
        reenter(w, a)
    elif action.kind == RETROFIT:
        retrofit(w, a)
    elif action.kind == MOVE_DATES:
        move_dates(w, a, _begin(w, a))
    elif action.kind == SET_POLICY:
        _set_policy(w, a)
    else:
        kw = round_half_even(at_quantile(w, action.capacity, chance(w, ACTION_CAPACITY, action.key, 0)))
        take(w, a, kw, codes.ACTION)


@kernel
def _begin(w, a):
    """Tell that an action is taken; what follows from it names this row as its cause. The row, for its kW."""
    row = log_row(w, ev.ACTION_TAKEN, a)
    w.run[0].cause = row.sequence
    return row


@kernel
def take(w, a, wanted_kw, reason):
    """Act on tranches in the stated order, whole, each that still fits in what remains; split the next if asked."""
    action = w.actions[a]
    begun = _begin(w, a)
    left = wanted_kw
    short = codes.DEFERRAL_LIMIT if _passes_over(w, a) else codes.EXHAUSTED
    for k in range(action.stages, action.stages + action.stage_count):
        stage = w.entries[k].value
        last = w.run[0].tranche_count
        t = _next_in_order(w, a, stage, -1, last)
        while t >= 0 and left > 0:
            kw = w.tranches[t].kw
            following = _next_in_order(w, a, stage, t, last)
            if kw > left and action.split == 1:
                split(w, t, left)
                kw = w.tranches[t].kw
            if kw <= left:
                left -= kw
                _act(w, a, t, reason)
            t = following
    begun.kw = wanted_kw - left
    if left > 0:
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.kw = left
        row.reason = short
    return wanted_kw - left


@kernel
def _act(w, a, t, reason):
    action = w.actions[a]
    if action.kind == RELEASE:
        leave(w, t, codes.LONG_STOP if action.ground == 1 else reason)
    elif action.kind == DEFER:
        _defer(w, a, t, reason)
    elif action.kind == PAUSE:
        pause(w, t, reason)
    elif action.kind == RESUME:
        resume(w, t, reason)
    else:
        hold_fit_out(w, t, action.by, reason)


@kernel
def _defer(w, a, t, reason):
    """Put a tranche off, as far as the limit on its deferrals allows; tell what it falls short by."""
    action = w.actions[a]
    seconds = min(action.by, deferral_left(w, t))
    pay_for_deferral(w, t, seconds)
    plan_money(w, t, 1)
    defer(w, t, seconds, reason)
    plan_money(w, t, -1)
    tell_freed(w, t)
    if seconds < action.by:
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.other = w.tranches[t].site
        row.kw = w.tranches[t].kw
        row.value = action.by - seconds
        row.reason = codes.DEFERRAL_LIMIT


@kernel
def _passes_over(w, a):
    """True where a deferral finds tranches that may not be put off any further."""
    action = w.actions[a]
    if action.kind == DEFER:
        for k in range(action.stages, action.stages + action.stage_count):
            for t in range(w.run[0].tranche_count):
                if _selected(w, a, t, w.entries[k].value) and deferral_left(w, t) == 0:
                    return True
    return False


@kernel
def _eligible(w, a, t, stage):
    """True where an action may take a tranche of a stage: not what stands still already, or is put off to the limit."""
    if not _selected(w, a, t, stage):
        return False
    kind = w.actions[a].kind
    if kind == DEFER and deferral_left(w, t) == 0:
        return False
    if kind == RESUME:
        return w.tranches[t].paused == 1
    return w.tranches[t].paused == 0 or kind == RELEASE


@kernel
def _selected(w, a, t, stage):
    """True where a tranche of a stage is among those that an action selects."""
    action = w.actions[a]
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    if tranche.stage != stage or site.holder != 0:
        return False
    if (action.regions >> site.region) & 1 == 0 or (action.grades >> tranche.grade) & 1 == 0:
        return False
    if action.ground == 1 and not past_long_stop(w, t):
        return False
    return (action.tenures >> site.tenure) & 1 == 1


@kernel
def _next_in_order(w, a, stage, after, last):
    """The eligible tranche that follows `after` (-1: the first), or -1: latest announced ready first, then index; of
    what is resumed the earliest first.
    """
    best = -1
    sign = -1 if w.actions[a].kind == RESUME else 1
    for t in range(last):
        if t != after and _eligible(w, a, t, stage):
            if after < 0 or _comes_before(w, after, t, sign):
                if best < 0 or _comes_before(w, t, best, sign):
                    best = t
    return best


@kernel
def _comes_before(w, a, b, sign):
    x, y = w.tranches[a].announced, w.tranches[b].announced
    if x != y:
        return sign * x > sign * y
    if w.tranches[a].site != w.tranches[b].site:
        return w.tranches[a].site < w.tranches[b].site
    return w.tranches[a].ordinal < w.tranches[b].ordinal


@kernel
def _scale_demand(w, a):
    """Multiply a baseline's level, or a class's request sizes or rates, from now on."""
    action = w.actions[a]
    _begin(w, a)
    if action.target >= 0:
        c = action.target
        if action.of_rates == 1:
            advance_rate(w, c)
            w.workloads[c].rate_factor *= action.factor
            schedule_arrival(w, c)
        else:
            w.workloads[c].size_factor *= action.factor
    else:
        month = month_of(w.months, w.run[0].now)
        for b in range(len(w.baselines)):
            if w.baselines[b].path == -1 - action.target:
                w.baselines[b].factor *= action.factor
                set_baseline(w, b, month)
                changed(w, w.baselines[b].region)
        outdate(w)


@kernel
def _set_policy(w, a):
    """Other rules hold from now on; what waits for money is tried by them."""
    action = w.actions[a]
    run = w.run[0]
    _begin(w, a)
    if action.review >= 0:
        run.review_first = action.review
        run.review_count = action.review_count
    if action.placement >= 0:
        run.placement = action.placement
    if action.funding >= 0:
        run.funding = action.funding
        money_moved(w)
    following = (run.month // run.review_months + 1) * run.review_months
    if not cal.is_pending(w, cal.REVIEW, 0) and following < run.months:
        cal.schedule_given(w, cal.REVIEW, 0, w.months[following].start)
