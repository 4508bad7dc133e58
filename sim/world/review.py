"""Portfolio review: expected supply against forecast demand per grade, then release or take back."""

from sim.events import codes
from sim.events import kinds as ev
from sim.events.months import month_of
from sim.policy.review import ReviewView
from sim.world import calendar as cal
from sim.world.consequence import release_cheapest
from sim.world.journal import log_row
from sim.world.kernel import kernel
from sim.world.outlook import foresee, pool_of, reserve_of, slot
from sim.world.reentry import take_back
from sim.world.retrofit import retrofit_idle
from sim.world.rules import amount_at_review
from sim.world.shortage import convert, resume, start_slots_where_short

ALL = -1  # every bit of a mask


@kernel
def on_review(w, entity):
    """Review the portfolio, grade by grade, and schedule the next one."""
    run = w.run[0]
    for grade in range(2):
        wanted, told, until = 0, 0, run.now
        for i in range(run.review_first, run.review_first + run.review_count):
            rule = w.rules[i]
            month = min(month_of(w.months, run.now + rule.lead_time), run.months - 1)
            supply, demand = expected(w, grade, month)
            view = ReviewView(grade, supply, demand, run.now, run.reviewed_at)
            wanted += amount_at_review(rule, view)
            told = supply - demand
            until = max(until, run.now + rule.lead_time)
        row = log_row(w, ev.REVIEW_HELD, grade)
        row.grade = grade
        row.kw = told
        row.value = wanted
        run.cause = row.sequence
        if wanted > 0:
            release_cheapest(w, grade, wanted, until)
        elif wanted < 0:
            _find_more(w, grade, -wanted)
    run.reviewed_at = run.now
    following = run.month + run.review_months
    if following < run.months:
        cal.schedule(w, cal.REVIEW, 0, w.months[following].start)


@kernel
def _find_more(w, grade, kw):
    """When short: the ways that the review may use, in the order of what each commits the operator to."""
    ways = w.run[0].review_ways
    if (ways >> codes.BY_RESUMPTION) & 1 == 1:
        kw = resume(w, grade, kw)
    if (ways >> codes.BY_CONVERSION) & 1 == 1:
        kw = convert(w, grade, kw)
    if (ways >> codes.BY_RETROFIT) & 1 == 1 and grade == codes.AI:
        kw = retrofit_idle(w, w.run[0].review_selection, kw, codes.REVIEW)
    if (ways >> codes.BY_TAKING_BACK) & 1 == 1:
        kw = take_back(w, kw, ALL, 1 << grade, 0, codes.REVIEW)
    if (ways >> codes.BY_SIGNING) & 1 == 1:
        start_slots_where_short(w, grade, kw)


@kernel
def expected(w, grade, month):
    """Supply the operator expects at a month start in all regions, and demand with reservations and reserve."""
    run = w.run[0]
    supply, demand = 0, 0
    for region in range(len(w.regions)):
        before = demand - supply
        pool = pool_of(w, 0, region, grade)
        kw, owed = w.pools[pool].live_kw, 0
        for m in range(month + 1):
            if m > run.month:
                kw += slot(w, pool, m).supply_kw
            owed += slot(w, pool, m).owed_kw
        supply += kw
        foresee(w, pool)
        demand += owed + slot(w, pool, month).baseline_kw + reserve_of(w, 0, kw)
        w.regions[region].short_kw = demand - supply - before
    return supply, demand
