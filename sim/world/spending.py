"""Capex of sites: contracts, IT orders and land become commitments, and accrue as building and delivery go on."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.envelope import CONTRACTS, IT, charge, room_for
from sim.world.journal import tell_item
from sim.world.kernel import kernel
from sim.world.prices import facility_price, facility_spent, it_life, it_price, spent_share
from sim.world.starts import must_wait
from sim.world.tranches import progress_now, works_by


@kernel
def item_of(s, asset):
    """Index of a site's capex item."""
    return s * codes.SITE_ASSETS + asset


@kernel
def _list_item(w, i):
    """Money moves of an item: the first time it takes its place among those that month ends look at."""
    if w.items[i].listed == 1:
        return
    w.items[i].listed = 1
    at = w.run[0].listed_items
    while at > 0 and w.listed[at - 1].item > i:
        w.listed[at].item = w.listed[at - 1].item
        at -= 1
    w.listed[at].item = i
    w.run[0].listed_items += 1


@kernel
def commit(w, i, usd):
    """Commit dollars to an item (negative to take back); an opening balance while the world is set up."""
    if usd == 0:
        return
    _list_item(w, i)
    w.items[i].committed_usd += usd
    event = ev.CAPEX_DECLARED if w.run[0].kind < 0 else ev.CAPEX_COMMITTED
    tell_item(w, event, i, usd, codes.COMMITMENT)


@kernel
def accrue(w, i, usd):
    """Accrue dollars of an item; an opening balance while the world is set up."""
    if usd == 0:
        return
    _list_item(w, i)
    item = w.items[i]
    item.accrued_usd += usd
    if w.run[0].kind < 0:
        tell_item(w, ev.CAPEX_DECLARED, i, usd, codes.ACCRUAL)
    else:
        tell_item(w, ev.CAPEX_ACCRUED, i, usd, codes.ACCRUAL)
        charge(w, item.asset, usd)


@kernel
def pay(w, i, usd):
    """Pay dollars of an item at once; an opening balance while the world is set up."""
    if usd == 0:
        return
    _list_item(w, i)
    w.items[i].paid_usd += usd
    event = ev.CAPEX_DECLARED if w.run[0].kind < 0 else ev.CAPEX_PAID
    tell_item(w, event, i, usd, codes.CASH)


@kernel
def spend_land(w, s):
    """Land of an owned site: committed, accrued and paid when it enters `planned`, or where a hard envelope has no
    room for it then, when its contracts are let.
    """
    site = w.sites[s]
    if site.holder > 0 or site.tenure != codes.OWNED or site.kw == 0:
        return
    i = item_of(s, codes.LAND)
    usd = round_half_even(w.costs[0].land * site.kw)
    if w.items[i].committed_usd > 0 or not room_for(w, codes.LAND, usd):
        return
    commit(w, i, usd)
    accrue(w, i, usd)
    pay(w, i, usd)


@kernel
def let_contracts(w, s):
    """Let a site's construction contracts at their whole price, or wait for money."""
    site = w.sites[s]
    if site.contracts_let == 0 and must_wait(w, s, CONTRACTS, site.first_tranche):
        site.contracts_let = 2
        site.waiting_since = w.run[0].now
        return
    site.contracts_let = 1
    spend_land(w, s)
    total = 0
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        if tranche.stage == stages.PLANNED or tranche.stage == stages.SIGNED or tranche.stage == stages.BUILDING:
            tranche.facility_usd = round_half_even(facility_price(w, s) * tranche.kw)
            total += tranche.facility_usd
        t = w.tranches[t].next
    commit(w, item_of(s, codes.FACILITY), total)


@kernel
def order_it(w, t):
    """Order a tranche's servers and network, or wait for money."""
    tranche = w.tranches[t]
    if tranche.ordered == 0 and must_wait(w, tranche.site, IT, t):
        tranche.ordered = 2
        tranche.waiting_since = w.run[0].now
        return
    tranche.ordered = 1
    tranche.it_life = it_life(w, tranche.grade)
    tranche.servers_usd = round_half_even(it_price(w, tranche.grade) * tranche.kw)
    commit(w, item_of(tranche.site, codes.SERVERS), tranche.servers_usd)


@kernel
def order_in_time(w, t):
    """Have a tranche's IT ordered a lead time before its announced ready date; now where that has passed."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    if tranche.ordered != 0 or site.holder > 0 or site.tenure == codes.SERVICE:
        return
    at = tranche.announced - w.costs[0].it_lead
    if at > w.run[0].now:
        cal.schedule(w, cal.IT_ORDERED, t, at)
    else:
        cal.cancel(w, cal.IT_ORDERED, t)
        order_it(w, t)


@kernel
def delivered_share(w, t):
    """Share of a tranche's IT delivered by now: spread evenly from ready to the expected live date."""
    tranche = w.tranches[t]
    now = w.run[0].now
    if tranche.stage == stages.LIVE or tranche.stage == stages.ENDED:
        return 1.0
    let_go = tranche.stage == stages.RELEASED and tranche.stage_before == stages.READY
    if tranche.stage != stages.READY and not let_go:
        return 0.0
    if now >= tranche.live_expected:
        return 1.0
    if now <= tranche.fit_out_from:
        return 0.0
    return (now - tranche.fit_out_from) / (tranche.live_expected - tranche.fit_out_from)


@kernel
def target_of(w, s, asset):
    """Dollars of a site's item that are due to have accrued by now."""
    site = w.sites[s]
    usd = 0
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        if asset == codes.FACILITY:
            usd += _accrued_facility(w, t) + _accrued_works(w, t)
        else:
            usd += tranche.kept_usd
            if tranche.ordered == 1:
                usd += round_half_even(tranche.servers_usd * delivered_share(w, t))
        t = w.tranches[t].next
    return usd


@kernel
def _accrued_facility(w, t):
    """Dollars of a tranche's facility accrued by now."""
    return facility_spent(w, t, progress_now(w, t))


@kernel
def _accrued_works(w, t):
    """Dollars of a tranche's retrofit accrued by now; none without one."""
    if w.tranches[t].works_usd == 0:
        return 0
    return round_half_even(w.tranches[t].works_usd * spent_share(w, works_by(w, t, w.run[0].now)))


@kernel
def cut_spending(w, t):
    """A tranche leaves: what of its facility has not accrued and of its IT has not come is taken back."""
    tranche = w.tranches[t]
    s = tranche.site
    spent = _accrued_facility(w, t)
    unspent = tranche.facility_usd - spent
    commit(w, item_of(s, codes.FACILITY), -unspent)
    tranche.facility_usd = spent
    tranche.progress = 1.0
    if tranche.ordered == 1:
        delivered = round_half_even(tranche.servers_usd * max(delivered_share(w, t), tranche.delivered))
        commit(w, item_of(s, codes.SERVERS), delivered - tranche.servers_usd)
        tranche.kept_usd += delivered
        tranche.servers_usd = 0
    tranche.ordered = 3


@kernel
def remember_delivered(w, s):
    """What has accrued of a site's IT stays delivered, though its fit-out slips."""
    t = w.sites[s].first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        if tranche.ordered == 1:
            tranche.delivered = max(tranche.delivered, delivered_share(w, t))
        t = tranche.next
