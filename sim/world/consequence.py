"""What a review does with a surplus: each tranche's cheapest way out, the cheapest consequence first, and why it."""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.quantities.power import KW_PER_MW
from sim.streams import round_half_even
from sim.world.deferral import deferral_left, pay_for_deferral
from sim.world.ending import is_vacated, past_long_stop, release_fee
from sim.world.freed import plan_money, tell_freed
from sim.world.journal import log_row, tell_tranche
from sim.world.kernel import kernel
from sim.world.leases import leave
from sim.world.outlook import expected_live
from sim.world.prices import facility_spent
from sim.world.rents import month_rent, pays_lease, rent_of_the_day, terms_of
from sim.world.stretch import defer
from sim.world.tranches import progress_now


@kernel
def ground_of_review(w):
    """The reason for which a review lets go: its own judgement, or that delivery is past the long-stop."""
    return codes.LONG_STOP if w.actions[w.run[0].review_selection].ground == 1 else codes.REVIEW


@kernel
def cost_of_leaving(w, t):
    """Dollars that ending a tranche now would cost: its fee, its prepayment, what of its facility is spent and lost."""
    tranche = w.tranches[t]
    ground = ground_of_review(w)
    lost = facility_spent(w, t, progress_now(w, t))
    if is_vacated(w, t, tranche.stage, ground):
        return lost + _rent_not_sublet(w, t)
    if ground != codes.LONG_STOP:
        lost += tranche.prepaid_usd
    return release_fee(w, t, tranche.stage, ground) + lost


@kernel
def _rent_not_sublet(w, t):
    """Rent to the end of a lease less what a subtenant would pay at the rent of the day, if one came at once."""
    tranche = w.tranches[t]
    months = max(tranche.ends_at - w.run[0].now, 0) / SECONDS_PER_MONTH
    income = terms_of(w, tranche.site).sublease * rent_of_the_day(w, tranche.site) * tranche.kw
    return round_half_even(max(month_rent(w, t) - income, 0.0) * months)


@kernel
def cost_of_deferral(w, t):
    """Dollars that deferring a tranche by the review's span would cost: its share of the rent for each month."""
    tranche = w.tranches[t]
    if not pays_lease(w, tranche.site) or tranche.stage < stages.SIGNED:
        return 0
    terms = terms_of(w, tranche.site)
    months = w.run[0].review_defer_by / SECONDS_PER_MONTH
    share = 1.0 if terms.defers_rent == 1 else terms.deferral_share
    return round_half_even(share * month_rent(w, t) * months)


@kernel
def _may_be_deferred(w, t, until):
    """True where a deferral takes a tranche out of what is expected by an instant; each is deferred once."""
    tranche = w.tranches[t]
    if w.run[0].review_defer_by == 0 or tranche.put_off > 0 or deferral_left(w, t) < w.run[0].review_defer_by:
        return False
    if tranche.stage != stages.PLANNED and tranche.stage != stages.SIGNED and tranche.stage != stages.BUILDING:
        return False
    live = expected_live(w, t)
    return live <= until < live + w.run[0].review_defer_by


@kernel
def cheapest_way(w, t, until):
    """The way in which a tranche goes at least cost, and that cost in dollars; leaving where both are equal."""
    stage = w.tranches[t].stage
    usd = cost_of_leaving(w, t)
    if _may_be_deferred(w, t, until):
        deferred = cost_of_deferral(w, t)
        if deferred < usd:
            return codes.BY_DEFERRAL, deferred
    if stage == stages.LOI or stage == stages.SOQ:
        return codes.BY_LAPSE, usd
    return codes.BY_CANCELLATION, usd


@kernel
def _may_go(w, t, grade):
    """True where the review's selection has a tranche, in this grade, and it was not dealt with at this review."""
    selection = w.actions[w.run[0].review_selection]
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    if site.holder != 0 or tranche.grade != grade or tranche.chosen_at == w.run[0].now:
        return False
    if (selection.regions >> site.region) & 1 == 0 or (selection.grades >> tranche.grade) & 1 == 0:
        return False
    if (selection.tenures >> site.tenure) & 1 == 0 or (selection.ground == 1 and not past_long_stop(w, t)):
        return False
    for k in range(selection.stages, selection.stages + selection.stage_count):
        if w.entries[k].value == tranche.stage:
            return True
    return False


@kernel
def _goes_before(w, a, cost_a, b, cost_b):
    """Cheapest per kW first, then latest announced ready, then site and place in it."""
    if cost_a != cost_b:
        return cost_a < cost_b
    x, y = w.tranches[a], w.tranches[b]
    if x.announced != y.announced:
        return x.announced > y.announced
    if x.site != y.site:
        return x.site < y.site
    return x.ordinal < y.ordinal


@kernel
def _cheapest(w, grade, most_kw, until):
    """The tranche of at most so many kW that goes first, -1 for none; dollars per kW of the next one, -1 for none."""
    best, best_cost, following = -1, 0.0, -1.0
    for t in range(w.run[0].tranche_count):
        if w.tranches[t].kw <= most_kw and _may_go(w, t, grade):
            _, usd = cheapest_way(w, t, until)
            cost = usd / w.tranches[t].kw
            if best < 0 or _goes_before(w, t, cost, best, best_cost):
                following = best_cost if best >= 0 else -1.0
                best, best_cost = t, cost
            elif following < 0.0 or cost < following:
                following = cost
    return best, following


@kernel
def tell_choice(w, t, way, usd, next_per_kw):
    """Why a review chose this tranche: the way, its consequence, and that of the next best per MW."""
    row = tell_tranche(w, ev.TRANCHE_CHOSEN, t, w.tranches[t].stage)
    row.dollars = usd
    row.basis = way
    row.reason = codes.REVIEW
    row.value = round_half_even(next_per_kw * KW_PER_MW) if next_per_kw >= 0.0 else -1
    w.tranches[t].chosen_at = w.run[0].now


@kernel
def release_cheapest(w, grade, wanted_kw, until):
    """Lapse, cancel or defer up to so many kW that are expected by an instant, whole tranches; tells what it fell
    short by.
    """
    selection = w.run[0].review_selection
    begun = log_row(w, ev.ACTION_TAKEN, selection)
    w.run[0].cause = begun.sequence
    left = wanted_kw
    while left > 0:
        t, following = _cheapest(w, grade, left, until)
        if t < 0:
            break
        left -= w.tranches[t].kw
        way, usd = cheapest_way(w, t, until)
        tell_choice(w, t, way, usd, following)
        if way == codes.BY_DEFERRAL:
            put_off(w, t, w.run[0].review_defer_by)
        else:
            leave(w, t, ground_of_review(w))
    begun.kw = wanted_kw - left
    if left > 0:
        row = log_row(w, ev.ACTION_FELL_SHORT, selection)
        row.kw = left
        row.reason = codes.EXHAUSTED


@kernel
def put_off(w, t, seconds):
    """Move a tranche's dates by a review (negative: back), with what that costs and frees."""
    if seconds > 0:
        pay_for_deferral(w, t, seconds)
    plan_money(w, t, 1)
    defer(w, t, seconds, codes.REVIEW)
    plan_money(w, t, -1)
    tell_freed(w, t)
