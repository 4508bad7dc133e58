"""Envelopes: what a fiscal year may spend, what started spending will still take of it.

A hard envelope is kept by reservation: a start goes ahead whole, or waits, where spent + planned + its own plan
stays within the amount in every fiscal year that has one. What is planned is read off the tables as they stand,
so a slip moves its reservation with it.
"""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world.action_kinds import SET_ENVELOPE
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.outlook import NO_LIMIT, expected_live
from sim.world.prices import facility_price, facility_spent, it_price, spent_share
from sim.world.refresh import refresh_usd
from sim.world.rents import is_finance, rent_factor
from sim.world.tranches import progress_by, works_by

SOFT_ENVELOPE, HARD_ENVELOPE = 1, 2
CONTRACTS, IT, SIGNING = 0, 1, 2


@kernel
def in_scope(year, asset):
    """True where a year's envelope covers an asset."""
    return (year.scope >> asset) & 1 == 1


@kernel
def planned_amount(w, y):
    """Dollars that the operator plans a year with: the last amount it knows of; NO_LIMIT where it knows of none."""
    run = w.run[0]
    year = w.years[y]
    usd = year.amount_usd if year.envelope > 0 and year.known <= run.now else NO_LIMIT
    dated = -1
    for a in range(run.dated_actions):
        action = w.actions[a]
        if action.kind == SET_ENVELOPE and action.year == y and action.taken == 0:
            if action.known <= run.now and action.at >= dated:
                usd = action.amount_usd
                dated = action.at
    return usd


@kernel
def plans_with(w, y):
    """True where the operator knows of an envelope of a year."""
    return w.years[y].envelope > 0 and planned_amount(w, y) < NO_LIMIT


@kernel
def charge(w, asset, usd):
    """Count accrued spending or a commencing finance lease against the envelope of its fiscal year."""
    run = w.run[0]
    year = w.years[w.months[run.account].year]
    if year.envelope == 0 or not in_scope(year, asset):
        return
    before = max(year.spent_usd - year.amount_usd, 0)
    year.spent_usd += usd
    if asset == codes.FINANCE_LEASES:
        year.unavoidable_usd += usd
    over = max(year.spent_usd - year.amount_usd, 0)
    if year.envelope == HARD_ENVELOPE and over > before:
        exceed(w, w.months[run.account].year, over - before)


@kernel
def exceed(w, y, usd):
    """Report what a year exceeded its envelope by, and take it from the next year where it carries over."""
    year = w.years[y]
    year.exceeded_usd += usd
    row = log_row(w, ev.ENVELOPE_EXCEEDED, year.fiscal_year)
    row.dollars = usd
    row.basis = year.envelope - 1
    row.value = w.run[0].account
    if year.carry_over == 1 and y + 1 < len(w.years):
        w.years[y + 1].amount_usd -= usd


@kernel
def room_for(w, asset, usd):
    """True where a slice of started spending fits what its year has left."""
    year = w.years[w.months[w.run[0].account].year]
    if year.envelope != HARD_ENVELOPE or not in_scope(year, asset):
        return True
    return year.spent_usd + usd <= year.amount_usd


@kernel
def _overlap(first, end, year_first, year_end):
    """Share of a span of time that lies in a year."""
    if end <= first:
        return 1.0 if year_first <= first < year_end else 0.0
    return max(min(end, year_end) - max(first, year_first), 0) / (end - first)


@kernel
def planned_facility(w, t, year_first, year_end):
    """Share of a tranche's facility price that its announced plan spends in a year from now on.

    The plan of a site whose contracts wait for money begins as much later as it has waited.
    """
    now = w.run[0].now
    site = w.sites[w.tranches[t].site]
    waited = now - site.waiting_since if site.contracts_let == 2 else 0
    before = spent_share(w, progress_by(w, t, max(year_first, now) - waited))
    return max(spent_share(w, progress_by(w, t, max(year_end, now) - waited)) - before, 0.0)


@kernel
def planned(w, t, what, y):
    """Dollars in the scope of year y that one kind of start of a tranche will take from now on."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    year = w.years[y]
    first, end = year.opens, w.months[year.end_month].start
    usd = 0.0
    if tranche.paused == 1:
        return 0
    if what == CONTRACTS and in_scope(year, codes.LAND) and first <= w.run[0].now < end:
        if w.items[tranche.site * codes.SITE_ASSETS + codes.LAND].committed_usd == 0 and site.tenure == codes.OWNED:
            usd += w.costs[0].land * tranche.kw
    if what == CONTRACTS and in_scope(year, codes.FACILITY):
        usd += facility_price(w, tranche.site) * tranche.kw * planned_facility(w, t, first, end)
    elif what == IT:
        ready = tranche.fit_out_from if tranche.stage == stages.READY else max(tranche.announced, w.run[0].now)
        share = _overlap(max(ready, w.run[0].now), expected_live(w, t), first, end)
        if in_scope(year, codes.SERVERS):
            usd += it_price(w, tranche.grade) * tranche.kw * share
    elif what == SIGNING and in_scope(year, codes.FINANCE_LEASES):
        terms = w.terms[site.terms * len(w.regions) + site.region]
        if is_finance(w, tranche.site) and first <= max(tranche.announced, w.run[0].now) < end:
            usd += terms.present_value * tranche.kw * rent_factor(w, t)
    return round_half_even(usd)


@kernel
def delivered_by(w, t, instant):
    """Share of a tranche's IT delivered by an instant from now on, as expected: evenly from ready to live."""
    tranche = w.tranches[t]
    if tranche.stage >= stages.LIVE and tranche.stage != stages.RETROFIT:
        return 1.0
    if tranche.paused == 1:
        return 0.0
    ready = tranche.fit_out_from if tranche.stage == stages.READY else max(tranche.announced, w.run[0].now)
    live = expected_live(w, t)
    if instant >= live:
        return 1.0
    if instant <= ready:
        return 0.0
    return (instant - ready) / (live - ready)


@kernel
def _due_by(w, s, asset, instant):
    """Dollars of a site's started facility or IT that the plan has accrued by an instant."""
    usd = 0
    t = w.sites[s].first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        if asset == codes.FACILITY and tranche.facility_usd > 0:
            usd += facility_spent(w, t, progress_by(w, t, instant))
        if asset == codes.FACILITY and tranche.works_usd > 0:
            usd += round_half_even(tranche.works_usd * spent_share(w, works_by(w, t, instant)))
        if asset == codes.SERVERS:
            usd += tranche.kept_usd
            if tranche.ordered == 1:
                usd += round_half_even(tranche.servers_usd * delivered_by(w, t, instant))
        t = tranche.next
    return usd


@kernel
def _left_of_site(w, s, y):
    """Dollars that a site's started spending will still take of year y; nothing of it is lost between month ends."""
    year = w.years[y]
    end = w.months[year.end_month].start
    usd = 0
    for asset in (codes.FACILITY, codes.SERVERS):
        item = w.items[s * codes.SITE_ASSETS + asset]
        if in_scope(year, asset) and item.committed_usd > item.accrued_usd:
            before = item.accrued_usd if year.opens <= w.run[0].now else _due_by(w, s, asset, year.opens)
            usd += max(_due_by(w, s, asset, end) - before, 0)
    if w.sites[s].tenure != codes.OWNED and w.sites[s].stage >= stages.SIGNED:
        t = w.sites[s].first_tranche
        while t >= 0:
            if w.tranches[t].stage == stages.SIGNED or w.tranches[t].stage == stages.BUILDING:
                usd += planned(w, t, SIGNING, y)
            t = w.tranches[t].next
    return usd


@kernel
def taken_of(w, y):
    """Dollars of a year's envelope that are spent or that started spending and what can't be held will take."""
    run = w.run[0]
    year = w.years[y]
    usd = year.spent_usd
    for s in range(len(w.sites)):
        if w.sites[s].holder == 0 and w.sites[s].tranches > 0:
            usd += _left_of_site(w, s, y)
    for m in range(max(year.first_month, run.month), year.end_month):
        for grade in range(2):
            if in_scope(year, codes.REFRESH_GENERAL + grade):
                month = w.refresh[grade * run.months + m]
                usd += round_half_even(refresh_usd(w, grade, m)) + month.waits_usd
        if in_scope(year, codes.OTHER_CAPEX):
            usd += round_half_even(w.costs[0].other_month)
    return usd
