"""What the studies' own words promise of their means."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.runs.results import Results
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.world.model import build

FOLDER = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 60


@cache
def results(study: str, variant: str | None = None) -> Results:
    return simulated(Order(build(load(FOLDER / f"{study}.yaml", variant=variant).scenario), "", REPLICATIONS))


def signed_by_2025(run: Results) -> np.ndarray:
    labels, _, values = run.yearly("signed_mw")
    return values[:, labels.index("FY24")] + values[:, labels.index("FY25")]


@pytest.mark.parametrize("variant", ["conversion-50", "conversion-90"])
def test_as_many_leases_are_signed_whatever_the_conversion_rate(variant):
    """Letters times conversion is the same, so the means differ by luck alone: within three standard errors."""
    here, there = signed_by_2025(results("ordinary-churn", variant)), signed_by_2025(results("ordinary-churn"))
    error = np.sqrt((here.var(ddof=1) + there.var(ddof=1)) / REPLICATIONS)
    assert abs(here.mean() - there.mean()) < 3 * error
    assert error < 0.05 * there.mean()


def test_as_the_operator_says_every_region_grows_every_year_and_the_plan_is_reached_in_the_mean():
    run = results("operator-reading")
    for region, _, _ in run.regions:
        live = run.yearly("live_mw", region=region)[2].mean(axis=0)
        assert (np.diff(live) > 0).all(), (region, live)
    labels, _, programme = run.yearly("programme_capex_usd")
    assert programme[:, labels.index("FY25")].mean() >= 80e9


def test_own_campuses_for_leases_book_less_on_the_call_basis_over_the_horizon():
    difference = [results(study).series("call_capex_usd").sum(axis=1) for study in ("own-for-leased", "baseline")]
    gap = difference[0] - difference[1]
    assert gap.mean() < -2 * gap.std(ddof=1) / np.sqrt(REPLICATIONS)
