"""Cutting a tranche in two: by an action that takes only a part, or when a lease is signed for a site of several."""

from sim.events import kinds as ev
from sim.events import stages
from sim.events.parts import usd_of_part
from sim.quantities.power import MOST_TRANCHES
from sim.world import calendar as cal
from sim.world.copying import copy_row
from sim.world.draws import TRANCHE_GAP, TRANCHE_SIZE, drawn
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import expect, forget
from sim.world.tranches import advance_progress, new_tranche
from sim.world.waiting_for_money import list_tranche


@kernel
def split(w, t, kw):
    """Cut a tranche to `kw`; the rest becomes a tranche with the same dates and terms, its money divided by MW.

    Returns the new tranche's index.
    """
    advance_progress(w, t)
    new = new_tranche(w, w.tranches[t].site)
    tranche, rest = w.tranches[t], w.tranches[new]
    forget(w, t)
    ordinal = rest.ordinal
    copy_row(w.tranches, t, new)
    copy_row(w.dues, t, new)
    rest.ordinal = ordinal
    rest.next = -1
    rest.next_coming = 0
    rest.next_waiting = 0
    if rest.ordered == 2:
        list_tranche(w, new)
    _divide(tranche, rest, kw)
    row = tell_tranche(w, ev.TRANCHE_SPLIT, new, rest.stage)
    row.value = rest.ordinal
    row.other = tranche.site
    row.basis = tranche.ordinal
    expect(w, t)
    expect(w, new)
    _rest_of_the_course(w, t, new)
    return new


@kernel
def _divide(tranche, rest, kw):
    """Leave `kw` to a tranche and the others to the rest, with their part of every amount of dollars."""
    whole_kw = tranche.kw
    rest.kw = whole_kw - kw
    tranche.kw = kw
    rest.works_usd = usd_of_part(tranche.works_usd, rest.kw, whole_kw)
    tranche.works_usd -= rest.works_usd
    rest.stated_usd = usd_of_part(tranche.stated_usd, rest.kw, whole_kw)
    tranche.stated_usd -= rest.stated_usd
    rest.facility_usd = usd_of_part(tranche.facility_usd, rest.kw, whole_kw)
    tranche.facility_usd -= rest.facility_usd
    rest.servers_usd = usd_of_part(tranche.servers_usd, rest.kw, whole_kw)
    tranche.servers_usd -= rest.servers_usd
    rest.kept_usd = usd_of_part(tranche.kept_usd, rest.kw, whole_kw)
    tranche.kept_usd -= rest.kept_usd
    rest.lease_usd = usd_of_part(tranche.lease_usd, rest.kw, whole_kw)
    tranche.lease_usd -= rest.lease_usd
    rest.lease_value_usd = usd_of_part(tranche.lease_value_usd, rest.kw, whole_kw)
    tranche.lease_value_usd -= rest.lease_value_usd
    rest.prepaid_usd = usd_of_part(tranche.prepaid_usd, rest.kw, whole_kw)
    tranche.prepaid_usd -= rest.prepaid_usd
    rest.settled_usd = usd_of_part(tranche.settled_usd, rest.kw, whole_kw)
    tranche.settled_usd -= rest.settled_usd


@kernel
def _rest_of_the_course(w, t, new):
    """Schedule for the cut-off part what is pending for the tranche it was cut from."""
    for kind in (cal.SLIP_ANNOUNCED, cal.TRANCHE_READY, cal.TRANCHE_LIVE, cal.IT_ORDERED, cal.LEASE_CLOCK,
                 cal.BACKFILL, cal.TRANCHE_ENDS, cal.END_KNOWN):  # fmt: skip
        due = w.wakes[w.kinds[kind].first + t].due
        if due >= 0:
            cal.schedule(w, kind, new, due)


@kernel
def cut_at_signing(w, s):
    """Cut what is signed of a site into tranches of drawn sizes, the last taking what is left, one gap apart."""
    site = w.sites[s]
    if site.tranche_size < 0:
        return
    t = site.first_tranche
    while t >= 0 and w.tranches[t].stage != stages.SIGNED:
        t = w.tranches[t].next
    j = 0
    while t >= 0 and j < MOST_TRANCHES - 1:
        occasion = site.ordinal * MOST_TRANCHES + j
        kw = tranche_kw(w, s, w.tranches[t].kw, j)
        if kw == w.tranches[t].kw:
            return
        t = split(w, t, kw)
        tranche = w.tranches[t]
        gap = drawn(w, site.tranche_gap, TRANCHE_GAP, site.key, occasion)
        tranche.announced += gap
        tranche.plan += gap
        tranche.power_plan += gap
        expect(w, t)
        j += 1


@kernel
def tranche_kw(w, s, left_kw, j):
    """Size of a site's j-th tranche out of what is left of it; all of it where little would remain."""
    site = w.sites[s]
    kw = max(drawn(w, site.tranche_size, TRANCHE_SIZE, site.key, site.ordinal * MOST_TRANCHES + j), 1)
    if left_kw - kw < kw // 2 or j == MOST_TRANCHES - 1:
        return left_kw
    return kw
