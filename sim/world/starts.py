"""Starts that a hard envelope may hold back: whether they fit every year, their priority, whether they must wait."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.policy.funding import StartView
from sim.world import calendar as cal
from sim.world.envelope import (
    CONTRACTS,
    HARD_ENVELOPE,
    IT,
    SIGNING,
    in_scope,
    planned,
    planned_amount,
    plans_with,
    taken_of,
)
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.prices import spent_share, works_price
from sim.world.rules import priority_of_start
from sim.world.waiting_for_money import list_site, list_tranche, next_site, next_tranche

NO_PRIORITY = -(1 << 40)


@kernel
def _planned_of_site(w, s, what, y):
    """Dollars that a start of a whole site will take of year y."""
    usd = 0
    t = w.sites[s].first_tranche
    while t >= 0:
        if w.tranches[t].stage < stages.READY:
            usd += planned(w, t, what, y)
        t = w.tranches[t].next
    return usd


@kernel
def fits(w, what, s, t):
    """True where a start (of tranche t for IT, else of all of site s) fits every hard envelope from now on."""
    for y in range(len(w.years)):
        year = w.years[y]
        if year.envelope == HARD_ENVELOPE and w.months[year.end_month].start > w.run[0].now:
            need = planned(w, t, IT, y) if what == IT else _planned_of_site(w, s, what, y)
            if need > 0 and plans_with(w, y) and taken_of(w, y) + need > planned_amount(w, y):
                return False
    return True


@kernel
def works_fit(w, t, kw):
    """True where the works of so many kW of a tranche's retrofit fit every hard envelope from now on."""
    run = w.run[0]
    price = works_price(w, w.tranches[t].site) * kw
    time = max(w.costs[0].works_time, 1)
    for y in range(w.months[run.month].year, len(w.years)):
        year = w.years[y]
        if year.envelope == HARD_ENVELOPE and in_scope(year, codes.FACILITY) and plans_with(w, y):
            before = spent_share(w, (year.opens - run.now) / time)
            need = price * (spent_share(w, (w.months[year.end_month].start - run.now) / time) - before)
            if need > 0.0 and taken_of(w, y) + need > planned_amount(w, y):
                return False
    return True


@kernel
def priority_of(w, s, what):
    """Priority that the funding rule gives to a site's contracts or signing."""
    site = w.sites[s]
    asset = codes.FACILITY if what == CONTRACTS else codes.FINANCE_LEASES
    return priority_of_start(w.rules[w.run[0].funding], StartView(site.grade, asset, site.kw))


@kernel
def priority_of_it(w, t):
    """Priority that the funding rule gives to the IT of a tranche."""
    site = w.sites[w.tranches[t].site]
    return priority_of_start(w.rules[w.run[0].funding], StartView(w.tranches[t].grade, codes.SERVERS, site.kw))


@kernel
def waits(w, s, what):
    """True where a site's contracts or signing wait for money."""
    site = w.sites[s]
    return site.contracts_let == 2 if what == CONTRACTS else site.money_waits == 1


@kernel
def waits_for_it(w, t):
    """True where a tranche's IT waits for money; not while its build stands still."""
    return w.tranches[t].ordered == 2 and w.tranches[t].paused == 0


@kernel
def _others_wait(w, priority):
    """True where a start of this priority waits already: nothing overtakes in its own priority."""
    s = next_site(w, -1)
    while s >= 0:
        for what in (CONTRACTS, SIGNING):
            if waits(w, s, what) and priority_of(w, s, what) == priority:
                return True
        s = next_site(w, s)
    t = next_tranche(w, -1)
    while t >= 0:
        if waits_for_it(w, t) and priority_of_it(w, t) == priority:
            return True
        t = next_tranche(w, t)
    return False


@kernel
def must_wait(w, s, what, t):
    """True where a new start (of tranche t for IT, else of all of site s) must wait for money; tells and lists it."""
    run = w.run[0]
    if run.hard_envelopes == 0 or run.kind < 0 or w.sites[s].holder > 0:
        return False
    priority = priority_of_it(w, t) if what == IT else priority_of(w, s, what)
    if not _others_wait(w, priority) and fits(w, what, s, t):
        return False
    row = log_row(w, ev.SPENDING_WAITED, t if what == IT else s)
    row.other = s
    row.region = w.sites[s].region
    row.grade = w.sites[s].grade
    row.holder = 0
    row.reason = codes.MONEY
    row.item = what
    if what == IT:
        list_tranche(w, t)
    else:
        list_site(w, s)
    return True


@kernel
def money_moved(w):
    """Money was freed or a year opened: what waits is tried again."""
    run = w.run[0]
    if run.hard_envelopes > 0 and run.kind >= 0:
        cal.schedule(w, cal.FUNDING, 0, cal.soonest(w, cal.FUNDING))
