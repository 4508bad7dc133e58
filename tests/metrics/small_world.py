"""A scenario of two regions and a year and a half, its layout, and logs written by hand."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from sim.events.row import COLUMNS, ROW
from sim.scenario.scenario import Scenario
from sim.world.layout import Layout, Range

START = date(2023, 7, 1)
MONTHS = 24
DAY = 86_400


def scenario(**changes) -> Scenario:
    """A small, valid scenario; top-level blocks may be replaced."""
    price = {"general": 8_500.0, "ai": 26_000.0}
    costs = {
        "land": 170.0,
        "facility": 13_000.0,
        "shell_fit": 4_000.0,
        "servers": price,
        "network": price,
        "contracts_lead": 0,
        "it_lead": 0,
        "it_life": 6 * 365 * DAY,
        "payment_terms": 60 * DAY,
        "fit_out": {grade: [{"first_day": START, "limit": 50_000.0}] for grade in ("general", "ai")},
    }
    blocks = {
        "schema": 1, "name": "small", "title": "A small world", "seed": 7, "replications": 3,
        "vintage": date(2024, 3, 31),
        "horizon": {"start": START, "last_day": date(2025, 6, 30)},
        "regions": [{"id": "east", "name": "East", "area": "us", "power_price": 80.0},
                    {"id": "north", "area": "europe", "power_price": 120.0}],
        "operator": {"name": "Operator Inc", "reserve": 0.1},
        "partner": {"name": "Partner Lab"},
        "providers": [{"id": "gate", "kind": "own_site", "price": 150.0},
                      {"id": "cloud", "kind": "third_party", "price": 160.0}],
        "rivals": [{"id": "rival", "areas": ["us"]}],
        "costs": costs,
        "agreement": {"regimes": [{"id": "first", "first_day": START, "regime": "exclusive"}],
                      "responses": [{"id": "first", "first_day": START, "rules": [{"kind": "always"}]}]},
        "capex": {"other_leases": 3_000_000, "envelopes": [
            {"id": "fy24", "fiscal_year": 2024, "amount": 1_000, "kind": "soft",
             "scope": ["land", "facility", "servers", "finance_leases"]},
            {"id": "fy25", "fiscal_year": 2025, "amount": 2_000, "kind": "soft", "scope": ["servers"]}]},
        "reported": [{"figure": "call_capex", "period_ends": date(2024, 6, 30), "amount": 1_100}],
    }  # fmt: skip
    return Scenario.model_validate(blocks | changes)


def month_day(month: int) -> date:
    """First day of a month of the horizon."""
    index = START.year * 12 + START.month - 1 + month
    return date(index // 12, index % 12 + 1, 1)


def instant(month: int, day: int = 1) -> int:
    """The first instant of a day of a month of the horizon."""
    return ((month_day(month) - START).days + day - 1) * DAY


def layout(**changes) -> Layout:
    """The layout of the small scenario."""
    said = scenario(**changes)
    return Layout(
        scenario=said,
        month_starts=np.array([instant(m) for m in range(MONTHS + 1)], dtype=np.int64),
        month_dates=tuple(month_day(m) for m in range(MONTHS + 1)),
        fiscal_years=tuple(month_day(m).year + (month_day(m).month > 6) for m in range(MONTHS)),
        regions=("east", "north"),
        holders=("operator", "gate", "cloud"),
        rivals=("rival",),
        classes=("training", "inference"),
        baselines=(("search", 0, 0), ("search", 1, 0)),
        sites=(Range("opening", 0, 1, single=True), Range("leases", 1, 50)),
        requests=(Range("training", 0, 20), Range("inference", 20, 20)),
        actions=("release",),
        regimes=("first",),
    )


def row(event: int, at: int = 0, **columns: int) -> dict[str, int]:
    """One row: references -1 and amounts 0 where nothing is said, and the operator's."""
    none = dict.fromkeys(COLUMNS, -1) | {"kw": 0, "dollars": 0, "value": 0, "entity": 0, "holder": 0}
    return none | {"event": event, "instant": at} | columns


def log(rows: Iterable[dict[str, int]], replication: int = 0) -> np.ndarray:
    """The log of a replication: rows in the order given, numbered."""
    numbered = [r | {"replication": replication, "sequence": i} for i, r in enumerate(rows)]
    return np.array([tuple(r[name] for name in COLUMNS) for r in numbered], dtype=ROW)
