"""Call capex by fiscal year, its long-lived share, the programme against its plan, leases to commence."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.report.cells import Figure, Section, band_row, mean_row, probability_row
from sim.report.periods import BN, of_year, total_figure, yearly_figure, years_of
from sim.report.start_rows import moved_rows, stock_rows
from sim.runs.results import Results


def capex_section(runs: Sequence[Results]) -> Section:
    """(5) Call capex, how much of it is long-lived, and whether the programme reaches its plan."""
    years = years_of(runs[0])
    rows = [band_row(runs, yearly_figure(year, "$bn", "call_capex_usd", year)) for year in years]
    rows.append(mean_row(runs, total_figure("whole horizon, mean", "$bn", "call_capex_usd")))
    rows += [mean_row(runs, share_figure(year)) for year in years]
    rows += [probability_row(runs, figure) for figure in plan_figures(runs).values()]
    note = (
        "Call capex: accrued property and equipment + finance leases commencing. "
        "Long-lived: 15 years and more. P(programme ≥ plan): against each scenario's own envelope."
    )
    return Section(5, "Call capex, $bn by fiscal year: P50 [P10, P90]", tuple(rows), note)


def commitments_section(runs: Sequence[Results]) -> Section:
    """(6) Leases not yet commenced, undiscounted, at each fiscal year end."""
    years = years_of(runs[0])
    metrics = {"$bn": "leases_not_yet_commenced_usd", "GW": "leases_not_yet_commenced_mw"}
    rows = [
        mean_row(runs, yearly_figure(f"{unit}, {year} end", unit, metric, year))
        for unit, metric in metrics.items()
        for year in years
    ]
    note = (
        "Undiscounted payments of signed leases before RFS: a commitment, not capex. By start year: without those "
        "outside data centers; opening + signed - commenced - taken back + re-dated = closing."
    )
    rows += [*stock_rows(runs), *moved_rows(runs)]
    return Section(6, "Leases not yet commenced: mean", tuple(rows), note)


def share_figure(year: str) -> Figure:
    """Long-lived call capex over call capex of a fiscal year."""
    return Figure(f"long-lived share, {year}", "%", 1, partial(_long_lived, year=year))


def _long_lived(run: Results, year: str) -> np.ndarray | None:
    part, whole = of_year(run, "long_lived_usd", year), of_year(run, "call_capex_usd", year)
    if part is None or whole is None:
        return None
    return 100.0 * np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole != 0)


def plan_figures(runs: Sequence[Results]) -> dict[str, Figure]:
    """By label, the fiscal years for which any scenario has an envelope: whether the programme reaches it."""
    years = sorted({envelope["fiscal_year"] for run in runs for envelope in run.envelopes})
    labels = {f"FY{year % 100:02d}": year for year in years}
    return {
        label: Figure(f"P(programme ≥ plan), {label}", "%", 0, partial(_reached, year=year))
        for label, year in labels.items()
        if any(label in run.yearly("programme_capex_usd")[0] for run in runs)
    }


def _reached(run: Results, year: int) -> np.ndarray | None:
    """1 where the programme reaches the scenario's own plan of the year, to $0.05bn, else 0."""
    plan = sum(e["amount"] for e in run.envelopes if e["fiscal_year"] == year)
    spent = of_year(run, "programme_capex_usd", f"FY{year % 100:02d}")
    return None if not plan or spent is None else (spent * BN >= plan * BN - 0.05).astype(float)
