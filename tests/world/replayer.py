"""Rebuilds the world from a log and its layout alone, and holds at every instant what is always true.

It knows nothing of the tables or handlers: only what sim.events says that rows mean, and the resolved scenario.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np

from sim.events import codes, kinds, stages
from sim.events.row import COLUMNS
from sim.world.layout import Layout

NAMES = kinds.names()

MOVES: dict[int, tuple[tuple[int, ...], int]] = {
    kinds.LOI_CONVERTED: ((stages.LOI,), stages.SOQ),
    kinds.LEASE_SIGNED: ((stages.SOQ,), stages.SIGNED),
    kinds.BUILDING_STARTED: ((stages.SIGNED, stages.PLANNED), stages.BUILDING),
    kinds.TRANCHE_READY: ((stages.BUILDING,), stages.READY),
    kinds.TRANCHE_LIVE: ((stages.READY,), stages.LIVE),
    kinds.TRANCHE_ENDED: ((stages.LIVE,), stages.ENDED),
    kinds.LEASE_LAPSED: ((stages.LOI, stages.SOQ), stages.RELEASED),
    kinds.LEASE_CANCELLED: ((stages.SIGNED, stages.BUILDING, stages.READY), stages.RELEASED),
    kinds.LEASE_VACATED: ((stages.READY,), stages.RELEASED),
    kinds.BUILD_CANCELLED: ((stages.PLANNED, stages.BUILDING, stages.READY), stages.RELEASED),
    kinds.RELEASE_TAKEN: ((stages.RELEASED,), stages.TAKEN),
    kinds.RELEASE_RECONTRACTED: ((stages.RELEASED,), stages.BUILDING),
    kinds.RETROFIT_BEGUN: ((stages.READY, stages.LIVE), stages.RETROFIT),
    kinds.RETROFIT_ENDED: ((stages.RETROFIT,), stages.READY),
}
"""Events that move a tranche: the stages it may leave, and the one it enters."""

STAYS = (kinds.TRANCHE_DEFERRED, kinds.FIT_OUT_HELD, kinds.SLIP_ANNOUNCED, kinds.LEASE_COMMITTED,
         kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED, kinds.MONEY_FREED,
         kinds.DELAY_CREDITED, kinds.PREPAYMENT_DECLARED, kinds.PREPAYMENT_PAID, kinds.PREPAYMENT_CREDITED,
         kinds.DEFERRAL_RENT_DUE, kinds.LEASE_EXTENDED, kinds.LEASE_REMEASURED, kinds.BREAK_EXERCISED,
         kinds.OPTION_PASSED, kinds.RENT_REVIEWED, kinds.POWER_ALLOTTED, kinds.END_ANNOUNCED, kinds.BUILD_PAUSED,
         kinds.BUILD_RESUMED, kinds.TRANCHE_CHOSEN, kinds.LEASE_SUBLET)  # fmt: skip
"""Rows about a tranche in the stage they name."""

PREPAID = {kinds.PREPAYMENT_DECLARED: 1, kinds.PREPAYMENT_PAID: 1, kinds.PREPAYMENT_CREDITED: -1,
           kinds.PREPAYMENT_REFUNDED: -1, kinds.PREPAYMENT_FORFEITED: -1}  # fmt: skip
"""What each does to a site's prepayments not yet credited."""
TAKES_LEAVE = (kinds.LEASE_UNCOMMITTED, kinds.RELEASE_FEE_DUE, kinds.PREPAYMENT_REFUNDED, kinds.PREPAYMENT_FORFEITED)
"""Rows about a tranche in the stage that it left."""

FREE, ASKED, OFFERED, RESERVED, IN_SERVICE, ENDED, UNSERVED, LEFT, SHED = range(9)
OVER = (ENDED, UNSERVED, LEFT, SHED)
ENDS = {kinds.REQUEST_ENDED: (IN_SERVICE, ENDED), kinds.REQUEST_UNSERVED: (ASKED, UNSERVED),
        kinds.REQUEST_LEFT: (RESERVED, LEFT), kinds.REQUEST_SHED: (IN_SERVICE, SHED)}  # fmt: skip

FLOWS = (kinds.CAPEX_COMMITTED, kinds.CAPEX_ACCRUED, kinds.CAPEX_PAID)


class NotSoError(AssertionError):
    """What is always true was not."""


@dataclass
class Tranche:
    """What the log has told of a tranche."""

    kw: int
    stage: int
    pool: tuple[int, int, int]
    site: int


@dataclass
class Request:
    """What the log has told of a request."""

    kw: int
    client: int
    state: int = ASKED
    pool: tuple[int, int, int] | None = None
    window_ends: int = -1
    whose: int = -1
    """The request it is a part of."""
    ways: list[int] = field(default_factory=list)
    """How it ended: one way at most."""


@dataclass
class Baseline:
    """A baseline's level and what of it is served in its own grade."""

    level: int = 0
    used: int = 0


class Replayer:
    """The state that a log tells, row by row."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        scenario = layout.scenario
        self.tranches: dict[int, Tranche] = {}
        self.parts: dict[tuple[int, int], Tranche] = {}
        self.requests: dict[int, Request] = {}
        self.baselines: dict[int, Baseline] = defaultdict(Baseline)
        self.spilled: Counter[int] = Counter()
        self.live: Counter[tuple[int, int, int]] = Counter()
        self.committed: Counter[int] = Counter()
        self.accrued: Counter[int] = Counter()
        self.paid: Counter[int] = Counter()
        self.accrued_by_asset: Counter[int] = Counter()
        self.stock: Counter[int] = Counter()
        self.prepaid: Counter[int] = Counter()
        self.ends: dict[int, int] = {}
        self.went_live: dict[int, int] = {}
        self.rents: dict[int, int] = {}
        self.energised: Counter[int] = Counter()
        self.offers: Counter[int] = Counter()
        self.envelopes = {e.fiscal_year: e for e in scenario.capex.envelopes}
        self.amounts = {e.fiscal_year: e.amount for e in scenario.capex.envelopes}
        self.spent: Counter[int] = Counter()
        self.unavoidable: Counter[int] = Counter()
        self.on_demand = {1 + i for i, p in enumerate(sorted(scenario.providers, key=lambda p: p.id))
                          if p.on_demand is not None}  # fmt: skip
        self.sequence = 0
        self.instant = 0
        self.row: dict[str, int] = {}
        self.touched: set[tuple[int, int, int]] = set()
        self.items: set[int] = set()
        self.left_open: set[int] = set()
        self.over = False

    def replay(self, log: np.ndarray) -> "Replayer":
        """Take a whole log, checking at the end of each instant and at the end."""
        columns = [log[name].tolist() for name in COLUMNS]
        for values in zip(*columns, strict=True):
            row = dict(zip(COLUMNS, values, strict=True))
            if row["instant"] != self.instant:
                self._check_instant()
                self.instant = row["instant"]
            self.row = row
            self._take(row)
        self._check_instant()
        self._need(self.over, "the log ends with the horizon")
        return self

    # --- what is always true

    def _need(self, holds: bool, what: str) -> None:
        if not holds:
            when = self.layout.date_of(self.instant)
            raise NotSoError(f"{when}: not so: {what}; last row {NAMES.get(self.row.get('event', -1))} {self.row}")

    def used(self, pool: tuple[int, int, int]) -> int:
        """kW of a pool in use, over all clients."""
        holder, region, grade = pool
        kw = sum(r.kw for r in self.requests.values() if r.state == IN_SERVICE and r.pool == pool)
        if holder == 0:
            kw += sum(self.baselines[b].used for b, (_, r, g) in enumerate(self.layout.baselines)
                      if (r, g) == (region, grade))  # fmt: skip
            kw += self.spilled[region] if grade == codes.AI else 0
        return kw

    def _check_instant(self) -> None:
        """Live, used and money, where anything changed at the instant that ends."""
        for pool in self.touched:
            live = sum(t.kw for t in self.tranches.values() if t.stage == stages.LIVE and t.pool == pool)
            self._need(live == self.live[pool], f"pool {pool} has the live kW of its live tranches")
            if pool[0] not in self.on_demand:
                self._need(self.used(pool) <= live, f"used {self.used(pool)} <= live {live} in pool {pool}")
        for item in self.items:
            self._need(self.committed[item] >= self.accrued[item] >= 0,
                       f"item {item}: committed {self.committed[item]} >= accrued {self.accrued[item]}")  # fmt: skip
        if self.items:
            for asset, usd in self.paid.items():
                self._need(0 <= usd <= self.accrued_by_asset[asset],
                           f"{codes.ASSETS[asset]}: paid {usd} <= accrued {self.accrued_by_asset[asset]}")  # fmt: skip
        self.touched.clear()
        self.items.clear()

    # --- rows

    def _take(self, row: dict[str, int]) -> None:
        event = row["event"]
        self._need(not self.over, "nothing follows the horizon")
        self._need(event in NAMES, "the kind of event is known")
        self._need(row["sequence"] == self.sequence, "sequences count up from 0")
        self._need(row["cause"] < row["sequence"], "a cause comes before its effect")
        self.sequence += 1
        if event in (kinds.TRANCHE_DECLARED, kinds.TRANCHE_SPLIT):
            self._declare(row)
        elif event in MOVES:
            self._move(row)
        elif event == kinds.TRANCHE_REGRADED:
            self._regrade(row)
        elif event in STAYS or event in TAKES_LEAVE:
            self._lease(row)
        elif event in (kinds.BASELINE_STEPPED, kinds.BASELINE_SERVED, kinds.BASELINE_SPILLED):
            self._baseline(row)
        elif event == kinds.REQUEST_LEFT_OPEN:
            self._left_open(row)
        elif row["workload"] >= 0:
            self._request(row)
        elif event == kinds.CAPEX_DECLARED or event in FLOWS:
            self._capex(row)
        elif event in (kinds.ENVELOPE_OPENED, kinds.ENVELOPE_EXCEEDED, kinds.ACTION_TAKEN):
            self._envelope(row)
        elif event in (kinds.RENT_STEPPED, kinds.POWER_ENERGISED):
            self._market(row)
        elif event == kinds.HORIZON_REACHED:
            self.over = True
            self._need(row["instant"] == self.layout.month_starts[-1], "the horizon is where the layout has it")
            held = {r for r, request in self.requests.items() if request.state in (RESERVED, IN_SERVICE)}
            self._need(self.left_open == held, "all that is promised or in service is told at the horizon")

    def _market(self, row: dict[str, int]) -> None:
        if row["event"] == kinds.RENT_STEPPED:
            self.rents[row["region"]] = row["value"]
        else:
            self.energised[row["region"]] += row["kw"]

    def _left_open(self, row: dict[str, int]) -> None:
        state = self.requests[row["entity"]].state
        self._need(state in (RESERVED, IN_SERVICE), "what is left open was promised or is in service")
        self._need(row["value"] >= row["instant"], "what is left open ends at the horizon or later")
        self.left_open.add(row["entity"])

    def _declare(self, row: dict[str, int]) -> None:
        pool = (row["holder"], row["region"], row["grade"])
        self._need(row["entity"] not in self.tranches, "a tranche is declared once")
        self._need(row["kw"] > 0, "a tranche has kW")
        made = Tranche(row["kw"], row["item"], pool, row["other"])
        if row["event"] == kinds.TRANCHE_SPLIT:
            parent = self.parts[row["other"], row["basis"]]
            parent.kw -= made.kw
            self._need(parent.kw > 0, "the part that stays has kW")
            self._need((parent.stage, parent.pool, parent.site) == (made.stage, pool, made.site),
                       "a part is where the whole was")  # fmt: skip
        self.tranches[row["entity"]] = self.parts[row["other"], row["value"]] = made
        if made.stage == stages.LIVE and row["event"] == kinds.TRANCHE_DECLARED:
            self.live[pool] += made.kw
        self.touched.add(pool)

    def _tranche(self, row: dict[str, int]) -> Tranche:
        self._need(row["entity"] in self.tranches, "the tranche is declared")
        tranche = self.tranches[row["entity"]]
        self._need(row["kw"] == tranche.kw, f"the row has the tranche's {tranche.kw} kW")
        self._need((row["holder"], row["region"], row["grade"]) == tranche.pool, "the row has the tranche's place")
        return tranche

    def _move(self, row: dict[str, int]) -> None:
        tranche = self._tranche(row)
        allowed, entered = MOVES[row["event"]]
        self._need(tranche.stage == row["item"], f"it leaves the stage it is in, {stages.NAMES[tranche.stage]}")
        self._need(tranche.stage in allowed, f"{NAMES[row['event']]} may leave {stages.NAMES[tranche.stage]}")
        if row["event"] == kinds.TRANCHE_ENDED and row["entity"] in self.ends:
            end = max(self.ends[row["entity"]], self.went_live.get(row["entity"], -1) + 1)  # works may take it past it
            self._need(row["instant"] == end, "a lease ends where its option put the end")
        self.live[tranche.pool] += tranche.kw * ((entered == stages.LIVE) - (tranche.stage == stages.LIVE))
        tranche.stage = entered
        if entered == stages.LIVE:
            self.went_live[row["entity"]] = row["instant"]
        self.touched.add(tranche.pool)

    def _regrade(self, row: dict[str, int]) -> None:
        """General capacity is ai from the beginning of its retrofit on."""
        tranche = self.tranches[row["entity"]]
        holder, region, grade = tranche.pool
        self._need((tranche.stage, grade) == (stages.RETROFIT, codes.GENERAL), "only a retrofit makes general ai")
        tranche.pool = (holder, region, codes.AI)
        self._tranche(row)

    def _lease(self, row: dict[str, int]) -> None:
        tranche = self._tranche(row)
        event = row["event"]
        if event in STAYS:
            self._need(row["item"] in (tranche.stage, -1), f"the row names its stage, {stages.NAMES[tranche.stage]}")
        if event == kinds.LEASE_COMMITTED:
            self.stock[tranche.site] += row["dollars"]
        elif event == kinds.LEASE_UNCOMMITTED:
            self.stock[tranche.site] -= row["dollars"]
        elif event in (kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED):
            self.stock[tranche.site] -= row["value"]
        if event == kinds.FINANCE_LEASE_COMMENCED:
            self._spend(row, codes.FINANCE_LEASES)
        if event in PREPAID:
            self.prepaid[tranche.site] += PREPAID[event] * row["dollars"]
            self._need(self.prepaid[tranche.site] >= 0, "no more of a prepayment goes than was paid")
        elif event in (kinds.LEASE_EXTENDED, kinds.BREAK_EXERCISED):
            self._need(tranche.stage == stages.LIVE and row["value"] > row["instant"], "an option moves an end to come")
            self.ends[row["entity"]] = row["value"]

    def _baseline(self, row: dict[str, int]) -> None:
        event, region = row["event"], row["region"]
        if event == kinds.BASELINE_SPILLED:
            self.spilled[region] += row["kw"]
            self._need(self.spilled[region] == row["value"] >= 0, "the change leads to the new level")
        else:
            name, place, grade = self.layout.baselines[row["entity"]]
            self._need((place, grade) == (region, row["grade"]), f"{name} is where the layout has it")
            baseline = self.baselines[row["entity"]]
            if event == kinds.BASELINE_STEPPED:
                baseline.level += row["kw"]
                self._need(baseline.level == row["value"] >= 0, "the change leads to the new level")
            else:
                baseline.used += row["kw"]
                self._need(baseline.used == row["value"] >= 0, "the change leads to the new level")
        for grade in (codes.GENERAL, codes.AI):
            self.touched.add((0, region, grade))

    def _request(self, row: dict[str, int]) -> None:
        event, entity = row["event"], row["entity"]
        if event == kinds.REQUEST_MADE:
            self._need(entity not in self.requests, "a request is made once")
            self.requests[entity] = Request(row["kw"], row["client"])
            return
        if event == kinds.REQUEST_PARTED:
            self._part(row)
            return
        request = self.requests[entity]
        self._need(row["kw"] == request.kw, "all kW of a request go one way")
        self._need(request.state not in OVER, "a request that is over is not heard of again")
        if event == kinds.OFFER_MADE:
            self._need(request.state == ASKED, "an offer is put while no other is open")
            self._need(row["value"] >= row["instant"], "a window ends after it opens")
            request.state, request.window_ends = OFFERED, row["value"]
            self.offers[entity] += 1
        elif event in (kinds.OFFER_EXERCISED, kinds.OFFER_DECLINED):
            self._need(
                request.state == ASKED or row["instant"] <= request.window_ends, "an answer is within its window"
            )
            request.state = ASKED
        elif event == kinds.OFFER_LAPSED:
            self._need((request.state, request.window_ends) == (OFFERED, row["instant"]), "an offer lapses at its end")
            request.state = ASKED
        elif event == kinds.OFFER_WITHDRAWN:
            self._need(request.state == OFFERED and row["instant"] <= request.window_ends, "an open offer is withdrawn")
            request.state = ASKED
        elif event == kinds.REQUEST_RESERVED:
            self._need(request.state == ASKED, "a request is accepted once, with no offer open")
            self._need(row["value"] >= row["instant"], "service is due now or later")
            request.state, request.pool = RESERVED, (row["holder"], row["region"], row["grade"])
        elif event == kinds.REQUEST_RETURNED:
            self._need(request.state == RESERVED, "who comes back was promised a place and not served")
            self._need(row["holder"] == 0, "the operator had promised it")
            request.state, request.pool = ASKED, None
        elif event == kinds.REQUEST_SERVED:
            self._need(request.state == RESERVED, "what is served was reserved")
            request.state = IN_SERVICE
            self.touched.add(request.pool)
        elif event in ENDS:
            before, after = ENDS[event]
            self._need(request.state == before, f"{NAMES[event]} ends what stood in state {before}")
            request.state = after
            request.ways.append(event)
            if request.pool is not None:
                self.touched.add(request.pool)

    def _part(self, row: dict[str, int]) -> None:
        """A part stands where the whole did, and takes its kW from it."""
        whole = self.requests[row["value"]]
        self._need(row["entity"] not in self.requests, "a part is cut once")
        self._need(whole.state not in OVER, "nothing is cut off a request that is over")
        self._need(0 < row["kw"] < whole.kw, "part and rest have kW")
        whole.kw -= row["kw"]
        state = ASKED if whole.state == OFFERED else whole.state
        self.requests[row["entity"]] = Request(row["kw"], whole.client, state, whole.pool, whose=row["value"])
        if whole.pool is not None:
            self.touched.add(whole.pool)

    def _capex(self, row: dict[str, int]) -> None:
        event, item, asset, basis = row["event"], row["entity"], row["item"], row["basis"]
        self.items.add(item)
        if event != kinds.CAPEX_DECLARED:
            self._need(basis == FLOWS.index(event), "the basis is that of the event")
        if basis == codes.COMMITMENT:
            self.committed[item] += row["dollars"]
        elif basis == codes.ACCRUAL:
            self.accrued[item] += row["dollars"]
            self.accrued_by_asset[asset] += row["dollars"]
        else:
            self.paid[asset] += row["dollars"]
        if event == kinds.CAPEX_ACCRUED:
            self._spend(row, asset)

    def _spend(self, row: dict[str, int], asset: int) -> None:
        """Count dollars against their year; none that could be held may pass a hard envelope."""
        month = row["value"] if asset != codes.FINANCE_LEASES else self._month(row["instant"])
        year = self.layout.fiscal_years[month]
        envelope = self.envelopes.get(year)
        if envelope is None or codes.ASSETS[asset] not in envelope.scope:
            return
        self.spent[year] += row["dollars"]
        if asset == codes.FINANCE_LEASES:
            self.unavoidable[year] += row["dollars"]
        elif envelope.kind == "hard":
            self._need(self.spent[year] <= self.amounts[year],
                       f"FY{year}: {self.spent[year]:,} spent of {self.amounts[year]:,}")  # fmt: skip

    def _month(self, instant: int) -> int:
        return int(np.searchsorted(self.layout.month_starts, instant, side="right")) - 1

    def _envelope(self, row: dict[str, int]) -> None:
        year = row["entity"]
        if row["event"] == kinds.ENVELOPE_OPENED:
            self._need(row["dollars"] == self.amounts[year], f"FY{year} opens with {self.amounts[year]:,}")
        elif row["event"] == kinds.ENVELOPE_EXCEEDED:
            if self.envelopes[year].carry_over and year + 1 in self.amounts:
                self.amounts[year + 1] -= row["dollars"]
        else:
            named = {a.id: a for a in self.layout.scenario.timeline}
            done = named.get(self.layout.actions[row["entity"]])
            if done is not None and done.action == "set_envelope" and done.fiscal_year in self.amounts:
                self.amounts[done.fiscal_year] = done.amount
