"""A provider announces that its sites will be ready later, or sooner."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.allocation import changed
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.stretch import defer


@kernel
def move_dates(w, a, begun):
    """Move the dates of a provider's sites that are on their way; tell what is there already, of those named."""
    action = w.actions[a]
    moved, delivered = 0, 0
    for s in range(len(w.sites)):
        if w.sites[s].holder == action.target and _is_named(w, a, s):
            before = moved
            t = w.sites[s].first_tranche
            while t >= 0:
                stage = w.tranches[t].stage
                if stages.PLANNED <= stage <= stages.BUILDING:
                    _move_tranche(w, a, t)
                    moved += w.tranches[t].kw
                elif stage == stages.READY or stage == stages.LIVE:
                    delivered += w.tranches[t].kw
                t = w.tranches[t].next
            if moved > before:
                _move_start(w, s, action.by)
                changed(w, w.sites[s].region)
    begun.kw = moved
    if delivered > 0 and (action.named_count > 0 or moved == 0):
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.kw = delivered
        row.reason = codes.DELIVERED


@kernel
def _is_named(w, a, s):
    """True where an action names a site, or none at all."""
    action = w.actions[a]
    for i in range(action.named_count):
        first = w.entries[action.named + 2 * i].value
        if first <= s < first + w.entries[action.named + 2 * i + 1].value:
            return w.sites[s].tranches > 0
    return action.named_count == 0 and w.sites[s].tranches > 0


@kernel
def _move_tranche(w, a, t):
    """Move a tranche's dates, not to before now; tell what it falls short by."""
    tranche = w.tranches[t]
    now = w.run[0].now
    by = max(w.actions[a].by, now - tranche.announced)
    if tranche.stage == stages.BUILDING:
        by = max(by, now - tranche.actual)
    if w.actions[a].by < 0:
        by = min(by, 0)
    if by != 0:
        defer(w, t, by, codes.ACTION)
    if by > w.actions[a].by:
        row = log_row(w, ev.ACTION_FELL_SHORT, a)
        row.other = tranche.site
        row.kw = tranche.kw
        row.value = by - w.actions[a].by
        row.reason = codes.PAST


@kernel
def _move_start(w, s, by):
    """What has not begun to build begins as much later or sooner."""
    site = w.sites[s]
    if site.stage == stages.PLANNED or site.stage == stages.SIGNED:
        site.building_due = max(site.building_due + by, w.run[0].now)
        cal.schedule(w, cal.SITE_STEP, s, site.building_due)
