"""Another future: the same scenario in which every duration that is not over at an instant is drawn anew.

It wraps the draws by which the SimPy engine's handlers learn how long something takes. What ends by the instant
keeps its draw; what ends later is lengthened by an amount of its own, so that it still ends later.
"""

import sys
from contextlib import ExitStack, contextmanager
from unittest import mock

from sim.world import draws
from sim.world.engines import simulate

DAY = 86_400
FEWEST, MOST = 3 * DAY, 400 * DAY
STEPS = (draws.SITE_LOI, draws.SITE_SOQ, draws.OFFER_RESPONSE, draws.POWER_SLIP)
"""Draws of how long something takes, beside those of tranches; how long a request stays is agreed, so it is known."""


def _longer(seconds: int, *key: int) -> int:
    """A draw that belongs to the other future: more by an amount that its key decides."""
    return seconds + FEWEST + hash(key) % (MOST - FEWEST)


@contextmanager
def drawn_anew_after(instant: int):
    """Inside, what the SimPy engine runs has another future from an instant on."""
    with ExitStack() as patches:
        for name, other in (("tranche_draw", _of_tranche(instant)), ("drawn", _of_step(instant))):
            real = getattr(draws, name)
            users = [m for n, m in sys.modules.items() if n.startswith("sim.world.") and m is not draws]
            users = [m for m in users if getattr(m, name, None) is real]
            assert users, f"nobody draws by {name}"
            for module in users:
                patches.enter_context(mock.patch.object(module, name, other))
        yield


def _of_tranche(instant):
    real = draws.tranche_draw

    def draw(w, dist, stream, t, time):
        seconds = real(w, dist, stream, t, time)
        tranche = w.tranches[t]
        since = {draws.TRANCHE_SLIP: tranche.announced, draws.TRANCHE_POWER: tranche.power_plan}
        if since.get(stream, w.run[0].now) + seconds <= instant:
            return seconds
        site = w.sites[tranche.site]
        return _longer(seconds, stream, site.key, site.ordinal, tranche.ordinal, time)

    return draw


def _of_step(instant):
    real = draws.drawn

    def draw(w, dist, stream, key, occasion):
        seconds = real(w, dist, stream, key, occasion)
        if stream not in STEPS or _over(w, stream, key, occasion, seconds) <= instant:
            return seconds
        return _longer(seconds, stream, key, occasion)

    return draw


def _over(w, stream, key, occasion, seconds):
    """When a step would be over: from now, less what is behind it at the start, or from the grid's announced date."""
    if stream == draws.POWER_SLIP:
        return next(step.at for step in w.steps if step.key == key) + seconds
    behind = next((site.elapsed for site in w.sites if (site.key, site.ordinal) == (key, occasion)), 0.0)
    return w.run[0].now + int(seconds * (1 - behind))


def simulate_anew(model, replication: int, instant: int):
    """The log of a replication whose durations not over at an instant are drawn anew."""
    with drawn_anew_after(instant):
        return simulate(model, replication, "simpy")
