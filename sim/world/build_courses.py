"""Tables of what has a value in each month from a scenario, as it comes and as it is known: paths, fit-out limits."""

import math
from datetime import date
from itertools import pairwise
from typing import get_args

import numpy as np

from sim.events import codes
from sim.quantities.durations import SECONDS_PER_YEAR
from sim.scenario.demand_paths import MonthName
from sim.streams import stream_key
from sim.world import tables_demand as rows
from sim.world.naming import Naming
from sim.world.rows import array
from sim.world.tables_supply import Line

ALWAYS = -(1 << 60)
MONTH_NAMES = get_args(MonthName)

Points = list[tuple[int, float]]
"""Instants and levels, in order of time."""
Legs = list[tuple[int, Points]]
"""From an instant on, a path goes by these points."""


class Courses:
    """Grows while a scenario is built: the versions of each course, and the values of each version by month."""

    def __init__(self, n: Naming) -> None:
        self.n = n
        self.versions: list[tuple[int, int]] = []
        self.levels: list[tuple[float, float]] = []

    def paths(self) -> np.ndarray:
        """One row a baseline's path."""
        made = array(rows.Path, len(self.n.baselines), seen_month=-1)
        made["first_growth"] = np.arange(len(made)) * len(self.n.fiscal_years)
        for row, baseline in zip(made, self.n.baselines, strict=True):
            path = baseline.path
            row["key"] = stream_key(f"path:{baseline.id}")
            scale = baseline.growth_scaled_by
            row["growth_scale"] = -1 if scale is None else self.n.index["uncertainties"][scale]
            since = ALWAYS if baseline.growth_scaled_from is None else self.n.instant(baseline.growth_scaled_from)
            row["scaled_from"] = 1 + sum(self.n.instant(day) < since for day in self.n.month_dates)
            row["ceiling"] = getattr(path, "ceiling", 0.0)
            row["volatility"] = getattr(path, "volatility", 0.0) / math.sqrt(12)
            legs = _legs(path, self.n)
            instants = [self.n.instant(day) for day in self.n.month_dates[:-1]]
            levels = [(known, [_base_level(path, legs[: v + 1], at) for at in instants])
                      for v, (known, _) in enumerate(legs)]  # fmt: skip
            self._add(row, levels, _seasons(path, self.n), _log_odds(path, instants))
        return made

    def lines(self) -> np.ndarray:
        """One row a grade's fit-out line."""
        made = array(Line, len(codes.GRADES))
        for row, grade in zip(made, codes.GRADES, strict=True):
            given = getattr(self.n.scenario.costs.fit_out, grade)
            steps = sorted(given, key=lambda step: (step.first_day, _known(step, self.n)))
            known = sorted({_known(step, self.n) for step in steps})
            self._add(row, [(news, [float(_limit(steps, day, news, self.n)) for day in self.n.month_dates[:-1]])
                            for news in known])
        return made

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """All versions and all their values."""
        versions = array(rows.Version, len(self.versions))
        versions[:] = self.versions
        levels = array(rows.Level, len(self.levels))
        levels[:] = self.levels
        return versions, levels

    def _add(self, row, versions: list[tuple[int, list[float]]], seasons: list[float] | None = None,
             odds: list[float] | None = None) -> None:  # fmt: skip
        """Append a course's versions, the last of them the course itself; what a season brings is no growth, and where
        logarithms of odds are given, growth is theirs.
        """
        row["first_version"], row["versions"] = len(self.versions), len(versions)
        for known, levels in versions:
            row["first"] = len(self.levels)
            self.versions.append((known, len(self.levels)))
            in_season = levels if seasons is None else [kw * factor for kw, factor in zip(levels, seasons, strict=True)]
            grown = _growth(levels) if odds is None else [0.0, *(b - a for a, b in pairwise(odds))]
            self.levels += zip(in_season, grown, strict=True)


def _seasons(path, n: Naming) -> list[float] | None:
    """What a seasonal path is multiplied by in each month."""
    if path.kind != "seasonal":
        return None
    return [path.seasons.get(MONTH_NAMES[day.month - 1], 1.0) for day in n.month_dates[:-1]]


def _log_odds(path, instants: list[int]) -> list[float] | None:
    """Of a logistic path, logarithms of the odds that its level stands at against what is left, up to a constant."""
    if path.kind != "logistic":
        return None
    return [math.log1p(path.rate) * at / SECONDS_PER_YEAR for at in instants]


def _growth(levels: list[float]) -> list[float]:
    """Logarithmic growth into each month; none out of nothing or into it."""
    grown = [math.log(b / a) if a > 0 and b > 0 else 0.0 for a, b in pairwise(levels)]
    return [0.0, *grown] if levels else []


def _limit(steps, day: date, news: int, n: Naming):
    """Limit of a month by the steps that are known by an instant; that of the first before any is in force."""
    known = [step for step in steps if _known(step, n) <= news]
    return ([step for step in known if step.first_day <= day] or known[:1])[-1].limit


def _legs(path, n: Naming) -> Legs:
    """The legs of a table: by what is known at the start, then from each news on by what is known then."""
    if path.kind != "table":
        return [(ALWAYS, [])]
    listed = sorted((n.instant(p.at), _known(p, n), float(p.level)) for p in path.points)
    legs: Legs = [(ALWAYS, [(at, level) for at, known, level in listed if known == ALWAYS])]
    for news in sorted({known for _, known, _ in listed if known > ALWAYS}):
        newest = {at: level for at, known, level in listed if known <= news <= at}  # of one day, what was learnt last
        ahead = list(newest.items())
        anchor = [] if ahead[0][0] == news else [(news, _base_level(path, legs, news))]
        legs.append((news, anchor + ahead))
    return legs


def level_at(path, instant: int, n: Naming) -> float:
    """Level at an instant of a path whose course is known from the start."""
    points = sorted((n.instant(p.at), float(p.level)) for p in getattr(path, "points", ()))
    return _base_level(path, [(ALWAYS, points)], instant)


def _known(entry, n: Naming) -> int:
    """Instant at which an entry becomes known, ALWAYS where that is at the start or before."""
    known = 0 if entry.known_from is None else n.instant(entry.known_from)
    return known if known > 0 else ALWAYS


def _base_level(path, legs: Legs, instant: int) -> float:
    """Level of a path at an instant, before its season: growth from the start, logistic, or geometric between a
    table's points; what a switching path starts from.
    """
    if path.kind == "switching":
        return float(path.level)
    if path.kind in ("growth", "seasonal"):
        return path.level * (1 + path.rate) ** (instant / SECONDS_PER_YEAR)
    if path.kind == "logistic":
        short = (path.ceiling / path.level - 1) * (1 + path.rate) ** (-instant / SECONDS_PER_YEAR)
        return path.ceiling / (1 + short)
    points = [points for first, points in legs if first <= instant][-1]
    if instant <= points[0][0]:
        return points[0][1]
    for (t0, a), (t1, b) in pairwise(points):
        if instant < t1:
            share = (instant - t0) / (t1 - t0)
            return a * (b / a) ** share if a > 0 and b > 0 else a + (b - a) * share
    last, level = points[-1]
    return level * (1 + path.rate_after) ** ((instant - last) / SECONDS_PER_YEAR)
