"""Options of leases: on the day of notice the operator's rule extends a lease, breaks it, or lets the option pass.

Beside them stand the reviews of the rent, of which nobody is asked.
"""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.policy.options import BREAK, EXTENSION, REVIEW, OptionView
from sim.streams import round_half_even
from sim.world import calendar as cal
from sim.world.ending import settle
from sim.world.journal import tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import NO_LIMIT, expect_end, forget_end, judged, least_headroom, pool_of
from sim.world.rents import index_now, month_rent, pays_lease, terms_of
from sim.world.rules import use_option
from sim.world.splitting import split


@kernel
def on_lease_clock(w, t):
    """A lease's date has come: the cap of what leaving it costs is reached, or an option must be decided."""
    tranche = w.tranches[t]
    if tranche.stage == stages.RELEASED:
        settle(w, t, codes.CAP_REACHED)
    elif tranche.stage == stages.LIVE:
        option = w.options[terms_of(w, tranche.site).first_option + tranche.option]
        if option.kind == REVIEW:
            _review(w, t, option)
        else:
            _decide(w, t, option)
        tranche.option += 1
        await_option(w, t)


@kernel
def await_option(w, t):
    """Wake a live tranche for the notice of its next option that is still to come."""
    tranche = w.tranches[t]
    if not pays_lease(w, tranche.site) or tranche.ends_at < 0:
        return
    terms = terms_of(w, tranche.site)
    while tranche.option < terms.option_count:
        date = _date(w, t)
        if date >= 0 and date - w.options[terms.first_option + tranche.option].notice > w.run[0].now:
            cal.schedule(w, cal.LEASE_CLOCK, t, date - w.options[terms.first_option + tranche.option].notice)
            return
        tranche.option += 1


@kernel
def _date(w, t):
    """Date at which a tranche's next option changes its lease; -1 where it has none."""
    tranche = w.tranches[t]
    option = w.options[terms_of(w, tranche.site).first_option + tranche.option]
    if option.kind == EXTENSION:
        return tranche.ends_at
    date = option.at
    if date < 0:
        date = tranche.ready_at + option.after if tranche.ready_at >= 0 else -1
    return date if date < tranche.ends_at else -1


@kernel
def _decide(w, t, option):
    """Ask the rule about an option: what headroom would be left without the tranche over the time it is about."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    date = _date(w, t)
    pool = pool_of(w, 0, site.region, tranche.grade)
    kw = tranche.kw
    if option.kind == BREAK:
        kw = min(max(round_half_even(option.share * kw), 1), kw)
        headroom = least_headroom(w, pool, 0, judged(w, date, tranche.ends_at), -NO_LIMIT) - kw
    else:
        headroom = least_headroom(w, pool, 0, judged(w, date, date + option.seconds), -NO_LIMIT)
    if not use_option(w.rules[w.run[0].options], OptionView(option.kind, headroom, kw)):
        row = tell_tranche(w, ev.OPTION_PASSED, t, tranche.stage)
        row.value = headroom
        row.reason = codes.BREAK_OPTION if option.kind == BREAK else codes.TERM
    elif option.kind == BREAK:
        part = t
        if kw < tranche.kw:
            part = split(w, t, tranche.kw - kw)
        _break(w, part, max(date, w.run[0].now + 1), option.fee_months)
        if part != t:
            w.tranches[part].option += 1
            await_option(w, part)
    else:
        _extend(w, t, option)


@kernel
def _rent_factor(w, t, option):
    """The rent that an option begins over its terms': of the day, or as the lease was signed."""
    tranche = w.tranches[t]
    if option.market == 1:
        return index_now(w, w.sites[tranche.site].region)
    return (1.0 + tranche.premium) * tranche.rent_index


@kernel
def _review(w, t, option):
    """A new rent begins: what is paid from now to the end of the term, and what that is worth on the day."""
    tranche = w.tranches[t]
    factor = _rent_factor(w, t, option)
    row = tell_tranche(w, ev.RENT_REVIEWED, t, tranche.stage)
    row.dollars = round_half_even(option.undiscounted * tranche.kw * factor)
    row.value = round_half_even(option.present_value * tranche.kw * factor)
    row.basis = tranche.option


@kernel
def _extend(w, t, option):
    """The lease goes on: its new end, the payments added, and what they are worth on the day."""
    tranche = w.tranches[t]
    factor = _rent_factor(w, t, option)
    usd = round_half_even(option.undiscounted * tranche.kw * factor)
    _move_end(w, t, tranche.ends_at + option.seconds)
    row = tell_tranche(w, ev.LEASE_EXTENDED, t, tranche.stage)
    row.dollars = usd
    row.value = tranche.ends_at
    row.basis = tranche.option
    row = tell_tranche(w, ev.LEASE_REMEASURED, t, tranche.stage)
    row.dollars = round_half_even(option.present_value * tranche.kw * factor)
    row.value = usd


@kernel
def _break(w, t, date, fee_months):
    """A lease, or the part of it that is given back, ends early, at its fee."""
    tranche = w.tranches[t]
    _move_end(w, t, date)
    tranche.broken = 1
    row = tell_tranche(w, ev.BREAK_EXERCISED, t, tranche.stage)
    row.value = date
    row.basis = tranche.option
    fee = round_half_even(fee_months * month_rent(w, t))
    if fee > 0:
        row = tell_tranche(w, ev.RELEASE_FEE_DUE, t, tranche.stage)
        row.dollars = fee
        row.reason = codes.BREAK_OPTION


@kernel
def _move_end(w, t, end):
    """Give a live tranche another end, in the outlook and the calendar."""
    tranche = w.tranches[t]
    forget_end(w, t)
    tranche.ends_at = end
    expect_end(w, t)
    cal.cancel(w, cal.TRANCHE_ENDS, t)
    cal.schedule(w, cal.TRANCHE_ENDS, t, max(end, w.run[0].now + 1))
