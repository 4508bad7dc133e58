"""`lease_terms`: what a lease costs, how it is accounted for, and what ending it costs."""

from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.quantities import Day, DollarsPerKw, DollarsPerKwMonth, MoneyRate, PlannedSeconds, Share
from sim.quantities.durations import SECONDS_PER_YEAR
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
    """What may happen to a lease at a date: its tenant extends it or ends it early, or its rent is reviewed."""

    kind: Literal["extension", "break", "rent_review"]
    """To extend the lease at its end, or to end it early; or the contract's own change of the rent, which nobody has to
    decide."""
    at: Day | None = None
    """Of a break: the date at which it ends the lease."""
    after_years: int | None = Field(default=None, ge=1, le=50)
    """Of a break: the same, as years after commencement. Of a rent review: when the new rent begins."""
    notice: PlannedSeconds = 0
    """How long before it is decided; a break or an extension has to give it."""
    years: int | None = Field(default=None, ge=1, le=50)
    """Of an extension: its length."""
    rent: Literal["contract", "market"] = "contract"
    """Of an extension: the rent goes on with its escalator, or starts anew at the rent of the day of the decision. Of a
    review: `market`, the rent of the day, as by an index; or give `stated_rent`."""
    stated_rent: DollarsPerKwMonth | None = None
    """Of an extension or a review: the rent it starts anew at, in place of `rent`; before the region's index, as the
    terms' own."""
    fee_months: float = Field(default=0.0, ge=0, le=120)
    """Of a break: its fee in months of year-1 rent, due when notice is given."""
    share: Share = 1.0
    """Of a break: how much of a tranche's capacity is given back; the rest goes on, on these terms."""
    discount_rate: MoneyRate | None = None
    """At which the lease is remeasured when it is used; the rate of the terms where not given."""

    @model_validator(mode="after")
    def _reviewed(self) -> Self:
        if self.kind == "rent_review":
            if self.after_years is None or self.at or self.years or self.fee_months or self.notice:
                raise ValueError("a rent review has `after_years` from commencement; no date, notice, fee or `years`")
            if (self.rent == "market") == (self.stated_rent is not None):
                raise ValueError("a rent review has `rent: market` or a `stated_rent`: give one of them")
        elif "notice" not in self.model_fields_set:
            raise ValueError(f"{self.kind}: give its `notice`, how long before it is decided")
        elif self.stated_rent is not None and self.rent == "market":
            raise ValueError("`stated_rent` is in place of `rent: market`: give one of them")
        return self

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if self.kind == "break" and (self.at is None) == (self.after_years is None):
            raise ValueError("a break option has a date `at` or `after_years` from commencement: give one of them")
        if self.kind == "break" and (self.years is not None or self.rent != "contract" or self.stated_rent is not None):
            raise ValueError("`years` and a rent belong to an extension; a break has `at` or `after_years`")
        if (self.share < 1 and self.kind != "break") or self.share == 0:
            raise ValueError("`share` belongs to a break, and is more than nothing")
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
    payment_period: Literal["month", "quarter", "year"] = "month"
    """How much rent is due together, counted from commencement."""
    payment_due: Literal["in_advance", "in_arrears"] = "in_advance"
    """At the start of each period, or at its end; a lease in arrears that ends early pays what has run by then."""
    initial_direct_costs: DollarsPerKw = 0.0
    """Paid by the tenant at commencement to obtain the lease: part of its right of use. Of leases alone."""
    incentive: DollarsPerKw = 0.0
    """Paid to the tenant by the landlord at commencement: off its right of use. Of leases alone."""
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
    """Breaks and rent reviews in the order in which they come, then extensions; of breaks and extensions the operator's
    `options` rule decides."""

    @property
    def months_paid_together(self) -> int:
        """Length of a payment period."""
        return {"month": 1, "quarter": 3, "year": 12}[self.payment_period]

    @property
    def in_arrears(self) -> bool:
        """Whether a period is paid at its end."""
        return self.payment_due == "in_arrears"

    @model_validator(mode="after")
    def _paid_as_it_can_be(self) -> Self:
        monthly = self.payment_period == "month" and not self.in_arrears
        if self.prepayment > 0 and not monthly:
            raise ValueError(f"lease terms {self.id}: a prepayment is credited against rent that is due month by month "
                             "in advance; leave it out, or the payment period and payment_due")
        if self.in_arrears and any(option.at is not None for option in self.options):
            raise ValueError(f"lease terms {self.id}: a lease in arrears is broken at the end of a year of its own; "
                             "give the break as after_years")
        return self

    @model_validator(mode="after")
    def _reviews_in_order(self) -> Self:
        if not any(option.kind == "rent_review" for option in self.options):
            return self
        decided = [option.after_years * SECONDS_PER_YEAR - option.notice
                   for option in self.options if option.after_years is not None]
        if any(later <= before for before, later in pairwise(decided)):
            raise ValueError(f"lease terms {self.id}: breaks and rent reviews are listed in the order in which they "
                             "are decided, no two at one time")
        if any(o.kind == "extension" and o.rent == "contract" and o.stated_rent is None for o in self.options):
            raise ValueError(f"lease terms {self.id}: after a rent review an extension has a rent of its own; give its "
                             "stated_rent or rent: market")
        return self

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
        extends = [option.kind == "extension" for option in self.options]
        if extends != sorted(extends):
            raise ValueError(f"lease terms {self.id}: options list breaks and rent reviews first, then extensions")
        if any((option.after_years or 0) >= self.term_years for option in self.options):
            raise ValueError(f"lease terms {self.id}: a break or a rent review comes before the term of "
                             f"{self.term_years} years ends")
        return self
