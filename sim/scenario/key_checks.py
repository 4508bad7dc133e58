"""What a key cannot mean where it stands: what only other tenures, stages or terms have is refused there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.quantities.durations import DAYS_PER_YEAR, SECONDS_PER_DAY
from sim.scenario.allowed import KEY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = tuple[Path, str]


def tenures_agree(s: "Scenario") -> Iterator[Found]:
    """What is owned has no lease; only leases are of a powered shell, or have costs and incentives of their own."""
    costly = {terms.id for terms in s.lease_terms if terms.initial_direct_costs > 0 or terms.incentive > 0}
    for name in ("sites", "portfolios"):
        for i, item in enumerate(getattr(s, name)):
            if item.tenure == "owned" and item.terms is not None:
                yield (name, i, "terms", KEY), f"`{item.id}` is owned and has no lease: leave its terms out, or say `~`"
            if item.tenure == "service" and item.terms in costly:
                yield (name, i, "terms", KEY), (f"`{item.id}` is a service, no lease: terms with initial_direct_costs "
                                                "or an incentive are of leases alone")  # fmt: skip
            if item.tenure != "leased" and item.delivery != "turnkey":
                yield (name, i, "delivery", KEY), f"`{item.id}` is not leased: only a landlord delivers a powered shell"


def stages_agree(s: "Scenario") -> Iterator[Found]:
    """Only a step under way lies behind in part, only what is on its way waits for power, only what is live leaves."""
    for i, site in enumerate(s.sites):
        if site.stage not in ("loi", "soq", "ready") and site.step_elapsed > 0:
            yield ("sites", i, "step_elapsed", KEY), (f"`{site.id}` is {site.stage}: only an LOI, an SOQ or a fit-out "
                                                      "has a step under way; leave it out")  # fmt: skip
        for j, tranche in enumerate(site.tranches):
            if site.stage in ("ready", "live") and tranche.power is not None:
                yield ("sites", i, "tranches", j, "power", KEY), (f"`{site.id}` is {site.stage} and has its power: "
                                                                  "leave it out, or say `~`")  # fmt: skip
    for i, p in enumerate(s.portfolios):
        if p.stage != "live" and p.live_ends is not None:
            yield ("portfolios", i, "live_ends", KEY), (f"`{p.id}` is {p.stage}: only live ones end by it; leave it "
                                                        "out, or say `~`")  # fmt: skip


def options_can_be_used(s: "Scenario") -> Iterator[Found]:
    """An option is decided after its lease begins."""
    year = int(DAYS_PER_YEAR * SECONDS_PER_DAY)
    for i, terms in enumerate(s.lease_terms):
        for j, option in enumerate(terms.options):
            years = option.after_years if option.kind == "break" else terms.term_years
            if years is not None and option.notice >= years * year:
                yield ("lease_terms", i, "options", j, "notice"), (
                    f"it would have to be decided before the lease begins: less than {years} years are left for it")
