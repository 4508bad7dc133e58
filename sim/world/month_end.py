"""Month ends: accrual of what is under way, refresh, other capex, redeployed money; payment; the year's close."""

from sim.events import codes
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.commitments import billed_usd
from sim.world.envelope import SOFT_ENVELOPE, exceed, room_for
from sim.world.journal import log_row, tell_item
from sim.world.kernel import kernel
from sim.world.lease_months import close_lease_month
from sim.world.refresh import order_refresh
from sim.world.spending import accrue, commit, remember_delivered, target_of
from sim.world.stretch import stretch_site


@kernel
def on_month_ends(w, m):
    """Close month m: accrue, remember what is to be paid, and close the year where it is the last."""
    run = w.run[0]
    run.account = m
    for at in range(run.listed_items):
        i = w.listed[at].item
        if i < run.first_refresh_item and w.items[i].committed_usd > w.items[i].accrued_usd:
            _accrue_item(w, i)
    _accrue_refresh(w, m)
    close_lease_month(w, m)
    other = round_half_even(w.costs[0].other_month)
    _spend_at_once(w, run.other_item, other)
    _redeploy(w, m)
    for at in range(run.listed_items):
        i = w.listed[at].item
        if w.items[i].accrued_usd > w.items[i].paid_usd:
            w.paid[i * run.ring + m % run.ring].accrued_usd = w.items[i].accrued_usd
    _pay(w, m - w.costs[0].payment_months)
    if w.years[w.months[m].year].end_month == m + 1:
        _close_year(w, w.months[m].year)
    _bill_shortfalls(w, m)
    run.account = run.month


@kernel
def _accrue_item(w, i):
    """Accrue what is due of a site's facility or servers; a slice that a hard envelope has no room for waits."""
    item = w.items[i]
    usd = target_of(w, item.site, item.asset) - item.accrued_usd
    if usd <= 0:
        return
    if room_for(w, item.asset, usd):
        accrue(w, i, usd)
        if item.asset == codes.SERVERS:
            remember_delivered(w, item.site)
    else:
        row = tell_item(w, ev.SPENDING_WAITED, i, usd, codes.ACCRUAL)
        row.reason = codes.MONEY
        stretch_site(w, item.site, item.asset)


@kernel
def _spend_at_once(w, i, usd):
    """Commit and accrue the same dollars of an item, as far as a hard envelope has room."""
    if usd > 0 and room_for(w, w.items[i].asset, usd):
        commit(w, i, usd)
        accrue(w, i, usd)


@kernel
def _accrue_refresh(w, m):
    """Refresh: ordered a lead time before the end of life, accrued on delivery in its month."""
    run = w.run[0]
    for grade in range(2):
        i = run.first_refresh_item + grade
        ordered = m + w.costs[0].refresh_lead_months
        if ordered < run.months:
            commit(w, i, order_refresh(w, grade, ordered))
        month = w.refresh[grade * run.months + m]
        due = round_half_even(month.usd) + month.waits_usd
        if room_for(w, w.items[i].asset, due):
            accrue(w, i, due)
        elif m + 1 < run.months:
            w.refresh[grade * run.months + m + 1].waits_usd += due


@kernel
def _redeploy(w, m):
    """Spend freed money on short-lived assets, evenly over what is left of its fiscal year."""
    year = w.years[w.months[m].year]
    left = year.redeploy_usd - year.redeployed_usd
    if left <= 0:
        return
    usd = left // (year.end_month - m)
    if room_for(w, codes.REDEPLOYED, usd):
        year.redeployed_usd += usd
        _spend_at_once(w, w.run[0].redeployed_item, usd)


@kernel
def _pay(w, m):
    """Pay what had accrued by the end of month m, a payment term ago; told by asset."""
    run = w.run[0]
    for at in range(run.listed_items):
        i = w.listed[at].item
        item = w.items[i]
        if item.accrued_usd > item.paid_usd:
            due = w.paid[i * run.ring + m % run.ring].accrued_usd - item.paid_usd
            if due > 0:
                item.paid_usd += due
                w.assets[item.asset].paying_usd += due
    for asset in range(len(w.assets)):
        usd = w.assets[asset].paying_usd
        if usd > 0:
            row = log_row(w, ev.CAPEX_PAID, asset)
            row.holder = 0
            row.dollars = usd
            row.basis = codes.CASH
            row.item = asset
            row.value = run.account
            w.assets[asset].paying_usd = 0


@kernel
def _close_year(w, y):
    """A fiscal year ends: a soft envelope's overrun is reported."""
    year = w.years[y]
    if year.envelope == SOFT_ENVELOPE and year.spent_usd > year.amount_usd:
        exceed(w, y, year.spent_usd - year.amount_usd)


@kernel
def _bill_shortfalls(w, m):
    """The partner is billed what it fell short by in each period of its commitments that ends with month m."""
    for p in range(len(w.shortfalls)):
        period = w.shortfalls[p]
        if period.end_month == m + 1 and period.least_usd > 0.0:
            short = round_half_even(period.least_usd - billed_usd(w, period.first_month, period.end_month))
            if short > 0:
                row = log_row(w, ev.SHORTFALL_BILLED, w.years[w.months[m].year].fiscal_year)
                row.client = codes.PARTNER
                row.dollars = short
                row.value = w.run[0].account


@kernel
def on_year_opens(w, y):
    """A fiscal year opens with its envelope."""
    year = w.years[y]
    if year.envelope > 0:
        row = log_row(w, ev.ENVELOPE_OPENED, year.fiscal_year)
        row.dollars = year.amount_usd
        row.basis = year.envelope - 1
        row.value = w.run[0].month
    if w.run[0].hard_envelopes > 0 and w.run[0].kind >= 0:
        cal.schedule(w, cal.FUNDING, 0, w.run[0].now)
