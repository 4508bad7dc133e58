"""Live capacity and headroom at fiscal year ends, and the months in which short is likelier than not."""

from collections.abc import Sequence

from sim.report.cells import Cell, Row, Section, band_row
from sim.report.periods import yearly_figure, years_of
from sim.runs.results import Results
from sim.statistics.intervals import Interval

NO_YEAR = "No fiscal year lies whole in the horizon: no figures of years are shown."
GRADES = {"ai": "AI", "general": "general"}


def live_section(runs: Sequence[Results]) -> Section:
    """(1) Live GW at each fiscal year end."""
    rows = [band_row(runs, yearly_figure(f"{year} end", "GW", "live_mw", year)) for year in years_of(runs[0])]
    return Section(1, "Live capacity, GW: P50 [P10, P90]", tuple(rows), "" if rows else NO_YEAR)


def headroom_section(runs: Sequence[Results]) -> Section:
    """(2) Headroom by grade, and for how many months the probability of being short exceeds one half."""
    years = years_of(runs[0])
    rows = [
        band_row(runs, yearly_figure(f"{name}, {year} end", "GW", "headroom_mw", year, grade=grade))
        for grade, name in GRADES.items()
        for year in years
    ]
    rows += [months_short_row(runs, grade, name) for grade, name in GRADES.items()]
    note = "Headroom: live less reserve and demand, all regions together; short: below zero."
    return Section(2, "Headroom, GW: P50 [P10, P90]", tuple(rows), note)


def months_short_row(runs: Sequence[Results], grade: str, name: str) -> Row:
    """Months in which more than half of the replications end short of a grade."""
    counts = [int(((run.series("headroom_mw", grade=grade) < 0).mean(axis=0) > 0.5).sum()) for run in runs]
    cells = [
        Cell(
            count, difference=None if place == 0 else Interval(count - counts[0], float("nan"), 0.0, 0, False)
        )
        for place, count in enumerate(counts)
    ]
    return Row(f"{name}: months with P(short) > 50 %", "months", 0, "number", tuple(cells))
