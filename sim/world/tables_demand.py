"""Tables of demand and agreement: paths, baselines, workload classes, requests, regimes, consents, responses."""

from sim.world.rows import table


@table
class Path:
    """A baseline's course: its monthly base levels and the noise on them."""

    key: int
    first: int  # of its base levels
    first_version: int  # of what the operator knows of them
    versions: int
    volatility: float
    noise: float  # logarithm of actual over base
    ceiling: float  # kW that it levels off at, 0 where it does not
    ahead: float  # logarithm of what scaled growth has multiplied a logistic path's odds by
    first_state: int
    states: int  # 0 where it does not switch
    state: int  # the one it is in
    drift: int  # first of its expected growth by state
    errors: int  # first of its forecast's errors, -1 where it has none
    bias: int  # distribution
    error_volatility: float  # of a month
    growth_scale: int  # the uncertainty that its growth is multiplied by, -1 for none
    scaled_from: int  # first month whose growth, over the month before, is scaled
    first_growth: int  # of what the operator takes its growth from now on to be
    seen_month: int  # in which that holds, -1 where it is out of date,
    seen: int  # of these levels


@table
class Growth:
    """A path's base level in a month over that of the present one, by what the operator knows."""

    ratio: float


@table
class Version:
    """A path, or a fit-out limit, as it is known from an instant on."""

    known: int
    first: int  # of its levels


@table
class Level:
    """Base level of a path in a month, kW; or how many kW can be fitted out in it."""

    kw: float
    growth: float  # logarithm of it (of a logistic path, of its odds) over that of the month before, 0 out of nothing


@table
class State:
    """A state of a switching path."""

    growth: float  # logarithm, of a month
    volatility: float  # of a month
    next: int  # first knot of the chances to be in each state the month after


@table
class Drift:
    """Expected level so many months ahead over the present one, in a state."""

    ratio: float


@table
class Error:
    """Logarithm by which a forecast of a month is off: this less that of the month in which it is made."""

    cumulated: float


@table
class Baseline:
    """Demand of the operator's own services in one region and grade."""

    path: int
    region: int
    grade: int
    share: float
    priority: int
    level_kw: int
    used_kw: int
    factor: float
    next: int  # of the same region and grade, -1 for none


@table
class Workload:
    """A class of request."""

    key: int
    client: int
    grade: int
    size: int
    notice: int
    patience: int
    duration: int
    regions: int
    region_count: int
    shares: int  # knots of the cumulated shares of its first regions
    providers: int
    provider_count: int
    operator_place: int  # its place in an open market's list
    price: float
    priority: int
    preemptible: int
    partly: int  # 1 where it takes what is left
    smallest_part: int
    rates: int  # first of its monthly rates
    first_request: int
    slots: int
    made: int
    target: float  # cumulated rate at which the next arrival comes
    reached: float
    reached_at: int
    size_factor: float
    rate_factor: float


@table
class Rate:
    """Arrivals per second of a class in a month."""

    per_second: float


@table
class Request:
    """What the partner or a large customer asks for, and what became of it. A row may have been another request's in
    the replication before: `requests.blank_request` says all of it but what is drawn.
    """

    workload: int
    ordinal: int
    kw: int
    grade: int
    client: int
    priority: int
    preemptible: int
    state: int
    first_region: int  # drawn place in its class's list of regions
    asked_at: int
    start: int
    latest: int
    duration: int
    regime: int
    offered_at: int
    window_ends: int
    free_until: int  # may close elsewhere until then; -1 where the right stands
    offers: int  # made so far
    remembered: int  # 1 where it is told that it waits, under this regime
    holder: int
    region: int
    on_demand: int
    consent: int  # under which it was placed, -1 none
    accepted_at: int
    due: int
    served_at: int
    ends_at: int
    owed_from: int  # months of the outlook that carry it, -1 for none
    owed_to: int
    queue: int  # in which it stands, -1 for none
    queued_at: int  # since when it counts there
    previous: int  # its neighbours there, -1 for none
    next: int
    provider_named: int  # whose offer the operator may match
    named_price: float  # its terms: $ per kW-month
    named_start: int  # and from when
    price: float  # what the operator earns, $ per kW-month
    price_limit: float  # most that a provider may ask in the free period, -1 for any
    part: int  # how-manieth part cut from its request, 0 for what was asked
    parts: int  # cut from it so far


@table
class Queue:
    """Requests in a row: those that wait to be asked again, or by pool those that claim it."""

    first: int  # -1 where it is empty
    last: int


@table
class Regime:
    """What holds between operator and partner from an instant on."""

    first: int
    regime: int
    trigger: int
    window: int
    response: int
    free_period: int
    waiting_time: int
    carved: int  # bit mask of the classes that go to the market freely
    kept: int  # of those that never leave the operator
    notice: int
    match_all: int  # 1 where a third party's date binds beside its price
    partial: int
    share_cap: float  # -1 for none
    cure: int  # -1 for none
    second_search: int  # -1 where who leaves does not come back
    amounts: int  # entries of its commitment, -1 for none: by month the dollars, first month and end of its period
    committed_kw: int  # -1 for none


@table
class Consent:
    """A standing approval or a waiver."""

    waiver: int
    first: int
    last: int
    provider: int
    classes: int  # bit mask
    limit_kw: int  # -1 for none
    used_kw: int


@table
class Response:
    """Rules that must all agree, from an instant on."""

    first: int
    rules: int
    rule_count: int
    draws: int  # 1 where one of them looks at the request's uniform
