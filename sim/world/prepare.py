"""The start of a replication: what stands, what is under way, and the first wake-ups."""

from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.delivery import join_grid_queue
from sim.world.forecast import draw_errors
from sim.world.grid import draw_steps
from sim.world.kernel import kernel
from sim.world.market import draw_rents
from sim.world.month_end import on_year_opens
from sim.world.opening import open_site
from sim.world.opening_requests import open_promises, open_waiting
from sim.world.portfolio import fill
from sim.world.refresh import open_refresh
from sim.world.requests import await_arrival, on_baseline_step
from sim.world.spending import accrue, commit
from sim.world.uncertainties import draw_uncertainties


@kernel
def prepare(w):
    """Set a replication up at instant 0: rows of opening balances, then the calendar's first keys."""
    run = w.run[0]
    draw_uncertainties(w)
    draw_rents(w)
    draw_steps(w)
    for s in range(run.declared_sites):
        if w.sites[s].known <= 0:
            open_site(w, s)
    for p in range(len(w.portfolios)):
        if w.portfolios[p].slots > 0:
            fill(w, p)
    join_grid_queue(w)
    draw_errors(w)
    on_baseline_step(w, 0)
    open_promises(w)
    _open_balances(w)
    _first_wakes(w)
    _wakes_of_news(w)
    open_waiting(w)


@kernel
def _open_balances(w):
    """Refresh ordered before the start, and what had accrued by then and is not yet paid: evenly over the term."""
    run = w.run[0]
    unpaid_months = w.costs[0].payment_months
    open_refresh(w)
    for grade in range(2):
        i = run.first_refresh_item + grade
        ordered = 0
        for m in range(min(w.costs[0].refresh_lead_months, run.months)):
            ordered += round_half_even(w.refresh[grade * run.months + m].usd)
        unpaid = unpaid_months * round_half_even(w.refresh[grade * run.months].fleet_usd)
        commit(w, i, ordered + unpaid)
        accrue(w, i, unpaid)
    unpaid = unpaid_months * round_half_even(w.costs[0].other_month)
    commit(w, run.other_item, unpaid)
    accrue(w, run.other_item, unpaid)
    for at in range(run.listed_items):
        i = w.listed[at].item
        item = w.items[i]
        for back in range(1, unpaid_months + 1):
            unpaid = item.accrued_usd - item.paid_usd
            before = item.paid_usd + unpaid * (unpaid_months - back + 1) // unpaid_months
            w.paid[i * run.ring + (-back) % run.ring].accrued_usd = before


@kernel
def _first_wakes(w):
    run = w.run[0]
    on_year_opens(w, 0)
    for y in range(1, len(w.years)):
        cal.schedule_given(w, cal.YEAR_OPENS, y, w.years[y].opens)
    for g in range(len(w.regimes)):
        if w.regimes[g].first > 0:
            cal.schedule_given(w, cal.REGIME_STARTS, g, w.regimes[g].first)
    for a in range(run.dated_actions):
        cal.schedule_given(w, cal.ACTION_DUE, a, w.actions[a].at)
    for c in range(run.classes):
        await_arrival(w, c)
    for m in range(1, run.months):
        cal.schedule_given(w, cal.BASELINE_STEP, m, w.months[m].start)
    for m in range(run.months):
        cal.schedule_given(w, cal.MONTH_ENDS, m, w.months[m + 1].start)
    if run.review_count > 0:
        cal.schedule_given(w, cal.REVIEW, 0, w.months[min(run.review_months, run.months)].start)
    for region in range(len(w.regions)):
        cal.schedule_given(w, cal.ALLOCATE, region, 0)


@kernel
def _wakes_of_news(w):
    """What becomes known later; the sites that do."""
    for a in range(w.run[0].dated_actions):
        if 0 < w.actions[a].known < w.actions[a].at:
            cal.schedule_given(w, cal.ACTION_KNOWN, a, w.actions[a].known)
    for grade in range(2):
        line = w.lines[grade]
        for v in range(line.first_version + 1, line.first_version + line.versions):
            cal.schedule_given(w, cal.LIMIT_KNOWN, v, w.versions[v].known)
    for s in range(w.run[0].declared_sites):
        if w.sites[s].known > 0:
            cal.schedule_given(w, cal.SITE_KNOWN, s, w.sites[s].known)
