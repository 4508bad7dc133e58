"""Tables that belong to the run itself: where it stands, its months and years, its pending wake-ups."""

from sim.world.rows import table


@table
class Run:
    """The one row that says where a replication stands."""

    seed: int
    replication: int
    now: int
    kind: int  # of the event being handled
    entity: int
    events: int  # handled so far; stale keys do not count
    sequence: int  # of the next log row
    handled_from: int  # sequence at which the handling of the present event began
    cause: int  # sequence of the row that scheduled the event being handled
    keys: int  # in the compiled engine's calendar, stale ones too
    front: int  # of those, in front of its heap
    begun: int  # 1 once the start has been set up
    log_count: int
    log_pause: int  # rows in the log's buffer at which the compiled loop hands them over
    overflow: int  # 1 where a table was too small: the replication is repeated with larger ones
    broken: int  # number of the invariant that failed, 0 for none
    broken_at: int  # the entity at which it failed
    months: int
    month: int  # index of the present month
    account: int  # month that money rows belong to: the present one, or the one that a month end closes
    horizon: int
    until: int  # instant after which nothing is handled: the horizon, or an earlier one where no more is asked for
    regime: int
    tranche_count: int
    count_loi: float
    count_soq: float
    review_months: int
    reviewed_at: int
    review_first: int
    review_count: int
    review_selection: int
    review_defer_by: int  # 0 where a review does not defer
    review_ways: int  # bit mask over what it may do when short
    review_slots: int  # portfolio that it signs from, -1 for none
    hard_envelopes: int
    waiting_site: int  # first in the list of those that wait for money, -1 for none
    waiting_tranche: int
    generations: int
    classes: int
    declared_sites: int
    opening_requests: int
    dated_actions: int
    foreknown: int  # of them, changes of a baseline that are known ahead
    backfill_dist: int
    backfill_chance: float
    restart: int
    slots_portfolio: int
    freed_short: float
    freed_other: float
    freed_pot: int
    slots_told: int
    first_refresh_item: int
    other_item: int
    redeployed_item: int
    ring: int
    listed_items: int  # money has moved of them
    placement: int  # rule rows
    funding: int
    options: int
    share_caps: int  # 1 where a clause or a rule asks for the partner's share
    first_part: int  # of the rows for parts of requests
    parts: int  # made so far


@table
class Month:
    """A calendar month."""

    start: int
    year: int  # index of its fiscal year


@table
class Year:
    """A fiscal year with its envelope and the money that moves within it."""

    fiscal_year: int
    first_month: int
    end_month: int
    opens: int
    envelope: int  # 0 none, 1 soft, 2 hard
    known: int  # when the operator learns of its envelope
    amount_usd: int
    scope: int  # bit mask over codes.ASSETS
    carry_over: int
    spent_usd: int  # in scope, call basis
    unavoidable_usd: int  # of it, finance leases commenced
    exceeded_usd: int
    freed_usd: int  # change of the plan by the decision being carried out
    redeploy_usd: int  # freed money to spend on short-lived assets in the year
    redeployed_usd: int
    spent_before_cut_usd: int  # where an envelope was cut below what was spent: the most that may be spent


@table
class Wake:
    """The one pending wake-up of a kind that an entity may have."""

    due: int  # -1 where none is pending
    cause: int


@table
class Kind:
    """Where the wake-ups of a kind of event begin."""

    first: int


@table
class Gamma:
    """A gamma number that was worked out, at the place of its share u: whatever asks for it next need not do so."""

    shape: float
    u: float  # 0 for none
    value: float


@table
class Dist:
    """A distribution: its kind and parameters, or where its knots lie: values, or a mixture's parts."""

    kind: int
    p1: float
    p2: float
    p3: float
    p4: float
    first: int
    count: int
    mean: float  # with the mean of what scales it
    scale: int  # the uncertainty that its draws are multiplied by, -1 for none


@table
class Uncertainty:
    """A factor drawn once per replication."""

    key: int
    dist: int
    weights: int  # first knot of its row of the copula's triangle, -1 where it is independent of those before it
    factor: float  # as drawn


@table
class Knot:
    """A value with the cumulated share up to it: empirical distributions, shares by region."""

    value: float
    share: float


@table
class Entry:
    """One number of a list: regions, providers, stages in an order that matters."""

    value: int


@table
class Rule:
    """A rule of any kind: its code among the rules of its kind and the union of their fields."""

    code: int
    reserve_kw: int
    unwilling: int
    workload: int
    share: float
    at: int
    grade: int
    release_kw: int
    lead_time: int
    margin_kw: int
    most_kw: int
    cost: float
    displaced_value: float
    function: int  # of a policy in Python: its number, or the address of the C function for it; -1 for none
