"""What the partner asked for, what the operator answered, and who took it."""

from collections.abc import Sequence

import numpy as np

from sim.report.cells import Figure, Section, mean_row
from sim.report.periods import total_figure
from sim.runs.results import Results


def months_late(run: Results) -> np.ndarray:
    """Median over the partner's requests of the time from wanted start to service."""
    return run.scalar("partner_median_months_late")


FIGURES = (
    total_figure("asked", "GW", "asked_mw"),
    total_figure("by the operator", "GW", "reserved_operator_mw"),
    total_figure("declined, unable", "GW", "declined_unable_mw"),
    total_figure("declined, unwilling", "GW", "declined_unwilling_mw"),
    total_figure("offer lapsed", "GW", "offers_lapsed_mw"),
    total_figure("by providers", "GW", "reserved_provider_mw"),
    total_figure("served by nobody", "GW", "unserved_mw"),
    Figure("median months late", "months", 1, months_late),
)
"""What became of the requests, over the horizon."""


def partner_section(runs: Sequence[Results]) -> Section:
    """(4) The partner's requests over the horizon, in GW."""
    note = (
        "What the operator declines or lets lapse shows again with the provider that took it, or with nobody."
    )
    title = "The partner's requests, GW over the horizon: mean"
    return Section(4, title, tuple(mean_row(runs, figure) for figure in FIGURES), note)
