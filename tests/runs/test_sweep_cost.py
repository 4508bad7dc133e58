"""What a sweep will cost is told before it runs, and by what it was estimated."""

import os
from pathlib import Path

import pytest

from sim.cli.sweep import what_it_costs
from sim.runs.prepared import prepare
from sim.runs.replicate import Workers
from sim.runs.sweep import Simulation, run_points
from sim.runs.sweep_cost import cost

ROOT = Path(__file__).parents[2]
SWEEP = """
schema: 1
name: small
title: Reserves
scenario: small-world.yaml
replications: 3
levers: [{key: operator.reserve, values: [5 %, 10 %, 15 %]}]
metrics: [live_mw]
"""
SIMPY = Workers("simpy", 1)


@pytest.fixture
def made(tmp_path):
    (tmp_path / "small-world.yaml").write_text((ROOT / "scenarios/validation/small-world.yaml").read_text())
    (tmp_path / "small.yaml").write_text(SWEEP)
    return prepare(tmp_path / "small.yaml")


def test_without_stored_points_a_few_replications_are_timed(made, tmp_path):
    told = cost(made, tmp_path / "sweeps", SIMPY)
    assert (told.points, told.replications, told.missing) == (3, 3, 3)
    assert told.pace is not None and "6 replications timed now" in told.pace.method
    assert told.seconds == pytest.approx(3 * (told.pace.point + 3 * told.pace.replication))
    assert told.seconds > 0


def test_stored_points_are_used_again_and_say_how_long_the_others_take(made, tmp_path):
    class Stopped(Exception):
        pass

    def stop(done, of):
        raise Stopped

    with pytest.raises(Stopped):
        run_points(made, tmp_path, Simulation(SIMPY), on_done=stop)
    told = cost(made, tmp_path, SIMPY)
    assert told.stored == (3, 0, 0)
    assert told.pace is not None and "the mean of 1 design point of small-world" in told.pace.method
    assert told.seconds == pytest.approx(2 * 3 * told.pace.replication)
    other = cost(made, tmp_path, Workers("simpy", (os.cpu_count() or 1) + 1)).pace
    assert other is None or "timed now" in other.method
    run_points(made, tmp_path, Simulation(SIMPY))
    assert cost(made, tmp_path, SIMPY).seconds == 0.0
    assert cost(made, tmp_path, SIMPY, again=True).missing == 3


def test_where_the_engine_has_to_be_compiled_first_no_time_is_made_up(made, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.world.engine_compiled.is_compiled", lambda: False)
    told = cost(made, tmp_path, Workers("compiled", 1))
    assert (told.missing, told.pace, told.seconds) == (3, None, None)
    assert "not known yet: the engine has to be compiled first" in what_it_costs(made, told)[-1]
