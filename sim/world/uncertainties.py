"""What nature picks once for a replication: the factors of uncertainties, those of dated changes of demand."""

from sim.events import kinds as ev
from sim.streams import normal_cdf, normal_quantile, round_half_even
from sim.world.action_kinds import SCALE_DEMAND
from sim.world.draws import ACTION_FACTOR, UNCERTAINTY, at_quantile, chance
from sim.world.journal import log_row
from sim.world.kernel import kernel

SMALLEST = 2.0**-53  # and its complement to 1: the ends of what a uniform can be


@kernel
def draw_uncertainties(w):
    """Draw each uncertainty and tell it, then the factors of the timeline, which may be scaled by them."""
    for i in range(len(w.uncertainties)):
        row = w.uncertainties[i]
        row.factor = at_quantile(w, row.dist, _uniform_of(w, i))
        log_row(w, ev.UNCERTAINTY_DRAWN, i).value = round_half_even(row.factor * 1e6)
    for a in range(w.run[0].dated_actions):
        action = w.actions[a]
        if action.kind == SCALE_DEMAND:
            action.factor = at_quantile(w, action.factor_dist, chance(w, ACTION_FACTOR, action.key, 0))


@kernel
def _uniform_of(w, i):
    """The uniform of an uncertainty: its own, or where it goes with others before it the place of its normal number,
    a weighted sum of theirs and its own (Gaussian copula).
    """
    row = w.uncertainties[i]
    if row.weights < 0:
        return chance(w, UNCERTAINTY, row.key, 0)
    z = 0.0
    for j in range(i + 1):
        z += w.knots[row.weights + j].value * normal_quantile(chance(w, UNCERTAINTY, w.uncertainties[j].key, 0))
    return min(max(normal_cdf(z), SMALLEST), 1.0 - SMALLEST)
