"""Tables of supply: regions, holders, pipelines, portfolios, sites, tranches, and what is expected of them."""

from sim.world.rows import table


@table
class Region:
    """A market."""

    area: int
    build_index: float
    first_coming: int  # tranche that comes to the operator, -1 for none
    short_kw: int  # demand over supply expected by the review being held, of the grade it looks at


@table
class Holder:
    """Whose sites they are: the operator (row 0) or a provider."""

    reserve: float
    price: float
    on_demand_kw: int  # -1 where it has none
    on_demand_lead: int
    on_demand_used_kw: int
    bidding_delay: int


@table
class Rival:
    """Who takes released capacity."""

    areas: int  # bit mask
    weight: float


@table
class Pool:
    """Live capacity of one holder, region and grade, and what claims it."""

    live_kw: int
    coming_kw: int  # counted as coming
    partner_kw: int  # of the partner's requests that the operator has accepted, to come, due or in service
    claimed_kw: int  # due or in service, whatever is live
    baseline_kw: int  # wanted
    first_baseline: int  # of those that it serves, -1 for none
    baseline_used_kw: int  # served from this pool
    spilled_kw: int  # general baseline served from the AI pool of its region
    kept_kw: int  # in service and not to be pre-empted
    counted_kw: int  # the same amounts, counted afresh by the invariants
    counted_coming_kw: int
    counted_claims_kw: int
    counted_used_kw: int
    forecast_until: int  # the outlook's own baseline holds up to this instant, 0 where it is out of date,
    forecast_month: int  # in this month
    curve_month: int  # the outlook's headroom holds in this month, -1 where it is out of date,
    curve_live_kw: int  # with so much live


@table
class Outlook:
    """Change expected of a pool's supply and of what it owes at a month's start; its baseline and headroom then."""

    supply_kw: int
    owed_kw: int
    baseline_kw: int
    foreseen_kw: float  # the same before it is rounded
    headroom_kw: int


@table
class Pipeline:
    """Steps of a kind of site."""

    loi: int
    soq: int
    lead: int
    slip: int
    power_slip: int
    fit_out: int
    loi_converts: float
    soq_converts: float
    build: int
    plan_ahead: int
    power_ahead: int
    deferral_limit: int


@table
class Portfolio:
    """A population of sites."""

    key: int
    holder: int
    tenure: int
    delivery: int
    stage: int
    pipeline: int
    terms: int
    size: int
    tranche: int
    gap: int
    regions: int  # first knot
    region_count: int
    ready: int  # first knot of ready dates, -1 for none
    ready_count: int
    ai_share: float
    even: int
    fixed: int
    count: int  # -1 where another extent holds
    total_kw: int
    rate: float  # arrivals per second
    first_arrival: int
    last_arrival: int
    first_site: int
    slots: int
    made: int
    started: int  # of its slots
    ends: int
    ends_known: int


@table
class Site:
    """A campus or leased building."""

    key: int
    ordinal: int
    holder: int
    region: int
    grade: int
    tenure: int
    delivery: int
    stage: int
    pipeline: int
    terms: int
    first_tranche: int  # head of the list of its tranches, -1 for none
    last_tranche: int
    tranches: int
    building_due: int  # announced start of building
    elapsed: float  # share of the present step behind it at the start
    contracts_let: int  # 0 no, 1 let, 2 waits for money
    stated: int  # 1 where its construction money at the start is stated, dollars:
    stated_usd: int  # committed
    stated_accrued_usd: int
    stated_unpaid_usd: int
    waiting_since: int
    kw: int
    tranche_size: int  # distributions that cut it when it is signed, -1 where its tranches were declared
    tranche_gap: int
    known: int  # when it becomes known
    dated: int  # 1 where its ready dates were given, 0 where they follow from the signing
    money_waits: int
    next_waiting: int  # for money: 0 where it is not listed, 1 for the last, else 2 + site


@table
class Tranche:
    """A block of critical IT MW delivered together."""

    site: int
    grade: int  # its site's, until it is retrofitted
    ordinal: int
    next: int  # of the same site, -1 for none
    kw: int
    stage: int
    announced: int  # ready-for-service as the operator believes
    plan: int  # the date first announced
    power_plan: int
    construction: int  # actual, -1 while undrawn
    power: int
    actual: int  # the later of the two
    live_at: int  # actual
    live_expected: int  # what the operator believes, once it is ready
    ready_at: int
    fit_out_from: int  # when its IT begins to arrive
    turn: int  # its place in the fit-out line, 0 where it has none
    turn_kw: int
    turn_from: int  # actual, as is its end
    turn_over: int
    turn_expected: int  # as the operator believes, where limits became known since its turn was given
    ends_at: int
    ends_known: int  # when its holder learns of that
    outlook_month: int  # where its kW stand in the outlook, -1 nowhere
    outlook_kw: int  # so much of it is counted as coming, be it beyond the horizon
    next_coming: int  # to the operator in its region: 0 where it is not listed, 1 for the last, else 2 + tranche
    progress: float
    progress_at: int
    ordered: int  # IT: 0 no, 1 ordered, 2 waits for money
    waiting_since: int
    next_waiting: int  # for money: 0 where it is not listed, 1 for the last, else 2 + tranche
    releases: int
    released_at: int
    released_for: int  # the reason it was let go
    overdue: int  # 1 from the announced date that passed until it is ready or put off
    deferred: int
    put_off: int  # of it, what the operator chose and may bring back
    chosen_at: int  # review that last dealt with it
    held: int
    paused: int  # 1 while its building stands still
    paused_at: int
    stage_before: int  # the stage it was released from
    lease_usd: int  # undiscounted payments and their present value, from signing on
    lease_value_usd: int
    facility_usd: int  # committed for it, 0 until contracts are let
    stated_usd: int  # of it, stated to have accrued by the start, or spent before it was taken back
    stated_share: float  # share of its price that its progress would have spent by then
    works_usd: int  # price of its retrofit, 0 where it has none
    works_from: int  # they end on its announced ready date
    retrofits: int
    servers_usd: int  # with their network
    it_life: int  # months from live to refresh, by the day of the order
    it_age: int  # months that its servers have behind them at the start; -1 where they are of the fleet, or to come
    refresh_due: int  # month of its next refresh that is not yet ordered; refresh.NEVER, refresh.WITH_FLEET
    delivered: float  # most of them that has accrued as delivered, whatever is expected since
    kept_usd: int  # servers delivered by the time it was let go: the operator's still
    premium: float
    rent_index: float  # rent of the day of its signing over the terms' rent
    due: int  # ready date by the contract, with what the operator put off; -1 before it is signed
    prepaid_usd: int  # not yet credited
    rent_from: int  # old date from which a deferred tranche's rent runs, -1 for none
    settles: int  # 1 while what leaving it costs is open
    settled_usd: int  # of it, paid
    vacated: int  # 1 where it was let go and its lease runs on, to be sublet
    option: int  # the next of its lease's options
    broken: int  # 1 where it ends early by an option
    queued: int  # 1 where it has a place in its region's queue for power
    works: int  # announced end of construction, where power has a date of its own


@table
class Due:
    """Of a tranche, beside it: a month's end looks at all of them."""

    monthly: int  # 1 while its lease has a prepayment to be credited, or rent that runs since it was put off


@table
class Line:
    """The fit-out line of a grade."""

    free_at: int  # when all turns given so far are over
    expected_at: int  # the same as the operator believes, by the limits it knows
    turns: int  # given so far
    first: int  # of its monthly limits
    first_version: int  # of what the operator knows of them
    versions: int


@table
class Action:
    """A dated action of the timeline, or the selection a review may take from."""

    kind: int
    at: int
    key: int
    capacity: int
    by: int
    split: int
    regions: int  # bit masks
    grades: int
    tenures: int
    stages: int  # first entry
    stage_count: int
    target: int
    factor: float  # as drawn
    factor_dist: int
    of_rates: int
    year: int
    amount_usd: int
    ground: int  # 1: only what is past its long-stop
    review: int  # first of the rules it sets, -1 where it leaves them
    review_count: int
    placement: int
    funding: int
    named: int  # first entry of its sites: the first and how many, pair by pair
    named_count: int
    known: int  # when the operator learns of it
    taken: int  # 1 once it is
