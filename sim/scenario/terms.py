"""`lease_terms`: what a lease costs, how it is accounted for, and what ending it costs."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, DollarsPerKw, DollarsPerKwMonth, MoneyRate, PlannedSeconds, Share
from sim.quantities.record import Id, Record


class ReleaseFees(Record):
    """Cost of ending, in months of year-1 rent, by the stage it is ended in (LOIs cost nothing)."""

    soq: float = Field(default=0.0, ge=0, le=60)
    """While it is an SOQ."""
    signed: float = Field(default=12.0, ge=0, le=120)
    """Signed, not yet building."""
    building: float = Field(default=18.0, ge=0, le=120)
    """Building, or ready and not yet live."""


class MonthsByStage(Record):
    """Months of the lease's year-1 rent, by the stage it is ended in."""

    soq: float = Field(default=0.0, ge=0, le=60)
    """While it is an SOQ."""
    signed: float = Field(ge=0, le=240)
    """Signed, not yet building."""
    building: float = Field(ge=0, le=240)
    """Building, or ready and not yet live."""


class Settlement(Record):
    """Ending by agreement: rent until the landlord has let anew and the cost of that, less what the new lease brings.

    Rent is lost from the announced ready-for-service on; the new lease brings the gain of its rent over the old one.
    """

    floor: MonthsByStage
    """Least that is paid, at once."""
    cap: MonthsByStage
    """Most that is paid, all in all; due when so many months of rent are lost and nobody has taken it."""
    reletting_cost: DollarsPerKw = 0.0
    """What it costs the landlord to let it anew."""

    @model_validator(mode="after")
    def _floor_under_cap(self) -> Self:
        for stage in ("soq", "signed", "building"):
            if getattr(self.floor, stage) > getattr(self.cap, stage):
                raise ValueError(f"settlement: the floor of {stage} is above its cap; lower it or raise the cap")
        return self


class LeaseOption(Record):
    """What the tenant may do with its lease at a date: extend it at its end, or end it early."""

    kind: Literal["extension", "break"]
    """To extend the lease at its end, or to end it early."""
    at: Day | None = None
    """Of a break: the date at which it ends the lease."""
    after_years: int | None = Field(default=None, ge=1, le=50)
    """Of a break: the same, as years after commencement."""
    notice: PlannedSeconds
    """How long before it is decided."""
    years: int | None = Field(default=None, ge=1, le=50)
    """Of an extension: its length."""
    rent: Literal["contract", "market"] = "contract"
    """Of an extension: the rent goes on with its escalator, or starts anew at the rent of the day of the decision."""
    fee_months: float = Field(default=0.0, ge=0, le=120)
    """Of a break: its fee in months of year-1 rent, due when notice is given."""
    discount_rate: MoneyRate | None = None
    """At which the lease is remeasured when it is used; the rate of the terms where not given."""

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if self.kind == "break" and (self.at is None) == (self.after_years is None):
            raise ValueError("a break option has a date `at` or `after_years` from commencement: give one of them")
        if self.kind == "break" and (self.years is not None or self.rent != "contract"):
            raise ValueError("`years` and `rent` belong to an extension; a break has `at` or `after_years`")
        if self.kind == "extension" and (self.years is None or self.at or self.after_years or self.fee_months):
            raise ValueError("an extension begins at the lease's end: give its `years`, no date and no fee")
        return self


class LeaseTerms(Record):
    """Terms shared by many leases."""

    id: Id
    """Name that sites and portfolios refer to."""
    rent: DollarsPerKwMonth
    """Rent of year 1 per critical IT kW, before the region's index."""
    escalator: MoneyRate = 0.0
    """Yearly step of the rent."""
    term_years: int = Field(ge=1, le=50)
    """Length from commencement, before any extension."""
    rent_free_months: int = Field(default=0, ge=0, le=36)
    """Months from commencement without rent."""
    discount_rate: MoneyRate = 0.045
    """Of present values of its payments."""
    accounting: Literal["finance", "operating", "by_test"] = "by_test"
    """As stated, or classified at signing by ASC 842's five tests: the one that decided is the reason in the log."""
    economic_life_years: float = Field(default=20.0, ge=1, le=100)
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
    """What ending it by agreement costs."""
    deferral_rent_share: float = Field(default=0.0, ge=0, le=1)
    """Share of the rent paid for each month of deferral."""
    reentry_premium: float = Field(default=0.0, ge=-0.5, le=2)
    """Rent of the day over these terms' rent when released capacity is taken back."""
    settlement: Settlement | None = None
    """What ending by agreement costs, in place of `release_fees`."""
    assignment: DollarsPerKw | None = None
    """The lease may be assigned: a rival that comes while what leaving costs is open takes it over as it stands, and
    this is due in place of re-letting it. Needs a settlement."""
    sublease: Share | None = None
    """A ready tranche that is let go is vacated and not ended: its rent runs on, and from a rival's signature to the
    lease's end the subtenant pays this share of the rent of the day. It is not taken back; ended where not given."""
    long_stop: PlannedSeconds | None = None
    """Delivery later than this after the contract's date lets the tenant leave free; never where not given."""
    delay_credit: DollarsPerKwMonth = 0.0
    """Paid by the landlord for each month that delivery is late, up to the long-stop."""
    prepayment: DollarsPerKw = 0.0
    """Paid at signing, credited against the first rents; lost when the tenant leaves, but for the long-stop."""
    deferral: Literal["fee", "rent"] = "fee"
    """What a deferral costs: `deferral_rent_share` for each month, at once; or the rent from the old date on."""
    options: list[LeaseOption] = Field(default=[], max_length=8)
    """Breaks, then extensions, each kind in the order in which they come; the operator's `options` rule decides."""

    @model_validator(mode="after")
    def _one_price_of_leaving(self) -> Self:
        if self.settlement is not None and "release_fees" in self.model_fields_set:
            raise ValueError(f"lease terms {self.id}: give release_fees or settlement, not both")
        if self.assignment is not None and self.settlement is None:
            raise ValueError(f"lease terms {self.id}: assignment is in place of a settlement's re-letting; give one")
        if self.deferral == "rent" and self.deferral_rent_share > 0:
            raise ValueError(f"lease terms {self.id}: deferral_rent_share is for `deferral: fee`; leave it out")
        if self.delay_credit > 0 and self.long_stop is None:
            raise ValueError(f"lease terms {self.id}: delay_credit runs up to the long_stop; give one")
        if self.rent_free_months >= 12 * self.term_years:
            raise ValueError(f"lease terms {self.id}: rent_free_months leave no rent in its term of "
                             f"{12 * self.term_years} months; make them fewer")
        kinds = [option.kind for option in self.options]
        if kinds != sorted(kinds):
            raise ValueError(f"lease terms {self.id}: options list breaks first, then extensions")
        if any((option.after_years or 0) >= self.term_years for option in self.options):
            raise ValueError(f"lease terms {self.id}: a break comes before the term of {self.term_years} years ends")
        return self
