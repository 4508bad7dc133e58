"""What must hold of `known_from`: nothing is known later than it can be seen by all."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.scenario.horizon import first_day_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.scenario.supply import Site

Path = tuple[str | int, ...]
Found = tuple[Path, str]
Dated = tuple[Path, date | None, date, str]
"""Where a `known_from` stands, the day it gives, the day it is about, and what happens on that."""


def known_in_time(s: "Scenario") -> Iterator[Found]:
    """Every `known_from` is on or before the date it is about, and within the horizon."""
    for path, known, at, what in (*_actions(s), *_envelopes(s), *_points(s), *_limits(s), *_ends(s)):
        if known is not None and known > at:
            yield path, f"{known} is after {at}, {what}: give {at} or an earlier day"
    yield from _something_known(s)
    yield from _targets(s)
    for i, site in enumerate(s.sites):
        yield from _site(s, i, site)


def _actions(s: "Scenario") -> Iterator[Dated]:
    for i, a in enumerate(s.timeline):
        if a.action == "scale_demand":
            yield ("timeline", i, "known_from"), a.known_from, a.at, "from which the operator sees the new level itself"
        elif a.action == "set_envelope":
            yield ("timeline", i, "known_from"), a.known_from, a.at, "from which the operator holds to it"


def _envelopes(s: "Scenario") -> Iterator[Dated]:
    for i, e in enumerate(s.capex.envelopes):
        opens = max(first_day_of(s.horizon, e.fiscal_year), s.horizon.start)
        yield ("capex", "envelopes", i, "known_from"), e.known_from, opens, f"when FY{e.fiscal_year} opens"


def _points(s: "Scenario") -> Iterator[Dated]:
    for i, b in enumerate(s.demand.baseline):
        for j, p in enumerate(getattr(b.path, "points", ())):
            path = ("demand", "baseline", i, "path", "points", j, "known_from")
            yield path, p.known_from, p.at, "when the level is reached"


def _limits(s: "Scenario") -> Iterator[Dated]:
    for grade in ("general", "ai"):
        for i, step in enumerate(getattr(s.costs.fit_out, grade)):
            path = ("costs", "fit_out", grade, i, "known_from")
            yield path, step.known_from, step.first_day, "from which it holds"


def _ends(s: "Scenario") -> Iterator[Dated]:
    for i, site in enumerate(s.sites):
        for j, t in enumerate(site.tranches):
            path = ("sites", i, "tranches", j, "ends_known_from")
            yield path, t.ends_known_from, t.ends or date.min, "when it ends" if t.ends else "no `ends` being given"
    for i, p in enumerate(s.portfolios):
        said = "when it ends" if p.live_ends else "no `live_ends` being given"
        yield ("portfolios", i, "live_ends_known_from"), p.live_ends_known_from, p.live_ends or date.min, said


def _something_known(s: "Scenario") -> Iterator[Found]:
    """A table and a fit-out line have something to go by at the start."""
    lists: list[tuple[Path, list[Any]]] = [
        (("demand", "baseline", i, "path", "points"), getattr(b.path, "points", []))
        for i, b in enumerate(s.demand.baseline)
    ]
    lists += [(("costs", "fit_out", grade), getattr(s.costs.fit_out, grade)) for grade in ("general", "ai")]
    for path, entries in lists:
        if entries and all(entry.known_from is not None and entry.known_from > s.horizon.start for entry in entries):
            yield path, "nothing of it is known at the start: leave one entry without known_from"


def _targets(s: "Scenario") -> Iterator[Found]:
    """What only baselines and declared envelopes have."""
    classes = [c.id for c in s.demand.classes]
    years = [e.fiscal_year for e in s.capex.envelopes]
    for i, a in enumerate(s.timeline):
        if a.action == "scale_demand" and a.known_from is not None and a.target in classes:
            path = ("timeline", i, "known_from")
            yield path, f"`{a.target}` is a workload class, which nobody forecasts: leave known_from out"
        if a.action == "set_envelope" and a.fiscal_year not in years:
            known = ", ".join(f"FY{year}" for year in sorted(years)) or "none"
            yield ("timeline", i, "fiscal_year"), f"FY{a.fiscal_year} has no envelope to change (known: {known})"
        elif a.action == "set_envelope" and a.at >= first_day_of(s.horizon, a.fiscal_year + 1):
            yield ("timeline", i, "at"), f"FY{a.fiscal_year} is over on {a.at}: its envelope can't be changed any more"


def _site(s: "Scenario", i: int, site: "Site") -> Iterator[Found]:
    if site.known_from is None:
        return
    path = ("sites", i, "known_from")
    if not s.horizon.start <= site.known_from <= s.horizon.last_day:
        yield path, f"{site.known_from} is outside the horizon {s.horizon.start} to {s.horizon.last_day}"
    if site.holder == "operator" and site.stage in ("building", "ready", "live"):
        yield path, f"the operator knows what it has at {site.stage}: stages allowed here are planned, loi, soq, signed"
