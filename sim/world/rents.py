"""Rents: the terms of a site, what its lease costs a month, and the rent of the day of its region."""

from sim.events import codes, stages
from sim.world.kernel import kernel


@kernel
def terms_of(w, s):
    """Lease terms of a site in its region."""
    site = w.sites[s]
    return w.terms[site.terms * len(w.regions) + site.region]


@kernel
def pays_lease(w, s):
    """True where the operator pays for a site by lease or service."""
    site = w.sites[s]
    return site.holder == 0 and site.tenure != codes.OWNED and site.terms >= 0


@kernel
def is_finance(w, s):
    """True where a site's leases are finance leases; a service never is."""
    return terms_of(w, s).finance == 1 and w.sites[s].tenure != codes.SERVICE


@kernel
def month_rent(w, t):
    """Dollars of year-1 rent of a tranche for a month, as it was signed."""
    tranche = w.tranches[t]
    return terms_of(w, tranche.site).rent_month * tranche.kw * (1.0 + tranche.premium) * tranche.rent_index


@kernel
def index_now(w, region):
    """Rent of the day of a region over the terms' rent."""
    return w.rents[region * w.run[0].months + w.run[0].month].index


@kernel
def rent_of_the_day(w, s):
    """Dollars of year-1 rent per kW and month that a site would let for today."""
    return terms_of(w, s).rent_month * index_now(w, w.sites[s].region)


@kernel
def rent_factor(w, t):
    """A tranche's rent over its terms': as it was signed, or as it would be today."""
    tranche = w.tranches[t]
    if tranche.stage < stages.SIGNED:
        return index_now(w, w.sites[tranche.site].region)
    return (1.0 + tranche.premium) * tranche.rent_index
