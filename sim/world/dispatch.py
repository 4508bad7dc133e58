"""The list of kinds: which handler answers which kind of event; both engines call it for each key."""

from sim.world import calendar as cal
from sim.world.agreement import on_agreement_clock, on_regime_starts, on_retry
from sim.world.allocation import on_allocate
from sim.world.announcements import on_action_known, on_end_known, on_limit_known, on_site_known
from sim.world.delivery import on_slip_announced, on_tranche_ends, on_tranche_live, on_tranche_ready
from sim.world.funding import on_funding
from sim.world.grid import on_power_step
from sim.world.invariants import check
from sim.world.journal import tell_end
from sim.world.kernel import kernel
from sim.world.late import on_request_gives_up
from sim.world.leases import on_backfill
from sim.world.market import on_price_step
from sim.world.month_end import on_month_ends, on_year_opens
from sim.world.offers import on_offer_answered, on_window_ends
from sim.world.options import on_lease_clock
from sim.world.portfolio import on_site_appears
from sim.world.redeploy import start_from_slots
from sim.world.requests import (
    on_baseline_step,
    on_request_arrives,
    on_request_due,
    on_request_ends,
)
from sim.world.review import on_review
from sim.world.sites import on_site_step
from sim.world.spending import let_contracts, order_it
from sim.world.timeline import on_action_due


@kernel
def handle(w, key):
    """Answer a key of the calendar, unless it is stale."""
    now = key >> cal.INSTANT_SHIFT
    kind = (key >> cal.ENTITY_BITS) & cal.KIND_MASK
    entity = key & cal.ENTITY_MASK
    if not cal.is_due(w, kind, entity, now):
        return
    run = w.run[0]
    run.now = now
    run.kind = kind
    run.entity = entity
    run.handled_from = run.sequence
    run.events += 1
    while run.month + 1 < run.months and w.months[run.month + 1].start <= now:
        run.month += 1
    run.account = run.month
    if kind <= cal.BACKFILL:
        _dated_and_ends(w, kind, entity)
    elif kind <= cal.TRANCHE_LIVE:
        _supply(w, kind, entity)
    elif kind <= cal.WINDOW_ENDS:
        _demand(w, kind, entity)
    else:
        _steering(w, kind, entity)


@kernel
def _dated_and_ends(w, kind, entity):
    if kind == cal.REGIME_STARTS:
        on_regime_starts(w, entity)
    elif kind == cal.YEAR_OPENS:
        on_year_opens(w, entity)
    elif kind == cal.PRICE_STEP:
        on_price_step(w, entity)
    elif kind == cal.ACTION_KNOWN:
        on_action_known(w, entity)
    elif kind == cal.END_KNOWN:
        on_end_known(w, entity)
    elif kind == cal.LIMIT_KNOWN:
        on_limit_known(w, entity)
    elif kind == cal.ACTION_DUE:
        on_action_due(w, entity)
    elif kind == cal.REQUEST_ENDS:
        on_request_ends(w, entity)
    elif kind == cal.TRANCHE_ENDS:
        on_tranche_ends(w, entity)
    elif kind == cal.LEASE_CLOCK:
        on_lease_clock(w, entity)
    else:
        on_backfill(w, entity)


@kernel
def _supply(w, kind, entity):
    if kind == cal.SITE_APPEARS:
        if entity < len(w.portfolios):
            on_site_appears(w, entity)
        else:
            on_site_known(w, entity - len(w.portfolios))
    elif kind == cal.SITE_STEP:
        on_site_step(w, entity)
    elif kind == cal.POWER_STEP:
        on_power_step(w, entity)
    elif kind == cal.SLIP_ANNOUNCED:
        on_slip_announced(w, entity)
    elif kind == cal.TRANCHE_READY:
        on_tranche_ready(w, entity)
    else:
        on_tranche_live(w, entity)


@kernel
def _demand(w, kind, entity):
    if kind == cal.BASELINE_STEP:
        on_baseline_step(w, entity)
    elif kind == cal.REQUEST_ARRIVES:
        on_request_arrives(w, entity)
    elif kind == cal.REQUEST_DUE:
        on_request_due(w, entity)
    elif kind == cal.REQUEST_GIVES_UP:
        on_request_gives_up(w, entity)
    elif kind == cal.OFFER_ANSWERED:
        on_offer_answered(w, entity)
    elif kind == cal.RETRY:
        on_retry(w, entity)
    elif kind == cal.WINDOW_ENDS:
        on_window_ends(w, entity)
    else:
        on_agreement_clock(w, entity)


@kernel
def _steering(w, kind, entity):
    if kind == cal.REVIEW:
        on_review(w, entity)
    elif kind == cal.CONTRACTS_LET:
        let_contracts(w, entity)
    elif kind == cal.IT_ORDERED:
        order_it(w, entity)
    elif kind == cal.FUNDING:
        on_funding(w, entity)
    elif kind == cal.ALLOCATE:
        on_allocate(w, entity)
    else:
        on_month_ends(w, entity)
        start_from_slots(w)
        check(w)
        if entity + 1 == w.run[0].months:
            tell_end(w)
