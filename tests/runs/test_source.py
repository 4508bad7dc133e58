"""Replications are measured the same in memory that has served as in new memory, which is handed on."""

import numpy as np
import pytest

from sim.metrics import Plan
from sim.runs.source import Halt, Keep, Source, measured


def same(one, other):
    return (np.array_equal(one.active, other.active) and np.array_equal(one.values, other.values)
            and np.array_equal([*one.scalars.values()], [*other.scalars.values()], equal_nan=True))  # fmt: skip


def test_what_measured_some_replications_measures_the_next_alike(model):
    world, _ = model
    source, plan, keep, spare = Source(world, "simpy"), Plan.of(world.layout), Keep(), []
    alone = list(measured(source, plan, range(4), keep))
    first = list(measured(source, plan, range(2), keep, spare=spare))
    [handed_on] = spare
    second = list(measured(source, plan, range(2, 4), keep, spare=spare))
    assert spare == [handed_on]
    assert all(same(*pair) for pair in zip(alone, first + second, strict=True))


def test_what_is_stopped_on_the_way_is_not_handed_on(model):
    world, _ = model
    spare, halt = [], Halt()
    halt.set()
    assert not list(measured(Source(world, "simpy"), Plan.of(world.layout), range(2), Keep(), halt, spare))
    assert spare == []


@pytest.mark.parametrize("at_once", [1, 3, 8])
def test_no_number_depends_on_how_many_are_finished_at_once(model, monkeypatch, at_once):
    world, _ = model
    source, plan = Source(world, "simpy"), Plan.of(world.layout)
    usual = list(measured(source, plan, range(5), Keep()))
    monkeypatch.setattr(Plan, "together", at_once)
    assert all(same(*pair) for pair in zip(measured(source, plan, range(5), Keep()), usual, strict=True))


def test_sums_without_the_warm_up_are_no_copy(model):
    plan = Plan.of(model[0].layout)
    sums = np.ones((2, len(plan.keys), plan.months + 1), dtype=np.int64)
    counted = plan.counted(sums)
    assert np.shares_memory(counted, sums)
    assert counted.shape[-1] == sums.shape[-1] - plan.warm_up
