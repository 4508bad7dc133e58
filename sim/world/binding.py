"""What binds where the operator is not able to take a request."""

from sim.events import codes, stages
from sim.world.kernel import kernel
from sim.world.outlook import next_coming


@kernel
def _lacks_power(w, t, start):
    """True where a tranche that is building stands and waits for power, or the grid announces it for after `start`."""
    tranche = w.tranches[t]
    if tranche.construction <= w.run[0].now:
        return True
    return tranche.queued == 1 and tranche.works <= start < tranche.power_plan


@kernel
def binding_reason(w, region, grade, start, short_kw):
    """What stands between the operator and `short_kw` more in a region from `start` on: money, chips, power, space.

    In that order: capacity whose IT waits for money; capacity ready and not fitted out by then; capacity built
    that waits for power; and where none of these would have been enough, space.
    """
    money, chips, power = 0, 0, 0
    t = next_coming(w, region, -1)
    while t >= 0:
        tranche = w.tranches[t]
        if tranche.grade == grade and (tranche.stage == stages.READY or tranche.stage == stages.BUILDING):
            if tranche.ordered == 2:
                money += tranche.kw
            elif tranche.stage == stages.READY and tranche.live_at > start:
                chips += tranche.kw
            elif tranche.stage == stages.BUILDING and _lacks_power(w, t, start):
                power += tranche.kw
        t = next_coming(w, region, t)
    if money >= short_kw:
        return codes.MONEY
    if chips >= short_kw:
        return codes.CHIPS
    if power >= short_kw:
        return codes.POWER
    return codes.SPACE
