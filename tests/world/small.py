"""The smallest scenario there is, what may be laid over it, and its log with names beside the numbers.

Two years from 1 July 2024, two regions, every duration fixed, nothing there and nothing asked for: each test adds
what its rule is about.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.events import codes, kinds
from sim.events.row import COLUMNS, first_difference
from sim.runs.names import Names
from sim.scenario.scenario import Scenario
from sim.world.engines import simulate
from sim.world.layout import Layout
from sim.world.model import Model, build

START = date(2024, 7, 1)
LAST = date(2026, 6, 30)
DAY = 86_400
MONTH = 2_629_800
"""A sampled month, of 30.4375 days."""

BASE: dict[str, Any] = {
    "schema": 1,
    "name": "small",
    "title": "Small",
    "seed": 11,
    "horizon": {"start": START, "last_day": LAST},
    "regions": [{"id": "east", "area": "us", "power_price": "$80/MWh"},
                {"id": "north", "area": "europe", "power_price": "$100/MWh"}],
    "operator": {"name": "Operator", "reserve": "0 %"},
    "partner": {"name": "Partner"},
    "providers": [{"id": "cloud", "kind": "third_party", "price": "$900/kW-month"}],
    "pipelines": [{"id": "plain", "build": "365 days"}],
    "lease_terms": [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year",
                     "accounting": "finance", "release_fees": {"soq": 3, "signed": 12, "building": 24}}],
    "costs": {
        "land": "$100/kW", "facility": "$10000/kW", "shell_fit": "$4000/kW",
        "servers": {"general": "$6000/kW", "ai": "$20000/kW"},
        "network": {"general": "$1000/kW", "ai": "$5000/kW"},
        "contracts_lead": "60 days", "it_lead": "90 days", "it_life": "72 months", "payment_terms": "60 days",
        "fit_out": {grade: [{"first_day": START, "limit": "100 GW/month"}] for grade in codes.GRADES},
    },
    "demand": {"baseline": [{"id": "own", "grade": "general", "regions": {"east": "50 %", "north": "50 %"},
                             "path": {"kind": "growth", "level": "0 MW", "rate": "0 %/year"}}]},
    "agreement": {
        "regimes": [{"id": "regime", "first_day": START, "regime": "exclusive"}],
        "responses": [{"id": "able", "first_day": START, "rules": [{"kind": "always"}]}],
    },
}  # fmt: skip
"""Quantities as files write them; maps are merged with what a test gives, lists are replaced."""


def scenario(**changes: Any) -> Scenario:
    """The smallest scenario with changes laid over it; refused where it contradicts itself."""
    made = Scenario.model_validate(_merged(BASE, changes))
    problems = made.check()
    assert not problems, problems
    return made


def _merged(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return base | {key: _merged(base.get(key), value) for key, value in over.items()}


def day(days: int) -> date:
    """The day so many days after the start."""
    return START + timedelta(days=days)


def instant(when: date) -> int:
    """Seconds from the start to a day."""
    return (when - START).days * DAY


def tranche(megawatts: int, ready: date | None = None, **fields: Any) -> dict:
    """A tranche of a site."""
    return {"capacity": f"{megawatts} MW"} | ({} if ready is None else {"ready": ready}) | fields


def site(name: str, stage: str, *tranches: dict, **fields: Any) -> dict:
    """A site of general grade in the east; leased unless said otherwise."""
    usual = {"id": name, "region": "east", "grade": "general", "tenure": "leased", "stage": stage, "pipeline": "plain",
             "tranches": list(tranches)}  # fmt: skip
    made = usual | fields
    if made["tenure"] != "owned" and made.get("holder", "operator") == "operator":
        made.setdefault("terms", "lease")
    return made


def live(name: str, megawatts: int, **fields: Any) -> dict:
    """A site that has been live since before the start."""
    return site(name, "live", tranche(megawatts), **({"tenure": "owned"} | fields))


def workload(name: str = "training", **fields: Any) -> dict:
    """The partner's requests of general grade for 1 MW in the east: some 30, all made in the first month."""
    usual = {
        "id": name, "client": "partner", "grade": "general",
        "arrivals": [{"first_day": START, "rate": "1/day"}, {"first_day": date(2024, 8, 1), "rate": "0/day"}],
        "size": "1 MW", "notice": "30 days", "patience": "100 days", "duration": "200 days",
        "regions": {"east": "100 %"}, "price": "$500/kW-month", "providers": ["cloud"],
    }  # fmt: skip
    return usual | fields


def action(name: str, what: str, at: date, megawatts: int, stages: list[str], **fields: Any) -> dict:
    """A timeline action on so many MW of tranches in some stages."""
    selected = {"stages": stages} | fields.pop("select", {})
    return {"id": name, "action": what, "at": at, "capacity": f"{megawatts} MW", "select": selected} | fields


def regimes(*listed: dict) -> dict:
    """An agreement of some regimes, each named by its place and in force from the start unless it says otherwise."""
    return {"regimes": [{"id": f"regime-{i}", "first_day": START} | r for i, r in enumerate(listed)]}


RIGHT = {"regime": "right_of_first_refusal", "response_time": "10 days", "window": "30 days", "free_period": "40 days"}
"""A right to be asked first."""


class Log:
    """One replication's log, by both engines, and its rows with the names behind their numbers."""

    def __init__(self, model: Model, rows: np.ndarray) -> None:
        self.model = model
        self.layout: Layout = model.layout
        self.array = rows
        words = {name: column.to_pylist() for name, column in Names(self.layout).of(rows).items()}
        listed = {name: rows[name].tolist() for name in COLUMNS}
        self.rows = [
            SimpleNamespace(
                position=i,
                name={column: words[column][i] for column in words},
                **{column: listed[column][i] for column in COLUMNS},
            )
            for i in range(len(rows))
        ]

    def __iter__(self) -> Iterator[SimpleNamespace]:
        return iter(self.rows)

    def of(self, *events: int, **match: Any) -> list[SimpleNamespace]:
        """Rows of some kinds of event whose columns have the given values; a text is compared with the name."""
        return [row for row in self.rows if row.event in events and all(_has(row, c, v) for c, v in match.items())]

    def one(self, event: int, **match: Any) -> SimpleNamespace:
        """The one such row; there must be exactly one."""
        found = self.of(event, **match)
        assert len(found) == 1, f"{len(found)} rows of {kinds.names()[event]} where {match}"
        return found[0]

    def dollars(self, *events: int, **match: Any) -> int:
        """Dollars of such rows, summed."""
        return sum(row.dollars for row in self.of(*events, **match))


def _has(row: SimpleNamespace, column: str, value: Any) -> bool:
    if isinstance(value, str):
        return row.name[column] == value
    return getattr(row, column) == value


def run(*, replication: int = 0, **changes: Any) -> Log:
    """The log of the smallest scenario with changes laid over it, the same by both engines."""
    return run_scenario(scenario(**changes), replication)


def run_scenario(said: Scenario, replication: int = 0) -> Log:
    """The log of a scenario, the same by both engines."""
    model = build(said)
    rows = simulate(model, replication, "compiled")
    differs = first_difference(rows, simulate(model, replication, "simpy"))
    assert differs is None, tell(model, rows, differs)
    return Log(model, rows)


def tell(model: Model, rows: np.ndarray, differs: Any) -> str:
    """The first row in which two logs differ, with names, as a failing test prints it."""
    names = Names(model.layout)
    lines = [f"row {differs.position} differs"]
    for side in ("left", "right"):
        row = getattr(differs, side)
        if row is None:
            lines.append(f"  {side}: the log ends before it")
            continue
        whole = rows[: differs.position + 1].copy()
        if len(whole) == differs.position:
            whole = np.append(whole, np.zeros(1, whole.dtype))
        whole[-1] = tuple(row[column] for column in COLUMNS)
        words = names.rows(whole, [differs.position])[0]
        when = model.layout.date_of(row["instant"])
        lines.append(f"  {side}: {when} {' '.join(f'{k}={v}' for k, v in words.items())}")
        lines.append(f"         {row}")
    return "\n".join(lines)
