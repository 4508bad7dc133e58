"""The core of the world a second time, as plain SimPy processes: leases, requests, the agreement, three hosts.

Written from the world's rules, not from its code: it shares none with sim/, reads the numbers of a scenario record, and
draws, decides and counts by itself, in floating-point seconds and kW. It covers what small-world.yaml uses: one grade,
sites of one tranche, the `share` rule, exclusivity followed by the right on request. Three readings it has in common
with the world: a span without a month start is judged by the month it lies in, the operator knows its place in the
fit-out line, and those who wait are asked again when the baseline steps too.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any

import simpy

from tests.verification.independent_supply import MONTH, OPERATOR, YEAR, Supply, draw


class Request:
    """What the partner asks for, and where it stands."""

    def __init__(self, world: "SmallWorld", workload: Any) -> None:
        rng, now = world.rng, world.env.now
        self.workload = workload
        self.kw = draw(rng, workload.size)
        self.asked_at = now
        self.start = now + draw(rng, workload.notice)
        self.latest = self.start + draw(rng, workload.patience)
        self.duration = draw(rng, workload.duration)
        first = rng.choices(list(workload.regions), list(workload.regions.values()))[0]
        self.regions = [first, *(region for region in workload.regions if region != first)]
        self.willing_draw = rng.random()
        self.rank = (-workload.priority, now)
        self.may_go_elsewhere = False
        self.holder: str | None = None
        self.region = ""
        self.on_demand = False
        self.due = math.inf
        self.accepted_at = math.inf
        self.served_at = math.inf
        self.woken = world.env.event()


class SmallWorld(Supply):
    """One replication: `run` it, then read `counts`, `served_kw_seconds`, `live_at` and `seconds_late`."""

    def __init__(self, scenario: Any, seed: str) -> None:
        super().__init__(scenario, seed)
        self.served_kw_seconds: Counter[str] = Counter()
        self.seconds_late = 0.0
        self.booked: list[Request] = []
        self.waiting: list[Request] = []
        self.on_demand_used: Counter[str] = Counter()
        self.regime = scenario.agreement.regimes[0]
        self.regime_changed = self.env.event()
        for regime in scenario.agreement.regimes[1:]:
            self.env.process(self.change_regime(regime))
        for workload in scenario.demand.classes:
            self.env.process(self.arrivals(workload))
        self.env.process(self.month_starts())

    def run(self) -> "SmallWorld":
        """Run to the horizon; what is still in service then counts up to it."""
        horizon = self.months[-1]
        self.env.run(until=horizon)
        self.note_live()
        for request in self.booked:
            self.count_service(request, horizon)
        return self

    def change_regime(self, regime: Any) -> Iterator[simpy.Event]:
        """Those who wait are put afresh."""
        yield self.env.timeout(self.seconds_to(regime.first_day))
        self.regime = regime
        changed, self.regime_changed = self.regime_changed, self.env.event()
        changed.succeed()

    def fits(self, holder: str, region: str, span: tuple[float, float], kw: float) -> bool:
        """True where so much is free now, if the span begins now, and at each month start of [start, end).

        A span without a month start in it is judged by the month that it lies in.
        """
        now, live, (start, end) = self.env.now, self.live[holder, region], span
        share = 1 - (self.scenario.operator.reserve if holder == OPERATOR else self.providers[holder].other_customers)
        here = [r for r in self.booked if r.holder == holder and r.region == region and not r.on_demand]
        last = len(self.months) - 1
        judged = [m for m in range(self.month + 1, last) if start <= self.months[m] < end]
        if start > now and not judged:
            judged = [bisect_right(self.months, start) - 1]
        if start <= now or judged[:1] == [self.month]:
            claimed = sum(r.kw for r in here if r.due <= now)
            if kw > live * share - self.baseline(holder, region, self.month) - claimed:
                return False
        booked = [(r.due, self.expected_end(r), r.kw) for r in here]
        coming = []
        if holder == OPERATOR:
            coming = [(self.expected_live(b), b.kw) for b in self.coming if b.region == region]
        for month in judged:
            at = self.months[month]
            if month > self.month:
                supply = live + sum([more for expected, more in coming if expected <= at])
                owed = sum([other for first, after, other in booked if first <= at < after])
                if kw > supply * share - owed - self.baseline(holder, region, month):
                    return False
        return True

    def expected_end(self, request: Request) -> float:
        return min(request.served_at, max(request.due, self.env.now)) + request.duration

    def baseline(self, holder: str, region: str, month: int, above: int = -1) -> float:
        """What the operator's own services want in a region, of a priority above a given one."""
        if holder != OPERATOR:
            return 0.0
        at = self.months[min(month, len(self.months) - 2)]
        return sum(
            b.path.level * (1 + b.path.rate) ** (at / YEAR) * b.regions[region]
            for b in self.scenario.demand.baseline
            if b.priority > above
        )

    def region_of(self, holder: str, request: Request, delay: float) -> str | None:
        """The first of a request's regions in which a holder is able."""
        start = max(request.start, self.env.now + delay)
        for region in request.regions:
            if self.fits(holder, region, (start, start + request.duration), request.kw):
                return region
        return None

    def is_willing(self, request: Request) -> bool:
        return request.willing_draw < self.scenario.agreement.responses[0].rules[0].share

    def arrivals(self, workload: Any) -> Iterator[simpy.Event]:
        while True:
            yield self.env.timeout(self.rng.expovariate(workload.arrivals[0].rate / MONTH))
            self.counts["requests made"] += 1
            self.env.process(self.request(Request(self, workload)))

    def request(self, request: Request) -> Iterator[simpy.Event]:
        """Look for a place under the regime in force, afresh when it changes, until accepted or too late."""
        while request.holder is None and self.env.now < request.latest:
            request.may_go_elsewhere = False
            if self.regime.regime == "exclusive":
                yield from self.under_exclusivity(request)
            else:
                yield from self.under_the_right(request)
        if request.holder is None:
            self.counts["requests unserved"] += 1
        else:
            yield from self.service(request)

    def under_exclusivity(self, request: Request) -> Iterator[simpy.Event]:
        regime = self.regime
        self.ask_operator(request)
        if request.holder is None and not request.may_go_elsewhere:
            self.counts["requests that waited"] += 1
            yield from self.wait(request, min(self.env.now + regime.waiting_time, request.latest))
            if request.holder is None and not request.may_go_elsewhere and self.regime is regime:
                self.counts["waived after waiting"] += 1
                self.waive(request)
        if request.holder is None and self.regime is regime:
            yield from self.wait(request, request.latest)

    def ask_operator(self, request: Request) -> None:
        """Under exclusivity: served if able and willing, waived at once if unwilling."""
        region = self.region_of(OPERATOR, request, 0)
        if region is None:
            return
        if self.is_willing(request):
            self.counts["exercised"] += 1
            self.accept(request, OPERATOR, region, max(request.start, self.env.now))
        else:
            self.counts["declined as unwilling"] += 1
            self.waive(request)

    def waive(self, request: Request) -> None:
        request.may_go_elsewhere = True
        self.ask_providers(request)

    def under_the_right(self, request: Request) -> Iterator[simpy.Event]:
        """An offer, an answer or silence, then a free period to close elsewhere."""
        regime = self.regime
        self.counts["offers made"] += 1
        response = draw(self.rng, regime.response_time)
        answers_at = self.env.now + min(response, regime.window)
        if answers_at > request.latest:
            yield self.env.timeout(request.latest - self.env.now)
            self.counts["offers withdrawn"] += 1
            return
        yield self.env.timeout(answers_at - self.env.now)
        if response > regime.window:
            self.counts["offers lapsed"] += 1
        else:
            self.answer(request)
        if request.holder is None:
            self.waive(request)
        if request.holder is None:
            yield from self.wait(request, min(self.env.now + regime.free_period, request.latest))

    def answer(self, request: Request) -> None:
        region = self.region_of(OPERATOR, request, 0)
        if region is None:
            self.counts["declined as unable"] += 1
        elif not self.is_willing(request):
            self.counts["declined as unwilling"] += 1
        else:
            self.counts["exercised"] += 1
            self.accept(request, OPERATOR, region, max(request.start, self.env.now))

    def ask_providers(self, request: Request) -> None:
        """The partner goes down its list; the first able provider accepts at once."""
        for name in request.workload.providers:
            provider = self.providers[name]
            delay = 0 if self.regime.regime == "exclusive" else provider.bidding_delay
            if max(request.start, self.env.now + delay) > request.latest:
                continue
            region = self.region_of(name, request, delay)
            if region is not None:
                self.accept(request, name, region, max(request.start, self.env.now + delay))
                return
            found = provider.on_demand
            if found is not None and self.on_demand_used[name] + request.kw <= found.limit:
                start = max(request.start, self.env.now + max(delay, found.lead_time))
                if start <= request.latest:
                    request.on_demand = True
                    self.on_demand_used[name] += request.kw
                    self.accept(request, name, request.regions[0], start)
                    return

    def wait(self, request: Request, until: float) -> Iterator[simpy.Event]:
        """Be asked again at each change, until accepted, free to go elsewhere, a new regime or an instant."""
        request.woken = self.env.event()
        self.waiting.append(request)
        yield request.woken | self.regime_changed | self.env.timeout(until - self.env.now)
        if request in self.waiting:
            self.waiting.remove(request)

    def something_changed(self) -> None:
        """Supply or what uses it has changed: those who wait are asked again, then what is due is served."""
        for request in sorted(self.waiting, key=lambda r: r.rank):
            free_before = request.may_go_elsewhere
            if free_before:
                self.ask_providers(request)
            else:
                self.ask_operator(request)
            if request.holder is not None or request.may_go_elsewhere != free_before:
                self.waiting.remove(request)
                request.woken.succeed()
        self.serve_what_is_due()

    def accept(self, request: Request, holder: str, region: str, due: float) -> None:
        request.holder, request.region, request.due = holder, region, due
        request.accepted_at = self.env.now
        self.counts[f"accepted by {holder}"] += 1
        self.booked.append(request)

    def service(self, request: Request) -> Iterator[simpy.Event]:
        """From acceptance to the end of service, or to the latest start if there is no live capacity by then."""
        yield self.env.timeout(request.due - self.env.now)
        request.woken = self.env.event()
        self.serve_what_is_due()
        if request.served_at == math.inf:
            yield request.woken | self.env.timeout(request.latest - self.env.now)
        if request.served_at == math.inf:
            self.counts["requests that left"] += 1
        else:
            self.seconds_late += request.served_at - request.start
            self.counts[f"served by {request.holder}"] += 1
            yield self.env.timeout(request.duration)
            self.counts["served to the end"] += 1
            self.count_service(request, self.env.now)
        self.booked.remove(request)
        if request.on_demand:
            self.on_demand_used[request.holder] -= request.kw
        self.something_changed()

    def serve_what_is_due(self) -> None:
        """By priority, then acceptance; the baseline stands among them; one that doesn't fit blocks nobody."""
        now = self.env.now
        free = Counter(self.live)
        for request in self.booked:
            if request.served_at < math.inf and not request.on_demand:
                free[request.holder, request.region] -= request.kw
        due = [r for r in self.booked if r.due <= now and r.served_at == math.inf]
        for request in sorted(due, key=lambda r: (r.rank[0], r.accepted_at)):
            before = self.baseline(request.holder, request.region, self.month, request.workload.priority)
            if request.on_demand or request.kw <= free[request.holder, request.region] - before:
                request.served_at = now
                if not request.on_demand:
                    free[request.holder, request.region] -= request.kw
                if not request.woken.triggered:
                    request.woken.succeed()

    def count_service(self, request: Request, until: float) -> None:
        if request.served_at < math.inf:
            self.served_kw_seconds[request.holder] += request.kw * (until - request.served_at)
