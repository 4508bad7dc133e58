"""A stream of letters of intent fills the stages of leasing with independent Poisson numbers.

Poisson arrivals split and delayed at random stay Poisson: `stages_from_empty` in formulas.py; at a rate of 2 a month,
means of 3, 2 and 12 months and 80 % and 90 % converting: 5.187988, 2.219419, 2.505106 after six months.
"""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim.events import kinds as ev
from sim.events import stages
from sim.selfcheck.formulas import stages_from_empty
from tests.verification.estimates import LEVEL, interval
from tests.verification.world_runs import logs_of, rows, scenario_of

MONTH = 2_629_800
MONTHS = (1, 3, 6, 12, 23)
REPLICATIONS = 5_000
STAGES = (stages.LOI, stages.SOQ, stages.SIGNED)
ENTERS = {stages.LOI: ev.TRANCHE_DECLARED, stages.SOQ: ev.LOI_CONVERTED, stages.SIGNED: ev.LEASE_SIGNED}


@cache
def occupancies() -> np.ndarray:
    """How many leases are in each stage at each time: replications × times × stages."""
    return np.array([_occupancies_in(log) for log in logs_of(scenario_of("lease-stream"), REPLICATIONS, 1 / 16)])


def _occupancies_in(log: np.ndarray) -> np.ndarray:
    moved = rows(log, *ENTERS.values(), ev.LEASE_LAPSED, ev.BUILDING_STARTED)
    before = moved["instant"][None, :] <= np.array(MONTHS)[:, None] * MONTH
    found = np.zeros((len(MONTHS), len(STAGES)), int)
    for at, stage in enumerate(STAGES):
        enters = moved["event"] == ENTERS[stage]
        leaves = (moved["item"] == stage) & (moved["event"] != ev.TRANCHE_DECLARED)
        found[:, at] = (before & enters).sum(axis=1) - (before & leaves).sum(axis=1)
    return found


@cache
def exact_means() -> np.ndarray:
    """Times × stages, from the numbers in the scenario."""
    scenario = scenario_of("lease-stream")
    steps = scenario.pipelines[0]
    means = [step.mean() / MONTH for step in (steps.loi, steps.soq, steps.lead)]
    rate = scenario.portfolios[0].arrivals.rate
    shares = [steps.loi_converts, steps.soq_converts]
    return np.array([stages_from_empty(rate, means, shares, month) for month in MONTHS])


EACH = [(t, s) for t in range(len(MONTHS)) for s in range(len(STAGES))]
NAMED = [f"{stages.NAMES[STAGES[s]]}-month-{MONTHS[t]}" for t, s in EACH]
SHARED_LEVEL = 1 - (1 - LEVEL) / len(EACH)
"""So that all of the intervals hold at once at the level."""


def test_formula_gives_the_numbers_published_with_it() -> None:
    assert exact_means()[MONTHS.index(6)] == pytest.approx([5.187988, 2.219419, 2.505106], abs=5e-7)


@pytest.mark.parametrize(("t", "s"), EACH, ids=NAMED)
def test_mean_of_a_stage_is_exact(t: int, s: int) -> None:
    found = interval(occupancies()[:, t, s], SHARED_LEVEL)
    assert found.holds(exact_means()[t, s]), f"{found}, exactly {exact_means()[t, s]:.6f}"


@pytest.mark.parametrize(("t", "s"), EACH, ids=NAMED)
def test_variance_of_a_stage_is_its_mean(t: int, s: int) -> None:
    exact = exact_means()[t, s]
    found = interval((occupancies()[:, t, s] - exact) ** 2, SHARED_LEVEL)
    assert found.holds(exact), f"{found}, exactly {exact:.6f}"


@pytest.mark.parametrize(("t", "s"), EACH, ids=NAMED)
def test_numbers_in_a_stage_are_as_frequent_as_poissons(t: int, s: int) -> None:
    exact = exact_means()[t, s]
    numbers = occupancies()[:, t, s]
    most = int(stats.poisson.isf(10 / REPLICATIONS, exact))
    seen = np.bincount(np.minimum(numbers, most), minlength=most + 1)
    expected = stats.poisson.pmf(np.arange(most + 1), exact)
    expected[most] = stats.poisson.sf(most - 1, exact)
    rare = int(np.argmax(np.cumsum(expected) * REPLICATIONS >= 5))
    seen = np.concatenate([[seen[: rare + 1].sum()], seen[rare + 1 :]])
    expected = np.concatenate([[expected[: rare + 1].sum()], expected[rare + 1 :]])
    assert stats.chisquare(seen, expected * REPLICATIONS).pvalue > 1 - SHARED_LEVEL


def test_stages_are_independent() -> None:
    at_month_6 = occupancies()[:, MONTHS.index(6)] - exact_means()[MONTHS.index(6)]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert interval(at_month_6[:, one] * at_month_6[:, other]).holds(0.0)


def test_intervals_at_month_6_would_refuse_a_conversion_five_points_off() -> None:
    steps = ([3, 2, 12], [0.75, 0.9], 6.0)
    for stage in (1, 2):
        found = interval(occupancies()[:, MONTHS.index(6), stage], SHARED_LEVEL)
        assert not found.holds(stages_from_empty(2.0, *steps)[stage])
