"""What is measured of one replication: integer series by cell and month, and scalars."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sim.metrics.declared import Integers

if TYPE_CHECKING:
    from sim.world.layout import Layout

LATER = "later"
"""In place of a fiscal year after the horizon."""


class SeriesKey(NamedTuple):
    """One cell of one series, in names: None where it is not split so, `none` where rows name nobody."""

    metric: str
    region: str | None = None
    grade: str | None = None
    holder: str | None = None
    client: str | None = None
    asset: str | None = None
    start: str | None = None


def start_years(layout: "Layout") -> tuple[str, ...]:
    """Fiscal years of the horizon, and what comes after them."""
    return (*(f"FY{year}" for year in sorted(set(layout.fiscal_years))), LATER)


@dataclass(frozen=True)
class Measures:
    """All measures of one replication, in kW and dollars; cells that stay zero are left out."""

    replication: int
    keys: tuple[SeriesKey, ...]
    """Every cell that could be measured, in a fixed order."""
    active: Integers
    """Positions in `keys` of the cells that are not zero throughout."""
    values: Integers
    """Shape (active cells, 1 + months): the state when the warm-up ends, then each month from there on."""
    scalars: dict[str, float]

    @cached_property
    def series(self) -> dict[SeriesKey, Integers]:
        """Values by month of each cell."""
        return {self.keys[cell]: row[1:] for cell, row in zip(self.active, self.values, strict=True)}

    @cached_property
    def opening(self) -> dict[SeriesKey, int]:
        """State at the start, before anything happened, or when the warm-up ends; zero for flows."""
        return {self.keys[cell]: int(row[0]) for cell, row in zip(self.active, self.values, strict=True)}
