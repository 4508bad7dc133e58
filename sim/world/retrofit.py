"""Retrofits: idle general capacity leaves supply, is rebuilt at a price and in a time, and comes back as ai.

Ready tranches go first, since nothing is fitted out there, then live ones whose kW nothing uses or is due. The works
are facility spending of the site; when they are over the tranche is ready, and is fitted out in the line of its new
grade. Its general servers stay bought, and are not refreshed any more.
"""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.allocation import changed
from sim.world.consequence import tell_choice
from sim.world.draws import ACTION_CAPACITY, at_quantile, chance, mean_of
from sim.world.journal import log_row, tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import expect, forget, forget_end, pool_of, room_now
from sim.world.prices import works_price
from sim.world.refresh import forget_refresh
from sim.world.spending import commit, delivered_share, item_of, order_in_time
from sim.world.splitting import split
from sim.world.starts import works_fit
from sim.world.tranches import set_stage


@kernel
def retrofit(w, a):
    """Carry out a retrofit action; what is missing is told, by reason of money where that alone stood in the way."""
    action = w.actions[a]
    wanted = round_half_even(at_quantile(w, action.capacity, chance(w, ACTION_CAPACITY, action.key, 0)))
    begun = log_row(w, ev.ACTION_TAKEN, a)
    w.run[0].cause = begun.sequence
    left = retrofit_idle(w, a, wanted, codes.ACTION)
    begun.kw = wanted - left
    if left > 0:
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.kw = left
        row.reason = codes.MONEY if _next(w, a, left, 0) >= 0 else codes.EXHAUSTED


@kernel
def retrofit_idle(w, a, kw, reason):
    """Retrofit idle general tranches that an action selects, whole, while they fit into so many kW; kW not found."""
    left = kw
    while left > 0:
        t = _next(w, a, left, 1)
        if t < 0:
            return left
        if w.tranches[t].kw > left:
            split(w, t, left)
        left -= w.tranches[t].kw
        if reason == codes.REVIEW:
            price = works_price(w, w.tranches[t].site)
            tell_choice(w, t, codes.BY_RETROFIT, round_half_even(price * w.tranches[t].kw), -1.0)
        begin_works(w, t, reason)
    return left


@kernel
def _next(w, a, most_kw, affordable):
    """The tranche that is retrofitted next, -1 for none: ready before live, latest announced first, then site and
    place in it; only what hard envelopes have room for where `affordable` is 1.
    """
    best = -1
    for t in range(w.run[0].tranche_count):
        tranche = w.tranches[t]
        kw = min(tranche.kw, most_kw)
        if (kw == tranche.kw or w.actions[a].split == 1) and _is_idle(w, a, t, kw):
            if best < 0 or _goes_before(w, t, best):
                if affordable == 0 or works_fit(w, t, kw):
                    best = t
    return best


@kernel
def _goes_before(w, a, b):
    x, y = w.tranches[a], w.tranches[b]
    if x.stage != y.stage:
        return x.stage == stages.READY
    if x.announced != y.announced:
        return x.announced > y.announced
    if x.site != y.site:
        return x.site < y.site
    return x.ordinal < y.ordinal


@kernel
def _is_idle(w, a, t, kw):
    """True where an action may take so many kW of a tranche: general, not needed now, and not known to end before it is
    expected live again.
    """
    action = w.actions[a]
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    if site.holder != 0 or tranche.grade != codes.GENERAL:
        return False
    if tranche.stage != stages.READY and tranche.stage != stages.LIVE:
        return False
    if (action.regions >> site.region) & 1 == 0 or (action.tenures >> site.tenure) & 1 == 0:
        return False
    now = w.run[0].now
    live_again = now + w.costs[0].works_time + mean_of(w, w.pipelines[site.pipeline].fit_out)
    if tranche.ends_at >= 0 and tranche.ends_known <= now and tranche.ends_at <= live_again:
        return False
    return tranche.stage == stages.READY or room_now(w, pool_of(w, 0, site.region, codes.GENERAL), 0) >= kw


@kernel
def begin_works(w, t, reason):
    """A tranche leaves supply for its works; its IT to come is taken back, and ordered anew in its new grade."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    was_live = tranche.stage == stages.LIVE
    forget(w, t)
    forget_refresh(w, t)
    _cancel_the_rest(w, t)
    if was_live:
        w.pools[pool_of(w, 0, site.region, codes.GENERAL)].live_kw -= tranche.kw
        if tranche.ends_at >= 0 and tranche.ends_known <= w.run[0].now:
            forget_end(w, t)
    _keep_servers(w, t)
    tranche.works_usd = round_half_even(works_price(w, tranche.site) * tranche.kw)
    tranche.works_from = w.run[0].now
    until = max(w.run[0].now + w.costs[0].works_time, cal.soonest(w, cal.TRANCHE_READY))
    row = set_stage(w, t, stages.RETROFIT, ev.RETROFIT_BEGUN)
    row.dollars = tranche.works_usd
    row.value = until
    row.reason = reason
    tranche.grade = codes.AI
    tranche.retrofits += 1
    tranche.announced = until
    tranche.actual = until
    tell_tranche(w, ev.TRANCHE_REGRADED, t, codes.NONE)
    commit(w, item_of(tranche.site, codes.FACILITY), tranche.works_usd)
    cal.schedule(w, cal.TRANCHE_READY, t, until)
    expect(w, t)
    order_in_time(w, t)
    changed(w, site.region)


@kernel
def _cancel_the_rest(w, t):
    """What was to come of a tranche as it was, waits until it is live again or never comes."""
    for kind in (cal.TRANCHE_LIVE, cal.SLIP_ANNOUNCED, cal.IT_ORDERED, cal.TRANCHE_ENDS, cal.END_KNOWN,
                 cal.LEASE_CLOCK):  # fmt: skip
        cal.cancel(w, kind, t)


@kernel
def _keep_servers(w, t):
    """General servers delivered by now stay bought; the rest of their order is taken back."""
    tranche = w.tranches[t]
    if tranche.ordered == 1:
        kept = round_half_even(tranche.servers_usd * max(delivered_share(w, t), tranche.delivered))
        commit(w, item_of(tranche.site, codes.SERVERS), kept - tranche.servers_usd)
        tranche.kept_usd += kept
    tranche.servers_usd = 0
    tranche.ordered = 0
    tranche.delivered = 0.0
    tranche.progress = 1.0
    tranche.turn = 0
    tranche.held = 0
