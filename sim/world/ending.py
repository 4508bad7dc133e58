"""What ending a lease costs: by agreement, past the long-stop, by its own terms; delay credits and prepayments."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.freed import take_fee, tell_freed
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.rents import month_rent, pays_lease, rent_of_the_day, terms_of


@kernel
def by_stage(stage, soq, signed, building):
    """One of three numbers of months by the stage that a tranche leaves; none for a letter of intent."""
    if stage == stages.SOQ:
        return soq
    if stage == stages.SIGNED:
        return signed
    if stage == stages.BUILDING or stage == stages.READY:
        return building
    return 0.0


@kernel
def is_vacated(w, t, left, reason):
    """True where a tranche let go at a stage is not ended: ready, with a lease that allows a subtenant."""
    if left != stages.READY or reason == codes.LONG_STOP or not pays_lease(w, w.tranches[t].site):
        return False
    return terms_of(w, w.tranches[t].site).sublease >= 0.0


@kernel
def release_fee(w, t, left, reason):
    """Dollars due at once for ending a tranche at the stage it is in; none past the long-stop."""
    tranche = w.tranches[t]
    if not pays_lease(w, tranche.site) or reason == codes.LONG_STOP or reason == codes.ATTRITION:
        return 0
    if is_vacated(w, t, left, reason):
        return 0
    terms = terms_of(w, tranche.site)
    months = by_stage(left, terms.fee_soq, terms.fee_signed, terms.fee_building)
    if terms.settles == 1:
        months = by_stage(left, terms.floor_soq, terms.floor_signed, terms.floor_building)
    return round_half_even(months * month_rent(w, t))


@kernel
def past_long_stop(w, t):
    """True where a tranche's delivery is later than its lease allows, as anyone can see by now."""
    tranche = w.tranches[t]
    if tranche.due < 0 or not pays_lease(w, tranche.site):
        return False
    if tranche.stage != stages.SIGNED and tranche.stage != stages.BUILDING:
        return False
    terms = terms_of(w, tranche.site)
    return terms.long_stop >= 0 and w.run[0].now > tranche.due + terms.long_stop


@kernel
def credit_delay(w, t):
    """The landlord pays for the months by which delivery is late, up to the long-stop."""
    tranche = w.tranches[t]
    terms = terms_of(w, tranche.site)
    late = min(w.run[0].now - tranche.due, terms.long_stop)
    usd = round_half_even(terms.delay_credit * tranche.kw * max(late, 0) / SECONDS_PER_MONTH)
    if usd > 0:
        row = tell_tranche(w, ev.DELAY_CREDITED, t, tranche.stage)
        row.dollars = usd
        row.value = late


@kernel
def prepay(w, t):
    """The prepayment of a lease that is signed; an opening balance while the world is set up."""
    tranche = w.tranches[t]
    usd = round_half_even(terms_of(w, tranche.site).prepayment * tranche.kw)
    if usd == 0:
        return
    tranche.prepaid_usd = usd
    w.dues[t].monthly = 1
    event = ev.PREPAYMENT_DECLARED if w.run[0].kind < 0 else ev.PREPAYMENT_PAID
    row = tell_tranche(w, event, t, tranche.stage)
    row.dollars = usd
    row.basis = codes.CASH


@kernel
def give_up_prepayment(w, t, stage, reason):
    """What is left of a prepayment when a tranche is let go: refunded past the long-stop, else lost."""
    tranche = w.tranches[t]
    if tranche.prepaid_usd == 0:
        return
    event = ev.PREPAYMENT_REFUNDED if reason == codes.LONG_STOP else ev.PREPAYMENT_FORFEITED
    row = tell_tranche(w, event, t, stage)
    row.dollars = tranche.prepaid_usd
    row.basis = codes.CASH
    row.reason = reason
    tranche.prepaid_usd = 0


@kernel
def open_settlement(w, t, paid, reason):
    """Ended by agreement: what is due beyond the floor stays open until a rival takes it or the cap is reached."""
    tranche = w.tranches[t]
    left = tranche.stage_before
    tranche.settles = 0
    if not pays_lease(w, tranche.site) or left < stages.SOQ or terms_of(w, tranche.site).settles == 0:
        return
    if reason == codes.LONG_STOP or reason == codes.ATTRITION:
        return
    tranche.settles = 1
    tranche.settled_usd = paid
    terms = terms_of(w, tranche.site)
    months = by_stage(left, terms.cap_soq, terms.cap_signed, terms.cap_building)
    reached = _rent_is_lost_from(w, t) + round_half_even(months * SECONDS_PER_MONTH)
    cal.schedule(w, cal.LEASE_CLOCK, t, max(reached, w.run[0].now + 1))


@kernel
def _rent_is_lost_from(w, t):
    """Instant from which the landlord has no rent for a released tranche: its announced ready date, or its release."""
    return max(w.tranches[t].announced, w.tranches[t].released_at)


@kernel
def settle(w, t, reason):
    """Settle what leaving a tranche costs: rent lost by now; where it is let anew, that cost less the gain of rent.

    A rival that takes the lease over costs its fee instead. All within the floor and the cap by the stage it was left
    in; what was paid at once counts.
    """
    tranche = w.tranches[t]
    if tranche.settles == 0:
        return
    terms = terms_of(w, tranche.site)
    left = tranche.stage_before
    rent = month_rent(w, t)
    usd = rent * max(w.run[0].now - _rent_is_lost_from(w, t), 0) / SECONDS_PER_MONTH
    if reason == codes.RELET and terms.assignment >= 0.0:
        reason = codes.ASSIGNED
        usd += terms.assignment * tranche.kw
    elif reason == codes.RELET:
        gain = max(rent_of_the_day(w, tranche.site) * tranche.kw - rent, 0.0)
        usd += terms.reletting * tranche.kw - gain * terms.term_months
    least = by_stage(left, terms.floor_soq, terms.floor_signed, terms.floor_building) * rent
    most = by_stage(left, terms.cap_soq, terms.cap_signed, terms.cap_building) * rent
    due = round_half_even(min(max(usd, least), most)) - tranche.settled_usd
    tranche.settles = 0
    cal.cancel(w, cal.LEASE_CLOCK, t)
    if due > 0:
        row = tell_tranche(w, ev.RELEASE_FEE_DUE, t, left)
        row.dollars = due
        row.reason = reason
        row.value = w.run[0].now - tranche.released_at
        take_fee(w, due)
        tell_freed(w, t)
