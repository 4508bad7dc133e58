"""Made-up results with the methods of stored ones: plausible curves, the same draws in every scenario."""

import hashlib
from datetime import date, timedelta

import numpy as np

from tests.plots.synthetic_log import log_of, request_rows, site_rows

REGIONS = [
    ("us-east", "US East", "us"),
    ("us-midwest", "US Midwest", "us"),
    ("us-south", "US South", "us"),
    ("us-west", "US West", "us"),
    ("europe", "Europe", "europe"),
    ("asia-pacific", "Asia-Pacific", "asia_pacific"),
    ("other", "Other", "other"),
]
SHARES = (0.24, 0.12, 0.12, 0.12, 0.22, 0.12, 0.06)
GRADES = ("general", "ai")
PROVIDERS = {"stargate": 0.55, "oracle": 0.30, "coreweave": 0.15}
CLIENTS = {"own": 0.80, "partner": 0.15, "other": 0.05}
ASSETS = {
    "land": 0.02,
    "facility": 0.33,
    "servers": 0.55,
    "refresh_general": 0.08,
    "other": 0.02,
}
LEVELS = {
    "live_mw", "ready_mw", "building_mw", "contracted_mw", "prospective_loi_mw", "prospective_soq_mw",
    "used_mw", "idle_mw", "baseline_demand_mw", "demand_mw", "headroom_mw", "construction_commitments_usd",
    "leases_not_yet_commenced_usd", "leases_not_yet_commenced_mw", "partner_elsewhere_mw",
    "leases_by_start_usd", "planned_mw", "released_open_mw", "grid_contracted_mw", "grid_energised_mw", "grid_drawn_mw",
}  # fmt: skip
STARTS = {"FY2024": 0.0, "FY2025": 0.1, "FY2026": 0.3, "FY2027": 0.2, "FY2028": 0.1, "FY2029": 0.1, "FY2030": 0.1,
          "later": 0.1}  # fmt: skip
CALL = (11.2, 11.5, 14.0, 19.0, 20.0, 22.6)
CASH = (9.92, 9.74, 10.95, 13.87, 14.92, 15.80)
LEASED = (1.70, 1.80, 3.42, 4.71, 4.33, 6.44)


class SyntheticResults:
    """A stored run as charts and tables see it, drawn from formulas instead of a simulation."""

    folder = None

    def __init__(self, name="baseline", released_gw=0.0, n=40, regions=7, title=None, months=84):
        self.name, self.n, self.seed = name, n, 1
        self.title = title or name.replace("-", " ").capitalize()
        self.description = ""
        self.hash = hashlib.sha256(f"{name}{released_gw}{n}{regions}".encode()).hexdigest()
        self.hash10 = self.hash[:10]
        self.operator_name, self.partner_name = "Microsoft", "OpenAI"
        self.vintage = date(2025, 3, 31)
        self.start, self.horizon_end = date(2023, 7, 1), date(2030, 7, 1)
        self.months = [date(2023 + (6 + i) // 12, (6 + i) % 12 + 1, 1) for i in range(months)]
        self.fiscal_years = [day.year + (day.month > 6) for day in self.months]
        self.regions = REGIONS[:regions]
        self.start_years = tuple(STARTS)
        self.providers = {name: name.capitalize() for name in PROVIDERS}
        scope = ["land", "facility", "servers", "network"]
        self.envelopes = [
            {"id": f"fy{year}", "fiscal_year": year, "amount": amount * 1e9, "kind": "soft", "scope": scope}
            for year, amount in ((2025, 80), (2026, 92), (2027, 88), (2028, 101))
        ]
        self.reported = list(_reported())
        shares = np.array(SHARES[:regions])
        self._shares = shares / shares.sum()
        self._scalars = {}
        self._make(released_gw * 1000.0)

    def first_months(self, count):
        """The same run, ended after so many months."""
        self.months, self.fiscal_years = self.months[:count], self.fiscal_years[:count]
        self._tables = {metric: values[..., :count] for metric, values in self._tables.items()}
        return self

    # --- what charts read

    def metrics(self):
        """Names of all there are."""
        return list(self._tables)

    def put(self, metric, values):
        """Sets a metric by hand: broadcast to [region, grade, replication, month]."""
        self._tables[metric] = np.broadcast_to(values, self._tables[metric].shape).astype(float).copy()

    def series(self, metric, region=None, grade=None, holder=None, client=None, asset=None, start=None):
        values = self._tables[metric]
        if region is not None:
            values = values[[r[0] for r in self.regions].index(region)][None]
        if grade is not None:
            values = values[:, GRADES.index(grade)][:, None]
        shares = {"client": (CLIENTS, client), "asset": (ASSETS, asset), "start": (STARTS, start)}
        share = 1.0 if holder in (None, "operator") else PROVIDERS.get(holder, 0.0)
        for table, key in shares.values():
            share *= 1.0 if key is None else table.get(key, 0.0)
        return values.sum(axis=(0, 1)) * share

    def opening(self, metric, **dimensions):
        return self.series(metric, **dimensions)[:, 0]

    @property
    def logged(self):
        return list(range(min(3, self.n)))

    def site_names(self, replication):
        return {site: f"{'a' * (site % 30)}-{site:04d}" for site in range(0, 24, 2)}

    def log(self, replication):
        days = (_next_month(self.months[-1]) - self.months[0]).days
        return log_of(request_rows(len(self.providers), days) + site_rows(len(self.regions), days))

    def quarterly(self, metric, **dimensions):
        return self._periods(metric, 3, dimensions)

    def yearly(self, metric, **dimensions):
        return self._periods(metric, 12, dimensions)

    def scalar(self, name):
        late = self._noise[:, 0] * 3.0
        windows = {f"{of}_over_{gw}_gw": (late > gw).astype(float) for of in ("window", "six_months") for gw in (1, 2)}
        back = {"recontracted_leases_usd": self.series("recontracted_mw").sum(axis=1) * 20e6}
        worth = dict.fromkeys(("npv_usd", "npv_within_usd", *(f"beyond_{part}{pv}_usd" for pv in ("", "_pv")
                                                              for part in ("revenue", "leases", "capex"))), late * 1e9)
        return (worth | self._scalars | {"partner_median_months_late": 2.0 + late} | windows | back)[name]

    def _periods(self, metric, length, dimensions):
        values = self.series(metric, **dimensions)
        labels, ends, columns = [], [], []
        for first in range(0, len(self.months) - length + 1, length):
            last = first + length - 1
            year = self.fiscal_years[last]
            labels.append(f"FY{year % 100:02d}" + (f" Q{first % 12 // 3 + 1}" if length == 3 else ""))
            ends.append(_next_month(self.months[last]) - timedelta(days=1))
            columns.append(values[:, last] if metric in LEVELS else values[:, first : last + 1].sum(axis=1))
        return labels, ends, np.stack(columns, axis=1) if columns else np.zeros((self.n, 0))

    # --- how it is made

    def _make(self, released):
        draws = np.random.default_rng(7)
        t = np.arange(len(self.months)) / 12.0
        years = len(t)
        walk = np.cumsum(draws.normal(0, 0.008, (self.n, years)), axis=1)
        self._noise = draws.normal(0, 1, (self.n, years))
        after = np.array([max(0.0, (m - date(2025, 2, 1)).days / 365.25) for m in self.months])
        ramp = 1 - np.exp(-np.clip(after - 0.8, 0, None) * 0.8)
        ai = 250 + 900 * t**1.35 * np.exp(walk * 2)
        general = 4300 + 550 * t + 260 * np.sin(t) + 100 * walk
        gone = released * ramp * (1 + 0.05 * self._noise[:, :1])
        live = np.stack([general - 0.25 * gone, ai - 0.75 * gone])
        reserve = 0.06 * live
        wanted = np.stack(
            [3900 * 1.105**t * np.exp(walk), 260 + 890 * t**1.33 * np.exp(walk * 1.6) - 0.5 * gone]
        )
        used = np.minimum(live - reserve, wanted)
        half = np.ones((2, 1, 1)) * 0.5
        bump = np.exp(-((t - 2.4) ** 2) / 6)
        noisy = np.exp(walk)
        tables = {
            "live_mw": live, "used_mw": used, "idle_mw": live - used, "demand_mw": wanted,
            "baseline_demand_mw": 0.8 * wanted, "headroom_mw": live - reserve - wanted,
            "ready_mw": half * (250 + 60 * t) * noisy, "building_mw": half * (1600 + 500 * t) * noisy,
            "contracted_mw": half * (2300 + 3000 * bump) * noisy - half * 0.5 * gone,
            "prospective_loi_mw": half * 2400 * noisy, "prospective_soq_mw": half * 800 * noisy,
            "planned_mw": half * (9000 - 1200 * t) * noisy, "went_live_mw": half * 160 * noisy,
        }  # fmt: skip
        tables |= self._money(t, noisy, released, after)
        tables |= self._leases(released, after)
        tables |= self._partner(t, released, after)
        for name, share in (("contracted", 1.9), ("energised", 1.3), ("drawn", 1.1), ("changed_tenant", 0.01)):
            tables[f"grid_{name}_mw"] = share * tables["live_mw"]
        where = self._shares[:, None, None, None]
        self._tables = {k: where * np.broadcast_to(v, (2, self.n, years))[None] for k, v in tables.items()}

    def _money(self, t, noisy, released, after):
        half = np.ones((2, 1, 1)) * 0.5
        monthly = 1e9 * (2.6 + 1.05 * t**0.9) * noisy * (1 + 0.04 * self._noise)
        leased = 1e9 * (0.35 + 0.75 * np.clip(t, 0, 2.4)) * noisy * (1 + 0.1 * self._noise)
        leased = leased - 1e6 * 0.35 * released * (1 + 0.5 * self._noise[:, 2:3]) * (
            (after > 1.2) & (after < 4.2)
        )
        wide = 1 + 0.5 * self._noise[:, 1:2]
        accrued = monthly + 1e6 * 0.18 * released * wide * ((after > 0.3) & (after < 2.0))
        call = accrued + leased
        given_up = 27.9e6 * 0.35 * released * (after > 0) * (1 + 0.05 * self._noise[:, :1])
        stock = 1e9 * (42 + 90 * (1 - np.exp(-t))) * noisy - given_up
        moved = ("signed", "commenced", "taken_back", "redated")
        by_start = {f"leases_by_start_{part}_usd": stock * 0.02 for part in moved}
        money = by_start | {
            "leases_by_start_usd": stock, "accrued_usd": accrued,
            "committed_usd": accrued * 1.05, "paid_usd": accrued * 0.96,
            "finance_leases_commenced_usd": leased, "call_capex_usd": call,
            "programme_capex_usd": 0.91 * call,
            "long_lived_usd": 0.35 * accrued + leased,
            "construction_commitments_usd": 1e9 * (20 + 9 * t) * noisy,
            "leases_not_yet_commenced_usd": stock, "leases_not_yet_commenced_mw": stock / 27.9e6,
        }  # fmt: skip
        return {key: half * value for key, value in money.items()}

    def _leases(self, released, after):
        at = np.array([m in (date(2025, 2, 1), date(2025, 3, 1)) for m in self.months]) / 2.0
        later = ((after > 0.5) & (after < 2.5)) / 24.0
        grade = np.array([0.3, 0.7])[:, None, None]
        jitter = 1 + 0.05 * self._noise[:, :1]
        churn = 150.0 * np.exp(0.3 * self._noise)
        flows = {
            "loi_lapsed_mw": 0.55 * released * at * jitter, "soq_lapsed_mw": 0.25 * released * at * jitter,
            "cancelled_mw": 0.20 * released * at * jitter, "released_mw": released * at * jitter,
            "deferred_mw": 0.30 * released * at * jitter, "retaken_mw": 0.6 * released * later * jitter,
            "taken_by_rivals_mw": 0.6 * released * later * jitter + 0.5 * churn,
            "retaken_attrition_mw": 0.5 * churn,
            "recontracted_mw": 0.1 * released * later * jitter, "freed_usd": 4e6 * released * at * jitter,
            "release_fees_usd": 0.12e6 * released * at * jitter,
            "redeployed_usd": 2e6 * released * at * jitter,
            "loi_attrition_mw": churn, "soq_attrition_mw": 0.05 * churn, "vacated_mw": 0.02 * released * later,
            "fit_out_held_mw": 0.0 * churn,
        }  # fmt: skip
        return {key: grade * np.broadcast_to(value, (self.n, len(after))) for key, value in flows.items()}

    def _partner(self, t, released, after):
        asked = np.clip(40 + 18 * t + 25 * self._noise, 0, None)
        free = (after > 0) * min(1.0, released / 4000.0)
        grade = np.array([0.1, 0.9])[:, None, None]
        willing = 0.62 - 0.5 * free
        elsewhere = 0.30 + 0.45 * free
        flows = {
            "asked": asked, "reserved_operator": asked * willing, "declined_unable": asked * 0.25,
            "declined_unwilling": asked * 0.5 * free, "offers_lapsed": asked * 0.05 * (after > 0),
            "reserved_provider": asked * elsewhere,
            "unserved": asked * np.clip(0.9 - willing - elsewhere, 0, None), "left": asked * 0.02,
        }  # fmt: skip
        flows = {f"{name}_mw": flow for name, flow in flows.items()}
        flows["partner_elsewhere_mw"] = np.cumsum(flows["reserved_provider_mw"], axis=1) * 0.8
        return {key: grade * np.broadcast_to(value, (self.n, len(t))) for key, value in flows.items()}


def _next_month(day):
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _reported():
    ends = [date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30),
            date(2024, 12, 31)]  # fmt: skip
    figures = {"call_capex": CALL, "cash_capex": CASH, "finance_leases_commenced": LEASED}
    for figure, amounts in figures.items():
        for end, amount in zip(ends, amounts, strict=True):
            yield {
                "figure": figure,
                "period_ends": end,
                "amount": amount * 1e9,
                "source": "filings and calls",
            }
    for year, amount in ((2023, 42.1), (2024, 117.0)):
        figure = "leases_not_yet_commenced"
        yield {"figure": figure, "period_ends": date(year, 6, 30), "amount": amount * 1e9, "source": "10-K"}


def three_scenarios(n=40, regions=7):
    """A first scenario and two that depart from it on the same draws."""
    return [
        SyntheticResults("baseline", 0.0, n, regions, "The plan as it stood before the pullback"),
        SyntheticResults(
            "analyst-reading", 2.2, n, regions, "Over 2 GW let go, the partner's training elsewhere"
        ),
        SyntheticResults(
            "operator-reading", 0.9, n, regions, "The same release as pacing, the money spent elsewhere"
        ),
    ]
