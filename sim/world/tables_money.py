"""Tables of money: lease terms by region, prices, capex items."""

from sim.world.rows import table


@table
class Terms:
    """Lease terms in one region, per kW."""

    rent_month: float
    undiscounted: float
    present_value: float
    finance: int
    term_months: int
    rent_free_months: int
    escalator: float
    fee_soq: float
    fee_signed: float
    fee_building: float
    deferral_share: float
    premium: float


@table
class Costs:
    """Prices per kW, lead times, lives: one row."""

    land: float
    facility: float
    shell_fit: float
    it_general: float
    it_ai: float
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
    kept_usd: int  # due for tranches that have left


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
