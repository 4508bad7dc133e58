"""Freed money: what the plan of each year loses by a decision, less what that costs, and where it goes."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world.envelope import CONTRACTS, IT, SIGNING, planned, plans_with
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel


@kernel
def take_fee(w, usd):
    """A fee for letting capacity go is due now: it takes from what is freed in the present year."""
    w.years[w.months[w.run[0].month].year].freed_usd -= usd


@kernel
def plan_money(w, t, sign):
    """Add (sign 1) or take away (-1) what a tranche is planned to spend, year by year; the years' freed money.

    An LOI or SOQ counts with the chance that it becomes a lease.
    """
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    run = w.run[0]
    if site.holder > 0:
        return
    for y in range(w.months[run.month].year, len(w.years)):
        usd = 0
        if plans_with(w, y):
            usd += planned(w, t, IT, y)
            if site.tenure == codes.OWNED:
                usd += planned(w, t, CONTRACTS, y)
            elif site.terms >= 0:
                usd += planned(w, t, SIGNING, y)
        w.years[y].freed_usd += sign * round_half_even(usd * _chance_of_lease(w, t))


@kernel
def _chance_of_lease(w, t):
    """Chance that a tranche becomes a lease, as the operator's own pipeline has it."""
    pipeline = w.pipelines[w.sites[w.tranches[t].site].pipeline]
    stage = w.tranches[t].stage
    if stage == stages.LOI:
        return pipeline.loi_converts * pipeline.soq_converts
    if stage == stages.SOQ:
        return pipeline.soq_converts
    return 1.0


@kernel
def tell_freed(w, t):
    """Tell the money freed in each year (negative where a deferral moves it there), and pass it on by the rule."""
    run = w.run[0]
    for y in range(len(w.years)):
        year = w.years[y]
        if year.freed_usd != 0:
            row = tell_tranche(w, ev.MONEY_FREED, t, w.tranches[t].stage)
            row.dollars = year.freed_usd
            row.value = year.fiscal_year
            year.redeploy_usd += round_half_even(year.freed_usd * run.freed_short)
            run.freed_pot += round_half_even(year.freed_usd * run.freed_other)
            year.freed_usd = 0
