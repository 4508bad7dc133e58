"""How many replications are finished at once depends on their size, and no number depends on how many they are."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.metrics import Plan
from sim.runs import source
from sim.runs.source import NEAR, TOGETHER, Keep, Source, at_once, measured
from tests.metrics.small_world import layout
from tests.runs.small_runs import simulate


def parts(plan):
    return list(measured(Source(None, simulate=simulate), plan, range(7), Keep()))


@pytest.mark.parametrize("at_a_time", [1, 3, 8])
def test_no_number_depends_on_how_many_are_finished_at_once(monkeypatch, at_a_time):
    plan = Plan.of(layout())
    usual = parts(plan)
    monkeypatch.setattr(source, "TOGETHER", at_a_time)
    for one, other in zip(parts(plan), usual, strict=True):
        assert np.array_equal(one.active, other.active)
        assert np.array_equal(one.values, other.values)
        assert np.array_equal([*one.scalars.values()], [*other.scalars.values()], equal_nan=True)


@pytest.mark.parametrize(("cells", "expected"), [(10, TOGETHER), (3_000, 4), (10**6, 1)])
def test_their_sums_stay_near_the_processor(cells, expected):
    found = at_once(SimpleNamespace(keys=range(cells), months=100))
    assert found == expected
    assert found == 1 or found * 8 * cells * 101 <= NEAR


def test_sums_without_the_warm_up_are_no_copy():
    plan = Plan.of(layout())
    sums = np.ones((2, len(plan.keys), plan.months + 1), dtype=np.int64)
    counted = plan.counted(sums)
    assert np.shares_memory(counted, sums)
    assert counted.shape[-1] == sums.shape[-1] - plan.warm_up
