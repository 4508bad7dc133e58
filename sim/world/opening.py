"""A site enters the world, at the start or later: its tranches are declared and its present step begins."""

from sim.events import codes, stages
from sim.events.parts import usd_of_part
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import round_half_even
from sim.world.delivery import end_when_known, go_live_at, start_tranche
from sim.world.draws import TRANCHE_FIT_OUT, mean_of, tranche_draw
from sim.world.grid import ask_power
from sim.world.kernel import kernel
from sim.world.leases import commit_lease
from sim.world.outlook import expect, pool_of
from sim.world.prices import spent_share
from sim.world.refresh import WITH_FLEET, plan_opening_refresh
from sim.world.sites import brings_facility, enter_stage
from sim.world.spending import (
    accrue,
    commit,
    item_of,
    let_contracts,
    order_it,
    pay,
    remember_delivered,
    spend_land,
    target_of,
)
from sim.world.tranches import declare


@kernel
def open_site(w, s):
    """Declare a site's tranches at the stage it is in, and start its step."""
    site = w.sites[s]
    if site.stage == stages.BUILDING and _building_lies_ahead(w, s):
        site.stage = stages.PLANNED if site.tenure == codes.OWNED else stages.SIGNED
    t = site.first_tranche
    while t >= 0:
        w.tranches[t].stage = site.stage
        declare(w, t)
        _open_tranche(w, t)
        t = w.tranches[t].next
    if site.stage == stages.BUILDING:
        _open_building(w, s)
    else:
        enter_stage(w, s)


@kernel
def _building_lies_ahead(w, s):
    """True where the build time before a site's first announced ready date has not begun."""
    site = w.sites[s]
    return w.tranches[site.first_tranche].announced - w.pipelines[site.pipeline].build > w.run[0].now


@kernel
def _open_building(w, s):
    """A site in mid-build: contracts are let, progress is what the announced dates say."""
    site = w.sites[s]
    site.building_due = w.tranches[site.first_tranche].announced - w.pipelines[site.pipeline].build
    if brings_facility(w, s):
        let_contracts(w, s)
    t = site.first_tranche
    while t >= 0:
        start_tranche(w, t, site.building_due)
        t = w.tranches[t].next
    if brings_facility(w, s):
        spend_land(w, s)
        i = item_of(s, codes.FACILITY)
        if w.sites[s].stated == 1:
            _state_money(w, s)
            accrue(w, i, w.sites[s].stated_accrued_usd)
            pay(w, i, w.sites[s].stated_accrued_usd - w.sites[s].stated_unpaid_usd)
        else:
            accrue(w, i, target_of(w, s, codes.FACILITY))
            pay(w, i, _paid_before(w, s))


@kernel
def _state_money(w, s):
    """Divide what is stated of a site's construction money among its tranches by MW, parts summing to the whole."""
    site = w.sites[s]
    i = item_of(s, codes.FACILITY)
    commit(w, i, site.stated_usd - w.items[i].committed_usd)
    kw, price, accrued = 0, 0, 0
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        kw += tranche.kw
        tranche.facility_usd = usd_of_part(site.stated_usd, kw, site.kw) - price
        tranche.stated_usd = usd_of_part(site.stated_accrued_usd, kw, site.kw) - accrued
        tranche.stated_share = spent_share(w, tranche.progress)
        price += tranche.facility_usd
        accrued += tranche.stated_usd
        t = tranche.next


@kernel
def _paid_before(w, s):
    """Dollars of an opening site's facility paid by now: what had accrued a payment term ago at the same pace."""
    begun = w.sites[s].building_due
    now = w.run[0].now
    term = w.costs[0].payment_months * SECONDS_PER_MONTH
    usd = 0
    t = w.sites[s].first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        earlier = tranche.progress * max(now - term - begun, 0) / max(now - begun, 1)
        usd += round_half_even(tranche.facility_usd * spent_share(w, earlier))
        t = tranche.next
    return usd


@kernel
def _open_tranche(w, t):
    """What a tranche's stage says of its past: supply, a lease signed, a fit-out under way."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    now = w.run[0].now
    if site.stage == stages.LIVE:
        tranche.live_at = now
        w.pools[pool_of(w, site.holder, site.region, tranche.grade)].live_kw += tranche.kw
        if site.holder == 0 and site.tenure != codes.SERVICE:
            tranche.refresh_due = WITH_FLEET
            if tranche.it_age >= 0:
                plan_opening_refresh(w, t)
        end_when_known(w, t)
    elif site.stage == stages.READY:
        fit = tranche_draw(w, w.pipelines[site.pipeline].fit_out, TRANCHE_FIT_OUT, t, 0)
        tranche.ready_at = now - round_half_even(fit * site.elapsed)
        tranche.fit_out_from = tranche.ready_at
        mean = mean_of(w, w.pipelines[site.pipeline].fit_out)
        tranche.live_expected = max(tranche.ready_at + mean, now + 1)
        tranche.progress = 1.0
        if site.holder == 0 and site.tenure != codes.SERVICE:
            order_it(w, t)
        go_live_at(w, t, max(tranche.ready_at + fit, now + 1))
        i = item_of(tranche.site, codes.SERVERS)
        accrue(w, i, target_of(w, tranche.site, codes.SERVERS) - w.items[i].accrued_usd)
        remember_delivered(w, tranche.site)
    else:
        if site.stage == stages.PLANNED and w.run[0].kind >= 0:
            ask_power(w, t)
        expect(w, t)
    if site.stage == stages.SIGNED or site.stage == stages.BUILDING:
        if site.tenure != codes.OWNED:
            commit_lease(w, t)
