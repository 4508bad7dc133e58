"""The rows that one screen shows: every question of the table, in few years and few words."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sim.report.capacity_rows import GRADES, months_short_row
from sim.report.cells import Figure, Row, Section, band_row, mean_row, probability_row
from sim.report.lease_rows import DEFERRED, PARTS, RETAKEN, chance, coming_back, used_share
from sim.report.money_rows import plan_figures, share_figure
from sim.report.partner_rows import FIGURES as PARTNER
from sim.report.periods import key_years, total_figure, yearly_figure, years_of
from sim.report.table import Comparison, of_sections
from sim.report.telling_apart import told_first_row
from sim.runs.results import Results
from sim.statistics.paired import check_pairing

READINGS_GW = (1, 2)  # the second is what the analysts spoke of


def brief(runs: Sequence[Results]) -> Comparison:
    """What one screen shows; a section's title heads its first row.

    Raises NotPairedError where the runs are not draws of the same luck.
    """
    check_pairing(*runs)
    years = key_years(runs[0])
    near, later = years[:3], years[1:3]
    live = [yearly_figure(year, "GW", "live_mw", year) for year in years_of(runs[0])]
    sections = [
        _section(1, "Live GW, ", [band_row(runs, figure) for figure in live]),
        _section(2, "Headroom GW, ", _headroom(runs, later)),
        _section(3, "GW, ", _released(runs)),
        _section(4, "Partner GW, ", [mean_row(runs, figure) for figure in PARTNER]),
        _section(5, "Call capex $bn, ", _capex(runs, near, later)),
        _section(6, "To commence $bn ", _commitments(runs, near)),
        _section(7, "Release $bn, ", _cost(runs)),
        _section(8, "", [mean_row(runs, replace(used_share(runs[0]), label="Used by mid-2028 %"))]),
    ]
    if len(runs) > 1:
        sections.append(_section(9, "Told apart ", [told_first_row(runs)]))
    return of_sections(runs, sections)


def _section(number: int, title: str, rows: Sequence[Row]) -> Section:
    return Section(number, title, tuple(rows))


def _headroom(runs: Sequence[Results], years: Sequence[str]) -> list[Row]:
    figures = [
        yearly_figure(f"{name} {year}", "GW", "headroom_mw", year, grade=grade)
        for grade, name in GRADES.items()
        for year in years
    ]
    short = [
        replace(months_short_row(runs, grade, name), label=f"{name} months short") for grade, name in GRADES.items()
    ]
    return [*(mean_row(runs, figure) for figure in figures), *short]


def _released(runs: Sequence[Results]) -> list[Row]:
    seen = [
        Figure(f"P(>{gw} GW in window) %", "%", 0, partial(chance, name=f"window_over_{gw}_gw")) for gw in READINGS_GW
    ]
    return [
        *(mean_row(runs, figure) for figure in (*PARTS, DEFERRED, RETAKEN)),
        *(probability_row(runs, figure) for figure in seen),
    ]


def _capex(runs: Sequence[Results], near: Sequence[str], later: Sequence[str]) -> list[Row]:
    plans = plan_figures(runs)
    return [
        *(mean_row(runs, yearly_figure(year, "$bn", "call_capex_usd", year)) for year in near),
        *(mean_row(runs, replace(share_figure(year), label=f"long-lived %, {year}")) for year in later),
        *(
            probability_row(runs, replace(plans[year], label=f"P(≥ plan) %, {year}"))
            for year in near[::2]
            if year in plans
        ),
    ]


def _commitments(runs: Sequence[Results], years: Sequence[str]) -> list[Row]:
    metrics = {"$bn": "leases_not_yet_commenced_usd", "GW": "leases_not_yet_commenced_mw"}
    labels = {"$bn": "", "GW": "GW, "}
    return [
        mean_row(runs, yearly_figure(f"{labels[unit]}{year}", unit, metric, year))
        for unit, metric in metrics.items()
        for year in years
    ]


def _cost(runs: Sequence[Results]) -> list[Row]:
    figures = (
        total_figure("fees", "$bn", "release_fees_usd"),
        total_figure("money freed", "$bn", "freed_usd"),
        total_figure("set to work", "$bn", "redeployed_usd"),
        Figure("leases to come back", "$bn", 1, coming_back),
    )
    return [mean_row(runs, figure) for figure in figures]
