"""The fit-out line of a grade: chips for ai, crews for general; first ready, first fitted out."""

from sim.events import codes
from sim.streams import round_half_even
from sim.world.kernel import kernel
from sim.world.outlook import month_of


@kernel
def turn_over(w, t):
    """Instant at which a ready tranche's turn in its line is over; it occupies the line for its kW over the limit."""
    tranche = w.tranches[t]
    site = w.sites[tranche.site]
    run = w.run[0]
    if site.holder > 0 or site.tenure == codes.SERVICE:
        return run.now
    line = w.lines[site.grade]
    at = max(line.free_at, run.now)
    left = float(tranche.kw)
    m = month_of(w, at)
    while m < run.months:
        month = w.months[m]
        limit = month.fit_out_general if site.grade == codes.GENERAL else month.fit_out_ai
        length = w.months[m + 1].start - month.start
        available = limit * (w.months[m + 1].start - at) / length
        if available >= left:
            line.free_at = at + round_half_even(left / limit * length)
            return line.free_at
        left -= available
        m += 1
        at = w.months[m].start
    last = w.months[run.months - 1]
    limit = last.fit_out_general if site.grade == codes.GENERAL else last.fit_out_ai
    line.free_at = at + round_half_even(left / limit * (run.horizon - last.start))
    return line.free_at
