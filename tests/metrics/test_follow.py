"""What follows the engine in machine code measures as what is handed its rows, and is stopped as it is."""

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.events import kinds
from sim.metrics import Plan, Together, fold, measure
from sim.metrics.kept import Told
from sim.metrics.kernel import NO_ROOM, OVER, STOPPED
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.world.broken import InvariantBrokenError, TableFullError
from sim.world.engine_compiled import hand_over
from sim.world.engines import feed, simulate
from sim.world.model import build
from tests.metrics.test_fold import same
from tests.world.random_scenarios import scenarios
from tests.world.test_agreement_every_kw import world

SHIPPED = ["scenarios/baseline.yaml", "scenarios/analyst-reading.yaml", "scenarios/validation/small-world.yaml",
           "tests/benchmarks/ten-thousand-events.yaml"]  # fmt: skip
HANDED_ON = np.isin(np.arange(max(kinds.names()) + 1), [kinds.TRANCHE_LIVE, kinds.REQUEST_MADE])


class Following:
    """A sink that follows where it can."""

    def __init__(self, together, told=None):
        self._fold = together.fold(0)
        self.follow = partial(self._fold.follow, told=told)

    def add(self, rows):
        raise AssertionError("it is handed rows")


@pytest.fixture(autouse=True)
def _compiled(pytestconfig):
    if pytestconfig.option.interpreted:
        pytest.skip("there is no machine code to follow")


@pytest.fixture
def ended(monkeypatch):
    """How every call of the machine code that follows ended."""
    noted, follow = [], fold.follow

    def noting(*given):
        found = follow(*given)
        noted.append(found[0])
        return found

    monkeypatch.setattr(fold, "follow", noting)
    return noted


@pytest.mark.parametrize("path", SHIPPED)
def test_who_follows_measures_what_the_log_comes_to(path, ended):
    model = build(load(path).scenario)
    plan, told = Plan.of(model.layout), Told(HANDED_ON)
    together = Together(plan, 1)
    for replication in range(3):
        told.begin()
        feed(model, replication, lambda: Following(together, told))
        log = simulate(model, replication)
        assert np.array_equal(told.taken(), log[HANDED_ON[log["event"]]])
        same(together.finish()[0], measure(log, plan))
    assert ended.count(OVER) == 3


def test_memory_too_small_is_made_larger_on_the_way(ended):
    model = build(load("tests/benchmarks/ten-thousand-events.yaml").scenario)
    plan = Plan.of(model.layout)
    together, told = Together(plan, 1), Told(np.ones_like(HANDED_ON))
    feed(model, 1, lambda: Following(together, told))
    log = simulate(model, 1)
    assert NO_ROOM in ended
    assert np.array_equal(told.taken(), log)
    same(together.finish()[0], measure(log, plan))


def test_requests_that_are_cut_into_parts_there_was_no_room_for_are_posted(ended):
    log = world("exclusive", "open")
    plan = Plan.of(log.layout)
    together = Together(plan, 1)
    feed(log.model, 0, lambda: Following(together))
    assert log.of(kinds.REQUEST_PARTED)
    assert NO_ROOM in ended
    same(together.finish()[0], measure(log.array, plan))


@seed(7)
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_random_scenarios_measure_alike(said):
    model = build(Scenario.model_validate(said))
    plan = Plan.of(model.layout)
    together = Together(plan, 1)
    feed(model, 5, lambda: Following(together))
    same(together.finish()[0], measure(simulate(model, 5), plan))


@pytest.mark.parametrize(("flag", "error"), [("broken", InvariantBrokenError), ("overflow", TableFullError)])
def test_a_run_that_is_stopped_raises_why(flag, error, ended):
    model = build(load("scenarios/validation/small-world.yaml").scenario)
    model.tables["run"][flag] = 1
    with pytest.raises(error):
        hand_over(model, 0, Following(Together(Plan.of(model.layout), 1)))
    assert ended == [STOPPED]
