"""Refresh of servers at the end of their life, again and again: at the price they had, or where they come in
generations, at that of the day.
"""

from sim.streams import round_half_even
from sim.world.kernel import kernel
from sim.world.prices import it_life, it_price

NEVER, WITH_FLEET = -1, -2
"""In place of a tranche's month: its servers are not refreshed, or with those of the fleet that stood at the start."""


@kernel
def plan_refresh(w, t):
    """A tranche that goes live has its IT refreshed at the end of its life."""
    tranche = w.tranches[t]
    run = w.run[0]
    life = tranche.it_life if run.generations > 0 else w.costs[0].life_months
    if tranche.ordered == 1:
        _due_in(w, t, run.month + life)


@kernel
def plan_opening_refresh(w, t):
    """A tranche that is live at the start, with servers of its own age, has them refreshed when their life is over."""
    tranche = w.tranches[t]
    tranche.servers_usd = round_half_even(it_price(w, tranche.grade) * tranche.kw)
    _due_in(w, t, max(it_life(w, tranche.grade) - tranche.it_age, 0))


@kernel
def _due_in(w, t, m):
    """A tranche's servers reach the end of their life in month m, which may lie past the horizon."""
    tranche = w.tranches[t]
    tranche.refresh_due = NEVER
    if m < w.run[0].months:
        tranche.refresh_due = m
        month = w.refresh[tranche.grade * w.run[0].months + m]
        month.usd += tranche.servers_usd
        month.kw += tranche.kw


@kernel
def order_refresh(w, grade, m):
    """The refresh due in month m is ordered, dollars: where servers come in generations at the price of the day.

    What is bought then is due again at the end of its life, where servers come in generations of their own.
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
    for grade in range(2):
        for m in range(min(w.costs[0].refresh_lead_months, run.months)):
            w.refresh[grade * run.months + m].ordered = 1
            _due_again(w, grade, m)


@kernel
def _due_again(w, grade, m):
    """What month m refreshes is due again a life later; without generations the fleet of the start is due in each
    month as it is.
    """
    run = w.run[0]
    month = w.refresh[grade * run.months + m]
    again = m + it_life(w, grade)
    if run.generations > 0 and again < run.months:
        w.refresh[grade * run.months + again].kw += month.kw
        w.refresh[grade * run.months + again].fleet_kw += month.fleet_kw
    for t in range(run.tranche_count):
        tranche = w.tranches[t]
        if tranche.refresh_due == m and tranche.grade == grade:
            if run.generations == 0:
                _due_in(w, t, again)
            else:
                tranche.refresh_due = again if again < run.months else NEVER


@kernel
def forget_refresh(w, t):
    """A tranche's servers are not refreshed any more: its part of what is not yet ordered is taken out of the plan."""
    tranche = w.tranches[t]
    run = w.run[0]
    if tranche.refresh_due >= 0:
        month = w.refresh[tranche.grade * run.months + tranche.refresh_due]
        month.usd -= tranche.servers_usd
        month.kw -= tranche.kw
    elif tranche.refresh_due == WITH_FLEET:
        _leave_fleet(w, tranche.grade, tranche.kw)
    tranche.refresh_due = NEVER


@kernel
def _leave_fleet(w, grade, kw):
    """So many kW leave the fleet that stood at the start, whose ages are the same in every part of it."""
    run = w.run[0]
    fleet = w.fleets[grade]
    share = min(kw / fleet.kw, 1.0) if fleet.kw > 0.0 else 0.0
    fleet.kw -= share * fleet.kw
    for m in range(run.months):
        month = w.refresh[grade * run.months + m]
        if month.ordered == 0:
            month.usd -= share * month.fleet_usd
            month.fleet_usd -= share * month.fleet_usd
            month.kw -= share * month.fleet_kw
            month.fleet_kw -= share * month.fleet_kw
