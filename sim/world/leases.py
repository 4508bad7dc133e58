"""Leases: commitment at signing, commencement at each tranche's ready date, what leaving costs, and who takes over."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.draws import BACKFILL_CHANCE, BACKFILL_DELAY, BACKFILL_RIVAL, tranche_chance, tranche_draw
from sim.world.ending import (
    credit_delay,
    give_up_prepayment,
    is_vacated,
    open_settlement,
    prepay,
    release_fee,
    settle,
)
from sim.world.envelope import charge
from sim.world.freed import plan_money, take_fee, tell_freed
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import forget
from sim.world.rents import is_finance, pays_lease, rent_of_the_day, terms_of
from sim.world.spending import cut_spending
from sim.world.starts import money_moved
from sim.world.tranches import advance_progress


@kernel
def commit_lease(w, t):
    """A signed tranche's payments enter the stock not yet commenced."""
    tranche = w.tranches[t]
    if not pays_lease(w, tranche.site):
        return
    terms = terms_of(w, tranche.site)
    factor = (1.0 + tranche.premium) * tranche.rent_index
    tranche.lease_usd = round_half_even(terms.undiscounted * tranche.kw * factor)
    tranche.lease_value_usd = round_half_even(terms.present_value * tranche.kw * factor)
    tranche.due = tranche.announced
    row = tell_tranche(w, ev.LEASE_COMMITTED, t, tranche.stage)
    row.dollars = tranche.lease_usd
    row.basis = 1 if is_finance(w, tranche.site) else 0
    row.reason = terms.test
    row.value = tranche.announced
    prepay(w, t)


@kernel
def commence(w, t):
    """A leased tranche is ready for service: its lease commences, at present value if it is a finance lease."""
    tranche = w.tranches[t]
    if not pays_lease(w, tranche.site):
        return
    terms = terms_of(w, tranche.site)
    if tranche.ends_at < 0:
        tranche.ends_at = w.run[0].now + terms.term_months * SECONDS_PER_MONTH
    if terms.delay_credit > 0.0:
        credit_delay(w, t)
    if is_finance(w, tranche.site):
        row = tell_tranche(w, ev.FINANCE_LEASE_COMMENCED, t, tranche.stage)
        row.dollars = tranche.lease_value_usd
        row.value = tranche.lease_usd
        charge(w, codes.FINANCE_LEASES, row.dollars)
    else:
        tell_tranche(w, ev.OPERATING_LEASE_COMMENCED, t, tranche.stage).value = tranche.lease_usd


@kernel
def leave(w, t, reason):
    """The operator lets a tranche go: it lapses or is cancelled, with its fee; the landlord goes on without it."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    left = tranche.stage
    fee = release_fee(w, t, left, reason)
    if reason != codes.ATTRITION:
        plan_money(w, t, 1)
        take_fee(w, fee)
        tell_freed(w, t)
    advance_progress(w, t)
    forget(w, t)
    if reason == codes.LONG_STOP:
        credit_delay(w, t)
    vacated = is_vacated(w, t, left, reason)
    row = tell_tranche(w, _leaving(left, site.tenure, vacated), t, left)
    row.reason = reason
    row.dollars = fee
    tranche.stage = stages.RELEASED
    tranche.stage_before = left
    tranche.releases += 1
    tranche.released_at = w.run[0].now
    tranche.released_for = codes.SUBLET if vacated else reason
    tranche.vacated = 1 if vacated else 0
    if fee > 0:
        tell_tranche(w, ev.RELEASE_FEE_DUE, t, left).dollars = fee
    if (left == stages.SIGNED or left == stages.BUILDING) and pays_lease(w, tranche.site):
        row = tell_tranche(w, ev.LEASE_UNCOMMITTED, t, left)
        row.dollars = tranche.lease_usd
        row.basis = 1 if is_finance(w, tranche.site) else 0
    cal.cancel(w, cal.LEASE_CLOCK, t)
    if not vacated:
        give_up_prepayment(w, t, left, reason)
        open_settlement(w, t, fee, reason)
    tranche.rent_from = -1
    _await_nothing(w, t)
    cut_spending(w, t)
    money_moved(w)
    if site.tenure != codes.OWNED and site.holder == 0:
        _find_taker(w, t)


@kernel
def _leaving(left, tenure, vacated):
    """The event by which a tranche leaves a stage: vacated, lapsed, a build or a lease cancelled."""
    if vacated:
        return ev.LEASE_VACATED
    if left == stages.LOI or left == stages.SOQ:
        return ev.LEASE_LAPSED
    return ev.BUILD_CANCELLED if tenure == codes.OWNED else ev.LEASE_CANCELLED


@kernel
def _await_nothing(w, t):
    """Nothing more comes of a tranche for the operator."""
    cal.cancel(w, cal.TRANCHE_READY, t)
    cal.cancel(w, cal.TRANCHE_LIVE, t)
    cal.cancel(w, cal.SLIP_ANNOUNCED, t)
    cal.cancel(w, cal.IT_ORDERED, t)


@kernel
def _find_taker(w, t):
    """A rival takes a released tranche after a random time, or nobody does."""
    run = w.run[0]
    time = w.tranches[t].releases
    if len(w.rivals) == 0 or run.backfill_dist < 0:
        return
    if tranche_chance(w, BACKFILL_CHANCE, t, time) < run.backfill_chance:
        delay = tranche_draw(w, run.backfill_dist, BACKFILL_DELAY, t, time)
        cal.schedule(w, cal.BACKFILL, t, run.now + max(delay, 1))


@kernel
def _sublet(w, t, rival):
    """A rival takes a vacated tranche until its lease ends, at its share of the rent of the day."""
    tranche = w.tranches[t]
    if tranche.ends_at <= w.run[0].now:
        return
    row = tell_tranche(w, ev.LEASE_SUBLET, t, tranche.stage)
    row.other = rival
    row.dollars = round_half_even(
        terms_of(w, tranche.site).sublease * rent_of_the_day(w, tranche.site) * tranche.kw
    )
    row.value = tranche.ends_at


@kernel
def on_backfill(w, t):
    """A rival signs for a released tranche: one of those active in its area, by weight."""
    tranche = w.tranches[t]
    area = w.regions[w.sites[tranche.site].region].area
    total = 0.0
    for v in range(len(w.rivals)):
        if (w.rivals[v].areas >> area) & 1 == 1:
            total += w.rivals[v].weight
    left = tranche_chance(w, BACKFILL_RIVAL, t, tranche.releases) * total
    taker = -1
    for v in range(len(w.rivals)):
        if (w.rivals[v].areas >> area) & 1 == 1 and (taker < 0 or left > 0.0):
            taker = v
            left -= w.rivals[v].weight
    if taker >= 0:
        settle(w, t, codes.RELET)
        row = tell_tranche(w, ev.RELEASE_TAKEN, t, tranche.stage)
        row.other = taker
        row.reason = tranche.released_for
        if w.markets[w.sites[tranche.site].region].moves == 1 and pays_lease(w, tranche.site):
            row.dollars = round_half_even(rent_of_the_day(w, tranche.site) * tranche.kw)
            row.value = tranche.announced
        tranche.stage = stages.TAKEN
        if tranche.vacated == 1:
            _sublet(w, t, taker)
