"""Refresh of servers at the end of their life: at the price they had, or where they come in generations, of the day."""

from sim.streams import round_half_even
from sim.world.kernel import kernel
from sim.world.prices import it_life, it_price


@kernel
def plan_refresh(w, t):
    """A tranche that goes live has its IT refreshed at the end of its life; the dollars to order at once.

    0 where its order lies ahead: a lead time before the end of its life.
    """
    tranche = w.tranches[t]
    run = w.run[0]
    life = tranche.it_life if run.generations > 0 else w.costs[0].life_months
    m = run.month + life
    if m < run.months and tranche.ordered == 1:
        grade = w.sites[tranche.site].grade
        month = w.refresh[grade * run.months + m]
        month.usd += tranche.servers_usd
        month.kw += tranche.kw
        if life < w.costs[0].refresh_lead_months:
            return tranche.servers_usd
    return 0


@kernel
def order_refresh(w, grade, m):
    """The refresh due in month m is ordered, dollars: where servers come in generations at the price of the day.

    What is bought then is due again at the end of the life of its own generation.
    """
    run = w.run[0]
    month = w.refresh[grade * run.months + m]
    if run.generations > 0:
        month.usd = refresh_usd(w, grade, m)
        month.ordered = 1
        _due_again(w, grade, m)
    return round_half_even(month.usd)


@kernel
def refresh_usd(w, grade, m):
    """Dollars of the refresh due in month m: as ordered, or at the price of the day where it is not yet ordered."""
    month = w.refresh[grade * w.run[0].months + m]
    if w.run[0].generations == 0 or month.ordered == 1:
        return month.usd
    return month.kw * it_price(w, grade)


@kernel
def open_refresh(w):
    """What was ordered before the start is due again at the end of its life."""
    run = w.run[0]
    if run.generations == 0:
        return
    for grade in range(2):
        for m in range(min(w.costs[0].refresh_lead_months, run.months)):
            w.refresh[grade * run.months + m].ordered = 1
            _due_again(w, grade, m)


@kernel
def _due_again(w, grade, m):
    run = w.run[0]
    again = m + it_life(w, grade)
    if again < run.months:
        w.refresh[grade * run.months + again].kw += w.refresh[grade * run.months + m].kw
