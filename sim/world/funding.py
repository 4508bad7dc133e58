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
from sim.world.starts import NO_PRIORITY, fits, priority_of, priority_of_it
from sim.world.stretch import defer

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
def _waits(w, s, what):
    site = w.sites[s]
    return site.contracts_let == 2 if what == CONTRACTS else site.money_waits == 1


@kernel
def _waits_for_it(w, t):
    """True where a tranche's IT waits for money; not while its build stands still."""
    return w.tranches[t].ordered == 2 and w.tranches[t].paused == 0


@kernel
def _highest_below(w, below):
    """The highest priority under a bound at which something waits."""
    best = NO_PRIORITY
    for s in range(len(w.sites)):
        for what in (CONTRACTS, SIGNING):
            if _waits(w, s, what):
                p = priority_of(w, s, what)
                if best < p < below:
                    best = p
    for t in range(w.run[0].tranche_count):
        if _waits_for_it(w, t):
            p = priority_of_it(w, t)
            if best < p < below:
                best = p
    return best


@kernel
def _fund(w, priority):
    """Start what waits at one priority, in the order of waiting, until one does not fit."""
    while True:
        since, what, entity = HIGHEST, -1, -1
        for s in range(len(w.sites)):
            for kind in (CONTRACTS, SIGNING):
                if _waits(w, s, kind) and priority_of(w, s, kind) == priority and w.sites[s].waiting_since < since:
                    since, what, entity = w.sites[s].waiting_since, kind, s
        for t in range(w.run[0].tranche_count):
            tranche = w.tranches[t]
            if _waits_for_it(w, t) and tranche.waiting_since < since and priority_of_it(w, t) == priority:
                since, what, entity = tranche.waiting_since, IT, t
        if what < 0:
            return
        s = w.tranches[entity].site if what == IT else entity
        if not fits(w, what, s, entity):
            return
        _start(w, s, what, entity)


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
