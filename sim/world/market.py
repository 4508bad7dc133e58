"""The market for leases: each region's rent of the day, month by month."""

from sim.events import kinds as ev
from sim.streams import exponential, normal_quantile, round_half_even
from sim.world import calendar as cal
from sim.world.draws import RENT_NOISE, chance
from sim.world.journal import log_row
from sim.world.kernel import kernel


@kernel
def draw_rents(w):
    """Draw each region's rents; what is not yet past is known to nobody. Tell where they start and wake each month."""
    run = w.run[0]
    moves = 0
    for region in range(len(w.markets)):
        market = w.markets[region]
        noise = 0.0
        moves += market.moves
        for m in range(run.months if market.moves == 1 else 0):
            rent = w.rents[region * run.months + m]
            if m > 0 and market.volatility > 0.0:
                z = normal_quantile(chance(w, RENT_NOISE, market.key, m))
                noise += market.volatility * (z - market.volatility / 2.0)
            rent.index = rent.base * exponential(noise)
    if moves > 0:
        on_price_step(w, 0)
        for m in range(1, run.months):
            cal.schedule_given(w, cal.PRICE_STEP, m, w.months[m].start)


@kernel
def on_price_step(w, m):
    """A month starts with its rents of the day."""
    for region in range(len(w.markets)):
        if w.markets[region].moves == 1:
            row = log_row(w, ev.RENT_STEPPED, region)
            row.region = region
            row.value = round_half_even(w.rents[region * w.run[0].months + m].index * 1e6)
