"""Tables of supply: regions, holders, pipelines, portfolios, sites, tranches, and what is expected of them."""

from sim.world.rows import table


@table
class Region:
    """A market."""

    area: int
    build_index: float
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
    claimed_kw: int  # due or in service, whatever is live
    baseline_kw: int  # wanted
    baseline_used_kw: int  # served from this pool
    spilled_kw: int  # general baseline served from the AI pool of its region
    first: int  # head of the list of requests that claim it, in the order of allocation
    counted_kw: int  # the same amounts, counted afresh by the invariants
    counted_claims_kw: int
    counted_used_kw: int


@table
class Outlook:
    """Expected change of a pool's supply and of what it owes, at the start of a month."""

    supply_kw: int
    owed_kw: int


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
    waiting_since: int
    kw: int
    tranche_size: int  # distributions that cut it when it is signed, -1 where its tranches were declared
    tranche_gap: int
    dated: int  # 1 where its ready dates were given, 0 where they follow from the signing
    money_waits: int


@table
class Tranche:
    """A block of critical IT MW delivered together."""

    site: int
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
    ends_at: int
    outlook_month: int  # where its kW stand in the outlook, -1 nowhere
    outlook_kw: int
    progress: float
    progress_at: int
    ordered: int  # IT: 0 no, 1 ordered, 2 waits for money
    waiting_since: int
    releases: int
    released_at: int
    released_for: int  # the reason it was let go
    overdue: int  # 1 from the announced date that passed until it is ready or put off
    deferred: int
    put_off: int  # of it, what the operator chose and may bring back
    chosen_at: int  # review that last dealt with it
    held: int
    stage_before: int  # the stage it was released from
    lease_usd: int  # undiscounted payments and their present value, from signing on
    lease_value_usd: int
    facility_usd: int  # committed for it, 0 until contracts are let
    servers_usd: int  # with their network
    delivered: float  # most of them that has accrued as delivered, whatever is expected since
    kept_usd: int  # servers delivered by the time it was let go: the operator's still
    premium: float


@table
class Line:
    """The fit-out line of a grade."""

    free_at: int


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
    factor: float
    of_rates: int
    year: int
    amount_usd: int
