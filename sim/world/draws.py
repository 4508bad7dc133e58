"""Keyed draws: each names its stream, the entity that draws, and which time it is."""

from sim.quantities.power import MOST_TRANCHES
from sim.streams import (
    EMPIRICAL,
    FIXED,
    GAMMA,
    MIXTURE,
    gamma_quantile,
    quantile,
    rescaled,
    round_half_even,
    stream_key,
    uniform,
)
from sim.world.kernel import kernel

SITE_REGION = stream_key("site.region")
SITE_GRADE = stream_key("site.grade")
SITE_SIZE = stream_key("site.size")
SITE_READY = stream_key("site.ready")
SITE_ELAPSED = stream_key("site.elapsed")
SITE_LEAD = stream_key("site.lead")
SITE_LOI = stream_key("site.loi")
SITE_LOI_CONVERTS = stream_key("site.loi_converts")
SITE_SOQ = stream_key("site.soq")
SITE_SOQ_CONVERTS = stream_key("site.soq_converts")
SITE_APPEARS = stream_key("site.appears")
TRANCHE_SIZE = stream_key("tranche.size")
TRANCHE_GAP = stream_key("tranche.gap")
TRANCHE_SLIP = stream_key("tranche.slip")
TRANCHE_POWER = stream_key("tranche.power")
TRANCHE_FIT_OUT = stream_key("tranche.fit_out")
BACKFILL_CHANCE = stream_key("backfill.chance")
BACKFILL_DELAY = stream_key("backfill.delay")
BACKFILL_RIVAL = stream_key("backfill.rival")
PATH_NOISE = stream_key("path.noise")
PATH_STATE = stream_key("path.state")
FORECAST_BIAS = stream_key("forecast.bias")
FORECAST_ERROR = stream_key("forecast.error")
REQUEST_GAP = stream_key("request.gap")
REQUEST_SIZE = stream_key("request.size")
REQUEST_NOTICE = stream_key("request.notice")
REQUEST_PATIENCE = stream_key("request.patience")
REQUEST_DURATION = stream_key("request.duration")
REQUEST_REGION = stream_key("request.region")
REQUEST_WILLING = stream_key("request.willing")
OFFER_RESPONSE = stream_key("offer.response")
ACTION_CAPACITY = stream_key("action.capacity")
ACTION_FACTOR = stream_key("action.factor")
RENT_NOISE = stream_key("rent.noise")
POWER_SLIP = stream_key("power.slip")
UNCERTAINTY = stream_key("uncertainty.factor")

MOST_TIMES = 64  # of one draw by one tranche: deferrals, releases, redrawn slips


@kernel
def chance(w, stream, key, occasion):
    """The uniform of a stream, entity and occasion in this replication, strictly between 0 and 1."""
    run = w.run[0]
    return uniform(run.seed, run.replication, stream, key, occasion)


@kernel
def _knot_at(w, d, u):
    """Index of the first knot of a distribution whose cumulated share reaches u."""
    for i in range(d.first, d.first + d.count - 1):
        if u <= w.knots[i].share:
            return i
    return d.first + d.count - 1


@kernel
def _scale_of(w, d):
    """What the draws of a distribution are multiplied by."""
    return w.uncertainties[d.scale].factor if d.scale >= 0 else 1.0


@kernel
def at_quantile(w, dist, u):
    """The value of a distribution at a share u, in inside units, as a float.

    A mixture picks its part with u and draws from it with what is left of u. The uncertainties that scale it count.
    """
    d = w.dists[dist]
    factor = _scale_of(w, d)
    if d.kind == MIXTURE:
        i = _knot_at(w, d, u)
        before = w.knots[i - 1].share if i > d.first else 0.0
        u = rescaled(u, before, w.knots[i].share)
        d = w.dists[round_half_even(w.knots[i].value)]
        factor *= _scale_of(w, d)
    if d.kind == EMPIRICAL:
        return w.knots[_knot_at(w, d, u)].value * factor
    if d.kind == GAMMA:
        return d.p2 * _gamma_at(w, d.p1, u) * factor
    return quantile(d.kind, d.p1, d.p2, d.p3, d.p4, u) * factor


@kernel
def _gamma_at(w, shape, u):
    """The gamma number of a shape and unit scale at u, worked out once where the same memory has been asked before.

    It takes as long as ten events, and on the same draws most scenarios ask for the same ones.
    """
    known = w.gammas[int(u * len(w.gammas))]
    if known.u != u or known.shape != shape:
        known.u = u
        known.shape = shape
        known.value = gamma_quantile(shape, u)
    return known.value


@kernel
def drawn_in_part(w, dist, stream, key, occasion):
    """One draw as a float. What is fixed needs no uniform: no other draw moves by that."""
    if w.dists[dist].kind == FIXED:
        return w.dists[dist].p1 * _scale_of(w, w.dists[dist])
    return at_quantile(w, dist, chance(w, stream, key, occasion))


@kernel
def drawn(w, dist, stream, key, occasion):
    """One draw, rounded to a whole second, kW or dollar."""
    return round_half_even(drawn_in_part(w, dist, stream, key, occasion))


@kernel
def mean_of(w, dist):
    """Mean of a distribution, whole."""
    return round_half_even(w.dists[dist].mean)


@kernel
def from_shares(w, first, count, u):
    """Index of the category that a uniform falls into, by cumulated shares."""
    for i in range(count - 1):
        if u < w.knots[first + i].share:
            return i
    return count - 1


@kernel
def tranche_draw(w, dist, stream, t, time):
    """A draw that belongs to a tranche and to the how-manieth time it draws it."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    occasion = (site.ordinal * MOST_TRANCHES + tranche.ordinal) * MOST_TIMES + time
    return drawn(w, dist, stream, site.key, occasion)


@kernel
def tranche_chance(w, stream, t, time):
    """A uniform that belongs to a tranche."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    occasion = (site.ordinal * MOST_TRANCHES + tranche.ordinal) * MOST_TIMES + time
    return chance(w, stream, site.key, occasion)
