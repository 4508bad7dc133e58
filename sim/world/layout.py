"""What the integers of a log mean: the names and dates behind every index, fixed for a scenario."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Range:
    """A run of indexes that belong to one declared thing (a site's portfolio, a workload class)."""

    id: str
    first: int
    count: int
    single: bool = False
    """True where the range is one thing whose id needs no ordinal."""

    def name(self, index: int) -> str:
        """Id of one index, as `owned-builds-0007`."""
        return self.id if self.single else f"{self.id}-{index - self.first:04d}"


@dataclass(frozen=True)
class Layout:
    """Names and dates by index; everything that reads a log uses it and nothing else of the world."""

    scenario: Scenario
    month_starts: np.ndarray
    """Instants of the first second of each month and of the horizon: shape (months + 1,), seconds since the start."""
    month_dates: tuple[date, ...]
    """First day of each month, and the day after the last: months + 1 of them."""
    fiscal_years: tuple[int, ...]
    """Fiscal year of each month."""
    regions: tuple[str, ...]
    holders: tuple[str, ...]
    """`operator` first, then the providers."""
    rivals: tuple[str, ...]
    classes: tuple[str, ...]
    baselines: tuple[tuple[str, int, int], ...]
    """Id, region and grade of each baseline row."""
    sites: tuple[Range, ...]
    requests: tuple[Range, ...]
    actions: tuple[str, ...]
    regimes: tuple[str, ...]

    @property
    def months(self) -> int:
        """Number of whole months from start to horizon."""
        return len(self.month_starts) - 1

    def date_of(self, instant: int) -> date:
        """Calendar day of an instant."""
        return self.scenario.horizon.start + timedelta(seconds=int(instant))

    def site(self, index: int) -> str:
        """Id of a site."""
        return _named(self.sites, index)

    def request(self, index: int) -> str:
        """Id of a request."""
        return _named(self.requests, index)


def _named(ranges: tuple[Range, ...], index: int) -> str:
    for r in ranges:
        if r.first <= index < r.first + r.count:
            return r.name(index)
    return str(index)
