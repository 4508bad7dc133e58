"""Paths of baselines: a month's noise, and which state a switching path is in."""

from sim.events import kinds as ev
from sim.streams import exponential, normal_quantile
from sim.world.draws import PATH_NOISE, PATH_STATE, chance, from_shares
from sim.world.journal import log_row
from sim.world.kernel import kernel


@kernel
def step_path(w, p, month):
    """Take a path from the month before into a month: its state, then growth and noise of that state or its own."""
    path = w.paths[p]
    path.seen_month = -1
    volatility = path.volatility
    scale = 1.0
    if path.growth_scale >= 0 and month >= path.scaled_from:
        scale = w.uncertainties[path.growth_scale].factor
        more = (scale - 1.0) * w.levels[path.first + month].growth
        if path.ceiling > 0.0:
            path.ahead += more
        else:
            path.noise += more
    if path.states > 0:
        state = w.states[path.first_state + path.state]
        entered = from_shares(w, state.next, path.states, chance(w, PATH_STATE, path.key, month))
        if entered != path.state:
            path.state = entered
            log_row(w, ev.PATH_SWITCHED, p).value = entered
        state = w.states[path.first_state + path.state]
        path.noise += state.growth * scale
        volatility = state.volatility
    if volatility > 0.0:
        z = normal_quantile(chance(w, PATH_NOISE, path.key, month))
        path.noise += volatility * (z - volatility / 2.0)


@kernel
def base_level(w, path, place):
    """One of a path's base levels, kW; on a logistic path whose growth is scaled, as far along it as that has come."""
    kw = w.levels[place].kw
    if path.ahead == 0.0 or kw >= path.ceiling:
        return kw
    reached = kw / path.ceiling
    if path.ahead > 0.0:
        behind = exponential(-path.ahead)
        return kw / (behind + reached * (1.0 - behind))
    times = exponential(path.ahead)
    return kw * times / (1.0 - reached * (1.0 - times))
