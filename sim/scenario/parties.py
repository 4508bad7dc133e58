"""`operator`, `partner`, `providers`, `rivals`: who holds sites and who takes what is released."""

from typing import Literal

from pydantic import Field

from sim.policy.options import Never, OptionPolicy
from sim.quantities import DollarsPerKwMonth, Kilowatts, MoneyRate, PlannedSeconds, Share
from sim.quantities.record import Id, Record
from sim.scenario.distributions import DurationDraw
from sim.scenario.places import Area


class Operator(Record):
    """The hyperscaler."""

    name: str
    """Name that charts and tables show."""
    reserve: Share = 0.06
    """Share of live MW kept for failure, maintenance and forecast error."""
    count_loi: Share = 0.0
    """Share of LOI face value that the operator counts as coming when it judges what it is able to host."""
    count_soq: Share = 0.0
    """The same for SOQs."""
    discount_rate: MoneyRate = 0.08
    """Of net present values, from the scenario's start; 8 % is an assumption, and no event depends on it."""
    options: OptionPolicy = Never()
    """What it does with the options of its leases."""


class Partner(Record):
    """The AI lab."""

    name: str
    """Name that charts and tables show."""


class OnDemand(Record):
    """Capacity a provider finds without a site of its own in the scenario."""

    limit: Kilowatts | Literal["unlimited"]
    """Most that can be in use or reserved at a time; who is `unlimited` always has room."""
    lead_time: PlannedSeconds = 0
    """From acceptance to service."""


class Provider(Record):
    """Whoever else can host the partner."""

    id: Id
    """Name that other keys refer to."""
    name: str | None = None
    """Name that charts and tables show; the id where empty."""
    kind: Literal["own_site", "third_party"]
    """The partner's own programme, or a cloud that sells to it."""
    price: DollarsPerKwMonth
    """What it asks per critical IT kW and month."""
    other_customers: Share = 0.0
    """Share of its live MW that others use."""
    on_demand: OnDemand | None = None
    """Capacity that it can bring within a lead time; none where not given."""
    bidding_delay: PlannedSeconds = 0
    """Time its bid takes where the operator holds a right to match it."""


class Rival(Record):
    """Another hyperscaler that takes capacity the operator releases."""

    id: Id
    """Name that other keys refer to."""
    name: str | None = None
    """Name that charts and tables show; the id where empty."""
    areas: list[Area] = Field(min_length=1)
    """Parts of the world in which it takes released sites."""
    weight: float = Field(default=1.0, gt=0, le=1_000_000)
    """Its weight among the rivals active in an area."""


class Backfill(Record):
    """How released capacity finds its next tenant."""

    chance: Share = 1.0
    """Chance that a rival takes a released tranche at all."""
    delay: DurationDraw
    """From release to a rival's signature."""
    restart: PlannedSeconds = 90 * 86_400
    """Time the operator loses when it takes a released tranche back."""
