"""Sites that stand ready as slots are started: by freed money in other regions, or by a dated action."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world.draws import ACTION_CAPACITY, at_quantile, chance, mean_of
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.opening import open_site
from sim.world.prices import facility_price, it_price


@kernel
def start_from_slots(w):
    """Start the next slots that the freed money pays for, with land and IT; tells when the slots have run out."""
    run = w.run[0]
    if run.slots_portfolio < 0 or run.freed_pot <= 0:
        return
    portfolio = w.portfolios[run.slots_portfolio]
    while portfolio.started < portfolio.made:
        s = portfolio.first_site + portfolio.started
        site = w.sites[s]
        if site.stage != stages.SLOT:
            portfolio.started += 1
            continue
        usd = round_half_even((facility_price(w, s) + w.costs[0].land + it_price(w, site.grade)) * site.kw)
        if usd > run.freed_pot:
            return
        run.freed_pot -= usd
        portfolio.started += 1
        row = log_row(w, ev.MONEY_REDEPLOYED, s)
        row.region = site.region
        row.grade = site.grade
        row.holder = 0
        row.kw = site.kw
        row.dollars = usd
        row.value = run.account
        open_slot(w, s)
    if run.slots_told == 0:
        run.slots_told = 1
        log_row(w, ev.SLOTS_RAN_OUT, run.slots_portfolio).dollars = run.freed_pot


@kernel
def open_slot(w, s):
    """A slot becomes a planned site, a leased one a letter of intent: its dates, as from the start, count from now."""
    site = w.sites[s]
    later = w.run[0].now
    site.stage = stages.PLANNED
    if site.tenure != codes.OWNED:
        site.stage = stages.LOI
        site.elapsed = 0.0
        later += mean_of(w, w.pipelines[site.pipeline].loi) + mean_of(w, w.pipelines[site.pipeline].soq)
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        tranche.announced += later
        tranche.plan = tranche.announced
        tranche.power_plan += later
        t = tranche.next
    open_site(w, s)


@kernel
def build(w, a):
    """Carry out a build action: start slots of a portfolio up to so many kW, the last cut to fit."""
    action = w.actions[a]
    wanted = round_half_even(at_quantile(w, action.capacity, chance(w, ACTION_CAPACITY, action.key, 0)))
    begun = log_row(w, ev.ACTION_TAKEN, a)
    w.run[0].cause = begun.sequence
    left = start_slots(w, action.target, wanted)
    begun.kw = wanted - left
    if left > 0:
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.kw = left
        row.reason = codes.EXHAUSTED


@kernel
def start_slots(w, p, kw):
    """Start a portfolio's next slots up to so many kW, the last cut to fit; the kW that it had no slot for."""
    portfolio = w.portfolios[p]
    left = kw
    while left > 0 and portfolio.started < portfolio.made:
        s = portfolio.first_site + portfolio.started
        portfolio.started += 1
        if w.sites[s].stage != stages.SLOT:
            continue
        _trim(w, s, left)
        left -= w.sites[s].kw
        open_slot(w, s)
    return left


@kernel
def _trim(w, s, most_kw):
    """Cut a slot's site to at most so many kW, from its last tranche on."""
    site = w.sites[s]
    if site.kw <= most_kw:
        return
    left = most_kw
    t = site.first_tranche
    while w.tranches[t].kw < left:
        left -= w.tranches[t].kw
        t = w.tranches[t].next
    w.tranches[t].kw = left
    w.tranches[t].next = -1
    site.last_tranche = t
    site.kw = most_kw
