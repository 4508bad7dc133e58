"""The results of a run: measures of all replications, by month and cell, as charts and tables read them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.metrics import Metric, SeriesKey
from sim.quantities.power import KW_PER_MW
from sim.runs import events_file, manifest, series_file
from sim.runs.folders import named
from sim.runs.info import RunInfo
from sim.runs.misnamed import UnknownNameError, near
from sim.runs.periods import MONTHS_IN, Floats, Length, Period, gathered, over, periods
from sim.runs.replay import simulated_again
from sim.runs.series_file import Series, summed

Choice = str | Collection[str] | None
"""A name, several, or all."""
Periodic = tuple[list[str], list[date], Floats]
"""Labels, last days, and values of shape (replication, period)."""


@dataclass(frozen=True)
class Results:
    """All measures of a run; every array's first axis is the replication."""

    info: RunInfo
    measured: Series = field(repr=False)
    """In kW and dollars: the state when the warm-up ends, then each month."""
    scalars: dict[str, Floats] = field(repr=False)
    folder: Path | None = None
    """Where it is stored, if it is."""
    replay: Callable[[int], np.ndarray] | None = field(default=None, repr=False)
    """Gives the log of a replication that is not stored."""

    @staticmethod
    def load(folder: Path | str) -> "Results":
        """The run stored in a folder; IncompleteError where no finished one lies."""
        folder = Path(folder)
        info = manifest.info_of(manifest.checked(folder))
        series = series_file.StoredSeries(folder, info.n)
        return Results(info, series, series_file.read_scalars(folder), folder, partial(simulated_again, folder))

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        """The cells that are not zero throughout."""
        return self.measured.keys

    # --- what it is about

    @property
    def name(self) -> str:
        """Short name of the scenario."""
        return self.info.name

    @property
    def title(self) -> str:
        """What the scenario asks."""
        return self.info.title

    @property
    def description(self) -> str:
        """The scenario in some lines."""
        return self.info.description

    @property
    def hash(self) -> str:
        """Of all that determines the numbers."""
        return self.info.hash

    @property
    def hash10(self) -> str:
        """The first ten digits of the run's hash."""
        return self.info.hash[:10]

    @property
    def folder_name(self) -> str:
        """`baseline-0123456789`: the name of the folder that a run is stored in."""
        return named(self.name, self.hash)

    @property
    def n(self) -> int:
        """Number of replications."""
        return self.info.n

    @property
    def seed(self) -> int:
        """With the replication's number, the key of every draw."""
        return self.info.seed

    @property
    def start(self) -> date:
        """First day of the scenario, from which instants count; its warm-up comes before the first month."""
        return self.info.start

    @property
    def months(self) -> list[date]:
        """First days of the months that count."""
        return self.info.months

    @property
    def fiscal_years(self) -> list[int]:
        """Fiscal year of each month."""
        return self.info.fiscal_years

    @property
    def vintage(self) -> date | None:
        """No later fact is an input."""
        return self.info.vintage

    @property
    def horizon_end(self) -> date:
        """The day after the last."""
        return self.info.horizon_end

    @property
    def regions(self) -> list[tuple[str, str, str]]:
        """Id, name and area of each region."""
        return self.info.regions

    @property
    def providers(self) -> dict[str, str]:
        """Names of the providers, by id."""
        return dict(self.info.holders[1:])

    @property
    def start_years(self) -> tuple[str, ...]:
        """Names of the fiscal years in which leases are expected to start, `later` last."""
        return self.info.names["start"]

    @property
    def reported(self) -> list[dict[str, Any]]:
        """Published figures: figure, period_ends, amount in dollars, source."""
        return self.info.reported

    @property
    def envelopes(self) -> list[dict[str, Any]]:
        """Id, fiscal_year, amount in dollars, kind, scope."""
        return self.info.envelopes

    @property
    def operator_name(self) -> str:
        """The operator, as charts show it."""
        return self.info.operator_name

    @property
    def partner_name(self) -> str:
        """The partner, as charts show it."""
        return self.info.partner_name

    def metrics(self) -> list[Metric]:
        """Name, unit, kind and title of everything measured."""
        return list(self.info.metrics.values())

    def metric(self, name: str) -> Metric:
        """One metric; UnknownNameError with the nearest name where there is none."""
        if name not in self.info.metrics:
            raise UnknownNameError(f"there is no metric `{name}`{near(name, list(self.info.metrics))}")
        return self.info.metrics[name]

    # --- numbers

    def series(self, metric: str, region: Choice = None, grade: Choice = None, holder: Choice = None,
               client: Choice = None, asset: Choice = None, start: Choice = None) -> Floats:  # fmt: skip
        """Values by month, shape (replication, month), in MW or $; summed over what is not chosen."""
        chosen = {"region": region, "grade": grade, "holder": holder, "client": client, "asset": asset,
                  "start": start}  # fmt: skip
        return self._by_month(metric, chosen)[:, 1:]

    def opening(self, metric: str, **chosen: Choice) -> Floats:
        """The state before the first month, by replication; zero for flows."""
        return self._by_month(metric, chosen)[:, 0]  # type: ignore[no-any-return]

    def quarterly(self, metric: str, **chosen: Choice) -> Periodic:
        """The same by whole fiscal quarter: flows summed, levels at its end."""
        return self._periodic(metric, "quarter", chosen)

    def yearly(self, metric: str, **chosen: Choice) -> Periodic:
        """The same by whole fiscal year."""
        return self._periodic(metric, "year", chosen)

    def yearly_by(self, metric: str, choices: Sequence[Mapping[str, Choice]]) -> Floats:
        """The values of `yearly` for some choices at once: shape (replication, choice, year)."""
        return self._by_period(self.metric(metric), self._among["year"], choices).swapaxes(0, 1)

    def scalar(self, name: str) -> Floats:
        """One number a replication; NaN where it has no meaning."""
        if name not in self.scalars:
            raise UnknownNameError(f"there is no scalar `{name}`{near(name, list(self.scalars))}")
        return self.scalars[name]

    def summary(self) -> pa.Table:
        """One line a figure: mean, half-width, P10, P50, P90 and their intervals; of a stored run."""
        return pa_csv.read_csv(self._stored() / "summary.csv")

    def curves(self) -> pa.Table:
        """One line a month and cell of a series: mean, P10, P50, P90; of a stored run."""
        return pq.read_table(self._stored() / "curves.parquet")

    def _stored(self) -> Path:
        if self.folder is None:
            raise ValueError(f"{self.name} is in memory only: tables are those of a stored run")
        return self.folder

    @cached_property
    def logged(self) -> list[int]:
        """Replications whose logs are stored; of a run in memory the first, which is simulated again."""
        return sorted(events_file.stored(self.folder)) if self.folder is not None else [0]

    def log(self, replication: int) -> np.ndarray:
        """The event log of a replication, an array of ROW: as stored, else simulated again."""
        if not 0 <= replication < self.n:
            raise UnknownNameError(f"there is no replication {replication}: this run has 0 to {self.n - 1}")
        if self.folder is not None and replication in events_file.stored(self.folder):
            return events_file.read_log(self.folder, replication)
        if self.replay is None:
            raise UnknownNameError(f"the log of replication {replication} is not stored, only its measures")
        return self.replay(replication)

    def site_names(self, replication: int) -> dict[int, str]:
        """What the sites of a stored log are called, by their numbers in it; nothing where it is not stored."""
        return events_file.site_names(self.folder, replication) if self.folder is not None else {}

    @cached_property
    def whole_years(self) -> list[int]:
        """Fiscal years that lie wholly in the horizon."""
        return [self.fiscal_years[period.months[-1]] for period in self._among["year"]]

    # --- how they are found

    @cached_property
    def _among(self) -> dict[Length, list[Period]]:
        return {length: periods(self.info, length) for length in MONTHS_IN}

    @cached_property
    def cells(self) -> dict[str, list[SeriesKey]]:
        """Those of each metric that has any."""
        cells: dict[str, list[SeriesKey]] = {}
        for key in self.keys:
            cells.setdefault(key.metric, []).append(key)
        return cells

    def _chosen(self, metric: Metric, chosen: Mapping[str, Choice]) -> list[int]:
        """Positions among the metric's cells of those that bear a chosen name in every dimension."""
        keys = self.cells.get(metric.name, [])
        cells = list(range(len(keys)))
        for dimension, choice in chosen.items():
            if choice is None:
                continue
            names = {choice} if isinstance(choice, str) else set(choice)
            if dimension not in metric.by:
                by = ", ".join(metric.by) or "nothing"
                raise UnknownNameError(f"{metric.name} is split by {by}, not by {dimension}")
            for name in sorted(names - {*self.info.names[dimension], "none"}):
                meant = near(name, list(self.info.names[dimension]))
                raise UnknownNameError(f"there is no {dimension} `{name}`{meant}")
            cells = [cell for cell in cells if getattr(keys[cell], dimension) in names]
        return cells

    def _by_month(self, name: str, chosen: Mapping[str, Choice]) -> Floats:
        values: Floats = self._choices_by_month(self.metric(name), [chosen])[0]
        return values

    def _periodic(self, name: str, length: Length, chosen: Mapping[str, Choice]) -> Periodic:
        among = self._among[length]
        values = self._by_period(self.metric(name), among, [chosen])[0]
        return [p.label for p in among], [p.ends for p in among], values

    def _choices_by_month(self, metric: Metric, choices: Sequence[Mapping[str, Choice]]) -> Floats:
        """Values by (choice, replication, month), the opening state first."""
        if metric.kind == "scalar":
            raise UnknownNameError(f"{metric.name} is one number a replication: ask for it with scalar()")
        if metric.numerator is not None and metric.denominator is not None:
            above, below = (self.metric(name) for name in (metric.numerator, metric.denominator))
            return over(self._choices_by_month(above, choices), self._choices_by_month(below, choices))
        values = self.measured.of(metric.name)
        found = np.empty((len(choices), len(values), values.shape[2]), dtype=np.int64)
        for into, chosen in zip(found, choices, strict=True):
            into[:] = summed(values, self._chosen(metric, chosen))
        return found / (KW_PER_MW if metric.unit == "MW" else 1)

    def _by_period(self, metric: Metric, among: list[Period], choices: Sequence[Mapping[str, Choice]]) -> Floats:
        """Values by (choice, replication, period)."""
        if metric.numerator is not None and metric.denominator is not None:
            above, below = (self.metric(name) for name in (metric.numerator, metric.denominator))
            return over(self._by_period(above, among, choices), self._by_period(below, among, choices))
        return gathered(self._choices_by_month(metric, choices)[..., 1:], among, metric.kind == "level")
