"""The calendar: what wakes whom and when, in the order WORLD's ranks give to one instant.

A key packs instant, kind and entity into one integer, so that the smallest key is the next event. An entity
has at most one pending wake-up of a kind; a key whose wake-up says otherwise is stale.
"""

from typing import NamedTuple

from numba.extending import overload

from sim.world.compiled_world import WorldType
from sim.world.heap import push_on_heap, smallest_key
from sim.world.kernel import kernel


class Kind(NamedTuple):
    """A kind of event: its rank at one instant, the handler that answers it, the table whose rows it wakes."""

    rank: int
    handler: str
    """`module.function` of this package."""
    wakes: str


KINDS: list[Kind] = []
"""Every kind of event, in the order in which they run at one instant: a line below is all that a new one needs here."""


def _kind(rank: int, handler: str, wakes: str) -> int:
    """The number of the next kind. What wakes nobody in particular wakes the one row of `run`."""
    KINDS.append(Kind(rank, handler, wakes))
    return len(KINDS) - 1


REGIME_STARTS = _kind(1, "agreement.on_regime_starts", "regimes")
YEAR_OPENS = _kind(1, "month_end.on_year_opens", "years")
PRICE_STEP = _kind(1, "market.on_price_step", "months")
ACTION_KNOWN = _kind(1, "announcements.on_action_known", "actions")
END_KNOWN = _kind(1, "announcements.on_end_known", "tranches")
LIMIT_KNOWN = _kind(1, "announcements.on_limit_known", "versions")
ACTION_DUE = _kind(2, "timeline.on_action_due", "actions")
REQUEST_ENDS = _kind(3, "requests.on_request_ends", "requests")
TRANCHE_ENDS = _kind(3, "delivery.on_tranche_ends", "tranches")
LEASE_CLOCK = _kind(3, "options.on_lease_clock", "tranches")
BACKFILL = _kind(3, "leases.on_backfill", "tranches")
SITE_APPEARS = _kind(4, "portfolio.on_site_appears", "portfolios")
SITE_KNOWN = _kind(4, "announcements.on_site_known", "sites")
SITE_STEP = _kind(4, "sites.on_site_step", "sites")
POWER_STEP = _kind(4, "grid.on_power_step", "steps")
SLIP_ANNOUNCED = _kind(4, "delivery.on_slip_announced", "tranches")
TRANCHE_READY = _kind(4, "delivery.on_tranche_ready", "tranches")
TRANCHE_LIVE = _kind(4, "delivery.on_tranche_live", "tranches")
BASELINE_STEP = _kind(5, "requests.on_baseline_step", "months")
REQUEST_ARRIVES = _kind(5, "requests.on_request_arrives", "workloads")
REQUEST_DUE = _kind(5, "requests.on_request_due", "requests")
REQUEST_GIVES_UP = _kind(5, "late.on_request_gives_up", "requests")
AGREEMENT_CLOCK = _kind(5, "agreement.on_agreement_clock", "requests")
OFFER_ANSWERED = _kind(6, "offers.on_offer_answered", "requests")
RETRY = _kind(6, "agreement.on_retry", "regions")
WINDOW_ENDS = _kind(7, "offers.on_window_ends", "requests")
REVIEW = _kind(8, "review.on_review", "run")
CONTRACTS_LET = _kind(8, "spending.let_contracts", "sites")
IT_ORDERED = _kind(8, "spending.order_it", "tranches")
FUNDING = _kind(9, "funding.on_funding", "run")  # after the reviews, which may call for it
ALLOCATE = _kind(10, "allocation.on_allocate", "regions")
MONTH_ENDS = _kind(11, "closing.on_month_closes", "months")
RANKS = tuple(kind.rank for kind in KINDS)

ENTITY_BITS = 24
KIND_BITS = 6
INSTANT_SHIFT = ENTITY_BITS + KIND_BITS
ENTITY_MASK = (1 << ENTITY_BITS) - 1
KIND_MASK = (1 << KIND_BITS) - 1
LARGEST_INSTANT = (1 << (63 - INSTANT_SHIFT)) - 1

RANK_BROKEN = 1  # an event scheduled something of its own or an earlier rank at its own instant


@kernel
def schedule(w, kind, entity, instant):
    """Wake `entity` for `kind` at `instant`, in place of any wake-up of that kind it had; not past the horizon."""
    run = w.run[0]
    wake = w.wakes[w.kinds[kind].first + entity]
    instant = max(instant, run.now)
    if instant == run.now and run.kind >= 0 and RANKS[kind] <= RANKS[run.kind]:
        run.broken = RANK_BROKEN
    if instant > run.horizon or (instant == run.horizon and kind != MONTH_ENDS):
        wake.due = -1
        return
    if wake.due == instant:
        return
    wake.due = instant
    wake.cause = run.sequence - 1 if run.sequence > run.handled_from else run.cause
    push(w, (instant << INSTANT_SHIFT) | (kind << ENTITY_BITS) | entity)


@kernel
def soonest(w, kind):
    """Earliest instant for which the event being handled may schedule a kind: now, where that has a later rank."""
    run = w.run[0]
    return run.now if run.kind < 0 or RANKS[run.kind] < RANKS[kind] else run.now + 1


@kernel
def schedule_given(w, kind, entity, instant):
    """Wake `entity` at an instant that comes from outside, dated or arriving by itself: no event is its cause."""
    schedule(w, kind, entity, instant)
    w.wakes[w.kinds[kind].first + entity].cause = -1


@kernel
def cancel(w, kind, entity):
    """Forget the pending wake-up, if any."""
    w.wakes[w.kinds[kind].first + entity].due = -1


@kernel
def is_pending(w, kind, entity):
    """True where the entity has a pending wake-up of that kind."""
    return w.wakes[w.kinds[kind].first + entity].due >= 0


@kernel
def is_due(w, kind, entity, instant):
    """True where this is the pending wake-up, which it then is no longer; False for a stale key."""
    wake = w.wakes[w.kinds[kind].first + entity]
    if wake.due != instant:
        return False
    wake.due = -1
    w.run[0].cause = wake.cause
    return True


def push(w, key):
    """Put a key into the calendar."""
    w.calendar.push(key)


@overload(push)
def _compiled_push(w, key):
    if isinstance(w, WorldType):
        return push_on_heap
    return None


@kernel
def is_over(w):
    """True where all that is left in the compiled engine's calendar, not empty, comes after what is simulated."""
    return smallest_key(w) >> INSTANT_SHIFT > w.run[0].until
