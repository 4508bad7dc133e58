"""Prices per kW and the spending curve."""

from sim.events import codes
from sim.streams import round_half_even
from sim.world.kernel import kernel


@kernel
def facility_price(w, s):
    """What the operator pays per kW for shell, power and cooling of a site: all of it, or a powered shell's part."""
    site = w.sites[s]
    index = w.regions[site.region].build_index
    if site.tenure == codes.OWNED:
        return w.costs[0].facility * index
    return w.costs[0].shell_fit * index


@kernel
def works_price(w, s):
    """What a retrofit of a general tranche of a site costs per kW, without its IT."""
    return w.costs[0].works * w.regions[w.sites[s].region].build_index


@kernel
def generation_now(w, grade):
    """Index of the latest generation of a grade's servers that has come; -1 where there is none."""
    latest = -1
    for g in range(w.run[0].generations):
        if w.generations[g].grade == grade and w.generations[g].first <= w.run[0].now:
            latest = g
    return latest


@kernel
def it_life(w, grade):
    """Months from live to refresh of what is ordered today."""
    g = generation_now(w, grade)
    return w.generations[g].life_months if g >= 0 else w.costs[0].life_months


@kernel
def it_price(w, grade):
    """Servers and their network per kW, of the generation of the day where there is one."""
    g = generation_now(w, grade)
    if g >= 0:
        return w.generations[g].price
    return w.costs[0].it_general if grade == codes.GENERAL else w.costs[0].it_ai


@kernel
def spent_share(w, progress):
    """Share of a price accrued at a share of progress, by the tabulated curve."""
    last = len(w.curve) - 1
    at = min(max(progress, 0.0), 1.0) * last
    i = min(int(at), last - 1)
    return w.curve[i].share + (w.curve[i + 1].share - w.curve[i].share) * (at - i)


@kernel
def facility_spent(w, t, progress):
    """Dollars of a tranche's facility spent at a share of progress: by the curve; where some was stated at the start or
    spent before it was taken back, that and the rest by what is left of the curve.
    """
    tranche = w.tranches[t]
    share = spent_share(w, progress)
    if share >= 1.0:
        return round_half_even(tranche.facility_usd * share)
    left = (share - tranche.stated_share) / (1.0 - tranche.stated_share)
    return round_half_even(tranche.stated_usd + (tranche.facility_usd - tranche.stated_usd) * max(left, 0.0))
