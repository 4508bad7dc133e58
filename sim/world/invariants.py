"""What is always true, checked as a run goes; a broken one stops the run.

At each month end; what every tranche has to be looked at for, that they add up to what pools have live and coming, at
the last of a fiscal year and of the run; what every request has to be looked at for, at the last of the run.
"""

from sim.events import codes, stages
from sim.world.kernel import kernel
from sim.world.outlook import counted_kw, next_coming, pool_of
from sim.world.partner_share import reserved_kw
from sim.world.queues import contending, serving
from sim.world.rows_made import requests_in, spans_of_requests
from sim.world.states import DUE, IN_SERVICE, RESERVED

LIVE_DIFFERS, OVERUSED, MONEY_DISORDERED, CLAIMS_DIFFER, ENVELOPE_PASSED, COMING_DIFFERS, SHARE_DIFFERS = range(2, 9)
REQUESTS_SPENT, SITES_SPENT = 9, 10  # no defects, but nothing to go on with
_SPENT = "than there are rows for, ten standard deviations over what is likely: what scales {} is spread too widely"
MEANINGS = ("", "an event scheduled something of an earlier rank at its own instant",
            "a pool's live kW are not those of its live tranches", "more is used than is live",
            "an item's committed >= accrued >= paid >= 0 does not hold",
            "a pool's claims are not those of its requests",
            "discretionary spending passed a hard envelope",
            "what a pool counts as coming is not that of its tranches",
            "what the partner has with the operator is not that of its requests",
            f"a class of demand drew more requests {_SPENT.format('its rate')}",
            f"a portfolio drew more sites {_SPENT.format('their size')}")
"""What each number of Run.broken says."""


@kernel
def check(w):
    """Check the tables against each other; Run.broken and Run.broken_at say what is wrong and where."""
    for p in range(len(w.pools)):
        w.pools[p].counted_claims_kw = 0
        w.pools[p].counted_used_kw = w.pools[p].baseline_used_kw + w.pools[p].spilled_kw
        _count_claims(w, p, contending(p))
        _count_claims(w, p, serving(p))
    _check_pools(w)
    _check_money(w)
    month = w.run[0].entity
    if w.years[w.months[month].year].end_month == month + 1 or month + 1 == w.run[0].months:
        _check_tranches(w)
    if month + 1 == w.run[0].months and w.run[0].share_caps == 1:
        _check_share(w)


@kernel
def _count_claims(w, p, queue):
    """Add up what the requests of one of a pool's queues claim and use."""
    pool = w.pools[p]
    r = w.queues[queue].first
    while r >= 0:
        request = w.requests[r]
        if request.state == DUE or request.state == IN_SERVICE:
            pool.counted_claims_kw += request.kw
            if request.state == IN_SERVICE:
                pool.counted_used_kw += request.kw
        r = request.next


@kernel
def break_off(w, what, entity):
    """Have the run end with this, unless it already ends with something."""
    if w.run[0].broken == 0:
        w.run[0].broken = what
        w.run[0].broken_at = entity


@kernel
def _check_pools(w):
    for p in range(len(w.pools)):
        pool = w.pools[p]
        if pool.counted_claims_kw != pool.claimed_kw:
            break_off(w, CLAIMS_DIFFER, p)
        if pool.counted_used_kw > pool.live_kw:
            break_off(w, OVERUSED, p)


@kernel
def _check_tranches(w):
    for p in range(len(w.pools)):
        w.pools[p].counted_kw = 0
        w.pools[p].counted_coming_kw = 0
    for t in range(w.run[0].tranche_count):
        tranche = w.tranches[t]
        site = w.sites[tranche.site]
        pool = w.pools[pool_of(w, site.holder, site.region, tranche.grade)]
        if tranche.stage == stages.LIVE:
            pool.counted_kw += tranche.kw
        else:
            pool.counted_coming_kw += counted_kw(w, t)
    for p in range(len(w.pools)):
        if w.pools[p].counted_kw != w.pools[p].live_kw:
            break_off(w, LIVE_DIFFERS, p)
        if w.pools[p].counted_coming_kw != w.pools[p].coming_kw:
            break_off(w, COMING_DIFFERS, p)
    for region in range(len(w.regions)):
        general, ai = pool_of(w, 0, region, codes.GENERAL), pool_of(w, 0, region, codes.AI)
        kw = w.pools[general].coming_kw + w.pools[ai].coming_kw
        t = next_coming(w, region, -1)
        while t >= 0:
            kw -= w.tranches[t].outlook_kw
            t = next_coming(w, region, t)
        if kw != 0:
            break_off(w, COMING_DIFFERS, general)


@kernel
def _check_share(w):
    kw = reserved_kw(w, codes.GENERAL) + reserved_kw(w, codes.AI)
    for span in range(spans_of_requests(w)):
        for r in requests_in(w, span):
            request = w.requests[r]
            if request.client == codes.PARTNER and request.holder == 0:
                if request.state == RESERVED or request.state == DUE or request.state == IN_SERVICE:
                    kw -= request.kw
    if kw != 0:
        break_off(w, SHARE_DIFFERS, 0)


@kernel
def _check_money(w):
    for at in range(w.run[0].listed_items):
        i = w.listed[at].item
        item = w.items[i]
        if not (item.committed_usd >= item.accrued_usd >= item.paid_usd >= 0):
            break_off(w, MONEY_DISORDERED, i)
    for y in range(len(w.years)):
        year = w.years[y]
        if year.envelope - 1 == codes.HARD:
            if year.spent_usd - year.unavoidable_usd > max(year.amount_usd, year.spent_before_cut_usd):
                break_off(w, ENVELOPE_PASSED, y)
