"""What is expected of each pool, month by month: supply to come and to end, reservations, baseline, headroom."""

from sim.events import stages
from sim.events.months import month_of
from sim.streams import round_half_even
from sim.world.draws import mean_of
from sim.world.forecast import forecast_holds, foreseen, known_levels, look_ahead
from sim.world.kernel import kernel

NO_LIMIT = 1 << 60


@kernel
def pool_of(w, holder, region, grade):
    """Index of a pool."""
    return (holder * len(w.regions) + region) * 2 + grade


@kernel
def first_month(w, instant):
    """Index of the first month that starts at or after an instant; months + 1 where none within the horizon."""
    m = month_of(w.months, instant)
    return m + 1 if w.months[m].start < instant else m


@kernel
def slot(w, pool, month):
    """Row of the outlook of a pool at the start of a month."""
    return w.outlook[pool * (w.run[0].months + 2) + month]


@kernel
def _changing(w, pool, month):
    """The same row where it is about to change: the pool's headroom has to be worked out again."""
    w.pools[pool].curve_month = -1
    return slot(w, pool, month)


@kernel
def counted_kw(w, t):
    """How much of a tranche the operator counts as coming: from signed (leased) or building (owned) on."""
    tranche = w.tranches[t]
    stage = tranche.stage
    if tranche.paused == 1:
        return 0
    if stage == stages.LOI:
        return round_half_even(w.run[0].count_loi * tranche.kw)
    if stage == stages.SOQ:
        return round_half_even(w.run[0].count_soq * tranche.kw)
    if stage == stages.SIGNED or stage == stages.BUILDING or stage == stages.READY or stage == stages.RETROFIT:
        return tranche.kw
    return 0


@kernel
def expected_live(w, t):
    """Instant from which the operator expects to use a tranche, as it believes now."""
    tranche = w.tranches[t]
    if tranche.stage == stages.READY:
        return max(tranche.live_expected, w.run[0].now)
    pipeline = w.pipelines[w.sites[tranche.site].pipeline]
    return max(tranche.announced, w.run[0].now) + mean_of(w, pipeline.fit_out)


@kernel
def forget(w, t):
    """Take a tranche out of the outlook."""
    tranche = w.tranches[t]
    if tranche.outlook_month >= 0:
        site = w.sites[tranche.site]
        row = _changing(w, pool_of(w, site.holder, site.region, tranche.grade), tranche.outlook_month)
        row.supply_kw -= tranche.outlook_kw
        tranche.outlook_month = -1
    if tranche.outlook_kw > 0:
        _comes(w, t, 0)


@kernel
def expect(w, t):
    """Put a tranche where the operator now expects it."""
    forget(w, t)
    tranche = w.tranches[t]
    kw = counted_kw(w, t)
    if kw > 0:
        _comes(w, t, kw)
    month = first_month(w, expected_live(w, t))
    if kw > 0 and month <= w.run[0].months:
        site = w.sites[tranche.site]
        row = _changing(w, pool_of(w, site.holder, site.region, tranche.grade), month)
        row.supply_kw += kw
        tranche.outlook_month = month


@kernel
def _comes(w, t, kw):
    """So many kW of a tranche are counted as coming in its pool, 0 where none. The operator's are listed by region."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    w.pools[pool_of(w, site.holder, site.region, tranche.grade)].coming_kw += kw - tranche.outlook_kw
    tranche.outlook_kw = kw
    if kw > 0 and tranche.next_coming == 0 and site.holder == 0:
        tranche.next_coming = w.regions[site.region].first_coming + 2
        w.regions[site.region].first_coming = t


@kernel
def next_coming(w, region, t):
    """The tranche behind another (behind -1 the first) that comes to the operator in a region; -1 behind the last.

    Who comes no more stays listed until somebody comes by.
    """
    following = w.regions[region].first_coming if t < 0 else w.tranches[t].next_coming - 2
    while following >= 0 and w.tranches[following].outlook_kw == 0:
        after = w.tranches[following].next_coming - 2
        w.tranches[following].next_coming = 0
        following = after
    if t < 0:
        w.regions[region].first_coming = following
    else:
        w.tranches[t].next_coming = following + 2
    return following


@kernel
def expect_end(w, t):
    """Put the known end of a live tranche into the outlook."""
    _end_in_outlook(w, t, -w.tranches[t].kw)


@kernel
def forget_end(w, t):
    """Take the known end of a live tranche out of the outlook."""
    _end_in_outlook(w, t, w.tranches[t].kw)


@kernel
def _end_in_outlook(w, t, kw):
    tranche = w.tranches[t]
    month = first_month(w, tranche.ends_at)
    if month <= w.run[0].months:
        site = w.sites[tranche.site]
        _changing(w, pool_of(w, site.holder, site.region, tranche.grade), month).supply_kw += kw


@kernel
def owe(w, r, first, end):
    """Reserve a request's kW in its pool at every month start from `first` up to `end` (instants)."""
    disown(w, r)
    request = w.requests[r]
    start, stop = first_month(w, first), first_month(w, end)
    if start >= stop:
        return
    pool = pool_of(w, request.holder, request.region, request.grade)
    _changing(w, pool, start).owed_kw += request.kw
    _changing(w, pool, min(stop, w.run[0].months + 1)).owed_kw -= request.kw
    request.owed_from = start
    request.owed_to = min(stop, w.run[0].months + 1)


@kernel
def disown(w, r):
    """Take a request's reservation out of the outlook."""
    request = w.requests[r]
    if request.owed_from >= 0:
        pool = pool_of(w, request.holder, request.region, request.grade)
        _changing(w, pool, request.owed_from).owed_kw -= request.kw
        _changing(w, pool, request.owed_to).owed_kw += request.kw
        request.owed_from = -1


@kernel
def reserve_of(w, holder, live_kw):
    """Live kW kept back: the operator's reserve, a provider's other customers."""
    return round_half_even(w.holders[holder].reserve * live_kw)


@kernel
def room_now(w, pool, holder):
    """Live kW less reserve, baseline and all that claims the pool at this instant."""
    p = w.pools[pool]
    return p.live_kw - reserve_of(w, holder, p.live_kw) - p.baseline_kw - p.claimed_kw


@kernel
def judged(w, begins, ends):
    """What headroom over a span of time is judged by: 1 if by what there is now, then the first month start of those
    ahead and the one at which they stop. A span without a month start in it is judged by the month that it lies in.
    """
    run = w.run[0]
    first, stop = first_month(w, max(begins, run.now + 1)), min(first_month(w, ends), run.months)
    if begins <= run.now:
        return 1, first, stop
    if first < stop:
        return 0, first, stop
    month = month_of(w.months, begins)
    return (1, 0, 0) if month <= run.month else (0, month, month + 1)


@kernel
def least_headroom(w, pool, holder, by, enough):
    """Least expected headroom of a pool, of what it is `judged` by.

    The search ends at the first headroom that is less than `enough`: what comes after it can only be less.
    """
    now, first, stop = by
    least = NO_LIMIT
    if now == 1:
        least = room_now(w, pool, holder)
        if least < enough:
            return least
    _work_out(w, pool, holder)
    start = pool * (w.run[0].months + 2)
    for at in range(start + first, start + stop):
        least = min(least, w.outlook[at].headroom_kw)
        if least < enough:
            return least
    return least


@kernel
def _work_out(w, pool, holder):
    """Bring a pool's expected headroom at the coming month starts up to date, where anything moved since."""
    run, p = w.run[0], w.pools[pool]
    foresee(w, pool)
    if p.curve_month == run.month and p.curve_live_kw == p.live_kw:
        return
    supply, owed = p.live_kw, 0
    reserve = reserve_of(w, holder, supply)
    start = pool * (run.months + 2)
    for at in range(start, start + run.month + 1):
        owed += w.outlook[at].owed_kw
    for at in range(start + run.month + 1, start + run.months + 1):
        row = w.outlook[at]
        if row.supply_kw != 0:
            supply += row.supply_kw
            reserve = reserve_of(w, holder, supply)
        owed += row.owed_kw
        row.headroom_kw = supply - reserve - owed - row.baseline_kw
    p.curve_month = run.month
    p.curve_live_kw = p.live_kw


@kernel
def foresee(w, pool):
    """Bring the baseline expected in a pool at the coming month starts up to date, where there is news of it."""
    run, p = w.run[0], w.pools[pool]
    if p.first_baseline < 0 or (run.now < p.forecast_until and p.forecast_month == run.month):
        return
    b = p.first_baseline
    while b >= 0:
        path = w.baselines[b].path
        known = known_levels(w, w.paths[path])
        look_ahead(w, path, known)
        for m in range(run.month, run.months + 1):
            row = slot(w, pool, m)
            before = 0.0 if b == p.first_baseline else row.foreseen_kw
            row.foreseen_kw = before + foreseen(w, b, known, min(m, run.months - 1))
        b = w.baselines[b].next
    for m in range(run.month, run.months + 1):
        row = slot(w, pool, m)
        row.baseline_kw = round_half_even(row.foreseen_kw)
    p.forecast_until = forecast_holds(w, pool)
    p.forecast_month = run.month
    p.curve_month = -1


@kernel
def outdate(w):
    """The own baseline, or what is to come of it, moved: it has to be foreseen again in every pool of the operator."""
    for pool in range(len(w.regions) * 2):
        w.pools[pool].forecast_until = 0
