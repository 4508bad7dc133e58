"""The next replication in the same memory starts from what the first one did, to the byte."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numba import njit

from sim.scenario.load import load
from sim.streams import gamma_quantile
from sim.world.bringing_back import bring_back
from sim.world.calendar import KINDS
from sim.world.compiled_world import world_at
from sim.world.draws import _gamma_at
from sim.world.engine_compiled import Replication
from sim.world.engine_simpy import world_of
from sim.world.engines import simulate
from sim.world.memory import OWN, Memory, give_back, lend
from sim.world.model import build
from sim.world.requests import blank_request
from sim.world.rows import array, objects
from sim.world.tables import TABLES
from tests.world.small import live, scenario, workload
from tests.world.test_agreement_every_kw import world

ROOT = Path(__file__).parents[2]
FOLDERS = ("scenarios", "scenarios/what-if", "scenarios/validation")
SHIPPED = sorted(path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).glob("*.yaml"))


@njit
def brought_back(address):
    bring_back(world_at(address))


def opening(tables, requests):
    """The rows of requests that are brought back: to make one of the others says all of it."""
    return requests[: tables["run"][0]["opening_requests"]]


@pytest.mark.parametrize("name", SHIPPED)
def test_all_that_a_replication_wrote_is_brought_back(name):
    model = build(load(ROOT / name).scenario)
    memory = Memory(model)
    for replication in range(3):
        for _ in Replication(model, replication, memory):
            pass
    assert memory.tables["now"].tobytes() != memory.tables["start"].tobytes()
    brought_back(memory.world.address)
    assert memory.tables["run"]["replication"] == 2
    memory.tables["run"]["replication"] = model.tables["run"]["replication"]
    found = memory.tables | {"requests": opening(model.tables, memory.tables["requests"])}
    expected = model.tables | {"requests": opening(model.tables, model.tables["requests"])}
    assert [table for table, rows in expected.items()
            if table not in ("rules", *OWN) and rows.tobytes() != found[table].tobytes()] == []  # fmt: skip


def parts_of(memory):
    """Places of the wake-ups of parts that were cut off requests, one kind after the other."""
    run, requests = memory.tables["run"][0], len(memory.tables["requests"])
    firsts = [first for kind, first in zip(KINDS, memory.tables["kinds"]["first"], strict=True)
              if kind.wakes == "requests"]  # fmt: skip
    assert run["parts"] > 0
    assert run["first_part"] + run["parts"] <= requests
    return np.concatenate([first + run["first_part"] + np.arange(run["parts"]) for first in firsts])


def test_wake_ups_of_parts_of_requests_are_brought_back():
    """No shipped scenario cuts requests."""
    model = world("exclusive", "open").model.grown
    memory = Memory(model)
    for _ in Replication(model, 0, memory):
        pass
    parts, wakes = parts_of(memory), memory.tables["wakes"]
    assert wakes[parts].tobytes() != model.tables["wakes"][parts].tobytes()
    brought_back(memory.world.address)
    assert wakes[parts].tobytes() == model.tables["wakes"][parts].tobytes()


def test_a_request_that_is_made_says_all_of_its_row_but_what_is_drawn():
    world = world_of(build(load(ROOT / "scenarios/baseline.yaml").scenario), 0)
    row, said = world.run[0].first_part - 1, []
    request = world.requests[row]
    for left in (101, -77):
        for field in request.__slots__:
            setattr(request, field, left)
        blank_request(world, 0, row, 0)
        said.append({field: getattr(request, field) for field in request.__slots__})
    one, other = said
    assert {field for field in one if one[field] != other[field]} == {"kw", "start", "duration", "first_region"}


def test_a_replication_is_the_same_whatever_ran_before_it():
    model = build(load(ROOT / "scenarios/baseline.yaml").scenario)
    after_others = [simulate(model, replication) for replication in (5, 2, 9)]
    again = build(load(ROOT / "scenarios/baseline.yaml").scenario)
    assert after_others[-1].tobytes() == simulate(again, 9).tobytes()


def test_memory_serves_the_next_model_that_it_fits_and_no_other():
    small, same, larger = (build(scenario(**changes)) for changes in ({}, {"seed": 2}, {"sites": [live("hall", 10)]}))
    memory = lend(small)
    assert lend(small) is not memory, "it is lent"
    give_back(memory)
    assert memory.fits(same)
    assert not memory.fits(larger)
    assert lend(same) is memory
    assert memory.model is same
    give_back(memory)
    other = lend(larger)
    assert other is not memory
    give_back(other)
    assert lend(same) is not memory, "what is of another size is let go"


def test_a_model_in_memory_that_another_used_writes_its_own_log():
    models = [build(scenario(sites=[live("hall", 50)], demand={"classes": [workload(size=size)]}))
              for size in ("1 MW", "2 MW")]  # fmt: skip
    alone = [simulate(model, 3, "simpy").tobytes() for model in models]
    assert alone[0] != alone[1]
    for place in (0, 1, 0, 1):
        assert simulate(models[place], 3).tobytes() == alone[place]


def test_gamma_numbers_that_are_remembered_are_those_that_would_be_worked_out():
    world = SimpleNamespace(gammas=objects(TABLES["gammas"], array(TABLES["gammas"], 4)))
    shares = [0.1, 0.6, 0.1, 0.2, 0.1, 0.99, 2.0**-60, 1 - 2.0**-53]
    for shape in (0.3, 4.0, 0.3):
        for u in shares + shares:
            assert _gamma_at(world, shape, u) == gamma_quantile(shape, u)
