"""Portfolios: sites that are known as a population are drawn one by one, each by its own place in the list."""

from sim.events import codes, stages
from sim.quantities.power import MOST_TRANCHES
from sim.streams import logarithm, round_half_even
from sim.world import calendar as cal
from sim.world.draws import (
    SITE_APPEARS,
    SITE_ELAPSED,
    SITE_GRADE,
    SITE_LEAD,
    SITE_READY,
    SITE_REGION,
    SITE_SIZE,
    TRANCHE_GAP,
    at_quantile,
    chance,
    drawn,
    from_shares,
    mean_of,
)
from sim.world.invariants import SITES_SPENT, break_off
from sim.world.kernel import kernel
from sim.world.opening import open_site
from sim.world.outlook import NO_LIMIT
from sim.world.splitting import tranche_kw
from sim.world.tranches import new_tranche

# Steps of an additive recurrence, one irrational each, that spaces the sites of an `even` portfolio.
STEP_REGION, STEP_GRADE = 0.618033988749895, 0.414213562373095
STEP_READY, STEP_ELAPSED = 0.754877666246693, 0.732050807568877
STEP_SIZE = 0.569840290998053


@kernel
def place_in(w, p, k, stream, step):
    """The uniform of a portfolio's k-th site in one of its fields: its own draw, or evenly spaced from one."""
    portfolio = w.portfolios[p]
    run = w.run[0]
    kept = run.replication
    if portfolio.fixed == 1:
        run.replication = 0
    if portfolio.even == 1:
        u = chance(w, stream, portfolio.key, 0) + (k + 1) * step
        u -= int(u)
    else:
        u = chance(w, stream, portfolio.key, k)
    run.replication = kept
    return u


@kernel
def draw_site(w, p, k, most_kw):
    """Fill the next slot of a portfolio with its k-th site, at most `most_kw` large; the site's index."""
    portfolio = w.portfolios[p]
    s = portfolio.first_site + k
    if k >= portfolio.slots:
        break_off(w, SITES_SPENT, p)
        return portfolio.first_site
    portfolio.made = k + 1
    site = w.sites[s]
    site.key = portfolio.key
    site.ordinal = k
    site.holder = portfolio.holder
    region = from_shares(w, portfolio.regions, portfolio.region_count, place_in(w, p, k, SITE_REGION, STEP_REGION))
    site.region = round_half_even(w.knots[portfolio.regions + region].value)
    ai = place_in(w, p, k, SITE_GRADE, STEP_GRADE) < portfolio.ai_share
    site.grade = codes.AI if ai else codes.GENERAL
    site.tenure = portfolio.tenure
    site.delivery = portfolio.delivery
    site.stage = portfolio.stage
    site.pipeline = portfolio.pipeline
    site.terms = portfolio.terms
    site.dated = 1 if portfolio.ready >= 0 else 0
    site.elapsed = place_in(w, p, k, SITE_ELAPSED, STEP_ELAPSED)
    kw = round_half_even(at_quantile(w, portfolio.size, place_in(w, p, k, SITE_SIZE, STEP_SIZE)))
    site.kw = max(min(kw, most_kw), 1)
    site.tranche_size = portfolio.tranche
    site.tranche_gap = portfolio.gap
    _cut_into_tranches(w, p, s)
    return s


@kernel
def _first_ready(w, p, s):
    """Announced ready instant of a site's first tranche: its portfolio's dates, or what its steps let expect."""
    portfolio = w.portfolios[p]
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    if portfolio.ready >= 0:
        u = place_in(w, p, site.ordinal, SITE_READY, STEP_READY)
        i = from_shares(w, portfolio.ready, portfolio.ready_count, u)
        before = w.knots[portfolio.ready + i - 1].share if i > 0 else 0.0
        span = w.knots[portfolio.ready + i]
        within = (u - before) / (span.share - before)
        first = w.knots[portfolio.ready + portfolio.ready_count + i].value
        return round_half_even(first + within * (span.value - first)) - pipeline.plan_ahead
    if site.stage == stages.LOI:
        return w.run[0].now + mean_of(w, pipeline.loi) + mean_of(w, pipeline.soq) + mean_of(w, pipeline.lead)
    if site.stage == stages.SOQ:
        return w.run[0].now + mean_of(w, pipeline.soq) + mean_of(w, pipeline.lead)
    return w.run[0].now + drawn(w, pipeline.lead, SITE_LEAD, site.key, site.ordinal)


@kernel
def _cut_into_tranches(w, p, s):
    """Cut a site into tranches one gap apart; an LOI or SOQ is one tranche until it is signed."""
    portfolio = w.portfolios[p]
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    left = site.kw
    ready = _first_ready(w, p, s)
    whole = site.stage == stages.LOI or site.stage == stages.SOQ
    whole = whole or (site.stage == stages.SLOT and site.tenure != codes.OWNED)
    j = 0
    while left > 0:
        kw = left if whole else tranche_kw(w, s, left, j)
        t = new_tranche(w, s)
        tranche = w.tranches[t]
        tranche.kw = kw
        tranche.stage = site.stage
        tranche.announced = ready
        tranche.plan = ready
        tranche.power_plan = ready - pipeline.power_ahead
        if portfolio.ends >= 0:
            tranche.ends_at = portfolio.ends
            tranche.ends_known = portfolio.ends_known
        left -= kw
        ready += drawn(w, site.tranche_gap, TRANCHE_GAP, site.key, site.ordinal * MOST_TRANCHES + j)
        j += 1


@kernel
def fill(w, p):
    """Draw the sites that a portfolio has at the start."""
    portfolio = w.portfolios[p]
    if portfolio.rate > 0.0:
        await_site(w, p, portfolio.first_arrival)
        return
    k, total = 0, 0
    while (portfolio.count >= 0 and k < portfolio.count) or (portfolio.count < 0 and total < portfolio.total_kw):
        most = portfolio.total_kw - total if portfolio.count < 0 else NO_LIMIT
        s = draw_site(w, p, k, most)
        total += w.sites[s].kw
        if w.run[0].broken != 0:
            return
        if w.sites[s].stage != stages.SLOT:
            open_site(w, s)
        k += 1


@kernel
def await_site(w, p, since):
    """Schedule the next site of a stream."""
    portfolio = w.portfolios[p]
    gap = -logarithm(chance(w, SITE_APPEARS, portfolio.key, portfolio.made)) / portfolio.rate
    at = since + round_half_even(gap)
    if at < portfolio.last_arrival:
        cal.schedule_given(w, cal.SITE_APPEARS, p, max(at, w.run[0].now + 1))


@kernel
def on_site_appears(w, p):
    """A new LOI of a stream."""
    s = draw_site(w, p, w.portfolios[p].made, NO_LIMIT)
    w.sites[s].elapsed = 0.0
    open_site(w, s)
    await_site(w, p, w.run[0].now)
