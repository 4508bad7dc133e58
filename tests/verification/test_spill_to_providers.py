"""What the operator is unable to host fills a provider without limit as the overflow of a group of servers does.

Riordan's formulas (`overflow` in formulas.py): load 10 on 10 servers spills a number with mean 2.145823 and variance
4.362447 into service elsewhere, under each regime in which the operator is asked first and answers at once.
"""

from functools import cache

import numpy as np
import pytest

from sim.events import kinds as ev
from sim.selfcheck.formulas import overflow
from sim.selfcheck.seen import time_average_moments
from tests.verification.estimates import interval
from tests.verification.world_runs import logs_of, rows, scenario_of

WARM_UP = 7 * 86_400
REPLICATIONS = 40
REGIMES = ("spill-right-of-first-refusal", "spill-exclusive")
PROVIDER = 1


@cache
def moments(name: str) -> np.ndarray:
    """Time averages of the number in service at the provider and of its square, a row for each replication."""
    return np.array([_moments_in(log) for log in logs_of(scenario_of(name), REPLICATIONS)])


def _moments_in(log: np.ndarray) -> tuple[float, float]:
    found = rows(log, ev.REQUEST_SERVED, ev.REQUEST_ENDED)
    found = found[found["holder"] == PROVIDER]
    changes = np.where(found["event"] == ev.REQUEST_SERVED, 1, -1)
    return time_average_moments(changes, found["instant"], (WARM_UP, int(log["instant"][-1])))


@pytest.mark.parametrize("name", REGIMES)
def test_mean_in_service_elsewhere_is_that_of_the_overflow(name: str) -> None:
    found = interval(moments(name)[:, 0])
    assert found.holds(overflow(10, 10)[0]), f"{found}, exactly {overflow(10, 10)[0]:.6f}"
    assert found.relative < 0.02


@pytest.mark.parametrize("name", REGIMES)
def test_variance_in_service_elsewhere_is_that_of_the_overflow(name: str) -> None:
    first, second = moments(name).T
    centre = first.mean()
    found = interval(second - 2 * centre * first + centre**2)
    assert found.holds(overflow(10, 10)[1]), f"{found}, exactly {overflow(10, 10)[1]:.6f}"
    assert found.relative < 0.05


@pytest.mark.parametrize("name", REGIMES)
def test_number_elsewhere_is_no_poisson_number(name: str) -> None:
    first, second = moments(name).T
    centre = first.mean()
    assert not interval(second - 2 * centre * first + centre**2).holds(centre)
