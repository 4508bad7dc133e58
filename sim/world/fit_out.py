"""The fit-out line of a grade: chips for ai, crews for general; first ready, first fitted out.

A turn is over when the line's monthly limits say so. The operator knows a limit from its date of knowledge on,
and expects turns to be over by those it knows.
"""

from sim.events import codes
from sim.events.months import month_of
from sim.streams import round_half_even
from sim.world.forecast import known_levels
from sim.world.kernel import kernel


@kernel
def has_turn(w, t):
    """True where a tranche is fitted out in the operator's line."""
    site = w.sites[w.tranches[t].site]
    return site.holder == 0 and site.tenure != codes.SERVICE


@kernel
def turn_over(w, t):
    """Instant at which a ready tranche's turn in its line is over; it occupies the line for its kW over the limit."""
    run = w.run[0]
    if not has_turn(w, t):
        return run.now
    tranche = w.tranches[t]
    line = w.lines[tranche.grade]
    line.turns += 1
    tranche.turn = line.turns
    tranche.turn_kw = tranche.kw
    tranche.turn_from = max(line.free_at, run.now)
    line.free_at = _end_of_turn(w, tranche.turn_from, tranche.turn_kw, line.first)
    tranche.turn_over = line.free_at
    return line.free_at


@kernel
def turn_expected(w, t):
    """Instant at which the operator expects that turn to be over, by the limits it knows."""
    if not has_turn(w, t):
        return w.run[0].now
    line = w.lines[w.tranches[t].grade]
    begin = max(line.expected_at, w.run[0].now)
    line.expected_at = _end_of_turn(w, begin, w.tranches[t].kw, known_levels(w, line))
    return line.expected_at


@kernel
def _end_of_turn(w, begin, kw, first):
    """Instant at which a turn of so many kW that begins at an instant is over, by the limits from row `first` on."""
    run = w.run[0]
    at = begin
    left = float(kw)
    m = month_of(w.months, at)
    while m < run.months:
        month = w.months[m]
        limit = w.levels[first + m].kw
        length = w.months[m + 1].start - month.start
        available = limit * (w.months[m + 1].start - at) / length
        if available >= left:
            return at + round_half_even(left / limit * length)
        left -= available
        m += 1
        at = w.months[m].start
    last = w.months[run.months - 1]
    return at + round_half_even(left / w.levels[first + run.months - 1].kw * (run.horizon - last.start))


@kernel
def expect_turns_anew(w, grade):
    """A line's limits are known better: each turn that is not over is expected to end by them, in the line's order."""
    run = w.run[0]
    line = w.lines[grade]
    first = known_levels(w, line)
    line.expected_at = run.now
    last = 0
    while True:
        head = -1
        for t in range(run.tranche_count):
            tranche = w.tranches[t]
            if tranche.turn > last and tranche.turn_over > run.now and tranche.grade == grade:
                if head < 0 or tranche.turn < w.tranches[head].turn:
                    head = t
        if head < 0:
            return
        tranche = w.tranches[head]
        begin = tranche.turn_from if tranche.turn_from <= run.now else line.expected_at
        line.expected_at = _end_of_turn(w, begin, tranche.turn_kw, first)
        last = tranche.turn
        for t in range(run.tranche_count):
            if w.tranches[t].turn == last and w.tranches[t].grade == grade:
                w.tranches[t].turn_expected = line.expected_at
