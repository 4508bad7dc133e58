"""Tables of money: lease terms by region, prices, capex items."""

from sim.world.rows import table


@table
class Terms:
    """Lease terms in one region, per kW."""

    rent_month: float
    undiscounted: float
    present_value: float
    finance: int
    test: int  # the reason that decided it, -1 where the scenario says what it is
    term_months: int
    rent_free_months: int
    escalator: float
    fee_soq: float
    fee_signed: float
    fee_building: float
    deferral_share: float
    premium: float
    settles: int  # 1 where ending by agreement is settled between floor and cap, in months of rent
    floor_soq: float
    floor_signed: float
    floor_building: float
    cap_soq: float
    cap_signed: float
    cap_building: float
    reletting: float
    assignment: float  # dollars per kW, -1 where the lease can't be assigned
    sublease: float  # share of the rent of the day that a subtenant pays, -1 where a ready tranche is not sublet
    long_stop: int  # -1 for none
    delay_credit: float
    prepayment: float
    defers_rent: int  # 1 where a deferral costs the rent from the old date on
    first_option: int
    option_count: int


@table
class Costs:
    """Prices per kW, lead times, lives: one row."""

    land: float
    facility: float
    shell_fit: float
    it_general: float
    it_ai: float
    works: float  # of a retrofit
    works_time: int
    contracts_lead: int
    it_lead: int
    life_months: int
    refresh_lead_months: int
    payment_months: int  # from the month end that accrues to the month end that pays
    other_month: float
    other_leases: int


@table
class Curve:
    """Share of a price accrued at an equally spaced share of progress."""

    share: float


@table
class Item:
    """Money of one capex item: a site's asset, a grade's refresh, other capex, redeployed money."""

    site: int  # -1 for the programme's own
    asset: int
    grade: int
    committed_usd: int
    accrued_usd: int
    paid_usd: int
    listed: int  # 1 once any money has moved


@table
class Listed:
    """An item that money has moved of, in the order of the items: month ends look at no other."""

    item: int


@table
class Asset:
    """A cost class."""

    paying_usd: int  # added up for the payment being made


@table
class Paid:
    """Accrued so far at one of the last month ends of an item, until it is paid."""

    accrued_usd: int


@table
class Refresh:
    """IT that reaches the end of its life in a month, by grade."""

    usd: float
    waits_usd: int  # carried into the month by a hard envelope; committed already
    kw: float  # the same IT, where servers come in generations
    fleet_usd: float  # of them, of the fleet that stood at the start
    fleet_kw: float
    ordered: int  # 1 from its order on


@table
class Fleet:
    """What is left of the fleet that stood at the start, by grade."""

    kw: float


@table
class Shortfall:
    """A period of commitments at whose end the partner is billed what it fell short by."""

    first_month: int
    end_month: int
    least_usd: float  # that it is billed: share x committed, of every commitment, less what was billed before the start


@table
class Generation:
    """Servers and network per kW of a grade from a date on."""

    grade: int
    first: int
    price: float
    life_months: int
