"""Leases not yet commenced by the fiscal year in which they are expected to start, and how that rolled forward."""

from collections.abc import Iterator, Sequence

from sim.report.cells import Row, mean_row
from sim.report.periods import key_years, yearly_figure, years_of
from sim.runs.results import Results

STOCK = "leases_by_start"
PARTS = {"signed": "signed", "commenced": "commenced", "taken_back": "taken back", "redated": "re-dated"}
LATER = "later"


def stock_rows(runs: Sequence[Results]) -> Iterator[Row]:
    """$bn at each fiscal year end, by the years in which they are expected to start."""
    years = years_of(runs[0])
    for place, year in enumerate(years):
        for start in (*years[place + 1 :], LATER):
            yield mean_row(runs, yearly_figure(f"$bn to start {start}, {year} end", "$bn", f"{STOCK}_usd", year,
                                               start=_long(start)))  # fmt: skip


def moved_rows(runs: Sequence[Results]) -> Iterator[Row]:
    """$bn that moved in the fiscal year of the vintage, by start year: closing = opening + signed - ... ± re-dated."""
    years = years_of(runs[0])
    for year in key_years(runs[0])[:1]:  # none where the horizon holds no whole year
        for part, words in PARTS.items():
            for start in (*years[years.index(year) :], LATER):
                yield mean_row(runs, yearly_figure(f"$bn {words} {year}, start {start}", "$bn",
                                                   f"{STOCK}_{part}_usd", year, start=_long(start)))  # fmt: skip


def _long(start: str) -> str:
    """`FY25` as the runs name it: `FY2025`."""
    return start if start == LATER else f"FY20{start[2:]}"
