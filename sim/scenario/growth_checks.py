"""What must hold of what grows: to the horizon's end, or that of a lease, it stays what its quantity can be.

All in logarithms, in which no growth is too much for a number.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.quantities.durations import DAYS_PER_YEAR
from sim.quantities.measured import LARGEST, Measured
from sim.scenario.demand_paths import Growth
from sim.scenario.places import RentGrowth
from sim.scenario.terms import LeaseTerms
from sim.scenario.uncertainties import factors_of, likely_most

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = tuple[Path, str]

MOST_TOLD = math.log(1e15)
"""Logarithm of the largest number that a message writes out."""


def levels_within(s: "Scenario") -> Iterator[Found]:
    """No baseline grows past what a power can be, as planned; nor past what can be counted, as it may come."""
    for i, b in enumerate(s.demand.baseline):
        planned = list(_planned_level(s, b.path, ("demand", "baseline", i, "path")))
        yield from planned or _possible_level(s, b, ("demand", "baseline", i))


def _planned_level(s: "Scenario", path: Any, where: Path) -> Iterator[Found]:
    """What a path comes to by its own growth, at the rate that says so."""
    most, what = _most_of(Growth, "level"), "the level comes"
    where = (*where, "rate_after" if path.kind == "table" else "rate")
    if path.kind == "switching":
        fastest = max(range(len(path.states)), key=lambda j: path.states[j].rate)
        most, what = float(LARGEST), "a path that stays in this state comes"
        where = (*where[:-1], "states", fastest, "rate")
    level = math.fsum(_course(s, path))
    if level > math.log(most):
        yield where, f"{what} to {_gw(level)} by {s.horizon.last_day}: at most {_gw(math.log(most))} is allowed"


def _possible_level(s: "Scenario", baseline: Any, where: Path) -> Iterator[Found]:
    """What a baseline may come to by an uncertainty that scales its growth, and its forecast by an error."""
    factors, (start, grown) = factors_of(s.uncertainties), _course(s, baseline.path)
    scaled_by = baseline.growth_scaled_by
    if scaled_by in factors and baseline.path.kind != "logistic":  # which keeps below its ceiling at any scale
        scale = likely_most(factors[scaled_by], factors)
        if start + grown * scale > math.log(LARGEST):
            yield (*where, "growth_scaled_by"), (f"growth times {scale:.3g}, as `{scaled_by}` may be, comes to "
                                                 f"{_gw(start + grown * scale)}: more than can be counted")  # fmt: skip
    if baseline.forecast_error is not None:
        level = start + grown + likely_most(baseline.forecast_error.bias, factors) * _years(s)
        if level > math.log(LARGEST):
            yield (*where, "forecast_error", "bias"), (f"the forecast comes to {_gw(level)} by {s.horizon.last_day}: "
                                                       "more than can be counted")  # fmt: skip


def rents_within(s: "Scenario") -> Iterator[Found]:
    """No rent grows past what a rent can be: by its escalator, to the end of its lease, or by its region's path."""
    most = _most_of(LeaseTerms, "rent")
    index = max((region.rent_index for region in s.regions), default=1.0)
    for i, terms in enumerate(s.lease_terms):
        last, years = max(_last_rents(terms, index))
        if terms.escalator > 0 and last > math.log(most):
            yield ("lease_terms", i, "escalator"), (f"the rent comes to ${_told(last)}/kW-month in year {years}: "
                                                    f"at most ${most:,.0f}/kW-month is allowed")  # fmt: skip
    largest, dearest = _most_of(RentGrowth, "level"), max((terms.rent for terms in s.lease_terms), default=0.0)
    for i, region in enumerate(s.regions):
        path = region.rent_path
        if path is None:
            continue
        start, grown = _course(s, path)
        key = "rate_after" if path.kind == "table" else "rate"
        if grown > 0 and start + grown > min(math.log(largest), math.log(most) - _log(dearest * region.rent_index)):
            yield ("regions", i, "rent_path", key), (
                f"the rent of the day comes to {_told(start + grown + math.log(100))} % of the terms' rent by "
                f"{s.horizon.last_day}: at most {largest:,.0%} of it and ${most:,.0f}/kW-month is allowed")  # fmt: skip


def _last_rents(terms: LeaseTerms, index: float) -> Iterator[tuple[float, int]]:
    """Logarithm of the rent of the last year, and its number: of the contract's own rent, and of those stated later."""
    stated = [(o.stated_rent, o.years or terms.term_years - (o.after_years or 0)) for o in terms.options]
    goes_on = [o.years or 0 for o in terms.options if o.rent == "contract" and o.stated_rent is None]
    for rent, count in ((terms.rent, terms.term_years + sum(goes_on)), *stated):
        if rent is not None:
            yield _log(rent * index) + (count - 1) * math.log1p(terms.escalator), count


def _course(s: "Scenario", path: Any) -> tuple[float, float]:
    """Logarithms of where a path starts and of what it grows by, up to the horizon's end, where it grows fastest."""
    if path.kind == "logistic":
        return _log(path.level), _log(path.ceiling) - _log(path.level)
    if path.kind == "switching":
        return _log(path.level), max(math.log1p(state.rate) for state in path.states) * _years(s)
    if path.kind == "table":
        last = max(path.points, key=lambda point: point.at)
        after = (s.horizon.last_day - last.at).days / float(DAYS_PER_YEAR)
        end = _log(last.level) + math.log1p(path.rate_after) * max(after, 0.0)
        start = _log(_least_level(path.points))
        return start, max(end, *(_log(point.level) for point in path.points)) - start
    season = max(getattr(path, "seasons", {}).values(), default=1.0)
    return _log(path.level * max(season, 1.0)), max(math.log1p(path.rate) * _years(s), 0.0)


def _least_level(points: Any) -> float:
    """The first level of a table; where that is nothing, the level a month after, on its straight way to the next."""
    listed = sorted(points, key=lambda point: point.at)
    if listed[0].level > 0:
        return float(listed[0].level)
    for before, after in pairwise(listed):
        if after.level > 0:
            return float(after.level / max((after.at - before.at).days / 30, 1.0))
    return 0.0


def _years(s: "Scenario") -> float:
    return (s.horizon.last_day - s.horizon.start).days / float(DAYS_PER_YEAR)


def _log(value: float) -> float:
    """A logarithm; of nothing, that of so little that no growth makes it anything."""
    return math.log(value) if value > 0 else -1e9


def _most_of(record: type[BaseModel], field: str) -> float:
    """The most that a key of a block can mean, as its own reading has it."""
    return next(mark.most for mark in record.model_fields[field].metadata if isinstance(mark, Measured))


def _told(log: float) -> str:
    """A number by its logarithm, as a message writes it."""
    return f"{math.exp(log):,.4g}" if log < MOST_TOLD else f"10^{log / math.log(10):.0f}"


def _gw(log_kw: float) -> str:
    return f"{_told(log_kw - math.log(1e6))} GW"
