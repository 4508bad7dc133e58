"""What follows the engine in machine code measures as what is handed its rows, and is stopped as it is."""

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.events import kinds
from sim.metrics import Plan, Together, fold, measure
from sim.metrics.kept import NONE, Told
from sim.metrics.kernel import NO_ROOM, OVER, STOPPED
from sim.runs.source import Halt, Keep, Source, measured
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.world import memory
from sim.world.broken import InvariantBrokenError, TableFullError
from sim.world.engine_compiled import hand_over
from sim.world.engines import WholeLog, follow, simulate
from sim.world.model import build
from tests.metrics.test_fold import same
from tests.metrics.worlds import WORLDS, come_to_nothing, come_to_something, model_of, replications_of
from tests.world.random_scenarios import scenarios
from tests.world.test_agreement_every_kw import world

SHIPPED = ["scenarios/baseline.yaml", "scenarios/analyst-reading.yaml", "scenarios/validation/small-world.yaml",
           "tests/benchmarks/ten-thousand-events.yaml"]  # fmt: skip
HANDED_ON = np.isin(np.arange(max(kinds.names()) + 1), [kinds.TRANCHE_LIVE, kinds.REQUEST_MADE])


def followed(model, replications, together, told=None):
    """How many were taken in machine code, one after the other."""
    return follow(model, replications, partial(together.follow, 0, told or Told(NONE, together.most), Halt().number))


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
    logs = [simulate(model, replication) for replication in range(2, 7)]
    plan, told = Plan.of(model.layout), Told(HANDED_ON, 3)
    together = Together(plan, 3)
    for replications in (range(2, 5), range(5, 7)):
        assert followed(model, replications, together, told) == len(replications)
        found = zip(replications, together.finish(), told.taken(), strict=True)
        for replication, measures, rows in found:
            log = logs[replication - 2]
            assert measures.replication == replication
            same(measures, measure(log, plan))
            assert np.array_equal(rows, log[HANDED_ON[log["event"]]])
    assert ended.count(OVER) == 2


def test_memory_too_small_is_made_larger_on_the_way(ended):
    model = build(load("tests/benchmarks/ten-thousand-events.yaml").scenario)
    plan = Plan.of(model.layout)
    together, told = Together(plan, 2), Told(np.ones_like(HANDED_ON), 2)
    logs = [simulate(model, replication) for replication in (1, 2)]
    assert followed(model, range(1, 3), together, told) == 2
    assert NO_ROOM in ended
    for log, measures, rows in zip(logs, together.finish(), told.taken(), strict=True):
        assert np.array_equal(rows, log)
        same(measures, measure(log, plan))


def test_requests_that_are_cut_into_parts_there_was_no_room_for_are_posted(ended):
    log = world("exclusive", "open")
    plan = Plan.of(log.layout)
    together = Together(plan, 1)
    assert followed(log.model, range(1), together) == 1
    assert log.of(kinds.REQUEST_PARTED)
    assert NO_ROOM in ended
    same(together.finish()[0], measure(log.array, plan))


def test_every_metric_is_compared_with_something_to_compare():
    compared: set[str] = set()
    for each in WORLDS:
        model, replications = model_of(each), replications_of(each)
        plan = Plan.of(model.layout)
        together = Together(plan, len(replications))
        assert followed(model, replications, together) == len(replications)
        for replication, measures in zip(replications, together.finish(), strict=True):
            same(measures, measure(simulate(model, replication), plan))
            compared |= come_to_something(measures)
    assert come_to_nothing(compared) == []


@seed(7)
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_random_scenarios_measure_alike(said):
    model = build(Scenario.model_validate(said))
    plan = Plan.of(model.layout)
    logs, together = [simulate(model, replication) for replication in (5, 6)], Together(plan, 2)
    assert followed(model, range(5, 7), together) == 2
    for measures, log in zip(together.finish(), logs, strict=True):
        same(measures, measure(log, plan))


@pytest.mark.parametrize(("flag", "error"), [("broken", InvariantBrokenError), ("overflow", TableFullError)])
def test_a_run_that_is_stopped_is_left_to_who_raises_why(flag, error, ended):
    model = build(load("scenarios/validation/small-world.yaml").scenario)
    model.tables["run"][flag] = 1
    assert followed(model, range(2), Together(Plan.of(model.layout), 2)) == 0
    assert ended == [STOPPED]
    with pytest.raises(error):
        hand_over(model, 0, WholeLog())


@pytest.mark.parametrize("stop_at", [0, 1, 3])
def test_what_one_that_is_stopped_left_is_undone_and_those_behind_it_are_followed_again(stop_at, monkeypatch):
    model = build(load("scenarios/validation/small-world.yaml").scenario)
    plan, keep, taken = Plan.of(model.layout), Keep(events=tuple(np.flatnonzero(HANDED_ON))), []
    expected = [*measured(Source(model), plan, range(5), keep)]

    def stopping(course, span, *others):
        place = span[0]
        taken.append(place)
        if place > stop_at:
            return follow_in_machine_code(course, span, *others)
        taken_up_to = follow_in_machine_code(course, (place, stop_at + 1, *span[2:]), *others)
        return STOPPED, stop_at, *taken_up_to[2:]

    follow_in_machine_code = fold.follow
    monkeypatch.setattr(fold, "follow", stopping)
    together = [Together(plan, 5)]
    for part, wanted in zip(measured(Source(model), plan, range(5), keep, spare=together), expected, strict=True):
        assert np.array_equal(part.active, wanted.active)
        assert np.array_equal(part.values, wanted.values)
        assert np.array_equal(part.rows, wanted.rows)
        assert part.scalars == pytest.approx(wanted.scalars, rel=0, abs=0, nan_ok=True)
    assert taken == [0, stop_at + 1]


def test_it_is_halted_before_the_next_replication(ended):
    model = build(load("scenarios/validation/small-world.yaml").scenario)
    halt = Halt()
    halt.set()
    assert [*measured(Source(model), Plan.of(model.layout), range(3), Keep(), halt)] == []
    assert ended == [STOPPED]


def test_places_that_there_are_not_are_refused():
    plan = Plan.of(build(load("scenarios/validation/small-world.yaml").scenario).layout)
    together = Together(plan, 2)
    with pytest.raises(IndexError, match="place 1: the next is 0"):
        together.fold(1)
    together.fold(0)
    together.fold(1)
    with pytest.raises(IndexError):
        together.fold(2)


@pytest.mark.parametrize(("most", "told"), [(2, 3), (3, 2)])
def test_more_replications_than_there_are_places_for_are_refused(most, told):
    model = build(load("scenarios/validation/small-world.yaml").scenario)
    with pytest.raises(IndexError, match="replications to place 3"):
        followed(model, range(3), Together(Plan.of(model.layout), most), Told(NONE, told))


def test_memory_of_one_that_is_stopped_is_let_go():
    model = build(load("scenarios/validation/small-world.yaml").scenario)
    memory.give_back(lent := memory.lend(model))
    assert follow(model, range(2), lambda *_: 1) == 1
    assert memory.lend(model) is not lent
    memory.give_back(lent)
    assert follow(model, range(2), lambda *_: 2) == 2
    assert memory.lend(model) is lent
