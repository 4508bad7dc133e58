"""The operator's forecast of its own baseline: today's level at the path's own drift, by what is known now, and the
error that the scenario states.
"""

from sim.streams import exponential, normal_quantile
from sim.world.action_kinds import SCALE_DEMAND
from sim.world.draws import FORECAST_BIAS, FORECAST_ERROR, at_quantile, chance
from sim.world.kernel import kernel
from sim.world.paths import base_level


@kernel
def foreseen(w, b, known, ahead):
    """Level of a baseline that the operator forecasts for a month start, kW; `known` are its path's `known_levels`,
    at which it has had a `look_ahead`.
    """
    path = w.baselines[b].path
    return _level_ahead(w, b, known, ahead) * _changes_ahead(w, path, ahead) * _error_ahead(w, path, ahead)


@kernel
def look_ahead(w, p, known):
    """Bring what is known of a path's growth from today on up to date, for all baselines that it moves."""
    run, path = w.run[0], w.paths[p]
    if path.states > 0 or (path.seen_month == run.month and path.seen == known):
        return
    now = base_level(w, path, known + run.month)
    for m in range(run.month, run.months):
        w.growths[path.first_growth + m].ratio = base_level(w, path, known + m) / now if now > 0.0 else 1.0
    path.seen_month = run.month
    path.seen = known


@kernel
def _level_ahead(w, b, known, ahead):
    """Level of a baseline at a month start if nothing but its path moved it: that of today, grown; from nothing, the
    path's own.
    """
    baseline = w.baselines[b]
    path = w.paths[baseline.path]
    if path.states > 0:
        month = w.run[0].month
        return baseline.level_kw * w.drifts[path.drift + path.state * w.run[0].months + ahead - month].ratio
    if baseline.level_kw > 0:
        return baseline.level_kw * w.growths[path.first_growth + ahead].ratio
    return base_level(w, path, known + ahead) * exponential(path.noise) * baseline.share * baseline.factor


@kernel
def known_levels(w, course):
    """First of the monthly levels of a course (a path, a fit-out line) as it is known now."""
    first = w.versions[course.first_version].first
    for v in range(course.first_version + 1, course.first_version + course.versions):
        if w.versions[v].known <= w.run[0].now:
            first = w.versions[v].first
    return first


@kernel
def _changes_ahead(w, path, ahead):
    """Product of the factors that will have changed a path's baseline by a month start and are known by now."""
    factor = 1.0
    if w.run[0].foreknown > 0:
        for a in range(w.run[0].dated_actions):
            action = w.actions[a]
            if action.kind == SCALE_DEMAND and action.target == -1 - path and action.taken == 0:
                if action.known <= w.run[0].now and action.at <= w.months[ahead].start:
                    factor *= action.factor
    return factor


@kernel
def forecast_holds(w, pool):
    """Instant until which no news of a pool's baselines can come: the next at which a table or a change becomes known,
    past the horizon where none does.
    """
    run = w.run[0]
    until = run.horizon + 1
    b = w.pools[pool].first_baseline
    while b >= 0:
        path = w.paths[w.baselines[b].path]
        for v in range(path.first_version, path.first_version + path.versions):
            if run.now < w.versions[v].known < until:
                until = w.versions[v].known
        b = w.baselines[b].next
    if run.foreknown > 0:
        for a in range(run.dated_actions):
            if w.actions[a].kind == SCALE_DEMAND and run.now < w.actions[a].known < until:
                until = w.actions[a].known
    return until


@kernel
def _error_ahead(w, p, ahead):
    """Factor by which a forecast made now for a month is off."""
    errors = w.paths[p].errors
    if errors < 0:
        return 1.0
    return exponential(w.errors[errors + ahead].cumulated - w.errors[errors + w.run[0].month].cumulated)


@kernel
def draw_errors(w):
    """Draw what each path's forecast gets wrong: one bias for the whole run, and a step for each month to come.

    Month by month a step less lies ahead, so that a forecast drifts towards what comes (martingale model of forecast
    evolution: Heath and Jackson, IIE Transactions 26, 1994); its error has mean zero but for the bias.
    """
    for p in range(len(w.paths)):
        path = w.paths[p]
        if path.errors >= 0:
            bias = at_quantile(w, path.bias, chance(w, FORECAST_BIAS, path.key, 0)) / 12.0
            cumulated = 0.0
            for m in range(1, w.run[0].months):
                z = normal_quantile(chance(w, FORECAST_ERROR, path.key, m))
                cumulated += bias + path.error_volatility * (z - path.error_volatility / 2.0)
                w.errors[path.errors + m].cumulated = cumulated
