"""What is always true holds in random scenarios, in both engines: thousands of replications a run."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.events import kinds
from sim.events.row import first_difference
from sim.scenario.scenario import Scenario
from sim.world import engine_simpy
from sim.world.engines import simulate
from sim.world.memory import give_back, lend
from sim.world.model import Model, build
from tests.world import replayer as told
from tests.world.decoded import parted, rows_of
from tests.world.random_scenarios import scenarios
from tests.world.replayer import Replayer
from tests.world.small import tell
from tests.world.test_metamorphic import shuffled

BATCHES = range(6)
"""Batches of their own seeds, so that workers share them."""
REPLICATIONS = range(3)
INTERPRETED_SHARE = 10
"""Without machine code a replication takes so much longer that fewer are run."""


@pytest.fixture
def each(pytestconfig) -> Callable:
    """Runs a check on so many random scenarios of a batch."""

    def run(batch: int, count: int, check: Callable[[dict], None]) -> None:
        if pytestconfig.option.interpreted:
            count = max(count // INTERPRETED_SHARE, 2)
        quiet = settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        seed(batch)(quiet(given(scenarios())(check)))()

    return run


def model_of(said: dict) -> Model:
    """The model of a random scenario, which the checks between blocks do not refuse."""
    scenario = Scenario.model_validate(said)
    problems = scenario.check()
    assert not problems, problems
    return build(scenario)


def hold_always_true(model: Model, log: np.ndarray) -> None:
    """What is always true of a log: at every instant by replaying it, and at its end."""
    assert (np.diff(log["instant"]) >= 0).all()
    replayed = Replayer(model.layout).replay(log)
    horizon = int(model.layout.month_starts[-1])
    for request in replayed.requests.values():
        assert len(request.ways) == (request.state in told.OVER)
        if request.state == told.OFFERED:
            assert request.window_ends >= horizon


def check_replications(said: dict) -> None:
    model = model_of(said)
    for replication in REPLICATIONS:
        hold_always_true(model, simulate(model, replication))


def dirty(model: Model) -> None:
    """Leave in the memory that a model's next replication runs in what no request would be."""
    memory = lend(model)
    rows = memory.tables["requests"][memory.tables["run"][0]["opening_requests"] :].view(np.int64)
    rows[:] = np.random.default_rng(1).integers(-(2**40), 2**40, len(rows))
    give_back(memory)


def check_engines(said: dict) -> None:
    model = model_of(said)
    rows = simulate(model, 7)
    differs = first_difference(rows, simulate(model, 7, "simpy"))
    assert differs is None, tell(model, rows, differs)
    dirty(model.grown)
    differs = first_difference(rows, simulate(model, 7))
    assert differs is None, tell(model, rows, differs)


def check_order_of_lists(said: dict) -> None:
    model, other = model_of(said), model_of(shuffled(said, random.Random(5)))
    left, right = (rows_of(m.layout, simulate(m, 2)) for m in (model, other))
    assert parted(left, right) == ""


@pytest.mark.parametrize("batch", BATCHES)
def test_always_true_holds_in_random_scenarios(batch, each):
    each(batch, 150, check_replications)


def test_every_kind_of_event_occurs_in_random_scenarios(each, pytestconfig):
    """What never occurs is compared by none of these tests."""
    if pytestconfig.option.interpreted:
        pytest.skip("the fewer that are run have not all kinds")
    seen: set[int] = set()
    each(400, 400, lambda said: seen.update(np.unique(simulate(model_of(said), 0)["event"]).tolist()))
    assert [name for kind, name in kinds.names().items() if kind not in seen] == []


@pytest.mark.parametrize("batch", BATCHES[:4])
def test_engines_agree_on_random_scenarios(batch, each):
    each(100 + batch, 20, check_engines)


@pytest.mark.parametrize("batch", BATCHES[:2])
def test_the_order_of_lists_says_nothing_in_random_scenarios(batch, each):
    each(200 + batch, 40, check_order_of_lists)


def test_keys_are_handled_in_the_order_of_instant_rank_and_entity(each, monkeypatch):
    keys: list[int] = []
    handle = engine_simpy.handle

    def noted(w, key):
        keys.append(key)
        handle(w, key)

    monkeypatch.setattr(engine_simpy, "handle", noted)

    def check(said: dict) -> None:
        keys.clear()
        simulate(model_of(said), 0, "simpy")
        assert len(keys) > 12
        made = np.array(keys, dtype=np.int64)
        again = np.flatnonzero(np.diff(made) < 0) + 1  # a table was full, and the replication begins again
        assert (made[again] == made[0]).all()

    each(300, 20, check)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(1000, 1020))
def test_always_true_holds_in_many_random_scenarios(batch, each):
    each(batch, 1000, check_replications)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(2000, 2004))
def test_engines_agree_on_many_random_scenarios(batch, each):
    each(batch, 200, check_engines)
