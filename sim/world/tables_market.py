"""Tables of markets: the rent of the day by region and month, the grid's dated steps, the options of leases."""

from sim.world.rows import table


@table
class Market:
    """What a region has of its own: a path of rents, a grid."""

    key: int
    moves: int  # 1 where its rents have a path
    volatility: float  # of a month
    grid: int  # 1 where the grid has a clock of its own
    first_step: int
    step_count: int
    slip: int
    asked_kw: int  # by all that stand in its queue or have been served


@table
class Rent:
    """Rent of the day over the terms' rent in a month."""

    base: float
    index: float


@table
class PowerStep:
    """MW that the grid energises at a date."""

    key: int
    region: int
    kw: int
    at: int  # announced
    actual: int


@table
class Option:
    """An option of lease terms in a region, per kW."""

    kind: int
    at: int  # of a break, -1 where it follows from the commencement
    after: int  # of a break or a review
    notice: int
    seconds: int  # length of an extension
    fee_months: float
    share: float  # of a break, what is given back
    market: int  # 1 where an extension or a review starts anew at the rent of the day
    undiscounted: float  # payments added; of a review, those to the end of the term
    present_value: float  # the same on the day of the decision
