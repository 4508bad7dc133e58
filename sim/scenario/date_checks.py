"""What must hold of dates: they lie where the scenario can heed them, spans run forward, and a day has one entry."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sim.quantities.calendar import add_months
from sim.quantities.dates import FISCAL_YEAR_ENDS
from sim.quantities.durations import YEARS_PLANNED

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = tuple[Path, str]

FARTHEST_MONTHS = YEARS_PLANNED * 12
"""Planned dates lie at most so far from the horizon: what is farther off is taken for a slip of the pen."""


def dates_within(s: "Scenario") -> Iterator[Found]:
    """What happens or begins does so within the horizon; the first regime and response are in force at its start."""
    h = s.horizon
    for i, a in enumerate(s.timeline):
        if not h.start <= a.at <= h.last_day:
            yield ("timeline", i, "at"), f"{a.at} is outside the horizon {h.start} to {h.last_day}"
    for name, items in (("regimes", s.agreement.regimes), ("responses", s.agreement.responses)):
        if min(item.first_day for item in items) > h.start:
            yield ("agreement", name), f"none of the {name} is in force at the start, {h.start}"
    for path, day in _beginnings(s):
        if day > h.last_day:
            yield path, f"{day} is after the horizon, which ends on {h.last_day}"
    for i, figure in enumerate(s.reported):
        opening = h.start - timedelta(days=1)  # balances of this day are those that the scenario starts from
        if figure.period_ends < opening:
            yield ("reported", i, "period_ends"), f"{figure.period_ends} is before the horizon, from {h.start} on"
    first, last = add_months(h.start, -FARTHEST_MONTHS), add_months(h.last_day, FARTHEST_MONTHS)
    for path, day in _plans(s):
        if not first <= day <= last:
            yield path, f"{day} is over {FARTHEST_MONTHS // 12} years from the horizon: {first} to {last} is allowed"


def years_within(s: "Scenario") -> Iterator[Found]:
    """Envelopes and commitments lie in the fiscal years of the horizon, or its calendar years."""
    h = s.horizon
    last_month = FISCAL_YEAR_ENDS.index(h.fiscal_year_ends) * 3 + 3
    first, last = (day.year + (day.month > last_month) for day in (h.start, h.last_day))
    dated: list[tuple[Path, int]] = [(("capex", "envelopes", i, "fiscal_year"), e.fiscal_year)
                                     for i, e in enumerate(s.capex.envelopes)]
    dated += [(("agreement", "commitments", i, "by_year", j, "fiscal_year"), year.fiscal_year)
              for i, c in enumerate(s.agreement.commitments) for j, year in enumerate(c.by_year)]
    for i, c in enumerate(s.agreement.commitments):
        for j, amount in enumerate(c.by_calendar_year):
            if not h.start.year <= amount.year <= h.last_day.year:
                where = ("agreement", "commitments", i, "by_calendar_year", j, "year")
                yield where, f"{amount.year} is outside the horizon, {h.start.year} to {h.last_day.year}"
    for path, year in dated:
        if not first <= year <= last:
            yield path, f"FY{year} is outside the horizon, FY{first} to FY{last}"


def one_entry_a_day(s: "Scenario") -> Iterator[Found]:
    """No two entries of a list hold from one day, but where one becomes known later and replaces the other."""
    for path, field, entries in _in_time(s):
        seen: set[tuple[date, date | None]] = set()
        for i, entry in enumerate(entries):
            day, known = getattr(entry, field), getattr(entry, "known_from", None)
            key = (day, known if known is not None and known > s.horizon.start else None)
            if key in seen:
                yield (*path, i, field), f"two entries hold from {day}: leave one of them out"
            seen.add(key)


def spans_run_forward(s: "Scenario") -> Iterator[Found]:
    """A span of days ends on its first day or later."""
    spans: list[tuple[Path, Any]] = [(("portfolios", i, "arrivals"), p.arrivals)
                                     for i, p in enumerate(s.portfolios) if p.arrivals is not None]
    spans += [(("portfolios", i, "ready", j), span)
              for i, p in enumerate(s.portfolios) for j, span in enumerate(p.ready or [])]
    spans += [(("agreement", name, i), consent) for name in ("standing_approvals", "waivers")
              for i, consent in enumerate(getattr(s.agreement, name)) if consent.last_day is not None]
    for path, span in spans:
        if span.last_day < span.first_day:
            yield (*path, "last_day"), f"{span.last_day} is before {span.first_day}, its first_day"


def ends_come_after(s: "Scenario") -> Iterator[Found]:
    """What ends does so after the start, and after it is ready; an option to leave comes after the start."""
    start = s.horizon.start
    ends: list[tuple[Path, date | None]] = [(("portfolios", i, "live_ends"), p.live_ends)
                                            for i, p in enumerate(s.portfolios)]
    ends += [(("demand", "in_service", i, "ends"), r.ends) for i, r in enumerate(s.demand.in_service)]
    ends += [(("sites", i, "tranches", j, "ends"), t.ends)
             for i, site in enumerate(s.sites) for j, t in enumerate(site.tranches)]
    for path, day in (*ends, *_breaks(s)):
        if day is not None and day <= start:
            yield path, f"{day} is not after the start, {start}: it would have ended by then"
    for i, site in enumerate(s.sites):
        for j, t in enumerate(site.tranches):
            if t.ends is not None and t.ready is not None and start < t.ends <= t.ready:
                yield ("sites", i, "tranches", j, "ends"), f"{t.ends} is not after {t.ready}, when it is ready"


def _beginnings(s: "Scenario") -> Iterator[tuple[Path, date]]:
    """What would never count if it began after the horizon."""
    for path, field, entries in _in_time(s):
        yield from (((*path, i, field), entry.first_day) for i, entry in enumerate(entries) if field == "first_day")
    for name in ("regimes", "responses", "standing_approvals", "waivers"):
        for i, item in enumerate(getattr(s.agreement, name)):
            yield ("agreement", name, i, "first_day"), item.first_day
    for i, p in enumerate(s.portfolios):
        if p.arrivals is not None:
            yield ("portfolios", i, "arrivals", "first_day"), p.arrivals.first_day
    for i, b in enumerate(s.demand.baseline):
        if b.growth_scaled_from is not None:
            yield ("demand", "baseline", i, "growth_scaled_from"), b.growth_scaled_from
    for i, made in enumerate(s.costs.generations):
        yield ("costs", "generations", i, "first_day"), made.first_day
    for i, figure in enumerate(s.reported):
        yield ("reported", i, "period_ends"), figure.period_ends
    if s.vintage is not None:
        yield ("vintage",), s.vintage


def _plans(s: "Scenario") -> Iterator[tuple[Path, date]]:
    """What may lie outside the horizon: the vintage, planned deliveries, levels of a table, the end of a stream."""
    if s.vintage is not None:
        yield ("vintage",), s.vintage
    for i, site in enumerate(s.sites):
        for j, t in enumerate(site.tranches):
            for name in ("ready", "power"):
                if (day := getattr(t, name)) is not None:
                    yield ("sites", i, "tranches", j, name), day
    for i, p in enumerate(s.portfolios):
        if p.arrivals is not None:
            yield ("portfolios", i, "arrivals", "last_day"), p.arrivals.last_day
        yield from ((("portfolios", i, "ready", j, "last_day"), span.last_day) for j, span in enumerate(p.ready or []))
    for path, field, entries in _in_time(s):
        yield from (((*path, i, field), getattr(entry, field)) for i, entry in enumerate(entries) if field == "at")
    for i, region in enumerate(s.regions):
        for j, step in enumerate(region.power.steps if region.power is not None else []):
            yield ("regions", i, "power", "steps", j, "at"), step.at
    yield from _breaks(s)


def _breaks(s: "Scenario") -> Iterator[tuple[Path, date]]:
    """Dates at which leases may be ended early."""
    for i, terms in enumerate(s.lease_terms):
        yield from ((("lease_terms", i, "options", j, "at"), option.at)
                    for j, option in enumerate(terms.options) if option.at is not None)


def _in_time(s: "Scenario") -> Iterator[tuple[Path, str, list[Any]]]:
    """Lists whose entries each hold from their day to that of the next: where they stand, which field is the day.

    Those with ids (regimes, responses) are left out: of one day the last by id holds, whatever the order of the file.
    """
    for i, c in enumerate(s.demand.classes):
        yield ("demand", "classes", i, "arrivals"), "first_day", c.arrivals
    for grade in ("general", "ai"):
        yield ("costs", "fit_out", grade), "first_day", getattr(s.costs.fit_out, grade)
    for i, b in enumerate(s.demand.baseline):
        yield ("demand", "baseline", i, "path", "points"), "at", getattr(b.path, "points", [])
    for i, region in enumerate(s.regions):
        yield ("regions", i, "rent_path", "points"), "at", getattr(region.rent_path, "points", [])
