"""The grid: dated steps of MW in a region, and the queue of what has asked for power there.

Who asked first is served first, whole, and nothing overtakes; a place is kept by what the operator lets go, since to
the grid nothing changes. So a place in the queue says at once which step serves it: the operator knows the date
announced for that step, and the step has its own slip.
"""

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.world import calendar as cal
from sim.world.draws import POWER_SLIP, drawn
from sim.world.journal import log_row, tell_tranche
from sim.world.kernel import kernel
from sim.world.outlook import expect


@kernel
def draw_steps(w):
    """Draw how late each step is, and wake it."""
    for region in range(len(w.markets)):
        market = w.markets[region]
        for i in range(market.first_step, market.first_step + market.step_count):
            step = w.steps[i]
            step.actual = step.at + drawn(w, market.slip, POWER_SLIP, step.key, 0)
            cal.schedule_given(w, cal.POWER_STEP, i, max(step.actual, 0))


@kernel
def on_power_step(w, i):
    """The grid energises a step."""
    step = w.steps[i]
    row = log_row(w, ev.POWER_ENERGISED, i)
    row.region = step.region
    row.kw = step.kw
    row.value = step.actual - step.at


@kernel
def ask_power(w, t):
    """A tranche takes the next place in its region's queue, where the region has one."""
    tranche = w.tranches[t]
    market = w.markets[w.sites[tranche.site].region]
    if market.grid == 0 or tranche.queued == 1:
        return
    tranche.queued = 1
    market.asked_kw += tranche.kw
    tranche.power_plan = max(_served(w, market, True), 0)
    tranche.power = max(_served(w, market, False), 0)
    tranche.works = tranche.announced
    tell_tranche(w, ev.POWER_ALLOTTED, t, tranche.stage).value = tranche.power_plan
    if tranche.announced < tranche.power_plan:
        tranche.announced = tranche.power_plan
        row = tell_tranche(w, ev.SLIP_ANNOUNCED, t, tranche.stage)
        row.value = tranche.announced
        row.reason = codes.POWER
    expect(w, t)


@kernel
def _served(w, market, announced):
    """Instant at which all that has been asked for so far is energised: as announced, or as it will be."""
    best = w.run[0].horizon
    for i in range(market.first_step, market.first_step + market.step_count):
        by = w.steps[i].at if announced else w.steps[i].actual
        kw = 0
        for j in range(market.first_step, market.first_step + market.step_count):
            if (w.steps[j].at if announced else w.steps[j].actual) <= by:
                kw += w.steps[j].kw
        if kw >= market.asked_kw and by < best:
            best = by
    return best


@kernel
def next_opening(w):
    """What is under way at the start and has no place yet: in the order of planned power, then id; -1 for none."""
    best = -1
    for t in range(w.run[0].tranche_count):
        tranche = w.tranches[t]
        if w.markets[w.sites[tranche.site].region].grid == 1 and tranche.queued == 0:
            if tranche.stage == stages.PLANNED or tranche.stage == stages.SIGNED or tranche.stage == stages.BUILDING:
                if best < 0 or tranche.power_plan < w.tranches[best].power_plan:
                    best = t
    return best
