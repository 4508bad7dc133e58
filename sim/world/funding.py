"""Funding: starts that wait for a hard envelope are tried again, by priority, then the order of waiting, then id."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.delivery import fit_out
from sim.world.envelope import CONTRACTS, IT, SIGNING
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.sites import enter_stage, sign
from sim.world.spending import let_contracts, order_it
from sim.world.starts import NO_PRIORITY, fits, priority_of, priority_of_it, waits, waits_for_it
from sim.world.stretch import defer
from sim.world.waiting_for_money import next_site, next_tranche

HIGHEST = 1 << 40


@kernel
def on_funding(w, entity):
    """Try what waits, priority by priority; within one nothing overtakes."""
    below = HIGHEST
    while True:
        priority = _highest_below(w, below)
        if priority == NO_PRIORITY:
            return
        _fund(w, priority)
        below = priority


@kernel
def _highest_below(w, below):
    """The highest priority under a bound at which something waits."""
    best = NO_PRIORITY
    s = next_site(w, -1)
    while s >= 0:
        for what in (CONTRACTS, SIGNING):
            if waits(w, s, what):
                p = priority_of(w, s, what)
                if best < p < below:
                    best = p
        s = next_site(w, s)
    t = next_tranche(w, -1)
    while t >= 0:
        if waits_for_it(w, t):
            p = priority_of_it(w, t)
            if best < p < below:
                best = p
        t = next_tranche(w, t)
    return best


@kernel
def _fund(w, priority):
    """Start what waits at one priority, in the order of waiting, until one does not fit."""
    while True:
        what, entity = _first_of(w, priority)
        if what < 0:
            return
        s = w.tranches[entity].site if what == IT else entity
        if not fits(w, what, s, entity):
            return
        _start(w, s, what, entity)


@kernel
def _first_of(w, priority):
    """What has waited longest at a priority: of a site, by the lower number, its contracts first; else of a tranche."""
    since, what, entity = HIGHEST, -1, -1
    s = next_site(w, -1)
    while s >= 0:
        began = w.sites[s].waiting_since
        if began < since or (began == since and s < entity):
            for kind in (SIGNING, CONTRACTS):
                if waits(w, s, kind) and priority_of(w, s, kind) == priority:
                    since, what, entity = began, kind, s
        s = next_site(w, s)
    t = next_tranche(w, -1)
    while t >= 0:
        began = w.tranches[t].waiting_since
        if began < since or (began == since and what == IT and t < entity):
            if waits_for_it(w, t) and priority_of_it(w, t) == priority:
                since, what, entity = began, IT, t
        t = next_tranche(w, t)
    return what, entity


@kernel
def _start(w, s, what, entity):
    """A start that waited goes ahead: dates that the wait has overtaken move by as much."""
    site = w.sites[s]
    now = w.run[0].now
    row = log_row(w, ev.SPENDING_STARTED, entity)
    row.other = s
    row.region = site.region
    row.grade = site.grade
    row.holder = 0
    row.item = what
    if what == CONTRACTS:
        row.value = now - site.waiting_since
        _put_off(w, s, now - site.waiting_since)
        let_contracts(w, s)
        site.building_due += now - site.waiting_since
        cal.schedule(w, cal.SITE_STEP, s, max(site.building_due, now + 1))
    elif what == SIGNING:
        row.value = now - site.waiting_since
        site.money_waits = 0
        sign(w, s)
        enter_stage(w, s)
    else:
        row.value = now - w.tranches[entity].waiting_since
        order_it(w, entity)
        if w.tranches[entity].stage == stages.READY:
            fit_out(w, entity, now + w.costs[0].it_lead)


@kernel
def _put_off(w, s, seconds):
    t = w.sites[s].first_tranche
    while t >= 0:
        if w.tranches[t].stage == stages.PLANNED or w.tranches[t].stage == stages.SIGNED:
            defer(w, t, seconds, codes.MONEY)
        t = w.tranches[t].next
