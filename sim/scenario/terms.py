"""`lease_terms`: what a lease costs, how it is accounted for, and what ending it costs."""

from typing import Literal

from pydantic import Field

from sim.quantities import DollarsPerKw, DollarsPerKwMonth, YearlyRate
from sim.quantities.record import Record


class ReleaseFees(Record):
    """Cost of ending, in months of year-1 rent, by the stage it is ended in (LOIs cost nothing)."""

    soq: float = Field(default=0.0, ge=0, le=60)
    signed: float = Field(default=12.0, ge=0, le=120)
    building: float = Field(default=18.0, ge=0, le=120)


class LeaseTerms(Record):
    """Terms shared by many leases."""

    id: str
    rent: DollarsPerKwMonth
    """Rent of year 1 per critical IT kW, before the region's index."""
    escalator: YearlyRate = 0.0
    """Yearly step of the rent."""
    term_years: int = Field(ge=1, le=50)
    rent_free_months: int = Field(default=0, ge=0, le=36)
    discount_rate: YearlyRate = 0.045
    accounting: Literal["finance", "operating", "by_test"] = "by_test"
    """As stated, or classified at signing by ASC 842's five tests: the one that decided is the reason in the log."""
    economic_life_years: float = Field(default=20.0, gt=0)
    """Remaining economic life of the asset: a term of 75 % of it or more is a finance lease."""
    fair_value: DollarsPerKw | None = None
    """Fair value of the leased asset: a present value of 90 % of it or more is a finance lease."""
    transfers_ownership: bool = False
    """The asset passes to the operator by the end of the term: a finance lease."""
    purchase_option: bool = False
    """The operator may buy the asset and is reasonably certain to: a finance lease."""
    no_alternative_use: bool = False
    """The asset will be of no use to the landlord at the end of the term: a finance lease."""
    release_fees: ReleaseFees = ReleaseFees()
    deferral_rent_share: float = Field(default=0.0, ge=0, le=1)
    """Share of the rent paid for each month of deferral."""
    reentry_premium: float = Field(default=0.0, ge=-0.5, le=2)
    """Rent of the day over these terms' rent when released capacity is taken back."""
