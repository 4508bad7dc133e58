"""What every concern does with a tranche: move it between stages, bring its progress up to now, cut it in two."""

from sim.events import kinds as ev
from sim.events import stages
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel


@kernel
def set_stage(w, t, stage, event):
    """Move a tranche to a stage and tell it; returns the row."""
    tranche = w.tranches[t]
    row = tell_tranche(w, event, t, tranche.stage)
    tranche.stage = stage
    return row


@kernel
def progress_by(w, t, instant):
    """Share of building done by an instant from now on, at the pace of the announced finish."""
    tranche = w.tranches[t]
    if tranche.paused == 1:
        return tranche.progress
    if tranche.stage != stages.BUILDING:
        if tranche.stage != stages.PLANNED and tranche.stage != stages.SIGNED:
            return tranche.progress
        begun = w.sites[tranche.site].building_due
        return min(max((instant - begun) / max(tranche.announced - begun, 1), 0.0), 1.0)
    if tranche.announced <= tranche.progress_at:
        return tranche.progress if instant <= tranche.progress_at else 1.0
    pace = (instant - tranche.progress_at) / (tranche.announced - tranche.progress_at)
    return min(tranche.progress + (1.0 - tranche.progress) * pace, 1.0)


@kernel
def progress_now(w, t):
    """Share of building done by now; none before it has begun."""
    if w.tranches[t].stage == stages.PLANNED or w.tranches[t].stage == stages.SIGNED:
        return 0.0
    return progress_by(w, t, w.run[0].now)


@kernel
def works_by(w, t, instant):
    """Share of a tranche's retrofit done by an instant from its beginning on; all of it once they are over."""
    tranche = w.tranches[t]
    if tranche.stage != stages.RETROFIT or instant >= tranche.announced:
        return 1.0
    return max((instant - tranche.works_from) / (tranche.announced - tranche.works_from), 0.0)


@kernel
def advance_progress(w, t):
    """Re-base a tranche's progress at now, before its announced date moves or it leaves."""
    tranche = w.tranches[t]
    tranche.progress = progress_now(w, t)
    tranche.progress_at = w.run[0].now


@kernel
def new_tranche(w, s):
    """Index of the next free tranche row, put last in site s's list; flags an overflow where none is left.

    The table's last row is no site's: what does not fit is written there, and lost with the replication. In a list it
    might follow itself, and who goes along the list would never come to its end.
    """
    run = w.run[0]
    t = run.tranche_count
    if t >= len(w.tranches) - 1:
        run.overflow = 1
        return len(w.tranches) - 1
    run.tranche_count += 1
    tranche = w.tranches[t]
    site = w.sites[s]
    tranche.site = s
    tranche.grade = site.grade
    tranche.ordinal = site.tranches
    tranche.next = -1
    if site.tranches == 0:
        site.first_tranche = t
    else:
        w.tranches[site.last_tranche].next = t
    site.last_tranche = t
    site.tranches += 1
    tranche.outlook_month = -1
    tranche.live_at = -1
    tranche.ready_at = -1
    tranche.ends_at = -1
    tranche.actual = -1
    tranche.rent_index = 1.0
    tranche.due = -1
    tranche.it_age = -1
    tranche.refresh_due = -1
    tranche.rent_from = -1
    return t


@kernel
def declare(w, t):
    """Tell a tranche that enters the tables: the stage it is in and its ordinal in the site."""
    tranche = w.tranches[t]
    tell_tranche(w, ev.TRANCHE_DECLARED, t, tranche.stage).value = tranche.ordinal
