"""Freed money set to work in other regions: it starts owned sites from the slots, in their order."""

from sim.events import kinds as ev
from sim.events import stages
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.opening import open_site
from sim.world.prices import facility_price


@kernel
def start_from_slots(w):
    """Start the next slots that the freed money pays for, land and facility; tells when the slots have run out."""
    run = w.run[0]
    if run.slots_portfolio < 0 or run.freed_pot <= 0:
        return
    portfolio = w.portfolios[run.slots_portfolio]
    while run.slots_started < portfolio.made:
        s = portfolio.first_site + run.slots_started
        site = w.sites[s]
        usd = int((facility_price(w, s) + w.costs[0].land) * site.kw)
        if usd > run.freed_pot:
            return
        run.freed_pot -= usd
        run.slots_started += 1
        row = log_row(w, ev.MONEY_REDEPLOYED, s)
        row.region = site.region
        row.grade = site.grade
        row.holder = 0
        row.kw = site.kw
        row.dollars = usd
        row.value = run.account
        _open_slot(w, s)
    if run.slots_told == 0:
        run.slots_told = 1
        log_row(w, ev.SLOTS_RAN_OUT, run.slots_portfolio).dollars = run.freed_pot


@kernel
def _open_slot(w, s):
    """A slot becomes a planned site: its dates, drawn as from the start, count from now."""
    site = w.sites[s]
    site.stage = stages.PLANNED
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        tranche.announced += w.run[0].now
        tranche.plan = tranche.announced
        tranche.power_plan += w.run[0].now
        t = tranche.next
    open_site(w, s)
