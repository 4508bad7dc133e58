"""The calendar: what wakes whom and when, in the order WORLD's ranks give to one instant.

A key packs instant, kind and entity into one integer, so that the smallest key is the next event. An entity
has at most one pending wake-up of a kind; a key whose wake-up says otherwise is stale.
"""

from numba.extending import overload

from sim.world.compiled_world import WorldType
from sim.world.kernel import kernel

# Kinds of event in the order in which they run at one instant; RANKS says which rank each belongs to. Portfolio
# review, then funding: funding has a rank of its own, so that a review may call for it.
REGIME_STARTS, YEAR_OPENS, PRICE_STEP, ACTION_KNOWN, END_KNOWN, LIMIT_KNOWN = 0, 1, 2, 3, 4, 5
ACTION_DUE = 6
REQUEST_ENDS, TRANCHE_ENDS, LEASE_CLOCK, BACKFILL = 7, 8, 9, 10
SITE_APPEARS, SITE_STEP, POWER_STEP, SLIP_ANNOUNCED, TRANCHE_READY, TRANCHE_LIVE = 11, 12, 13, 14, 15, 16
BASELINE_STEP, REQUEST_ARRIVES, REQUEST_DUE, REQUEST_GIVES_UP, AGREEMENT_CLOCK = 17, 18, 19, 20, 21
OFFER_ANSWERED, RETRY = 22, 23
WINDOW_ENDS = 24
REVIEW, CONTRACTS_LET, IT_ORDERED, FUNDING = 25, 26, 27, 28
ALLOCATE = 29
MONTH_ENDS = 30
KINDS = 31
RANKS = (*[1] * 6, 2, *[3] * 4, *[4] * 6, *[5] * 5, 6, 6, 7, 8, 8, 8, 9, 10, 11)

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
        return _push_on_heap
    return None


def _push_on_heap(w, key):
    run = w.run[0]
    heap = w.heap
    at = run.heap_count
    if at == len(heap):
        run.overflow = 1
        return
    run.heap_count = at + 1
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent].key <= key:
            break
        heap[at].key = heap[parent].key
        at = parent
    heap[at].key = key


@kernel
def pop_from_heap(w):
    """Take the smallest key off the compiled engine's heap, which must not be empty."""
    run = w.run[0]
    heap = w.heap
    smallest = heap[0].key
    count = run.heap_count - 1
    run.heap_count = count
    key = heap[count].key
    at = 0
    while True:
        child = 2 * at + 1
        if child >= count:
            break
        if child + 1 < count and heap[child + 1].key < heap[child].key:
            child += 1
        if heap[child].key >= key:
            break
        heap[at].key = heap[child].key
        at = child
    heap[at].key = key
    return smallest
