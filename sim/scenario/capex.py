"""`capex`: envelopes by fiscal year, spending outside data centers, and where freed money goes."""

from typing import Literal

from pydantic import Field

from sim.policy.funding import Funding, InOrder
from sim.quantities import Day, Dollars, DollarsPerMonth, FiscalYear, Share
from sim.quantities.record import Id, Record

CostClass = Literal["land", "facility", "servers", "refresh_general", "refresh_ai", "other", "redeployed",
                    "finance_leases"]


class Envelope(Record):
    """A fiscal year's capex budget on the call basis (accrual + finance leases commencing)."""

    id: Id
    """Name of the envelope."""
    fiscal_year: FiscalYear
    """The year that it budgets."""
    amount: Dollars
    """The budget, nominal."""
    kind: Literal["soft", "hard"]
    """Overrun reported, or kept by reservation."""
    scope: list[CostClass] = Field(min_length=1)
    """Cost classes it covers."""
    carry_over: bool = False
    """What unavoidable spending exceeded it by is taken from the next year's."""
    known_from: Day | None = None
    """Until when its year is unlimited as far as the operator knows; known from the start where not given."""


class Freed(Record):
    """Where the money of released, cancelled and deferred capacity goes, year by year."""

    short_lived: Share = 0.0
    """Share spent in the same fiscal year on servers and network elsewhere."""
    other_regions: Share = 0.0
    """Share that starts owned sites from the slots."""
    slots: str | None = None
    """Id of a portfolio of stage `slot` whose sites it starts, in their order."""


class Capex(Record):
    """The programme."""

    other: DollarsPerMonth = 0.0
    """Capex outside data centers."""
    other_leases: Dollars = 0
    """Undiscounted payments of leases not yet commenced outside data centers, a constant stock."""
    envelopes: list[Envelope] = []
    """Budgets by fiscal year; a year without one is unlimited."""
    freed: Freed = Freed()
    """Where freed money goes."""
    funding: Funding = InOrder()
    """In which order what waits for a hard envelope is started."""
