"""Sites: the steps from letter of intent or plan to the start of building; a site moves as one up to there."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.delivery import start_tranche
from sim.world.draws import (
    SITE_LEAD,
    SITE_LOI,
    SITE_LOI_CONVERTS,
    SITE_SOQ,
    SITE_SOQ_CONVERTS,
    chance,
    drawn,
)
from sim.world.envelope import SIGNING
from sim.world.grid import ask_power
from sim.world.kernel import kernel
from sim.world.leases import commit_lease, leave
from sim.world.outlook import expect
from sim.world.rents import index_now
from sim.world.spending import let_contracts, spend_land
from sim.world.splitting import cut_at_signing
from sim.world.starts import must_wait
from sim.world.tranches import set_stage


@kernel
def enter_stage(w, s):
    """Start a site's present step and those after it that take no time: schedule its end, or begin building."""
    while _enter_step(w, s):
        _end_step(w, s)


@kernel
def _enter_step(w, s):
    """Start a site's present step; True where it is over at once and the site has not started to build."""
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    if site.stage == stages.LOI:
        step = drawn(w, pipeline.loi, SITE_LOI, site.key, site.ordinal)
        return _await_step(w, s, _left(step, site.elapsed))
    if site.stage == stages.SOQ and site.money_waits == 0:
        step = drawn(w, pipeline.soq, SITE_SOQ, site.key, site.ordinal)
        return _await_step(w, s, _left(step, site.elapsed))
    if site.stage == stages.SIGNED or site.stage == stages.PLANNED:
        _plan_building(w, s)
    return False


@kernel
def _await_step(w, s, seconds):
    """Schedule the end of a step; True where it is now."""
    w.sites[s].elapsed = 0.0
    if seconds > 0:
        cal.schedule(w, cal.SITE_STEP, s, w.run[0].now + seconds)
    return seconds <= 0


@kernel
def _left(step, elapsed):
    """Seconds left of a step of which a share has elapsed."""
    return int(step * (1.0 - elapsed))


@kernel
def _plan_building(w, s):
    """Building starts a build time before the first announced ready date; contracts are let a lead time before."""
    site = w.sites[s]
    now = w.run[0].now
    first = w.tranches[site.first_tranche].announced
    t = site.first_tranche
    while t >= 0:
        first = min(first, w.tranches[t].announced)
        t = w.tranches[t].next
    site.building_due = first - w.pipelines[site.pipeline].build
    if site.stage == stages.PLANNED:
        spend_land(w, s)
    if brings_facility(w, s):
        let = site.building_due - w.costs[0].contracts_lead
        if let <= now:
            let_contracts(w, s)
        else:
            cal.schedule(w, cal.CONTRACTS_LET, s, let)
    if site.building_due <= now:
        begin_building(w, s)
    else:
        cal.schedule(w, cal.SITE_STEP, s, site.building_due)


@kernel
def brings_facility(w, s):
    """True where the operator pays for shell, power and cooling, in whole or as a powered shell's tenant."""
    site = w.sites[s]
    if site.holder > 0:
        return False
    return site.tenure == codes.OWNED or (
        site.tenure == codes.LEASED and site.delivery == codes.POWERED_SHELL
    )


@kernel
def on_site_step(w, s):
    """A site's step is over: it converts, lapses, is signed, or starts to build."""
    site = w.sites[s]
    if site.stage == stages.LOI or site.stage == stages.SOQ:
        _end_step(w, s)
        enter_stage(w, s)
    else:
        begin_building(w, s)


@kernel
def _end_step(w, s):
    """An LOI or SOQ converts or lapses."""
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    if site.stage == stages.LOI:
        if chance(w, SITE_LOI_CONVERTS, site.key, site.ordinal) < pipeline.loi_converts:
            _move_site(w, s, stages.SOQ, ev.LOI_CONVERTED)
        else:
            _lapse_site(w, s)
    elif chance(w, SITE_SOQ_CONVERTS, site.key, site.ordinal) >= pipeline.soq_converts:
        _lapse_site(w, s)
    elif must_wait(w, s, SIGNING, site.first_tranche):
        site.money_waits = 1
        site.waiting_since = w.run[0].now
    else:
        sign(w, s)


@kernel
def sign(w, s):
    """The lease is signed: dates follow from the lead time where none were given, payments become a commitment."""
    site = w.sites[s]
    pipeline = w.pipelines[site.pipeline]
    lead = drawn(w, pipeline.lead, SITE_LEAD, site.key, site.ordinal)
    first = w.tranches[site.first_tranche]
    shift = w.run[0].now + lead - (first.announced - first.deferred)
    t = site.first_tranche
    while t >= 0:
        tranche = w.tranches[t]
        if tranche.stage == stages.SOQ and (site.dated == 0 or tranche.announced < w.run[0].now):
            tranche.announced += shift
            tranche.plan = tranche.announced
            tranche.power_plan += shift
        t = w.tranches[t].next
    _move_site(w, s, stages.SIGNED, ev.LEASE_SIGNED)
    cut_at_signing(w, s)
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == stages.SIGNED:
            w.tranches[t].rent_index = index_now(w, site.region)
            ask_power(w, t)
            commit_lease(w, t)
        t = w.tranches[t].next


@kernel
def _move_site(w, s, stage, event):
    """Move a site and those of its tranches that have not left it to a stage."""
    site = w.sites[s]
    left = site.stage
    site.stage = stage
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == left:
            set_stage(w, t, stage, event)
            expect(w, t)
        t = w.tranches[t].next


@kernel
def _lapse_site(w, s):
    """Ordinary attrition: the LOI or SOQ is not converted."""
    site = w.sites[s]
    left = site.stage
    site.stage = stages.RELEASED
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == left:
            leave(w, t, codes.ATTRITION)
        t = w.tranches[t].next


@kernel
def begin_building(w, s):
    """Building starts: its actual ready dates are drawn, unknown to the operator until they pass."""
    site = w.sites[s]
    if brings_facility(w, s) and site.contracts_let == 0:
        cal.cancel(w, cal.CONTRACTS_LET, s)
        let_contracts(w, s)
    if site.contracts_let == 2:
        return
    left = site.stage
    begun = min(site.building_due, w.run[0].now)
    site.stage = stages.BUILDING
    t = site.first_tranche
    while t >= 0:
        if w.tranches[t].stage == left:
            set_stage(w, t, stages.BUILDING, ev.BUILDING_STARTED)
            start_tranche(w, t, begun)
        t = w.tranches[t].next
