"""What must hold between the blocks of a scenario: ids that exist and are unique, dates within the horizon."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from sim.policy.python import PolicyNotFoundError, python_policy, source_of
from sim.quantities.held import Path, held_in
from sim.quantities.refusal import unknown_name
from sim.scenario.action_checks import moved_dates_refer, retrofits_have_a_price
from sim.scenario.allowed import KEY
from sim.scenario.date_checks import (
    dates_within,
    ends_come_after,
    one_entry_a_day,
    spans_run_forward,
    years_within,
)
from sim.scenario.distribution_base import Distribution
from sim.scenario.growth_checks import levels_within, rents_within
from sim.scenario.horizon import warm_up_ends
from sim.scenario.key_checks import options_can_be_used, stages_agree, tenures_agree
from sim.scenario.knowledge import known_in_time
from sim.scenario.name_checks import listed_once, sums_keep_their_names, unused_are_meant
from sim.scenario.opening_checks import ages_of_servers_agree, opening_money_agrees
from sim.scenario.size_checks import parts_fit, served_fits, sites_can_be_cut, sizes_over_nothing
from sim.scenario.uncertainty_checks import correlations_agree, scaled_by_known, uncertainties_exist

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Found = tuple[Path, str | PydanticCustomError]


def _unknown(path: Path, value: str, allowed: list[str], what: str) -> Iterator[Found]:
    if value not in allowed:
        yield path, unknown_name(what, value, allowed)


def unique_ids(s: "Scenario") -> Iterator[Found]:
    """No id twice in a list, and none twice among all that draw random numbers by their id."""
    lists: dict[str, list[Any]] = {name: list(getattr(s, name)) for name in (
        "regions", "providers", "rivals", "pipelines", "lease_terms", "sites", "portfolios", "timeline",
        "uncertainties")}
    for name, items in lists.items():
        seen: set[str] = set()
        for index, item in enumerate(items):
            if item.id in seen:
                yield (name, index, "id"), f"id `{item.id}` is used twice in {name}"
            seen.add(item.id)
    seen = set()
    for name in ("baseline", "classes"):
        for index, item in enumerate(getattr(s.demand, name)):
            if item.id in seen:
                yield ("demand", name, index, "id"), f"id `{item.id}` is used twice in demand"
            seen.add(item.id)


def figures_once(s: "Scenario") -> Iterator[Found]:
    """No published figure of one period or date is given twice."""
    seen: set[tuple[str, Any]] = set()
    for i, each in enumerate(s.reported):
        if (each.figure, each.period_ends) in seen:
            yield ("reported", i, "period_ends"), f"{each.figure} of {each.period_ends} is given twice: leave one out"
        seen.add((each.figure, each.period_ends))


def _opening(s: "Scenario") -> Iterator[tuple[str, int, Any]]:
    """What was asked for before the start: the list it stands in, its place there, and itself."""
    for name in ("in_service", "reserved", "waiting"):
        yield from ((name, i, r) for i, r in enumerate(getattr(s.demand, name)))


def opening_requests_agree(s: "Scenario") -> Iterator[Found]:
    """What was asked for before the start has ids of its own, was asked by then, and may still be served."""
    start = s.horizon.start
    regions = {c.id: list(c.regions) for c in s.demand.classes}
    seen = {c.id for c in s.demand.classes}
    for name, i, r in _opening(s):
        path = ("demand", name, i)
        if r.id in seen:
            yield (*path, "id"), f"id `{r.id}` is used twice in demand"
        seen.add(r.id)
        if name == "waiting":
            if r.asked is not None and r.asked > start:
                yield (*path, "asked"), f"{r.asked} is after the start, {start}: later ones arrive by their class"
            if r.region is not None and r.workload in regions:
                yield from _unknown((*path, "region"), r.region, regions[r.workload], f"region of {r.workload}")
        if name != "in_service" and r.latest is not None and r.latest < start:
            yield (*path, "latest"), f"{r.latest} is before the start, {start}: it would have been given up by then"


def regions_exist(s: "Scenario") -> Iterator[Found]:
    """Every region named is declared."""
    known = [r.id for r in s.regions]
    for i, site in enumerate(s.sites):
        yield from _unknown(("sites", i, "region"), site.region, known, "region")
    for i, p in enumerate(s.portfolios):
        for region in p.regions:
            yield from _unknown(("portfolios", i, "regions", region, KEY), region, known, "region")
    for i, b in enumerate(s.demand.baseline):
        for region in b.regions:
            yield from _unknown(("demand", "baseline", i, "regions", region, KEY), region, known, "region")
    for i, c in enumerate(s.demand.classes):
        for region in c.regions:
            yield from _unknown(("demand", "classes", i, "regions", region, KEY), region, known, "region")
    for name, i, r in _opening(s):
        if name != "waiting":
            yield from _unknown(("demand", name, i, "region"), r.region, known, "region")
    for i, a in enumerate(s.timeline):
        for j, region in enumerate((a.select.regions or []) if hasattr(a, "select") else []):
            yield from _unknown(("timeline", i, "select", "regions", j), region, known, "region")


def holders_exist(s: "Scenario") -> Iterator[Found]:
    """Every holder and provider named is declared."""
    providers = [p.id for p in s.providers]
    holders = ["operator", *providers]
    for name in ("sites", "portfolios"):
        for i, item in enumerate(getattr(s, name)):
            yield from _unknown((name, i, "holder"), item.holder, holders, "holder")
    for i, c in enumerate(s.demand.classes):
        for j, provider in enumerate(c.providers):
            yield from _unknown(("demand", "classes", i, "providers", j), provider, holders, "provider")
    for name, i, r in _opening(s):
        if name != "waiting":
            yield from _unknown(("demand", name, i, "holder"), r.holder, holders, "holder")
    for name in ("standing_approvals", "waivers"):
        for i, consent in enumerate(getattr(s.agreement, name)):
            yield from _unknown(("agreement", name, i, "provider"), consent.provider, providers, "provider")


def classes_exist(s: "Scenario") -> Iterator[Found]:
    """Every workload class named is declared."""
    classes = [c.id for c in s.demand.classes]
    targets = classes + [b.id for b in s.demand.baseline]
    for name, i, r in _opening(s):
        yield from _unknown(("demand", name, i, "workload"), r.workload, classes, "workload class")
    for name in ("standing_approvals", "waivers"):
        for i, consent in enumerate(getattr(s.agreement, name)):
            for j, c in enumerate(consent.classes):
                yield from _unknown(("agreement", name, i, "classes", j), c, classes, "workload class")
    for i, policy in enumerate(s.agreement.responses):
        for j, rule in enumerate(policy.rules):
            for field in ("unwilling", "workload"):
                named = getattr(rule, field, None)
                if named is not None:
                    path = ("agreement", "responses", i, "rules", j, field)
                    yield from _unknown(path, named, classes, "workload class")
    for i, a in enumerate(s.timeline):
        if a.action == "scale_demand":
            yield from _unknown(("timeline", i, "target"), a.target, targets, "baseline or workload class")


def states_exist(s: "Scenario") -> Iterator[Found]:
    """Every state that a switching path names is one of its own."""
    for i, b in enumerate(s.demand.baseline):
        if b.path.kind == "switching":
            path = ("demand", "baseline", i, "path")
            known = [state.id for state in b.path.states]
            yield from _unknown((*path, "first"), b.path.first, known, "state")
            for j, state in enumerate(b.path.states):
                for name in state.leaves:
                    yield from _unknown((*path, "states", j, "leaves", name, KEY), name, known, "state")


def supply_refers(s: "Scenario") -> Iterator[Found]:
    """Every pipeline, lease terms and slot portfolio named is declared."""
    pipelines = [p.id for p in s.pipelines]
    terms = [t.id for t in s.lease_terms]
    for name in ("sites", "portfolios"):
        for i, item in enumerate(getattr(s, name)):
            yield from _unknown((name, i, "pipeline"), item.pipeline, pipelines, "pipeline")
            if item.terms is not None:
                yield from _unknown((name, i, "terms"), item.terms, terms, "lease terms")
            elif item.tenure != "owned" and item.holder == "operator":
                yield (name, i), f"`{item.id}` is {item.tenure} and names no lease terms"
    slots = [p.id for p in s.portfolios if p.stage == "slot"]
    for i, a in enumerate(s.timeline):
        if a.action == "build":
            yield from _unknown(("timeline", i, "slots"), a.slots, slots, "portfolio of stage slot")
        if a.action == "recontract" and a.slots is not None:
            leased = [p.id for p in s.portfolios if p.stage == "slot" and p.tenure == "leased"]
            yield from _unknown(("timeline", i, "slots"), a.slots, leased, "leased portfolio of stage slot")
    if s.review.slots is not None:
        yield from _unknown(("review", "slots"), s.review.slots, slots, "portfolio of stage slot")
    if s.capex.freed.slots is not None:
        yield from _unknown(("capex", "freed", "slots"), s.capex.freed.slots, slots, "portfolio of stage slot")
    if s.capex.freed.short_lived + s.capex.freed.other_regions > 1:
        yield ("capex", "freed"), "short_lived and other_regions sum to more than 100 %"


def steps_unique(s: "Scenario") -> Iterator[Found]:
    """No two power steps of a region share an id: their slips are drawn by it."""
    for i, region in enumerate(s.regions):
        seen: set[str] = set()
        for j, step in enumerate(region.power.steps if region.power is not None else []):
            if step.id in seen:
                yield ("regions", i, "power", "steps", j, "id"), f"id `{step.id}` is used twice in {region.id}'s power"
            seen.add(step.id)


def generations_unique(s: "Scenario") -> Iterator[Found]:
    """One generation of servers a grade and day; servers live longer than the lead time of their order."""
    if s.costs.it_life <= s.costs.it_lead:
        yield ("costs", "it_life"), "servers would be refreshed before they could be ordered anew: exceed it_lead"
    seen: set[tuple[str, date]] = set()
    for i, made in enumerate(s.costs.generations):
        if (made.grade, made.first_day) in seen:
            yield ("costs", "generations", i, "first_day"), f"two generations of {made.grade} begin on {made.first_day}"
        seen.add((made.grade, made.first_day))
        if made.life <= s.costs.it_lead:
            yield ("costs", "generations", i, "life"), f"`{made.id}` would be refreshed before it could be ordered anew"


def regimes_agree(s: "Scenario") -> Iterator[Found]:
    """A regime names the commitment it rests on and classes that exist, none both carved out and with the operator."""
    commitments = [c.id for c in s.agreement.commitments]
    classes = [c.id for c in s.demand.classes]
    for i, regime in enumerate(s.agreement.regimes):
        path = ("agreement", "regimes", i)
        if regime.commitment is not None:
            yield from _unknown((*path, "commitment"), regime.commitment, commitments, "commitment")
        if (regime.commitment is not None) != (regime.regime == "committed"):
            yield path, f"`{regime.id}`: `commitment` is given where, and only where, the regime is `committed`"
        for name in ("carved_out", "with_operator"):
            for j, c in enumerate(getattr(regime, name)):
                yield from _unknown((*path, name, j), c, classes, "workload class")
        for c in sorted(set(regime.carved_out) & set(regime.with_operator)):
            yield path, f"`{regime.id}`: `{c}` is both carved out and with the operator; leave it in one of the lists"


def envelopes_unique(s: "Scenario") -> Iterator[Found]:
    """One envelope a fiscal year."""
    seen: set[int] = set()
    for i, e in enumerate(s.capex.envelopes):
        if e.fiscal_year in seen:
            yield ("capex", "envelopes", i, "fiscal_year"), f"FY{e.fiscal_year} has two envelopes"
        seen.add(e.fiscal_year)


def held_agree(s: "Scenario") -> Iterator[Found]:
    """What is asked of a thing wherever it lies: of a policy, a list, a draw."""
    uncertainties = [each.id for each in s.uncertainties]
    for path, held in held_in(s):
        if isinstance(held, Distribution):
            yield from scaled_by_known(path, held, uncertainties)
        elif isinstance(held, BaseModel):
            yield from _policy_found(path, held)
        elif isinstance(held, list | tuple):
            yield from listed_once(path, held)


def _policy_found(path: Path, rule: BaseModel) -> Iterator[Found]:
    """A Python policy is a function of a module that can be found."""
    name = python_policy(rule)
    if isinstance(name, str):
        try:
            source_of(name)
        except PolicyNotFoundError as error:
            yield (*path, "name"), str(error)


CHECKS: tuple[Callable[["Scenario"], Iterator[Found]], ...] = (
    unique_ids, opening_requests_agree, regions_exist, holders_exist, classes_exist, states_exist, supply_refers,
    figures_once, dates_within, warm_up_ends, years_within, one_entry_a_day, spans_run_forward, ends_come_after,
    envelopes_unique, steps_unique, generations_unique, known_in_time, moved_dates_refer, retrofits_have_a_price,
    opening_money_agrees, ages_of_servers_agree, levels_within, rents_within, regimes_agree, held_agree,
    uncertainties_exist, sizes_over_nothing, sites_can_be_cut, parts_fit, served_fits, tenures_agree, stages_agree,
    options_can_be_used, sums_keep_their_names, unused_are_meant, correlations_agree)
