"""Supply in the independent model: a calendar of months, and leases on their way to live capacity.

Plain SimPy processes, written from WORLD.md; shares no code with sim/ (see independent_model.py).
"""

import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import simpy

YEAR = 31_557_600.0
MONTH = YEAR / 12
NORMAL_P90 = 1.2815515655446004
OPERATOR = "operator"


def draw(rng: random.Random, drawn: Any) -> float:
    """One value of a distribution as the scenario states it."""
    kind = drawn.distribution
    if kind == "fixed":
        return float(drawn.value)
    if kind == "exponential":
        return rng.expovariate(1 / drawn.mean_given)
    if kind == "uniform":
        return rng.uniform(drawn.low, drawn.high)
    if kind == "triangular":
        return rng.triangular(drawn.low, drawn.high, drawn.mode)
    if kind == "lognormal":
        return drawn.median * math.exp(rng.gauss(0, 1) * math.log(drawn.p90 / drawn.median) / NORMAL_P90)
    raise ValueError(f"the independent model does not draw from {kind}")


def mean_of(drawn: Any) -> float:
    """Mean of a triangular or fixed value."""
    if drawn.distribution == "triangular":
        return (drawn.low + drawn.mode + drawn.high) / 3
    return float(drawn.value)


class Building:
    """A signed lease on its way to live: when it is expected, as announced or overdue."""

    def __init__(self, region: str, kw: float, announced: float, mean_fit_out: float) -> None:
        self.region, self.kw, self.announced = region, kw, announced
        self.mean_fit_out = mean_fit_out
        self.ready_at = self.turn_over = math.inf


class Supply:
    """Live capacity by holder and region, and the leases that will add to it."""

    def __init__(self, scenario: Any, seed: str) -> None:
        self.scenario = scenario
        self.rng = random.Random(seed)
        self.env = simpy.Environment()
        self.months = self._month_starts()
        self.month = 0
        self.counts: Counter[str] = Counter()
        self.live: Counter[tuple[str, str]] = Counter()
        self.live_at: list[float] = []
        """The operator's live kW at the end of each year."""
        self.coming: list[Building] = []
        self.providers = {p.id: p for p in scenario.providers}
        self.pipelines = {p.id: p for p in scenario.pipelines}
        self.line_free_at = 0.0
        for site in scenario.sites:
            self.live[site.holder, site.region] += sum(t.capacity for t in site.tranches)
        for portfolio in scenario.portfolios:
            self.env.process(self.letters(portfolio))

    def something_changed(self) -> None:
        """Supply or what uses it has changed."""
        raise NotImplementedError

    def seconds_to(self, day: date) -> float:
        """From the scenario's start."""
        return (day - self.scenario.horizon.start).total_seconds()

    def _month_starts(self) -> list[float]:
        day, last = self.scenario.horizon.start, self.scenario.horizon.last_day
        found = []
        while day <= last + timedelta(days=1):
            found.append(self.seconds_to(day))
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return found

    def month_starts(self) -> Iterator[simpy.Event]:
        """Turn the month; the baseline steps, so those who wait are asked again."""
        for number, at in enumerate(self.months[1:], 1):
            yield self.env.timeout(at - self.env.now)
            self.month = number
            if number % 12 == 0:
                self.note_live()
            self.something_changed()

    def note_live(self) -> None:
        self.live_at.append(sum(kw for (holder, _), kw in self.live.items() if holder == OPERATOR))

    def letters(self, portfolio: Any) -> Iterator[simpy.Event]:
        """Letters of intent in mid-course at the start, or a stream of new ones."""
        if portfolio.count is not None:
            for _ in range(portfolio.count):
                self.env.process(self.lease(portfolio, 1 - self.rng.random()))
            return
        while True:
            yield self.env.timeout(self.rng.expovariate(portfolio.arrivals.rate / MONTH))
            self.env.process(self.lease(portfolio, 1.0))

    def lease(self, portfolio: Any, share_left: float) -> Iterator[simpy.Event]:
        """A letter of intent becomes a statement of qualification, a lease, a building site and live capacity."""
        steps, rng, env = self.pipelines[portfolio.pipeline], self.rng, self.env
        region = rng.choices(list(portfolio.regions), list(portfolio.regions.values()))[0]
        kw = draw(rng, portfolio.site)
        self.counts["letters of intent"] += 1
        yield env.timeout(draw(rng, steps.loi) * share_left)
        if rng.random() >= steps.loi_converts:
            self.counts["letters lapsed"] += 1
            return
        yield env.timeout(draw(rng, steps.soq))
        if rng.random() >= steps.soq_converts:
            self.counts["statements lapsed"] += 1
            return
        self.counts["leases signed"] += 1
        building = Building(region, kw, env.now + draw(rng, steps.lead), mean_of(steps.fit_out))
        self.coming.append(building)
        late = max(draw(rng, steps.slip), draw(rng, steps.power_slip))
        yield env.timeout(building.announced + late - env.now)
        building.ready_at = env.now
        self.counts["tranches ready"] += 1
        building.turn_over = self.turn_in_line(kw)
        yield env.timeout(draw(rng, steps.fit_out)) & env.timeout(building.turn_over - env.now)
        self.coming.remove(building)
        self.live[OPERATOR, region] += kw
        self.something_changed()

    def turn_in_line(self, kw: float) -> float:
        """When its turn is over: one tranche at a time, as many calendar months as its kW are of the monthly limit."""
        at = max(self.line_free_at, self.env.now)
        left = kw / self.scenario.costs.fit_out.ai[0].limit
        for begin, end in pairwise(self.months):
            if begin <= at < end:
                part = min(left, (end - at) / (end - begin))
                left -= part
                at = at + part * (end - begin) if left <= 0 else end
        self.line_free_at = at
        return at

    def expected_live(self, building: Building) -> float:
        """When the operator believes it will be able to use it: it knows the line, and of durations the means.

        Once overdue, from the next month start.
        """
        now, next_month = self.env.now, self.months[self.month + 1]
        if building.ready_at <= now:
            expected = max(building.ready_at + building.mean_fit_out, building.turn_over)
            return expected if expected > now else next_month
        return (building.announced if building.announced > now else next_month) + building.mean_fit_out
