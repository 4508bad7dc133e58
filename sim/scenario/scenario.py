"""The root of a scenario file: everything that can vary is in here."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.quantities import LastDay
from sim.quantities.record import Record
from sim.scenario.agreement import Agreement
from sim.scenario.capex import Capex
from sim.scenario.costs import Costs
from sim.scenario.demand import Demand
from sim.scenario.horizon import Horizon
from sim.scenario.parties import Backfill, Operator, Partner, Provider, Rival
from sim.scenario.places import Region
from sim.scenario.references import CHECKS, Found
from sim.scenario.reported import Reported
from sim.scenario.reviews import ReviewPlan
from sim.scenario.supply import Pipeline, Portfolio, Site
from sim.scenario.terms import LeaseTerms
from sim.scenario.timeline import Action
from sim.scenario.uncertainties import Correlation, Uncertainty
from sim.scenario.variants import NAME, VARIANTS

NOTHING_SAID: Any = {}
"""Default of a block that may be left out, as a file would write it: it is read like any other, when it is needed."""


class Scenario(Record):
    """One complete named input."""

    OF_A_FILE: ClassVar = ("extends", VARIANTS)
    """Keys of its files that are gone from what they come to."""

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this language."""
    name: str = Field(pattern=NAME)
    """Short name: folders and charts carry it."""
    title: str
    """What the scenario asks, in a line."""
    description: str = ""
    """What it assumes and why, for the reader of the report."""
    vintage: LastDay | None = None
    """No fact later than this day is used as input."""
    seed: int = Field(default=1, ge=0, le=2**62)
    """With the replication's number, the key of every draw."""
    replications: int = Field(default=200, ge=1, le=1_000_000_000)
    """Runs with draws of their own; `--replications` replaces it."""
    horizon: Horizon
    """Span of calendar time."""
    uncertainties: list[Uncertainty] = []
    """Factors that are drawn once for a whole replication."""
    correlations: list[Correlation] = []
    """How uncertainties go together; independent where not given."""
    regions: list[Region] = Field(min_length=1, max_length=64)
    """Markets with their own power, rent and delays."""
    operator: Operator
    """The hyperscaler."""
    partner: Partner
    """The AI lab."""
    providers: list[Provider] = []
    """Who else can host the partner."""
    rivals: list[Rival] = []
    """Hyperscalers that take what the operator releases."""
    backfill: Backfill | None = None
    """How soon rivals take released capacity; nobody does where not given."""
    pipelines: list[Pipeline] = []
    """Steps of kinds of site and how long each takes."""
    lease_terms: list[LeaseTerms] = []
    """Terms that leases share."""
    sites: list[Site] = []
    """Campuses and leased buildings, one by one."""
    portfolios: list[Portfolio] = []
    """Sites known as a population only."""
    costs: Costs
    """Prices, lead times and lives."""
    demand: Demand = NOTHING_SAID
    """All demand."""
    agreement: Agreement
    """What holds between operator and partner."""
    capex: Capex = NOTHING_SAID
    """Envelopes, and spending outside data centers."""
    review: ReviewPlan = NOTHING_SAID
    """The portfolio review."""
    timeline: list[Action] = []
    """Dated actions, in any order."""
    reported: list[Reported] = []
    """Published figures that charts show beside the simulated ones; never an input."""

    checks: ClassVar = CHECKS
    """What must hold between blocks: each finds (path, text) of references, dates and shares that don't hold."""

    def check(self) -> list[Found]:
        """Problems between blocks: (path, text) for each reference, date or share that doesn't hold."""
        return [found for check in CHECKS for found in check(self)]

    def plain(self) -> dict[str, Any]:
        """What was said, as plain values that give the same scenario in another process: generic classes do not
        travel. Defaults are left out, for some keys may not stand together.
        """
        return self.model_dump(by_alias=True, exclude_unset=True)
