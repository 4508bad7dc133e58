"""The operator's forecast of its own baseline: today's level at the path's own drift, by what is known now."""

from sim.streams import exponential, round_half_even
from sim.world.action_kinds import SCALE_DEMAND
from sim.world.kernel import kernel


@kernel
def forecast_baseline(w, region, grade, month):
    """Baseline the operator forecasts for a month start in a region and grade, kW."""
    ahead = min(month, w.run[0].months - 1)
    kw = 0.0
    for b in range(len(w.baselines)):
        baseline = w.baselines[b]
        if baseline.region == region and baseline.grade == grade:
            kw += _level_ahead(w, b, ahead) * _changes_ahead(w, baseline.path, ahead)
    return round_half_even(kw)


@kernel
def _level_ahead(w, b, ahead):
    """Level of a baseline at a month start if nothing but its path moved it: that of today, grown; from nothing, the
    path's own.
    """
    baseline = w.baselines[b]
    path = w.paths[baseline.path]
    first = _known_levels(w, path)
    if baseline.level_kw > 0:
        return baseline.level_kw * (w.levels[first + ahead].kw / w.levels[first + w.run[0].month].kw)
    return w.levels[first + ahead].kw * exponential(path.noise) * baseline.share * baseline.factor


@kernel
def _known_levels(w, path):
    """First of the levels of a path as it is known now."""
    first = w.versions[path.first_version].first
    for v in range(path.first_version + 1, path.first_version + path.versions):
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
