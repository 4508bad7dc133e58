"""What a run is about: the names, dates and units that go with its numbers, as its manifest keeps them."""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.events import codes
from sim.metrics import Metric, catalogue
from sim.metrics.measures import start_years
from sim.quantities.calendar import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from sim.world.layout import Layout

YEAR_ENDS = {"march": 3, "june": 6, "september": 9, "december": 12}


@dataclass(frozen=True)
class RunInfo:
    """Everything about a run but its numbers."""

    name: str
    title: str
    description: str
    hash: str
    """Of all that determines the numbers: 64 hexadecimal digits."""
    seed: int
    n: int
    """Replications 0 to n - 1, whose every number is at hand."""
    simulated: int
    """Replications that summary.csv and curves.parquet tell of: those n, and beyond them what was only added up."""
    vintage: datetime.date | None
    start: datetime.date
    """Day from which instants count."""
    horizon_end: datetime.date
    """The day after the last."""
    months: list[datetime.date]
    """First days of the months that count: those after the warm-up."""
    fiscal_years: list[int]
    """Fiscal year of each month."""
    year_end_month: int
    regions: list[tuple[str, str, str]]
    """Id, name, area."""
    holders: list[tuple[str, str]]
    """Id and name, the operator first."""
    rivals: list[str]
    operator_name: str
    partner_name: str
    reported: list[dict[str, Any]]
    """Published figures: figure, period_ends, amount in dollars, source."""
    envelopes: list[dict[str, Any]]
    """Id, fiscal_year, amount in dollars, kind, scope."""
    metrics: dict[str, Metric]
    names: dict[str, tuple[str, ...]]
    """What may be asked for in each dimension of a series."""

    @classmethod
    def of(cls, layout: "Layout", n: int, run_hash: str, simulated: int) -> "RunInfo":
        """The info of n replications of a scenario, of so many that were simulated."""
        s, warm_up = layout.scenario, layout.scenario.horizon.warm_up_months
        named = {p.id: p.name or p.id for p in s.providers} | {layout.holders[0]: s.operator.name}
        return cls(
            name=s.name, title=s.title, description=s.description, hash=run_hash,
            seed=s.seed, n=n, simulated=simulated, vintage=s.vintage,
            start=s.horizon.start, horizon_end=layout.month_dates[-1], months=list(layout.month_dates[warm_up:-1]),
            fiscal_years=list(layout.fiscal_years[warm_up:]), year_end_month=YEAR_ENDS[s.horizon.fiscal_year_ends],
            regions=[(r.id, r.name or r.id, r.area) for r in s.regions],
            holders=[(holder, named.get(holder, holder)) for holder in layout.holders],
            rivals=list(layout.rivals), operator_name=s.operator.name, partner_name=s.partner.name,
            reported=[r.model_dump(exclude_none=True) for r in s.reported],
            envelopes=[e.model_dump(exclude_none=True) for e in s.capex.envelopes],
            metrics=dict(catalogue()),
            names={"region": layout.regions, "grade": codes.GRADES, "holder": layout.holders,
                   "client": codes.CLIENTS, "asset": codes.ASSETS, "start": start_years(layout)},
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """As plain values, days written out."""
        plain: dict[str, Any] = _written(dataclasses.asdict(self))
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "RunInfo":
        """From plain values; a run of before there were warm-ups starts with its first month."""
        plain = {"start": plain["months"][0]} | plain
        read = {field.name: plain[field.name] for field in dataclasses.fields(cls)}
        read["start"] = datetime.date.fromisoformat(plain["start"])
        read["months"] = [datetime.date.fromisoformat(day) for day in plain["months"]]
        read["horizon_end"] = datetime.date.fromisoformat(plain["horizon_end"])
        read["vintage"] = None if plain["vintage"] is None else datetime.date.fromisoformat(plain["vintage"])
        read["regions"] = [tuple(region) for region in plain["regions"]]
        read["holders"] = [tuple(holder) for holder in plain["holders"]]
        read["reported"] = [
            r | {"period_ends": datetime.date.fromisoformat(r["period_ends"])} for r in plain["reported"]
        ]
        read["metrics"] = {name: Metric(**m | {"by": tuple(m["by"])}) for name, m in plain["metrics"].items()}
        read["names"] = {dimension: tuple(names) for dimension, names in plain["names"].items()}
        return cls(**read)

    def quarter(self, month: int) -> tuple[int, int]:
        """Fiscal year of a month, and its fiscal quarter, 1 to 4."""
        past_year_end = (self.months[month].month - self.year_end_month - 1) % MONTHS_PER_YEAR
        return self.fiscal_years[month], past_year_end // 3 + 1


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
